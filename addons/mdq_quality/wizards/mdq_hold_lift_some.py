from odoo import fields, models


class MdqHoldLiftSome(models.TransientModel):
    """Asks which lots of a hold are freed; the signature follows."""

    _name = "mdq.hold.lift.some"
    _description = "Lift Some Lots"

    hold_id = fields.Many2one("mdq.hold", "Hold", required=True)
    held_lot_ids = fields.Many2many(related="hold_id.lot_ids", string="Held Lots")
    lot_ids = fields.Many2many("stock.lot", string="Lots to Lift", required=True, domain="[('id', 'in', held_lot_ids)]")

    def action_sign(self):
        self.ensure_one()
        action = self.hold_id._mdq_sign_action(
            "lift", self.env._("Lift Lots"), "lifted", args={"ids": self.hold_id.ids, "lot_ids": self.lot_ids.ids},
            reason_required=True,
        )
        action["params"]["records"] = self.lot_ids.mapped("display_name")[:20]
        return action
