from odoo import models

from ..core import movement
from .stock_quant import OnlyStatuses


class StockMove(models.Model):
    _inherit = "stock.move"

    _mdq_ledger_columns = (
        "state", "company_id", "product_id", "product_uom_qty", "product_uom", "location_id", "location_dest_id",
        "picking_id", "purchase_line_id", "production_id", "raw_material_production_id",
    )

    # ------------------------------------------------------------------------------- reservation

    def _update_reserved_quantity_vals(self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True):
        return super(StockMove, self._mdq_take_allowed_only())._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_available_quantity(self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False,
                                allow_negative=False):
        return super(StockMove, self._mdq_take_allowed_only())._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )

    def _mdq_take_allowed_only(self):
        """Reserve only what the gate would let through later."""
        if not self.product_id.mdq_controlled:
            return self
        # Where a place lies is the same for every reader.
        operation = self.sudo()._mdq_get_operation(self.location_id, self.location_dest_id)
        allowed = movement.statuses_for(operation)
        if len(allowed) == len(movement.ALLOWED) or "quarantine" in allowed:
            return self
        only = OnlyStatuses(allowed)
        only.production_released = self._mdq_may_take_production_released(operation)
        return self.with_context(mdq_only_statuses=only)

    def _mdq_may_take_production_released(self, operation):
        """Lots that wait for their market release alone, for what the first signature lets them do."""
        # How often a product is released does not depend on who reserves.
        product = self.sudo().product_id.product_tmpl_id
        return movement.is_allowed("quarantine", operation, production_released=True) and product._mdq_is_released_twice(self.company_id)

    def _mdq_get_operation(self, source, destination):
        """Return the operation of a movement of this move between two places."""
        self.ensure_one()
        return source._mdq_get_operation(
            destination, counted=self.is_inventory and not self.scrap_id,
            unbuilt=bool(self.unbuild_id or self.consume_unbuild_id),
        )

    # ------------------------------------------------------------------------------- inspections

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        controlled = moves.filtered(lambda move: move.product_id.mdq_controlled)
        if controlled:
            controlled.move_line_ids._mdq_open_inspections()
        return moves

    def _mdq_get_partner(self):
        """Who delivered: the supplier or subcontractor."""
        partner = self.picking_id.partner_id or self.move_orig_ids.picking_id.partner_id[:1]
        return partner.commercial_partner_id

    def _mdq_get_process(self):
        """Which process was done to what comes in, if any. Extend."""
        return self.purchase_line_id.mdq_process_id or self.product_id.mdq_process_id
