from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class MdqBatchStepLot(models.Model):
    """Where a lot lies, and how much of it goes out and comes back."""

    _inherit = "mdq.batch.step.lot"

    def _has_concession(self):
        self.ensure_one()
        return bool(self.env["mdq.concession"]._find(
            "lot_use", partner=self.step_id.partner_id, product=self.product_id, lot=self.lot_id,
            quantity=self.quantity, company=self.company_id,
        ))

    def _prepare_out_line_vals(self, place):
        """Take the planned quantity from where the lot lies in our own stock."""
        self.ensure_one()
        # Where a lot lies is the same for everybody who sends it.
        quants = self.env["stock.quant"].sudo().search([
            ("lot_id", "=", self.lot_id.id), ("location_id.usage", "=", "internal"), ("quantity", ">", 0),
            ("company_id", "=", self.company_id.id),
        ]).filtered(lambda quant: not quant.location_id.is_subcontract())
        left, lines = self.quantity, []
        for quant in quants:
            taken = min(left, quant.quantity - quant.reserved_quantity)
            if taken > 0:
                lines.append({**self._prepare_line_vals(taken), "location_id": quant.location_id.id,
                              "location_dest_id": place.id, "package_id": quant.package_id.id})
                left -= taken
        if float_compare(left, 0.0, precision_rounding=self.product_id.uom_id.rounding) > 0:
            raise UserError(self.env._(
                "Lot %(lot)s: only %(there)s of %(wanted)s %(unit)s are free in our own stock.", lot=self.lot_id.name,
                there=self.quantity - left, wanted=self.quantity, unit=self.product_id.uom_id.name,
            ))
        return lines

    def _check_is_there(self, quantity):
        """What is taken back must lie there; it may have come back another way."""
        # Where a lot lies is the same for everybody who takes it back.
        quants = self.env["stock.quant"].sudo().search([
            ("lot_id", "=", self.lot_id.id), ("location_id", "child_of", self.step_id._get_place().id),
        ])
        there = sum(quants.mapped("quantity"))
        if float_compare(quantity, there, precision_rounding=self.product_id.uom_id.rounding) > 0:
            raise UserError(self.env._(
                "Lot %(lot)s: only %(there)s %(unit)s are in stock at the supplier. Look at the transfers of the lot: some came"
                " back another way.", lot=self.lot_id.name, there=there, unit=self.product_id.uom_id.name,
            ))

    def _prepare_in_line_vals(self, place, destination, quantity):
        return {**self._prepare_line_vals(quantity), "location_id": place.id, "location_dest_id": destination.id}

    def _prepare_line_vals(self, quantity):
        return {"product_id": self.product_id.id, "product_uom_id": self.product_id.uom_id.id, "lot_id": self.lot_id.id,
                "quantity": quantity, "company_id": self.company_id.id}

    def _get_count_to_receive(self, named):
        """Return (good, lost) of this lot: as the caller says, as reported, or all that is out."""
        if named is not None:
            named = named if isinstance(named, dict) else {"quantity": named}
            return float(named.get("quantity") or 0.0), float(named.get("scrap") or 0.0)
        report = self.step_id._get_current_report(self.lot_id)
        if not report:
            return self._get_outstanding(), 0.0
        good = max(report.quantity - self.quantity_received, 0.0)
        return good, max(report.scrap - self.quantity_scrapped, 0.0)
