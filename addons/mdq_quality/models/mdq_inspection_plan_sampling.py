import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import sampling as tables

AQLS = [(aql, aql) for aql in tables.aqls()]
CLASSES = ("critical", "major", "minor")


class MdqInspectionPlan(models.Model):
    """How large the sample is: all, a number, a share, or as a standard says for each class of defects."""

    _inherit = "mdq.inspection.plan"

    sampling = fields.Selection(
        selection_add=[
            ("percent", "Percentage of the lot"), ("root", "Square root of the lot, plus one"),
            ("standard", "By a standard, indexed by AQL"),
        ],
        ondelete={"percent": "set default", "root": "set default", "standard": "set default"},
    )
    sample_percent = fields.Float("Percentage", default=10.0, digits=(5, 2), aggregator=None)
    standard = fields.Selection(
        [(name, name) for name in tables.STANDARDS], "Standard and Edition", default=tables.GB,
        help="The edition whose tables are used; it is kept with every inspection.",
    )
    level = fields.Selection([(name, name) for name in tables.LEVELS], "Inspection Level", default="II")
    aql_critical = fields.Selection(AQLS, "AQL Critical", help="Empty: every unit of the largest sample, and none may be nonconforming.")
    aql_major = fields.Selection(AQLS, "AQL Major", default="1.0", help="Above 10: nonconformities per 100 units, each of them counts.")
    aql_minor = fields.Selection(AQLS, "AQL Minor", default="2.5", help="Above 10: nonconformities per 100 units, each of them counts.")

    @api.constrains("sampling", "sample_percent")
    def _check_percent(self):
        for plan in self:
            if plan.sampling == "percent" and not 0 < plan.sample_percent <= 100:
                raise ValidationError(self.env._("The percentage of a lot that is inspected lies above 0 and is at most 100."))

    @api.constrains("sampling", "standard", "level", "aql_critical", "aql_major", "aql_minor")
    def _check_standard(self):
        for plan in self:
            if plan.sampling != "standard":
                continue
            if not (plan.standard and plan.level and (plan.aql_major or plan.aql_minor or plan.aql_critical)):
                raise ValidationError(self.env._(
                    "Sampling by a standard needs its edition, an inspection level, and an AQL for at least one class of defects."
                ))
            plan._check_aqls_in_tables()

    def _check_aqls_in_tables(self):
        for name, aql in self._get_aqls().items():
            try:
                tables.lookup(self.standard, 1000, self.level, aql)
            except ValueError:
                raise ValidationError(self.env._(
                    "%(standard)s has no plans for AQL %(aql)s (%(class)s defects). Choose another AQL or another standard.",
                    **{"standard": self.standard, "aql": aql, "class": self._get_class_word(name)},
                )) from None

    def _get_class_word(self, name):
        return dict(self.env["mdq.characteristic"]._fields["defect_class"]._description_selection(self.env))[name]

    def _check_move_to_in_review(self):
        """A class that is inspected needs an AQL; critical defects may do without, as none is accepted then."""
        super()._check_move_to_in_review()
        for plan in self.filtered(lambda plan: plan.sampling == "standard"):
            for name in set(plan.line_ids.mapped("defect_class")) - {"critical"} - set(plan._get_aqls()):
                raise ValidationError(self.env._(
                    "Plan %(plan)s inspects %(class)s defects without an AQL for them.",
                    **{"plan": plan.display_name, "class": plan._get_class_word(name)},
                ))

    # ------------------------------------------------------------------------------------- helpers

    def _get_aqls(self):
        """Return {class of defects: AQL as printed} of the classes that have one."""
        return {name: self[f"aql_{name}"] for name in CLASSES if self[f"aql_{name}"]}

    def _get_sampled_aqls(self):
        """The same, of the classes that are inspected; where only critical defects without an AQL are, of all, as they set the sample."""
        aqls, inspected = self._get_aqls(), set(self.line_ids.mapped("defect_class"))
        return {name: aql for name, aql in aqls.items() if name in inspected} or aqls

    def _get_sample_size(self, quantity):
        self.ensure_one()
        whole = max(1, math.ceil(quantity))
        if self.sampling == "percent":
            return tables.share_sample(whole, self.sample_percent)
        if self.sampling == "root":
            return tables.root_sample(whole)
        return super()._get_sample_size(quantity)

    def _lookup(self, quantity, aql, severity, level=None, plan_type="single"):
        """Return the plan of the standard for a lot; a lot that is not to be received is inspected tightened."""
        self.ensure_one()
        severity = "tightened" if severity == "discontinued" else severity
        return tables.lookup(self.standard, max(1, math.ceil(quantity)), level or self.level, aql, severity, plan_type)

    def _accepts_tighter(self, quantity, aql, nonconforming, level=None, steps=1):
        """Whether the sample would have been accepted on normal inspection at a lower AQL: for the scores of the standards."""
        for _step in range(steps):
            aql = self.standard != tables.ZERO and aql and tables.tighter_aql(self.standard, aql)
        return bool(aql) and nonconforming <= self._lookup(quantity, aql, "normal", level).stages[0].ac
