from odoo import api, models
from odoo.addons.mdq_quality.core import movement
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

# What a supplier may say of a movement of his subcontracting order.
SUPPLIER_FIELDS = {"quantity", "move_line_ids"}


class StockMove(models.Model):
    _inherit = "stock.move"

    # --------------------------------------------------------------------------------- suppliers

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.user.share and not self.env.su:
            raise AccessError(self.env._("Suppliers add no movements. Ask the buyer for a change of the order."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.user.share or self.env.su:
            return super().write(vals)
        self._mdq_check_supplier_vals(vals)
        if "move_line_ids" in vals:
            super().write({"move_line_ids": vals["move_line_ids"]})
        # Screens send the sum of the lines with them: it tells Odoo that somebody set it, and adds nothing.
        moves = self.filtered(lambda move: "move_line_ids" not in vals or move.quantity == vals.get("quantity"))
        if "quantity" in vals and moves:
            # What follows from a quantity is the server's work; which one, and whose, was checked just now.
            super(StockMove, moves.sudo()).write({"quantity": vals["quantity"]})
        return True

    def _mdq_check_supplier_vals(self, vals):
        self.check_access("write")
        refused = set(vals) - SUPPLIER_FIELDS
        if refused or any(move.state in ("done", "cancel") for move in self):
            raise AccessError(self.env._(
                "Suppliers report quantities and lots of open orders. Not allowed here: %s.",
                ", ".join(sorted(refused)) or self.env._("a change of a finished movement"),
            ))

    # ------------------------------------------------------------------------------------- steps

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # Who receives need not be a planner; the lots are facts of the movement.
        received = moves.sudo().filtered(lambda move: move.purchase_line_id.mdq_batch_step_id and move._mdq_is_coming_in())
        for step, group in received.grouped(lambda move: move.purchase_line_id.mdq_batch_step_id).items():
            if step.kind == "transform":
                step._on_received(group)
        return moves

    def _mdq_is_coming_in(self):
        """Whether this brings goods from outside into our own stock."""
        self.ensure_one()
        return (
            self.location_id._mdq_get_kind() in (movement.SUPPLIER, movement.OUTSIDE)
            and self.location_dest_id._mdq_get_kind() == movement.OWN
        )

    def _mdq_get_process(self):
        # The step says what was done to the lot, whoever may read steps.
        return self.picking_id.sudo().mdq_batch_step_id.process_id or super()._mdq_get_process()

    def _mdq_get_order_line(self):
        # A step on the lot moves its goods by itself: they were bought with the service that the step ordered, whoever reads steps.
        return super()._mdq_get_order_line() | self.picking_id.sudo().mdq_batch_step_id.purchase_line_id

    def _mdq_brings_in(self):
        # What a step sends out comes in by no order; which step it is does not depend on the reader.
        step = self.picking_id.sudo().mdq_batch_step_id
        return super()._mdq_brings_in() and (not step or self._mdq_is_coming_in())

    # ------------------------------------------------------------------------ receipts with origin

    def _mdq_filter_traced(self):
        """Receipts whose product, or a component of it, is controlled."""
        return self.filtered(lambda move: any(
            product.mdq_controlled
            for product in move.product_id | move._get_subcontract_production().move_raw_ids.product_id
        ))

    def _mdq_get_unfinished_refusal(self, productions):
        production = productions[0]
        alerting = productions.move_raw_ids.move_line_ids.lot_id.filtered("product_expiry_alert")
        why = self.env._("Record the component lots that the subcontractor used.")
        if alerting:
            why = self.env._("Component lots %s are past their expiration date.", ", ".join(alerting.mapped("name")))
        return self.env._(
            "Not received: the subcontracting order %(order)s of %(product)s could not be completed, so the goods would have"
            " no origin. %(why)s Settle that first, then receive again.",
            order=production.name, product=self.product_id.display_name, why=why,
        )

    def _mdq_check_lots_produced(self):
        """What came in of a lot is what the orders of the subcontractor made of it, not more."""
        made, came = {}, {}
        productions = self._get_subcontract_production().filtered(lambda order: order.state == "done")
        for line in productions.move_finished_ids.move_line_ids.filtered(lambda line: line.product_id == self.product_id):
            made[line.lot_id] = made.get(line.lot_id, 0.0) + line.quantity_product_uom
        for line in self.move_line_ids:
            came[line.lot_id] = came.get(line.lot_id, 0.0) + line.quantity_product_uom
        for lot, quantity in came.items():
            if float_compare(quantity, made.get(lot, 0.0), precision_rounding=self.product_id.uom_id.rounding) > 0:
                raise UserError(self.env._(
                    "Lot %(lot)s: %(came)s %(unit)s came in, but only %(made)s were made by the subcontracting orders. Goods"
                    " without origin are not taken in; make a new receipt for them.", lot=lot.name or "-", came=quantity,
                    made=made.get(lot, 0.0), unit=self.product_id.uom_id.name,
                ))
