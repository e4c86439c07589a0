from odoo import fields, models


class MdqSupplierAuditFile(models.Model):
    """A file that a supplier sent with his answer to a finding."""

    _name = "mdq.supplier.audit.file"
    _description = "File Of An Answer To A Finding"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"

    finding_id = fields.Many2one("mdq.supplier.audit.finding", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="finding_id.company_id", store=True)
    partner_id = fields.Many2one(related="finding_id.partner_id", store=True, index=True)
