from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare, float_is_zero


class MdqBatchStep(models.Model):
    """A step on the lot: the same lot goes out to the supplier and comes back."""

    _inherit = "mdq.batch.step"

    # -------------------------------------------------------------------------------------- public

    def action_send(self, lot_quantities=None):
        """Send lots out for processing: order the service if that is not done, and move the goods.

        :param lot_quantities: {lot id: quantity}; the planned lots when left out
        :return: action that opens the transfer
        """
        for step in self:
            step._require_ready("on_lot")
            step._plan_lots(lot_quantities)
            step._check_may_be_sent()
            step._order_service()
            step._send()
        return self.action_view_pickings()

    def action_receive(self, lot_quantities=None):
        """Take processed lots back, as reported; what was lost is scrapped at the supplier's place.

        :param lot_quantities: {lot id: {"quantity", "scrap"}}; what was reported, or all that is out, when left out
        :return: action that opens the transfers
        """
        self.env.user._mdq_require("mdq_base.group_planner", "mdq_base.group_inspector")
        for step in self:
            step._check_may_be_received()
            counts = step._get_counts_to_receive(lot_quantities)
            step._scrap_lost(counts)
            step._receive(counts)
            if not any(line._is_outstanding() for line in step.line_ids):
                step._finish()
        return self.action_view_pickings()

    # ----------------------------------------------------------------------------------- planning

    def _propose_lots(self):
        """What the step before made of the same product is what goes through this step."""
        self.ensure_one()
        before = self.order_id.step_ids.filtered(
            lambda step: step.sequence < self.sequence and step.product_id == self.product_id and step.line_ids
        )[-1:]
        if self.kind == "transform" or self.line_ids or not before:
            return
        self.env["mdq.batch.step.lot"].create([
            {"step_id": self.id, "lot_id": line.lot_id.id, "quantity": line.quantity_received}
            for line in before.line_ids if line.quantity_received
        ])

    def _plan_lots(self, lot_quantities):
        """Take the lots that a caller names instead of those planned."""
        self.ensure_one()
        if not lot_quantities:
            return
        wanted = {int(lot): float(quantity) for lot, quantity in lot_quantities.items()}
        self.line_ids.filtered(lambda line: line.lot_id.id not in wanted).unlink()
        for line in self.line_ids:
            line.quantity = wanted.pop(line.lot_id.id)
        self.env["mdq.batch.step.lot"].create(
            [{"step_id": self.id, "lot_id": lot, "quantity": quantity} for lot, quantity in wanted.items()]
        )

    # ----------------------------------------------------------------------------------- going out

    def _check_may_be_sent(self):
        if not self.line_ids or any(not line.quantity for line in self.line_ids):
            raise UserError(self.env._("Name the lots of %s, and how much of each goes out.", self.display_name))
        if not self.partner_id:
            raise UserError(self.env._("Name the supplier of %s first.", self.display_name))
        # The sentences of the gate, before any document is made; the gate itself stands in the movement.
        blockers = self.line_ids.lot_id._mdq_move_blockers("process_out")
        passed = self.line_ids.filtered(lambda line: line._has_concession())
        refused = [why for lot in (self.line_ids - passed).lot_id for why in blockers.get(lot.id, [])]
        if refused:
            raise UserError("\n".join(refused))

    def _order_service(self):
        line = self.purchase_line_id or self._create_purchase_line()
        if line.order_id.state in ("draft", "sent"):
            line.order_id.button_confirm()
        if line.order_id.state != "purchase":
            raise UserError(self.env._(
                "%(order)s is not approved yet, so %(step)s cannot go out. Order the step first, have the order approved,"
                " then send the goods.", order=line.order_id.name, step=self.display_name,
            ))

    def _send(self):
        place = self._get_place()
        lines = [vals for line in self.line_ids for vals in line._prepare_out_line_vals(place)]
        picking = self._move_goods(self._get_warehouse().subcontracting_resupply_type_id, place, lines)
        self._write_guarded({"picking_out_id": picking.id})
        for line in self.line_ids:
            line._count({"quantity_sent": line.quantity})
        self._move_to("at_supplier")

    # --------------------------------------------------------------------------------- coming back

    def _check_may_be_received(self):
        self.ensure_one()
        if self.kind != "on_lot" or self.state not in ("at_supplier", "reported"):
            raise UserError(self.env._(
                "%s has nothing at a supplier that could be taken back.", self.display_name
            ))

    def _get_counts_to_receive(self, lot_quantities):
        """Return {line: (good, lost)}, and refuse more than went out."""
        counts = {}
        named = {int(lot): counted for lot, counted in (lot_quantities or {}).items()}
        unknown = set(named) - set(self.line_ids.lot_id.ids)
        if unknown:
            lots = self.env["stock.lot"].browse(unknown).exists()
            raise UserError(self.env._("Not sent with %(step)s: %(lots)s.", step=self.display_name,
                                       lots=", ".join(lots.mapped("name")) or str(sorted(unknown))))
        for line in self.line_ids.filtered(lambda line: not named or line.lot_id.id in named):
            good, lost = line._get_count_to_receive(named.get(line.lot_id.id))
            left = line._get_outstanding()
            if good < 0 or lost < 0 or float_compare(good + lost, left, precision_rounding=self.uom_id.rounding) > 0:
                raise UserError(self.env._(
                    "Lot %(lot)s: %(left)s %(unit)s are still at the supplier, so %(good)s good and %(lost)s lost cannot"
                    " be right.", lot=line.lot_id.name, left=left, unit=self.uom_id.name, good=good, lost=lost,
                ))
            line._check_is_there(good + lost)
            counts[line] = (good, lost)
        return counts

    def _scrap_lost(self, counts):
        """What was lost there leaves the stock there, with its lot."""
        for line, (_good, lost) in counts.items():
            if float_is_zero(lost, precision_rounding=self.uom_id.rounding):
                continue
            # Scrapping at a supplier follows from his report; the gate of the movement stands.
            scrap = self.env["stock.scrap"].sudo().create({
                "product_id": self.product_id.id, "lot_id": line.lot_id.id, "scrap_qty": lost,
                "product_uom_id": self.uom_id.id, "location_id": self._get_place().id, "origin": self.display_name,
                "company_id": self.company_id.id,
            })
            scrap.do_scrap()
            line._count({"quantity_scrapped": line.quantity_scrapped + lost})

    def _receive(self, counts):
        receipt = self._get_warehouse().in_type_id
        lines = [
            line._prepare_in_line_vals(self._get_place(), receipt.default_location_dest_id, good)
            for line, (good, _lost) in counts.items() if not float_is_zero(good, precision_rounding=self.uom_id.rounding)
        ]
        if not lines:
            return
        picking = self._move_goods(receipt, receipt.default_location_dest_id, lines)
        self._write_guarded({"picking_in_id": picking.id})
        for line, (good, _lost) in counts.items():
            line._count({"quantity_received": line.quantity_received + good})

    # ------------------------------------------------------------------------------------ movement

    def _get_warehouse(self):
        return self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)

    def _get_place(self):
        """Where the goods are while they are at the supplier."""
        partner = self.partner_id.with_company(self.company_id)
        return partner.property_stock_subcontractor or self.company_id.subcontracting_location_id

    def _move_goods(self, picking_type, destination, lines):
        """Make one transfer of lot lines and do it; every gate of the movement stands. Return the transfer."""
        source = self._get_place() if destination != self._get_place() else picking_type.default_location_src_id
        # Transfers of steps are made by the step alone; which lots and how much was checked before.
        picking = self.env["stock.picking"].sudo().create({
            "picking_type_id": picking_type.id, "partner_id": self.partner_id.id, "origin": self.display_name,
            "location_id": source.id, "location_dest_id": destination.id, "company_id": self.company_id.id,
            "move_ids": [Command.create({
                "product_id": self.product_id.id, "product_uom": self.uom_id.id, "location_id": source.id,
                "location_dest_id": destination.id, "company_id": self.company_id.id,
                "product_uom_qty": sum(line["quantity"] for line in lines),
            })],
        })
        picking._mdq_link_step(self)
        picking.move_ids._action_confirm(merge=False)
        picking.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].sudo().create(  # the same: lines of the step's own transfer
            [{**line, "picking_id": picking.id, "move_id": picking.move_ids.id, "picked": True} for line in lines]
        )
        picking._action_done()
        if picking.state != "done":
            raise UserError(self.env._("Transfer %s could not be completed. Nothing was moved.", picking.name))
        return picking
