import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import sampling as tables
from ..core import variables


class MdqInspectionPlanLine(models.Model):
    """A measured characteristic may be judged by mean and standard deviation instead of counting: ISO 3951-1, s-method."""

    _inherit = "mdq.inspection.plan.line"
    _mdq_reason_fields = ("by_variables",)

    by_variables = fields.Boolean(
        "By Variables", help="ISO 3951-1, s-method: fewer units are measured, and their mean and standard deviation decide. Only for readings"
        " that come from a normal distribution.",
    )

    @api.constrains("by_variables", "characteristic_id", "required")
    def _check_by_variables(self):
        for line in self.filtered("by_variables"):
            if line.kind != "variable" or line.defect_class == "critical" or not line.required:
                raise ValidationError(self.env._(
                    "%s cannot be sampled by variables: that goes with measured, required characteristics of the classes major and minor.",
                    line.display_name,
                ))


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for plan in self:
            lines = plan.line_ids.filtered("by_variables")
            fits = plan.sampling == "standard" and plan.standard != tables.ZERO and not set(lines.mapped("defect_class")) - set(plan._get_aqls())
            if lines and not fits:
                raise ValidationError(self.env._(
                    "Plan %(plan)s samples %(lines)s by variables: that needs a standard indexed by AQL, and an AQL for their class.",
                    plan=plan.display_name, lines=", ".join(lines.mapped("display_name")),
                ))

    def _lookup_variables(self, quantity, aql, severity, level=None):
        """Return the plan by variables for a lot."""
        severity = "tightened" if severity == "discontinued" else severity
        return variables.plan_for(self.standard, max(1, math.ceil(quantity)), level or self.level, aql, severity)
