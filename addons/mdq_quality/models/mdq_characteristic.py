from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import judging

KINDS = [
    ("variable", "Measured"), ("attribute", "Judged good or bad"), ("visual", "Judged by eye, against photos"),
    ("text", "Recorded text"), ("file", "Attached file"),
]


class MdqCharacteristic(models.Model):
    """What can be inspected: measured, judged, read off or attached, with its unit and its class."""

    _name = "mdq.characteristic"
    _description = "Characteristic"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _mdq_reason_fields = ("kind", "uom_id", "decimals", "resolution", "defect_class")
    _check_company_auto = True

    code = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, required=True, default="variable", tracking=True)
    uom_id = fields.Many2one("uom.uom", "Unit", ondelete="restrict", tracking=True)
    decimals = fields.Integer("Decimals", default=2, help="Decimals expected of a reading. What is entered is never rounded.")
    resolution = fields.Char(
        "Resolution", tracking=True, help="The smallest step that a reading must tell apart, in the unit: 0.001. Empty: not asked.",
    )
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], required=True, default="major", tracking=True,
        help="One critical defect rejects the lot, whatever the acceptance number.",
    )
    gauge = fields.Char("Gauge", translate=True)
    method = fields.Text(translate=True)
    competence_id = fields.Many2one(
        "mdq.competence", "Required Competence", ondelete="restrict", tracking=True, check_company=True,
        help="Only who holds it records readings of this characteristic.",
    )

    plan_count = fields.Integer("Plans", compute="_compute_plan_count")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "This characteristic code exists already.")

    @api.constrains("resolution")
    def _check_resolution(self):
        for characteristic in self:
            if characteristic._read_resolution() is None and characteristic.resolution:
                raise ValidationError(self.env._(
                    "%(characteristic)s: the resolution “%(resolution)s” is not a number above 0. Write it like 0.001.",
                    characteristic=characteristic.display_name, resolution=characteristic.resolution,
                ))

    def _read_resolution(self):
        """Return the resolution as a decimal, None where none is asked (or it is no resolution)."""
        try:
            step = judging.parse(self.resolution)
        except ValueError:
            return None
        return step if step is not None and step > 0 else None

    @api.depends("code", "name")
    def _compute_display_name(self):
        for characteristic in self:
            characteristic.display_name = f"{characteristic.code} {characteristic.name}".strip()

    def _mdq_get_asking(self):
        """What stands in a plan that was submitted is not changed in passing."""
        # A guard looks at the plans of everybody.
        used = self.env["mdq.inspection.plan.line"].sudo().search([
            ("characteristic_id", "in", self.ids), ("plan_id.state", "!=", "draft"),
        ]).characteristic_id
        return self & used

    # --------------------------------------------------------------------------------------- plans

    def _compute_plan_count(self):
        counts = dict(self.env["mdq.inspection.plan.line"]._read_group(
            [("characteristic_id", "in", self.ids)], ["characteristic_id"], ["plan_id:count_distinct"]))
        for characteristic in self:
            characteristic.plan_count = counts.get(characteristic._origin, 0)

    def action_view_plans(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_plan_action")
        return {**action, "domain": [("line_ids.characteristic_id", "in", self.ids)], "context": {}}
