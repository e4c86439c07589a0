from markupsafe import Markup
from odoo import api, models
from odoo.exceptions import ValidationError

from ..core import oc_plot, risk
from ..core.sampling import ZERO, Stage, acceptance_probability
from .mdq_inspection_plan_sampling import CLASSES

MODELS = ("binomial", "poisson", "hypergeometric")
SEVERITIES = ("normal", "tightened", "reduced")
POINTS = 60
LARGEST = 2000  # lots of which whole units are counted one by one, for the hypergeometric model
FAR = 0.005  # the curve is drawn until hardly any lot is accepted


class MdqInspectionPlan(models.Model):
    """What a plan lets through and what it stops, for each class of defects: reckoned when somebody looks."""

    _inherit = "mdq.inspection.plan"

    @api.readonly
    def get_oc(self, lot_size=1000, severity="normal", model="binomial"):
        """Return the operating characteristic of this plan for lots of a size.

        :param severity: normal, tightened or reduced
        :param model: binomial, poisson, or hypergeometric, for lots of up to 2000 units
        :return: {curves: [{defect_class, name, aql, letter, full, stages: [{n, ac, re}], points: [[share, probability]], risks}],
            lot_size, severity, model}; risks are {producer, producer_quality, indifference_quality, consumer_quality, outgoing_limit,
            average_sample}; shares are between 0 and 1
        """
        self.ensure_one()
        self.check_access("read")
        self._check_oc_question(lot_size, severity, model)
        return {
            "lot_size": lot_size, "severity": severity, "model": model,
            "curves": [self._get_curve(model, lot_size, **row) for row in self._get_oc_rows(lot_size, severity)],
        }

    def _check_oc_question(self, lot_size, severity, model):
        if not isinstance(lot_size, int) or isinstance(lot_size, bool) or not 1 <= lot_size <= 10**9:
            raise ValidationError(self.env._("The size of a lot is a whole number, at least 1."))
        if severity not in SEVERITIES or model not in MODELS:
            raise ValidationError(self.env._(
                "Choose normal, tightened or reduced inspection, and the binomial, poisson or hypergeometric model."
            ))
        if model == "hypergeometric" and lot_size > LARGEST:
            raise ValidationError(self.env._(
                "The hypergeometric model counts whole units: it is reckoned for lots of up to %s. For larger lots the binomial model"
                " says the same.", LARGEST,
            ))

    def _get_oc_rows(self, lot_size, severity):
        """Return [{name, aql, stages, letter, full}] of the classes that this plan inspects."""
        if self.sampling != "standard":
            n = self._get_sample_size(lot_size)
            ac = self._get_acceptance_number(n)
            stage = Stage(n, ac, ac + 1)
            return [{"name": False, "aql": False, "stages": (stage,), "letter": False, "full": n >= lot_size}]
        rows = [self._get_oc_row(name, aql, lot_size, severity) for name, aql in self._get_sampled_aqls().items()]
        if "critical" in self.line_ids.mapped("defect_class") and not self.aql_critical and rows:
            n = max(sum(stage.n for stage in row["stages"][:1]) for row in rows)
            rows.insert(0, {"name": "critical", "aql": False, "stages": (Stage(n, 0, 1),), "letter": False, "full": n >= lot_size})
        return sorted(rows, key=lambda row: CLASSES.index(row["name"]))

    def _get_oc_row(self, name, aql, lot_size, severity):
        plan = self._lookup(lot_size, aql, severity, plan_type=self.plan_type)
        return {"name": name, "aql": aql, "stages": plan.stages, "letter": plan.code_letter, "full": plan.full_inspection}

    def _get_curve(self, model, lot_size, name, aql, stages, letter, full):
        size = lot_size if model == "hypergeometric" else None
        end = min(1.0, risk.quality_at(stages, FAR, model, size) or 1.0)
        shares = [end * number / POINTS for number in range(POINTS + 1)]
        if size:
            shares = sorted({round(share * size) / size for share in shares})
        return {
            "defect_class": name, "name": self._get_class_word(name) if name else self.env._("All classes"), "aql": aql, "letter": letter,
            "full": full, "stages": [{"n": stage.n, "ac": stage.ac, "re": stage.re} for stage in stages],
            "points": [[share, acceptance_probability(stages, share, model, size)] for share in shares],
            "risks": self._get_risks(model, size, aql, stages),
        }

    def _get_risks(self, model, size, aql, stages):
        share = float(aql) / 100 if aql and float(aql) <= 100 else None
        if share is not None and size:
            share = round(share * size) / size
        found = risk.summarize(stages, share, model, size)
        average = risk.average_sample_number(stages, share or 0.0)
        return {**vars(found), "average_sample": average}

    # --------------------------------------------------------------------------------------- paper

    def _get_oc_drawing(self, oc, across, upward):
        """Return the curves of `get_oc` as a drawing, with the points of both risks marked."""
        curves = [(curve["name"], curve["points"]) for curve in oc["curves"]]
        marks = [mark for curve in oc["curves"] for mark in (
            (curve["risks"]["producer_quality"], risk.PRODUCER), (curve["risks"]["consumer_quality"], risk.CONSUMER),
        )]
        return Markup(oc_plot.draw(curves, across, upward, marks))  # numbers, and names that were escaped

    def _get_printed_oc(self):
        """Return what the paper shows: each severity of a standard, for a lot of a thousand units."""
        severities = SEVERITIES if self.sampling == "standard" and self.standard != ZERO else SEVERITIES[:1]
        return [self._prepare_printed_oc(severity) for severity in severities]

    def _prepare_printed_oc(self, severity):
        plan = self.with_context(lang="en_US")
        oc = plan.get_oc(1000, severity)
        words = {"normal": ("Normal inspection", "正常检验"), "tightened": ("Tightened inspection", "加严检验"), "reduced": ("Reduced inspection", "放宽检验")}
        return {
            **oc, "title": f"{words[severity][0]}, lot of 1000", "title_zh": f"{words[severity][1]}，批量 1000",
            "drawing": plan._get_oc_drawing(oc, "Nonconforming units in the lot 批不合格品率", "Lots accepted 接收概率"),
        }

    @api.model
    def _get_percent(self, share):
        return "–" if share is None else f"{100 * share:.3g} %"
