from odoo import models

NEEDS_A_NAME = ("hold", "rejected", "recalled")


class MdqConcession(models.Model):
    _inherit = "mdq.concession"

    def _covers(self, partner, product, lot):
        """A concession for a product at large does not reach a lot that something is known to be wrong with."""
        # The status counts, whatever the caller may read of lots.
        stopped = lot and lot.sudo().mdq_status in NEEDS_A_NAME
        return super()._covers(partner, product, lot) and (not stopped or lot in self.lot_ids)
