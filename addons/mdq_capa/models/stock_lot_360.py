from odoo import models


class StockLot(models.Model):
    """Quality events of a lot on its page."""

    _inherit = "stock.lot"

    def _get_lot_360(self):
        title, note, open_ones = self.env._("Quality Events"), self.env._("closed"), self.env._("%s open")
        domain = [("line_ids.lot_id", "=", self.id), ("state", "!=", "cancelled")]
        urgent = [([("state", "in", ("draft", "open", "in_review"))], "danger", open_ones)]
        return [*super()._get_lot_360(), self._mdq_prepare_card("event", title, "mdq.event", domain, "neutral", note, urgent=urgent)]
