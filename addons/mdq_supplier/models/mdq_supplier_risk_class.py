from odoo import api, fields, models

LEVELS = [("S-1", "S-1"), ("S-2", "S-2"), ("S-3", "S-3"), ("S-4", "S-4"), ("I", "I"), ("II", "II"), ("III", "III")]


class MdqSupplierRiskClass(models.Model):
    """How much care a supply needs. What follows from a class is said by the risk table in force."""

    _name = "mdq.supplier.risk.class"
    _description = "Supplier Risk Class"
    _inherit = ["mdq.audited.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The strictest class comes first.")
    active = fields.Boolean(default=True)
    color = fields.Selection(
        [("danger", "Red"), ("warning", "Amber"), ("success", "Green"), ("info", "Blue")], default="info", required=True
    )
    audit_months = fields.Integer(
        "Audit Every (Months)", compute="_compute_consequences", help="By the risk table in force. 0: no audit is planned."
    )
    inspection_level = fields.Selection(LEVELS, compute="_compute_consequences", help="By the risk table in force.")

    _code_unique = models.Constraint("UNIQUE(code)", "This risk class exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.code} · {record.name}" if record.code else record.name

    @api.depends_context("company")
    def _compute_consequences(self):
        table = self.env["mdq.supplier.risk.rule"]._get_in_force(self.env.company)
        settings = table.class_ids.grouped("class_id")
        for record in self:
            setting = settings.get(record._origin, table.class_ids.browse())
            record.audit_months = setting.audit_months
            record.inspection_level = setting.inspection_level
