from odoo import models


class MdqUdi(models.AbstractModel):
    """Device identification: reading what is printed on a label, and writing what belongs on it."""

    _name = "mdq.udi"
    _description = "Device Identification"
