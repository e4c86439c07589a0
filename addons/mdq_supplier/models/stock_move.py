from odoo import api, models
from odoo.exceptions import UserError

GROWING = {"quantity", "product_uom_id", "move_id", "picking_id", "quant_id", "state"}


class StockMove(models.Model):
    """Goods that are verified at the supplier's premises come in with an accepted report of it.

    The gate stands on the writing of `done` itself, which every way of receiving takes.
    """

    _inherit = "stock.move"

    def write(self, vals):
        if "purchase_line_id" in vals:
            self._mdq_keep_order_line(vals["purchase_line_id"])
        result = super().write(vals)
        if vals.get("state") == "done" or "purchase_line_id" in vals:
            self._mdq_check_verified()
        return result

    def _mdq_check_verified(self):
        lines = self.filtered(lambda move: move.state == "done")._mdq_get_arranged_lines()
        if lines:
            lines._mdq_check_verified()

    def _mdq_get_arranged_lines(self):
        """The order lines that these movements bring in, of orders whose goods are verified at the supplier's premises."""
        coming = self.filtered(lambda move: move._mdq_get_order_line() and move._mdq_brings_in())
        # What was agreed on an order does not depend on what the receiver may read.
        return coming._mdq_get_order_line().sudo().filtered(lambda line: line.order_id._mdq_is_verified_at_source())

    def _mdq_get_order_line(self):
        """The order lines by which these movements were bought. Extend."""
        return self.purchase_line_id

    def _mdq_brings_in(self):
        """Whether this movement brings bought goods, to us or to our customer, and does not give them back."""
        self.ensure_one()
        return not self._is_purchase_return()

    def _mdq_keep_order_line(self, line_id):
        """A movement is not taken off the order whose goods are verified."""
        # The same as above.
        kept = self.sudo().filtered(
            lambda move: move.purchase_line_id and move.purchase_line_id.id != line_id and move.state != "cancel"
            and move.purchase_line_id.order_id._mdq_is_verified_at_source())
        if kept:
            raise UserError(self.env._(
                "%s is verified at the supplier's premises: its receipts stay with its lines.", kept[0].purchase_line_id.order_id.name))

    def _mdq_get_conceded(self):
        """How much of these movements passed under concessions of this gate, in the unit of the product."""
        # Uses belong to the gate, which asks on behalf of the system.
        uses = self.env["mdq.concession.use"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("concession_id.gate", "=", "verification")])
        return sum(uses.mapped("quantity"))


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mdq_check_verified()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not GROWING.isdisjoint(vals):
            self._mdq_check_verified()
        return result

    def _mdq_check_verified(self):
        """More of a receipt that is done already comes in at once."""
        done = self.move_id.filtered(lambda move: move.state == "done")
        if done:
            done._mdq_check_verified()
