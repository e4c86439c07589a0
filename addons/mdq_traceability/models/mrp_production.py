from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_inventory(self, cancel_backorder=False):
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        with_lots = self.filtered(lambda order: order.move_finished_ids.move_line_ids.lot_id)
        # The relation of lots is a fact of the posting: the server writes it, whoever posts.
        self.env["mdq.lot.edge"].sudo()._sync_productions(with_lots)
        return result
