from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import judging, tolerance


class MdqInspectionPlanLine(models.Model):
    """A tolerance as the drawing has it, from which the limits follow as decimals; and the rule of judging, said once."""

    _inherit = "mdq.inspection.plan.line"
    _mdq_reason_fields = ("tolerance",)

    tolerance = fields.Char(
        "Tolerance", help="±0.05, or upper and lower deviation: +0.02/-0.01. The limits follow from it. Empty: enter the limits."
    )
    lower_limit = fields.Char(compute="_compute_limits", store=True, readonly=False, precompute=True)
    upper_limit = fields.Char(compute="_compute_limits", store=True, readonly=False, precompute=True)

    @api.depends("nominal", "tolerance")
    def _compute_limits(self):
        for line in self:
            lower, upper = line.lower_limit, line.upper_limit
            if line.tolerance:
                lower, upper = line._get_limits_of_tolerance() or (lower, upper)
            line.lower_limit, line.upper_limit = lower, upper

    def _get_limits_of_tolerance(self):
        try:
            return tolerance.limits(self.nominal, self.tolerance)
        except ValueError:
            return None  # said by the constraint, when the line is saved

    @api.constrains("nominal", "tolerance", "lower_limit", "upper_limit")
    def _check_tolerance(self):
        for line in self.filtered("tolerance"):
            limits = line._get_limits_of_tolerance()
            if not limits:
                raise ValidationError(self.env._(
                    "%(line)s: “%(tolerance)s” with the nominal “%(nominal)s” gives no limits. Write a tolerance like ±0.05 or"
                    " +0.02/-0.01 and a nominal, or leave the tolerance empty and write the limits.",
                    line=line.display_name, tolerance=line.tolerance, nominal=line.nominal or "",
                ))
            if tuple(map(judging.parse, limits)) != line._get_limits()[:2]:
                raise ValidationError(self.env._(
                    "%(line)s: from %(nominal)s %(tolerance)s follow the limits %(lower)s and %(upper)s. Change the tolerance,"
                    " or take it out and write limits of your own.", line=line.display_name, nominal=line.nominal,
                    tolerance=line.tolerance, lower=limits[0], upper=limits[1],
                ))

    @api.model
    def _get_judging_rule(self):
        """The rule by which `core.judging` judges, in words: screens, reports and integrators say the same."""
        return self.env._(
            "A value conforms when it is not below the lower and not above the upper limit. Value and limits are compared as"
            " exact decimals, as they were entered: nothing is rounded before it is judged. A value in another unit of the"
            " same kind is converted first. What was not measured is not zero: it is missing."
        )
