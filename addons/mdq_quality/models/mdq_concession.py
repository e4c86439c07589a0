from odoo import api, fields, models
from odoo.fields import Command


class MdqConcession(models.Model):
    _inherit = "mdq.concession"

    lot_ids = fields.Many2many("stock.lot", string="Lots", help="Empty: all lots of the product.")

    def _get_scope(self):
        return super()._get_scope() + list(self.lot_ids)

    def _covers(self, partner, product, lot):
        return super()._covers(partner, product, lot) and (not self.lot_ids or bool(lot and lot in self.lot_ids))

    def _prepare_lot_vals(self, lots):
        """Values of a concession for the use of these lots."""
        return {"gate": "lot_use", "product_id": lots.product_id.id, "lot_ids": [Command.set(lots.ids)]}

    @api.model
    def _find_for_lots(self, lots):
        """Return {lot id: signed concession in force} for the use of these lots, whether or not its uses are spent."""
        now = fields.Datetime.now()
        # What is conceded does not depend on what the reader may see.
        signed = self.sudo().search([
            ("gate", "=", "lot_use"), ("state", "=", "active"), ("valid_from", "<=", now), ("valid_to", ">", now),
        ])
        found = {lot.id: signed.filtered(lambda c, lot=lot: c._covers(None, lot.product_id, lot))[:1] for lot in lots}
        return {lot_id: concession for lot_id, concession in found.items() if concession}
