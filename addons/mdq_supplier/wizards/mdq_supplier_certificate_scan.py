from odoo import fields, models


class MdqSupplierCertificateScan(models.TransientModel):
    """Add a scan to a certificate that was not sent into review yet."""

    _name = "mdq.supplier.certificate.scan"
    _description = "Scan Of A Certificate"

    certificate_id = fields.Many2one("mdq.supplier.certificate", required=True, readonly=True)
    content = fields.Binary("File", required=True, attachment=False)
    name = fields.Char("File Name", required=True)

    def action_add(self):
        self.ensure_one()
        self.certificate_id.check_access("write")
        self.certificate_id._add_files([{"name": self.name, "data": (self.with_context(bin_size=False).content or b"").decode()}])
        return {"type": "ir.actions.act_window_close"}
