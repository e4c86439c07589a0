from odoo import models


class StockLot(models.Model):
    """What a lot was made from and went into, and the recalls it is part of, on its page."""

    _inherit = "stock.lot"

    def _get_lot_360(self):
        return [*super()._get_lot_360(), self._get_trace_card(), self._get_recall_card()]

    def _get_trace_card(self):
        title, note = self.env._("Genealogy"), self.env._("lots before and after it")
        domain = [("superseded_on", "=", False), "|", ("parent_lot_id", "=", self.id), ("child_lot_id", "=", self.id)]
        return self._mdq_prepare_card("trace", title, "mdq.lot.edge", domain, "neutral", note, action=self.action_mdq_trace())

    def _get_recall_card(self):
        title, note = self.env._("Recalls"), self.env._("it is part of")
        domain = ["|", ("lot_ids", "in", self.ids), ("affected_lot_ids", "in", self.ids)]
        return self._mdq_prepare_card("recall", title, "mdq.recall", domain, "danger", note)
