from odoo import models


class MdqLotSplit(models.Model):
    """A part that is taken out of a lot came from it: the graph says so."""

    _inherit = "mdq.lot.split"

    def _after_split(self):
        super()._after_split()
        # The relation of lots is a fact of the split: the server writes it, whoever signed.
        self.env["mdq.lot.edge"].sudo()._sync_splits(self)
