from odoo import fields, models


class MdqSupplierQualification(models.Model):
    """The risk class of a scope as the table in force says it today, with the reason."""

    _inherit = "mdq.supplier.qualification"

    risk_class_id = fields.Many2one(
        "mdq.supplier.risk.class", "Risk Class", compute="_compute_risk_class", search="_search_risk_class",
        compute_sudo=True, help="By the risk table in force: it sets the audit interval and the default inspection level.",
    )
    risk_why = fields.Char("Why This Class", compute="_compute_risk_class", compute_sudo=True)
    risk_color = fields.Selection(related="risk_class_id.color", string="Risk Colour")

    def _compute_risk_class(self):
        for company, records in self.grouped("company_id").items():
            verdicts = self.env["mdq.supplier.risk.rule"]._assess_scopes({
                record: (record.partner_id, record.process_id, record.product_id, record.categ_id) for record in records
            }, company or self.env.company)
            for record in records:
                record.risk_class_id, record.risk_why = verdicts[record]

    def _search_risk_class(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = set(value)
        found = self.search([("state", "!=", "withdrawn")]).filtered(
            lambda record: (record.risk_class_id.id or False) in wanted
        )
        return [("id", "in", found.ids)]
