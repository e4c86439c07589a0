from odoo import models


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    def action_unbuild(self):
        result = super().action_unbuild()
        # The relation of lots is a fact of the unbuild: the server writes it, whoever unbuilds.
        self.env["mdq.lot.edge"].sudo()._sync_unbuilds(self)
        return result
