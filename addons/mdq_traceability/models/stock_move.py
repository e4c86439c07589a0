from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        orders = moves.raw_material_production_id | moves.production_id
        late = orders.filtered(lambda order: order.state == "done")
        # A component posted to an order that is done already: the relation is a fact, the server writes it.
        self.env["mdq.lot.edge"].sudo()._sync_productions(late)
        return moves
