from odoo import api, fields, models


class MdqCharacteristic(models.Model):
    """What can be inspected: measured or judged, with its unit and its class."""

    _name = "mdq.characteristic"
    _description = "Characteristic"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("variable", "Measured"), ("attribute", "Judged good or bad")], required=True, default="variable", tracking=True
    )
    uom_id = fields.Many2one("uom.uom", "Unit", ondelete="restrict", tracking=True)
    decimals = fields.Integer("Decimals", default=2, help="Decimals expected of a reading. What is entered is never rounded.")
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], required=True, default="major", tracking=True,
        help="One critical defect rejects the lot, whatever the acceptance number.",
    )
    gauge = fields.Char("Gauge", translate=True)
    method = fields.Text(translate=True)

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "This characteristic code exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for characteristic in self:
            characteristic.display_name = f"{characteristic.code} {characteristic.name}".strip()
