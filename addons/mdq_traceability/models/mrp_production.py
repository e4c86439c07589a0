from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_inventory(self, cancel_backorder=False):
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        # The relation of lots is a fact of the posting: the server writes it, whoever posts.
        self.env["mdq.lot.edge"].sudo()._sync_productions(self)
        return result
