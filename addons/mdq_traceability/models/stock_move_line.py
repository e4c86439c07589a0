from odoo import api, models

CORRECTED = {"lot_id", "quantity", "product_uom_id", "quant_id", "location_id", "location_dest_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mdq_sync_lot_edges()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if CORRECTED & vals.keys():
            self._mdq_sync_lot_edges()
        elif "date" in vals:
            produced = self.filtered(
                lambda line: line.state == "done" and (line.move_id.production_id or line.move_id.unbuild_id)
            )
            # The date of a relation is the date of its move: the server follows it, whoever dates it back.
            self.env["mdq.lot.edge"].sudo()._sync_dates(produced)
        return result

    def _mdq_sync_lot_edges(self):
        """Lines of done orders that are added or corrected change what went into which lot."""
        moves = self.filtered(lambda line: line.state == "done").move_id
        if not moves:
            return
        # The relation of lots is a fact of the move: the server writes it, whoever corrects the line.
        edges = self.env["mdq.lot.edge"].sudo()
        edges._sync_productions(moves.raw_material_production_id | moves.production_id)
        edges._sync_unbuilds(moves.unbuild_id)
