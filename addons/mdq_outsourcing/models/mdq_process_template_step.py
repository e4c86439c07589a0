from odoo import api, fields, models
from odoo.addons.mdq_quality.core import judging
from odoo.exceptions import ValidationError

KINDS = [
    ("transform", "Transforming: components in, new lot out"),
    ("on_lot", "On the lot: the same lot goes out and comes back"),
    ("in_house", "In-house"),
]


class MdqProcessTemplateStep(models.Model):
    """One step of a template: which process, where by default, and what it must prove."""

    _name = "mdq.process.template.step"
    _description = "Step of a Process Template"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "template_id"
    _order = "template_id, sequence, id"
    _check_company_auto = True

    template_id = fields.Many2one("mdq.process.template", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="template_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10, required=True)
    process_id = fields.Many2one("mdq.process", "Process", required=True, ondelete="restrict", check_company=True)
    kind = fields.Selection(
        KINDS, "Form", compute="_compute_kind", store=True, readonly=False, precompute=True, required=True
    )
    product_id = fields.Many2one(
        "product.product", "Product of the Step", ondelete="restrict", check_company=True,
        help="What leaves this step. Empty: the product of the order.",
    )
    service_id = fields.Many2one(
        "product.product", "Service Bought", ondelete="restrict", check_company=True, domain=[("type", "=", "service")],
        help="What is ordered for a step on the lot. Empty: the service that buys this process.",
    )
    partner_id = fields.Many2one("res.partner", "Default Supplier", ondelete="restrict", check_company=True)
    lead_days = fields.Integer("Days", default=7, aggregator=None)
    required = fields.Boolean(default=True, help="Lots are not shipped before this step is done.")
    requires_certificate = fields.Boolean("Certificate", help="Lots are not released without its certificate.")
    requires_load = fields.Boolean("Treatment Load", help="Lots are not released before their load is accepted.")
    instruction = fields.Text(translate=True)
    parameter_ids = fields.One2many("mdq.process.parameter", "step_id", "Parameters", copy=True)

    _sequence_once = models.Constraint("UNIQUE(template_id, sequence)", "Two steps of a template have the same number.")

    @api.depends("process_id")
    def _compute_kind(self):
        for step in self:
            step.kind = step.process_id.kind or "on_lot"

    @api.depends("sequence", "process_id")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.sequence} {step.process_id.name or ''}".strip()

    def _mdq_diff_key(self):
        """A step keeps its process when others are put before it."""
        return self.process_id.id

    def _prepare_batch_step_vals(self, order):
        return {
            "order_id": order.id, "company_id": order.company_id.id, "template_step_id": self.id,
            "sequence": self.sequence, "process_id": self.process_id.id, "kind": self.kind,
            "product_id": (self.product_id or order.product_id).id,
            "partner_id": self.partner_id.id if self.kind != "in_house" else False,
            "required": self.required, "requires_certificate": self.requires_certificate,
            "requires_load": self.requires_load,
        }


class MdqProcessParameter(models.Model):
    """A value that a step must report, and the limits that it is judged against."""

    _name = "mdq.process.parameter"
    _description = "Process Parameter"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "step_id"
    _mdq_units = {"lower_limit": "unit", "upper_limit": "unit"}
    _order = "step_id, sequence, id"

    step_id = fields.Many2one("mdq.process.template.step", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Short and without spaces: the name by which machines report it.")
    name = fields.Char("Parameter", required=True, translate=True)
    unit = fields.Char(required=True, help="The unit in which it is reported, such as V, °C, min.")
    lower_limit = fields.Char("Lower Limit", help="Empty: no limit. 0 is a limit.")
    upper_limit = fields.Char("Upper Limit", help="Empty: no limit. 0 is a limit.")
    required = fields.Boolean(default=True)

    _code_once = models.Constraint("UNIQUE(step_id, code)", "This parameter code exists already in the step.")

    @api.constrains("lower_limit", "upper_limit")
    def _check_limits(self):
        for parameter in self:
            try:
                lower, upper = parameter._get_limits()
            except ValueError:
                raise ValidationError(self.env._(
                    "%(parameter)s: write its limits as numbers with a point, such as 3.45.", parameter=parameter.name
                )) from None
            if lower is None and upper is None:
                raise ValidationError(self.env._(
                    "%(parameter)s is judged: give it a lower limit, an upper limit, or both.", parameter=parameter.name
                ))
            if lower is not None and upper is not None and lower > upper:
                raise ValidationError(self.env._(
                    "%(parameter)s: the lower limit %(lower)s is above the upper limit %(upper)s.",
                    parameter=parameter.name, lower=parameter.lower_limit, upper=parameter.upper_limit,
                ))

    def _get_limits(self):
        """Return lower and upper limit as decimals, None where there is none."""
        return judging.parse(self.lower_limit), judging.parse(self.upper_limit)

    def _get_range(self):
        """The limits as one reads them."""
        if self.lower_limit and self.upper_limit:
            return f"{self.lower_limit} – {self.upper_limit} {self.unit}"
        return f"≥ {self.lower_limit} {self.unit}" if self.lower_limit else f"≤ {self.upper_limit} {self.unit}"

    def _mdq_check_parent(self):
        """The lock is that of the template, two levels up."""
        super()._mdq_check_parent()
        self.step_id._mdq_check_parent()

    def _mdq_deletable(self):
        return self.step_id._mdq_deletable()
