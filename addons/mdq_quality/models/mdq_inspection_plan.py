import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import judging

POINTS = [
    ("iqc", "Incoming (IQC)"), ("ipqc", "In process (IPQC)"), ("fqc", "Final (FQC)"), ("oqc", "Outgoing (OQC)"),
    ("return", "Customer return"), ("retest", "Retest"),
]


class MdqInspectionPlan(models.Model):
    """What to inspect of a product at one point, on how many units, against which limits."""

    _name = "mdq.inspection.plan"
    _description = "Inspection Plan"
    _inherit = ["mdq.revision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"
    _mdq_reason_fields = ("sampling", "sample_size", "acceptance_number")
    _check_company_auto = True

    point = fields.Selection(POINTS, "Inspection Point", required=True, default="iqc")
    product_id = fields.Many2one("product.product", "Product", ondelete="restrict", index="btree_not_null",
                                 help="Empty: the products of the category, or all.")
    categ_id = fields.Many2one("product.category", "Product Category", ondelete="restrict")
    process_id = fields.Many2one("mdq.process", "After Process", ondelete="restrict", check_company=True)
    partner_id = fields.Many2one("res.partner", "Supplier", ondelete="restrict")
    sampling = fields.Selection(
        [("all", "Every unit (100 %)"), ("fixed", "Fixed number of units")], required=True, default="fixed"
    )
    sample_size = fields.Integer("Sample Size", default=1, aggregator=None)
    acceptance_number = fields.Integer(
        "Acceptance Number", default=0, aggregator=None, help="Nonconforming units in the sample with which the lot is still accepted."
    )
    line_ids = fields.One2many("mdq.inspection.plan.line", "plan_id", "Characteristics", copy=True)
    inspection_count = fields.Integer("Inspections", compute="_compute_inspection_count")
    can_make_effective = fields.Boolean(compute="_compute_can_make_effective", export_string_translation=False)

    _sample_size_positive = models.Constraint("CHECK (sample_size > 0)", "A sample has at least one unit.")
    _acceptance_number_not_negative = models.Constraint(
        "CHECK (acceptance_number >= 0)", "The acceptance number cannot be negative."
    )

    @api.constrains("sampling", "sample_size", "acceptance_number")
    def _check_acceptance_number(self):
        for plan in self:
            if plan.sampling == "fixed" and plan.acceptance_number >= plan.sample_size:
                raise ValidationError(self.env._(
                    "Plan %(plan)s would accept a lot of which every sampled unit is bad: the acceptance number must be"
                    " below the sample size.", plan=plan.display_name,
                ))

    def _compute_inspection_count(self):
        counts = dict(self.env["mdq.inspection"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"]))
        for plan in self:
            plan.inspection_count = counts.get(plan, 0)

    @api.depends("state")
    def _compute_can_make_effective(self):
        for plan in self:
            plan.can_make_effective = plan.state == "in_review" and plan._mdq_is_approved()

    def _check_move_to_in_review(self):
        for plan in self:
            if not plan.line_ids.filtered("required"):
                raise ValidationError(self.env._(
                    "Plan %(plan)s inspects nothing: give it at least one required characteristic.", plan=plan.display_name
                ))

    def _get_sample_size(self, quantity):
        """Return how many units of a lot are inspected; units are counted up, as part of a unit is looked at whole."""
        self.ensure_one()
        whole = max(1, math.ceil(quantity))
        return whole if self.sampling == "all" else min(self.sample_size, whole)

    def _get_acceptance_number(self, size):
        """Return with how many nonconforming units a sample of this size is accepted: never with all, as of a small lot."""
        return max(0, min(self.acceptance_number, size - 1))

    def action_approve(self):
        """Ask for the signature on the step of the route that waits for this person."""
        request = self._mdq_get_requests("pending").sudo(False).filtered("is_mine")[:1]
        if not request:
            raise UserError(self.env._("%s does not wait for your decision.", self.display_name))
        return request.action_approve()

    def action_view_inspections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {}}


class MdqInspectionPlanLine(models.Model):
    """One characteristic of a plan, with its limits as they were written."""

    _name = "mdq.inspection.plan.line"
    _description = "Characteristic of an Inspection Plan"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "plan_id"
    _mdq_reason_fields = ("nominal", "lower_limit", "upper_limit", "required")
    _mdq_units = {"nominal": "uom_id", "lower_limit": "uom_id", "upper_limit": "uom_id"}
    _order = "plan_id, sequence, id"
    _rec_name = "characteristic_id"

    plan_id = fields.Many2one("mdq.inspection.plan", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    characteristic_id = fields.Many2one("mdq.characteristic", required=True, ondelete="restrict", index=True)
    kind = fields.Selection(related="characteristic_id.kind")
    uom_id = fields.Many2one(related="characteristic_id.uom_id")
    defect_class = fields.Selection(related="characteristic_id.defect_class")
    nominal = fields.Char("Nominal")
    lower_limit = fields.Char("Lower Limit", help="Empty: no limit. 0 is a limit.")
    upper_limit = fields.Char("Upper Limit", help="Empty: no limit. 0 is a limit.")
    required = fields.Boolean(default=True)
    instruction = fields.Char(translate=True)

    _characteristic_once = models.Constraint(
        "UNIQUE(plan_id, characteristic_id)", "A characteristic stands once in a plan."
    )

    @api.constrains("nominal", "lower_limit", "upper_limit", "characteristic_id")
    def _check_limits(self):
        for line in self:
            if line.kind == "variable" and not line.tolerance:  # limits of a tolerance have a check of their own
                line._check_measured_limits()

    def _check_measured_limits(self):
        try:
            lower, upper, _nominal = self._get_limits()
        except ValueError:
            raise ValidationError(self.env._(
                "%(line)s: a limit is not a number. Write limits like 3.45.", line=self.display_name
            )) from None
        if lower is None and upper is None:
            raise ValidationError(self.env._(
                "%(line)s is measured: give it a lower limit, an upper limit, or both.", line=self.display_name
            ))
        if lower is not None and upper is not None and lower > upper:
            raise ValidationError(self.env._(
                "%(line)s: the lower limit %(lower)s is above the upper limit %(upper)s.",
                line=self.display_name, lower=self.lower_limit, upper=self.upper_limit,
            ))

    def _get_limits(self):
        """Return lower limit, upper limit and nominal as decimals, None where there is none."""
        return judging.parse(self.lower_limit), judging.parse(self.upper_limit), judging.parse(self.nominal)
