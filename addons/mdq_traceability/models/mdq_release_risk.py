from odoo import models
from odoo.fields import Command


class MdqReleaseRisk(models.Model):
    """A bad late result may become a recall, with its notices and its clock."""

    _inherit = "mdq.release.risk"

    def action_recall(self):
        """Write the draft of a recall of the lot, for the quality manager to decide on."""
        self.ensure_one()
        self.check_access("read")
        recall = self.env["mdq.recall"].create(self._prepare_recall_vals())
        return {"type": "ir.actions.act_window", "res_model": "mdq.recall", "res_id": recall.id, "views": [(False, "form")]}

    def _prepare_recall_vals(self):
        return {
            "company_id": self.company_id.id, "lot_ids": [Command.set(self.lot_id.ids)], "direction": "forward", "is_drill": False,
            "reason": self.env._("%(risk)s: the late result of lot %(lot)s is bad. %(why)s", risk=self.name, lot=self.lot_id.name,
                                 why=self.failed_why or ""),
        }


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_find_carriers(self):
        """The graph also knows by-products and what was taken apart."""
        return super()._mdq_find_carriers() | self._mdq_reach("forward")
