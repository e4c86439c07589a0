import base64
import io

import qrcode
from odoo import models
from odoo.tools.image import image_data_uri


class MaintenanceEquipment(models.Model):
    """What the label of a gauge shows."""

    _inherit = "maintenance.equipment"

    def _mdq_get_code_image(self):
        """Return the number of the gauge as a QR code, as an address of data that the paper carries itself."""
        self.ensure_one()
        buffer = io.BytesIO()
        qrcode.make(self.mdq_gauge_no, box_size=4, border=1).save(buffer, "PNG")
        return image_data_uri(base64.b64encode(buffer.getvalue()))
