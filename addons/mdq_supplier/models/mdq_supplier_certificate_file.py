from odoo import fields, models


class MdqSupplierCertificateFile(models.Model):
    """A page of a certificate, as it was sent."""

    _name = "mdq.supplier.certificate.file"
    _description = "File Of A Supplier Certificate"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"
    _mdq_parent = "certificate_id"

    certificate_id = fields.Many2one("mdq.supplier.certificate", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="certificate_id.company_id", store=True)
    partner_id = fields.Many2one(related="certificate_id.partner_id", store=True, index=True)
