from odoo import fields, models


class MdqCharacteristic(models.Model):
    _inherit = "mdq.characteristic"
    _mdq_reason_fields = ("second_person",)

    second_person = fields.Boolean(
        "Second Person", tracking=True,
        help="A reading that no gauge sends itself counts only when another person has entered the same value or confirmed it.",
    )
