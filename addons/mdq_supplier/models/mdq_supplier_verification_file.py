from odoo import fields, models


class MdqSupplierVerificationFile(models.Model):
    """A paper or picture of a verification at the supplier's premises."""

    _name = "mdq.supplier.verification.file"
    _description = "File Of a Verification at the Supplier"
    _inherit = ["mdq.upload.mixin"]
    _order = "id"
    _mdq_parent = "verification_id"

    verification_id = fields.Many2one("mdq.supplier.verification", "Report", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="verification_id.company_id", store=True)
