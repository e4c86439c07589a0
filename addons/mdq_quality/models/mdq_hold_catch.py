"""When lots come that a hold waits for: at a receipt, a production, or by the supplier's number that somebody enters.

A receipt of subcontracted goods finishes the subcontractor's order after its own moves, so catching waits for the transfer.
"""

from odoo import api, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.model_create_multi
    def create(self, vals_list):
        lots = super().create(vals_list)
        lots.filtered("ref")._mdq_catch()
        return lots

    def write(self, vals):
        result = super().write(vals)
        if "ref" in vals:
            self._mdq_catch()
        return result

    def _mdq_catch(self):
        """Hold those of these lots that a standing hold waits for."""
        # Holds catch whoever brings the lots in.
        lots = self.sudo().filtered("mdq_status")
        if not lots:
            return
        holds = lots.env["mdq.hold"].search([("state", "=", "active"), ("keep_catching", "=", True)])
        for hold in holds:
            hold._catch(lots)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        self.move_line_ids._mdq_filter_controlled().lot_id._mdq_catch()
        return result


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_inventory(self, cancel_backorder=False):
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        made = self.move_finished_ids.filtered(lambda move: move.product_id.mdq_controlled)
        made.move_line_ids.lot_id._mdq_catch()
        return result


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_judge_done(self):
        result = super()._mdq_judge_done()
        self.lot_id._mdq_catch()
        return result
