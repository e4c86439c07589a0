from odoo import fields, models


class MdqHoldPlace(models.TransientModel):
    """Asks why, and puts lots on hold."""

    _name = "mdq.hold.place"
    _description = "Put Lots on Hold"

    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    reason = fields.Text(required=True)

    def action_place(self):
        """Place the hold and open it."""
        self.ensure_one()
        hold_id = self.env["mdq.hold"].place(self.lot_ids.ids, self.reason)
        return {"type": "ir.actions.act_window", "res_model": "mdq.hold", "res_id": hold_id, "views": [(False, "form")]}
