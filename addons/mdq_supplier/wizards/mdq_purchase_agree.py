from odoo import fields, models


class MdqPurchaseAgree(models.TransientModel):
    """Agree with the supplier on another delivery date, before the promised one is over."""

    _name = "mdq.purchase.agree"
    _description = "Agree on Another Delivery Date"

    order_id = fields.Many2one("purchase.order", "Order", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.Many2many("purchase.order.line", string="Order Lines", domain="[('order_id', '=', order_id)]")
    day = fields.Datetime("New Date")
    agreed_with = fields.Char(help="The person of the supplier.")
    reason = fields.Char()

    def action_agree(self):
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.order_id == self.order_id)
        lines._mdq_agree_date(self.day, self.agreed_with, self.reason)
        return {"type": "ir.actions.act_window_close"}
