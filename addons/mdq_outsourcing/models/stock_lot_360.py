from odoo import models


class StockLot(models.Model):
    """Process steps and treatment loads of a lot on its page."""

    _inherit = "stock.lot"

    def _get_lot_360(self):
        return [*super()._get_lot_360(), self._get_step_card(), self._get_load_card()]

    def _get_step_card(self):
        title, note, to_do = self.env._("Process Steps"), self.env._("done"), self.env._("%s to do")
        domain = [("line_ids.lot_id", "=", self.id)]
        urgent = [([("state", "not in", ("done", "cancelled"))], "info", to_do)]
        return self._mdq_prepare_card("step", title, "mdq.batch.step", domain, "success", note, urgent=urgent)

    def _get_load_card(self):
        title, note = self.env._("Treatment Loads"), self.env._("accepted")
        rejected, to_judge = self.env._("%s rejected"), self.env._("%s to judge")
        urgent = [([("state", "=", "rejected")], "danger", rejected), ([("state", "=", "draft")], "info", to_judge)]
        return self._mdq_prepare_card("load", title, "mdq.treatment.load", [("line_ids.lot_id", "=", self.id)], "success", note, urgent=urgent)
