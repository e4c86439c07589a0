from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import sampling as tables
from ..core import variables
from .mdq_sampling_series import SEVERITIES

ODD = 0.05  # below this p-value readings hardly come from a normal distribution


class MdqInspectionVariable(models.Model):
    """The sample of one measured characteristic that is judged by variables, and what it said."""

    _name = "mdq.inspection.variable"
    _description = "Sample by Variables"
    _inherit = ["mdq.content.mixin"]
    _order = "inspection_id, id"
    _rec_name = "plan_line_id"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "inspection_id"

    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id")
    active = fields.Boolean(default=True, readonly=True)
    plan_line_id = fields.Many2one("mdq.inspection.plan.line", "Characteristic", required=True, readonly=True, ondelete="restrict")
    defect_class = fields.Selection(related="plan_line_id.defect_class")
    standard = fields.Char("Standard and Edition", readonly=True)
    aql = fields.Char("AQL", readonly=True)
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    code_letter = fields.Char("Code Letter", readonly=True)
    sample_size = fields.Integer("Sample Size n", readonly=True, aggregator=None)
    constant = fields.Float("Acceptability Constant k", digits=(12, 4), readonly=True, aggregator=None)
    largest_share = fields.Float("Largest Share p*", digits=(12, 6), readonly=True, aggregator=None,
                                 help="The estimated share beyond both limits together with which the lot is still accepted.")  # fmt: skip
    mean = fields.Float(digits=False, readonly=True, aggregator=None)
    deviation = fields.Float("Standard Deviation s", digits=False, readonly=True, aggregator=None)
    lower_quality = fields.Float("Lower Q", digits=(12, 4), readonly=True, aggregator=None)
    upper_quality = fields.Float("Upper Q", digits=(12, 4), readonly=True, aggregator=None)
    share = fields.Float("Estimated Share Beyond", digits=(12, 6), readonly=True, aggregator=None)
    normality = fields.Float("Normality p", digits=(12, 4), readonly=True, aggregator=None, help="Test of Shapiro and Wilk; 0: not told.")
    accepted = fields.Boolean(readonly=True)
    conclusion = fields.Char(compute="_compute_conclusion")

    _line_once = models.Constraint("UNIQUE(inspection_id, plan_line_id)", "A characteristic has one sample by variables in an inspection.")

    @api.depends("inspection_id.state", "mean", "deviation", "accepted")
    @api.depends_context("lang")
    def _compute_conclusion(self):
        for row in self:
            concluded = row.inspection_id.state in ("accepted", "rejected")
            row.conclusion = concluded and row._get_sentence(row._get_stored(), row.normality or None)

    def _get_stored(self):
        """What was concluded then."""
        lower, upper, _nominal = self.plan_line_id._get_limits()
        return variables.Verdict(
            self.mean, self.deviation, None if lower is None else self.lower_quality, None if upper is None else self.upper_quality,
            (self.share,), self.accepted,
        )

    def unlink(self):
        raise UserError(self.env._("Samples are never deleted. With another plan they are archived."))

    def _get_plan(self):
        return variables.Plan(self.sample_size, self.constant)

    def _get_values(self, current):
        """Return {unit: value} of the readings that stand, of the units of this sample."""
        line = self.plan_line_id.id
        return {unit: reading.number for (unit, of), reading in current.items() if of == line and unit <= self.sample_size}

    def _judge(self, values, plan=None):
        lower, upper, _nominal = self.plan_line_id._get_limits()
        return variables.judge(plan or self._get_plan(), list(values), lower, upper)

    def _get_sentence(self, found, normality):
        """What the readings say, in one sentence, with a warning where the method does not suit them."""
        names = {
            "line": self.plan_line_id.display_name, "mean": f"{found.mean:.6g}", "deviation": f"{found.deviation:.4g}",
            "quality": "; ".join(f"{quality:.3f}" for quality in (found.lower_quality, found.upper_quality) if quality is not None),
            "constant": f"{self.constant:.3f}", "share": f"{100 * sum(found.shares):.3g}", "largest": f"{100 * self.largest_share:.3g}",
            "verdict": self.env._("accepted") if found.accepted else self.env._("not accepted"),
        }
        if found.lower_quality is not None and found.upper_quality is not None:
            sentence = self.env._("%(line)s: mean %(mean)s, s %(deviation)s; estimated beyond both limits %(share)s %%, allowed %(largest)s %%:"
                                  " %(verdict)s.", **names)  # fmt: skip
        else:
            sentence = self.env._("%(line)s: mean %(mean)s, s %(deviation)s; Q %(quality)s, k %(constant)s: %(verdict)s.", **names)
        if normality is None or normality >= ODD:
            return sentence
        return sentence + " " + self.env._(
            "The readings hardly come from a normal distribution (p %s): look at them before you rely on this.", f"{normality:.4f}"
        )

    def _evaluate(self, current):
        """Return (what the readings say, p-value of normality), None while readings are missing."""
        values = self._get_values(current).values()
        return (self._judge(values), variables.normality(values)) if len(values) == self.sample_size else None

    def _get_note(self, current):
        evaluated = self._evaluate(current)
        return evaluated and self._get_sentence(*evaluated)

    def _prepare_result(self, current):
        evaluated = self._evaluate(current)
        if not evaluated:
            return {}
        found, normality = evaluated
        bounded = [0.0 if quality is None else max(-9999.0, min(9999.0, quality)) for quality in (found.lower_quality, found.upper_quality)]
        return {
            "mean": found.mean, "deviation": found.deviation, "lower_quality": bounded[0], "upper_quality": bounded[1],
            "share": sum(found.shares), "normality": normality or 0.0, "accepted": found.accepted,
        }


class MdqInspection(models.Model):
    """An inspection of which some characteristics are judged by variables."""

    _inherit = "mdq.inspection"

    variable_ids = fields.One2many("mdq.inspection.variable", "inspection_id", "Samples by Variables", readonly=True)

    def _refresh_samples(self):
        super()._refresh_samples()
        plans = self.plan_id.line_ids.filtered("by_variables").plan_id
        with_lines = self.filtered(lambda inspection: inspection.plan_id in plans)
        # Samples are written by the server, whoever receives.
        rows = self.env["mdq.inspection.variable"].sudo().with_context(active_test=False)
        known = {(row.inspection_id.id, row.plan_line_id.id): row for row in rows.search([("inspection_id", "in", self.ids)])}
        created = []
        for vals in (vals for inspection in with_lines for vals in inspection._prepare_variables()):
            row = known.pop((vals["inspection_id"], vals["plan_line_id"]), None)
            row.write(vals) if row else created.append(vals)
        rows.create(created)
        rows.concat(*known.values()).active = False
        self.invalidate_recordset(["variable_ids"])
        for inspection in with_lines:
            inspection._write_size(max(inspection._get_needed().values()))

    def _prepare_variables(self):
        """Values of the samples by variables; where the whole lot is measured, units are counted as always."""
        by_class = {sample.defect_class: sample for sample in self.sample_ids}
        for line in self.plan_id.line_ids.filtered("by_variables"):
            sample = by_class[line.defect_class]
            plan = self.plan_id._lookup_variables(self.quantity, sample.aql, sample.severity, sample.level)
            if not plan.full_inspection:
                yield {
                    "inspection_id": self.id, "plan_line_id": line.id, "standard": sample.standard, "aql": sample.aql,
                    "severity": sample.severity, "code_letter": plan.code_letter, "sample_size": plan.n, "constant": plan.k,
                    "largest_share": plan.largest_share, "active": True,
                }

    def _get_first_size(self):
        return self.sample_size if self.variable_ids else super()._get_first_size()

    # ------------------------------------------------------------------------------------- verdict

    def _get_classes(self):
        """What is judged by variables is not counted."""
        measured = self.variable_ids.plan_line_id.ids
        return {line: facts for line, facts in super()._get_classes().items() if line not in measured}

    def _get_passed(self):
        measured = set(self.variable_ids.plan_line_id.ids)
        return {(unit, line): passed for (unit, line), passed in super()._get_passed().items() if line not in measured}

    def _get_needed(self):
        return super()._get_needed() | {row.plan_line_id.id: row.sample_size for row in self.variable_ids}

    def _get_verdict(self):
        verdict = super()._get_verdict()
        if not self.variable_ids:
            return verdict
        missing, rejecting, current = list(verdict.missing), list(verdict.rejecting), self._get_current()
        for row in self.variable_ids:
            values = row._get_values(current)
            missing += [(unit, row.plan_line_id.id) for unit in range(1, row.sample_size + 1) if unit not in values]
            if len(values) == row.sample_size and not row._judge(values.values()).accepted:
                rejecting.append(row.defect_class)
        rejecting = tuple(dict.fromkeys(rejecting))
        return replace(verdict, missing=tuple(missing), rejecting=rejecting, accepted=not missing and not rejecting)

    def _get_refusal(self, verdict):
        current = self._get_current()
        worse = [row._get_note(current) for row in self.variable_ids if not row._prepare_result(current).get("accepted", True)]
        if not worse:
            return super()._get_refusal(verdict)
        return UserError(self.env._("%(inspection)s cannot be accepted. %(why)s", inspection=self.name, why=" ".join(worse)))

    def _move_to(self, target, reason=None):
        result = super()._move_to(target, reason)
        if target in ("accepted", "rejected"):
            for inspection in self.filtered("variable_ids"):
                current = inspection._get_current()
                for row in inspection.variable_ids.sudo():  # the server concludes, whoever asked
                    row.write(row._prepare_result(current))
        return result

    def _prepare_result_vals(self, sample, verdict):
        """A class that was measured is accepted one AQL lower only when its readings are, too."""
        vals = super()._prepare_result_vals(sample, verdict)
        return {**vals, "tighter": vals["tighter"] and self._measures_tighter(sample)}

    def _measures_tighter(self, sample, steps=1):
        """Whether what was measured of a class would have been accepted so many AQLs lower; true where nothing was measured."""
        rows, aql = self.variable_ids.filtered(lambda row: row.defect_class == sample.defect_class), sample.aql
        for _step in range(steps if rows else 0):
            aql = aql and tables.tighter_aql(sample.standard, aql)
        if not rows or not aql:
            return not rows
        k, current = self.plan_id._lookup_variables(self.quantity, aql, "normal", sample.level).k, self._get_current()
        return all(row._judge(row._get_values(current).values(), variables.Plan(row.sample_size, k)).accepted for row in rows)

    def get_grid(self):
        grid = super().get_grid()
        if self.variable_ids:
            current = self._get_current()
            grid.setdefault("notes", []).extend(note for row in self.variable_ids if (note := row._get_note(current)))
        return grid
