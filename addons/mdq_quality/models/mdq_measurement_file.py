from odoo import api, fields, models


class MdqMeasurementFile(models.Model):
    """The file that is a reading: a scan, a chart, a picture; kept as it came, with the SHA-256 that the server took."""

    _name = "mdq.measurement.file"
    _description = "File of a Reading"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"

    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, precompute=True)
    characteristic_id = fields.Many2one("mdq.characteristic", required=True, readonly=True, ondelete="restrict")

    @api.model
    def _store(self, inspection, characteristic, vals):
        """Keep a file that was looked at; the same file for the same characteristic is kept once."""
        # No role writes these files; this is the server writing what it has just checked.
        files = self.sudo()
        key = {"inspection_id": inspection.id, "characteristic_id": characteristic.id}
        known = files.search([*((name, "=", value) for name, value in key.items()), ("sha256", "=", vals["sha256"])], limit=1)
        return known or files.create({**vals, **key})

    def _get_url(self):
        return f"/web/content/{self._name}/{self.id}/content/{self.name}"
