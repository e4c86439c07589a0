from odoo import fields, models


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    event_id = fields.Many2one("mdq.event", "Quality Event", readonly=True, copy=False, index="btree_not_null")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"event_id"}
