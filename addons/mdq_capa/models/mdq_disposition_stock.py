from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .mdq_disposition import CONCEDED


class MdqDisposition(models.Model):
    """What each decision does to the stock."""

    _inherit = "mdq.disposition"

    def _execute_removing(self, line):
        """Take the pieces out while the lot is rejected: only then do the gates let scrap and returns pass."""
        if not self:
            return
        line._set_lot_status("rejected")
        for disposition in self:
            getattr(disposition, f"_apply_{disposition.kind}")()
        self._mark_executed()

    def _execute_keeping(self, line):
        """Keep the pieces once nothing else of the lot has still to leave."""
        if not self:
            return
        self._check_nothing_left_to_remove(line)
        for disposition in self.filtered(lambda d: d.kind in CONCEDED):
            disposition._apply_concession()
        self._mark_executed()

    def _check_nothing_left_to_remove(self, line):
        others = line.disposition_ids.filtered(lambda d: d.state in ("draft", "decided")) - self
        if others or line.uom_id.compare(line.planned_quantity, line.quantity) < 0:
            raise UserError(
                self.env._(
                    "Lot %(lot)s cannot go back to quarantine yet: decide all of its %(quantity)s nonconforming "
                    "pieces, and execute scrap and returns first (%(names)s).",
                    lot=line.lot_id.name,
                    quantity=line.quantity,
                    names=", ".join(others.mapped("name")) or "-",
                )
            )

    # Scrap

    def _apply_scrap(self):
        # The signed decision is the authority here; a quality engineer needs no rights of a stock user.
        orders = scraps = self.env["stock.scrap"].sudo()
        for quant, quantity in self._take_stock():
            scrap = orders.create(self._prepare_scrap_vals(quant, quantity))
            scrap.do_scrap()
            scrap.flush_recordset()  # else stock.scrap computes its quantity with that of the next order, as 1
            scraps |= scrap
        self._check_posted(scraps.move_ids)
        self._write_guarded({"scrap_ids": [Command.set(scraps.ids)]})

    def _check_posted(self, moves):
        """What was posted is what was signed, to the piece."""
        posted = sum(moves.filtered(lambda move: move.state == "done").mapped("quantity"))
        if self.uom_id.compare(posted, self.quantity) != 0:
            raise UserError(
                self.env._(
                    "%(name)s is for %(quantity)s, but %(posted)s were posted. Nothing was changed: check the stock "
                    "of lot %(lot)s.",
                    name=self.name,
                    quantity=self.quantity,
                    posted=posted,
                    lot=self.lot_id.name,
                )
            )

    def _prepare_scrap_vals(self, quant, quantity):
        return {
            "origin": f"{self.event_id.name} {self.name}",
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "package_id": quant.package_id.id,
            "owner_id": quant.owner_id.id,
            "location_id": quant.location_id.id,
            "scrap_qty": quantity,
        }

    # Return to the supplier

    def _apply_return_to_supplier(self):
        receipt = self._get_receipt_line()
        partner = self.event_id.partner_id or receipt.picking_id.partner_id
        if not partner:
            raise UserError(
                self.env._(
                    "%(event)s names no supplier and lot %(lot)s has no receipt: enter the supplier in the event.",
                    event=self.event_id.name,
                    lot=self.lot_id.name,
                )
            )
        # As for scrap: the signed decision is the authority.
        picking = self.env["stock.picking"].sudo().create(self._prepare_return_vals(partner, receipt))
        picking.move_ids._action_confirm(merge=False)
        picking.move_ids.picked = True
        picking._action_done()
        self._check_posted(picking.move_ids)
        self._write_guarded({"picking_id": picking.id})

    def _get_receipt_line(self):
        # Stock lines are read for the supplier and the order of the receipt, whoever executes.
        return self.env["stock.move.line"].sudo().search([
            ("lot_id", "=", self.lot_id.id), ("company_id", "=", self.company_id.id), ("state", "=", "done"),
            ("picking_id.picking_type_code", "=", "incoming"),
        ], order="id desc", limit=1)

    def _prepare_return_vals(self, partner, receipt):
        picking_type = receipt.picking_id.picking_type_id.return_picking_type_id
        if not picking_type:
            # Places and kinds of transfer are looked up for the decision, whoever executes it.
            warehouse = self.env["stock.warehouse"].sudo().search([("company_id", "=", self.company_id.id)], limit=1)
            picking_type = warehouse.out_type_id
        destination = partner.with_company(self.company_id).property_stock_supplier
        parts = self._take_stock()
        return {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "return_id": receipt.picking_id.id,
            "origin": f"{self.event_id.name} {self.name}",
            "location_id": parts[0][0].location_id.id,
            "location_dest_id": destination.id,
            "move_ids": [
                Command.create(self._prepare_return_move_vals(quant, quantity, picking_type, destination, receipt.move_id))
                for quant, quantity in parts
            ],
        }

    def _prepare_return_move_vals(self, quant, quantity, picking_type, destination, receipt_move):
        places = {"location_id": quant.location_id.id, "location_dest_id": destination.id}
        return {
            **places,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "product_id": self.product_id.id,
            "product_uom": self.uom_id.id,
            "product_uom_qty": quantity,
            "procure_method": "make_to_stock",
            "origin_returned_move_id": receipt_move.id,
            "purchase_line_id": receipt_move.purchase_line_id.id,
            "to_refund": True,
            "move_line_ids": [
                Command.create(
                    {
                        **places,
                        "company_id": self.company_id.id,
                        "product_id": self.product_id.id,
                        "product_uom_id": self.uom_id.id,
                        "quantity": quantity,
                        "lot_id": self.lot_id.id,
                        "package_id": quant.package_id.id,
                        "owner_id": quant.owner_id.id,
                    }
                )
            ],
        }

    def _take_stock(self):
        """[(quant, quantity)]: where the pieces are taken from, the fullest places first."""
        self.ensure_one()
        # Quants are read for the quantity at every place of the company.
        quants = self.env["stock.quant"].sudo().search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
            order="quantity desc, id",
        )
        parts, missing = [], self.quantity
        for quant in quants:
            taken = min(quant.quantity, missing)
            if self.uom_id.compare(taken, 0) > 0:
                parts.append((quant, taken))
                missing -= taken
        if self.uom_id.compare(missing, 0) > 0:
            raise UserError(
                self.env._(
                    "%(name)s takes %(quantity)s of lot %(lot)s, but %(missing)s of them are not on hand. "
                    "Correct the stock or the disposition.",
                    name=self.name,
                    quantity=self.quantity,
                    lot=self.lot_id.name,
                    missing=missing,
                )
            )
        return parts

    # Kept under a concession

    def _apply_concession(self):
        concession = self.env["mdq.concession"]._find(
            "lot_use",
            product=self.product_id,
            lot=self.lot_id,
            quantity=self.quantity,
            company=self.company_id,
        )
        if not concession:
            raise UserError(
                self.env._(
                    "%(name)s keeps nonconforming pieces of lot %(lot)s: this needs an active concession for the use "
                    "of an unreleased lot. The quality manager signs it.",
                    name=self.name,
                    lot=self.lot_id.name,
                )
            )
        concession._use(self, self.quantity)
        self._write_guarded({"concession_id": concession.id})
