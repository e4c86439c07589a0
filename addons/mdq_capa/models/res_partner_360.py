from odoo import models


class ResPartner(models.Model):
    """Quality events of a supplier on its page."""

    _inherit = "res.partner"

    def _get_supplier_360(self):
        title, note, late = self.env._("Open events"), self.env._("nonconformances and deviations"), self.env._("%s overdue")
        domain = [("partner_id", "child_of", self.id), ("state", "in", ("draft", "open", "in_review"))]
        urgent = [([("is_overdue", "=", True)], "danger", late)]
        return [*super()._get_supplier_360(), self._mdq_prepare_card("event", title, "mdq.event", domain, "warning", note, urgent=urgent)]
