"""Screws from bars, with few words: `_receive`, `_make`, `_buy_made`, `_deliver`, `_return`."""

from odoo import Command
from odoo.addons.mdq_base.tests.common import MdqCase


class MdqTraceCommon(MdqCase):
    """Bar → machined screw (here or at a subcontractor) + pouch → packed screw; not under quality control."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.vendor = cls.env["res.partner"].create({"name": "Baoji Titanium", "is_company": True})
        cls.machinist = cls.env["res.partner"].create({"name": "Kunshan Hongda", "is_company": True})
        cls.hospital = cls.env["res.partner"].create({
            "name": "Hospital One", "is_company": True, "street": "1 Renmin Road", "city": "Suzhou",
            "country_id": cls.env.ref("base.cn").id,
        })
        cls.clinic = cls.env["res.partner"].create({"name": "Klinik Zwei", "country_id": cls.env.ref("base.de").id})
        cls.bar = cls._product("Bar")
        cls.pouch = cls._product("Pouch")
        cls.machined = cls._product("Screw, machined")
        cls.packed = cls._product("Screw, packed")
        cls.packing = cls._bom(cls.packed, {cls.machined: 1, cls.pouch: 1})
        cls.turning = cls._bom(cls.machined, {cls.bar: 0.5}, type="subcontract",
                               subcontractor_ids=[Command.link(cls.machinist.id)])
        cls.outside = cls.env.company.subcontracting_location_id

    # ---------------------------------------------------------------------------------- master data

    @classmethod
    def _product(cls, name, tracking="lot", **vals):
        return cls.env["product.product"].create({"name": name, "is_storable": True, "tracking": tracking, **vals})

    @classmethod
    def _bom(cls, product, components, **vals):
        return cls.env["mrp.bom"].create({
            "product_tmpl_id": product.product_tmpl_id.id, "product_qty": 1, **vals,
            "bom_line_ids": [Command.create({"product_id": one.id, "product_qty": quantity})
                             for one, quantity in components.items()],
        })

    @classmethod
    def _lot(cls, product, name, **vals):
        return cls.env["stock.lot"].create({"product_id": product.id, "name": name, **vals})

    # -------------------------------------------------------------------------------------- moves

    @classmethod
    def _transfer(cls, picking_type, lines, source, target, partner=None, **vals):
        """A done transfer of [(lot, quantity)]."""
        picking = cls.env["stock.picking"].create({
            "picking_type_id": picking_type.id, "location_id": source.id, "location_dest_id": target.id,
            "partner_id": partner.id if partner else False, **vals,
        })
        for lot, quantity in lines:
            move = cls.env["stock.move"].create({
                "product_id": lot.product_id.id, "product_uom_qty": quantity, "product_uom": lot.product_id.uom_id.id,
                "picking_id": picking.id, "location_id": source.id, "location_dest_id": target.id,
            })
            cls._add_line(move, lot, quantity).picking_id = picking
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _receive(cls, product, name, quantity, partner=None, target=None):
        """A new lot, received from the vendor."""
        lot = cls._lot(product, name)
        vendors = cls.env.ref("stock.stock_location_suppliers")
        cls._transfer(cls.warehouse.in_type_id, [(lot, quantity)], vendors, target or cls.stock, partner or cls.vendor)
        return lot

    @classmethod
    def _deliver(cls, lot, quantity, partner=None):
        customers = cls.env.ref("stock.stock_location_customers")
        return cls._transfer(cls.warehouse.out_type_id, [(lot, quantity)], cls.stock, customers, partner or cls.hospital)

    @classmethod
    def _return(cls, picking, quantity):
        """Part of a done transfer comes back the way it went."""
        wizard = cls.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.quantity = quantity
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_line_ids.unlink()
        for move in back.move_ids:
            cls._add_line(move, move.origin_returned_move_id.move_line_ids.lot_id[:1], quantity).picking_id = back
        back._action_done()
        return back

    # ------------------------------------------------------------------------------------- making

    @classmethod
    def _order(cls, bom, product, quantity, **vals):
        order = cls.env["mrp.production"].create({
            "product_id": product.id, "bom_id": bom.id, "product_qty": quantity, **vals,
        })
        order.action_confirm()
        return order

    @classmethod
    def _consume(cls, order, components):
        """Say which lots the order uses: {lot: quantity}."""
        order.move_raw_ids.move_line_ids.unlink()
        for lot, quantity in components.items():
            move = order.move_raw_ids.filtered(lambda one, lot=lot: one.product_id == lot.product_id)[:1]
            cls._add_line(move, lot, quantity)
        order.move_raw_ids.picked = True

    @classmethod
    def _add_line(cls, move, lot, quantity):
        return cls.env["stock.move.line"].create({
            "move_id": move.id, "product_id": lot.product_id.id, "lot_id": lot.id, "quantity": quantity, "picked": True,
            "location_id": move.location_id.id, "location_dest_id": move.location_dest_id.id,
        })

    @classmethod
    def _finish(cls, order, lots):
        """Make these finished lots: {lot: quantity}; Odoo makes one lot an order, so more are split off when done."""
        first, *others = lots
        serials = order.product_id.tracking == "serial"
        order.lot_producing_ids = [Command.set([lot.id for lot in lots] if serials else first.ids)]
        order.qty_producing = sum(lots.values())
        order.with_context(skip_consumption=True, skip_backorder=True).button_mark_done()
        if others and not serials:
            line = order.move_finished_ids.move_line_ids
            line.quantity = lots[first]
            for lot in others:
                cls._add_line(line.move_id, lot, lots[lot])
        return order

    @classmethod
    def _make(cls, bom, lots, components):
        product = next(iter(lots)).product_id
        order = cls._order(bom, product, sum(lots.values()))
        cls._consume(order, components)
        return cls._finish(order, lots)

    @classmethod
    def _buy_made(cls, bar, name, quantity):
        """Let the subcontractor turn screws from a bar: a purchase order, its receipt, one lot."""
        cls._transfer(cls.warehouse.int_type_id, [(bar, quantity * 0.5)], cls.stock, cls.outside, cls.machinist)
        purchase = cls.env["purchase.order"].create({
            "partner_id": cls.machinist.id,
            "order_line": [Command.create({"product_id": cls.machined.id, "product_qty": quantity, "price_unit": 1})],
        })
        purchase.button_confirm()
        receipt = purchase.picking_ids
        lot = cls._lot(cls.machined, name)
        receipt.move_ids.move_line_ids.unlink()
        cls._add_line(receipt.move_ids, lot, quantity).picking_id = receipt
        receipt.move_ids.picked = True
        receipt._action_done()
        return lot

    @classmethod
    def _chain(cls, suffix=""):
        """Bar → machined at the subcontractor → packed with a pouch; returns the four lots."""
        bar = cls._receive(cls.bar, f"BAR{suffix}", 10)
        pouch = cls._receive(cls.pouch, f"POUCH{suffix}", 20)
        machined = cls._buy_made(bar, f"M{suffix}", 10)
        packed = cls._lot(cls.packed, f"P{suffix}")
        cls._make(cls.packing, {packed: 10}, {machined: 10, pouch: 10})
        return bar, pouch, machined, packed

    # -------------------------------------------------------------------------------------- looking

    @classmethod
    def _edges(cls, **terms):
        domain = [("superseded_on", "=", False), *((name, "=", lot.id) for name, lot in terms.items())]
        return cls.env["mdq.lot.edge"].search(domain)

    def _assert_relations(self, expected):
        """Current relations among the lots named: {(parent, child): quantity}."""
        lots = {lot for pair in expected for lot in pair}
        edges = self._edges().filtered(lambda edge: {edge.parent_lot_id, edge.child_lot_id} <= lots)
        found = {}
        for edge in edges:
            pair = (edge.parent_lot_id.name, edge.child_lot_id.name)
            found[pair] = round(found.get(pair, 0) + edge.quantity, 6)
        self.assertEqual(found, {(a.name, b.name): quantity for (a, b), quantity in expected.items()})
        self.assertFalse(self.env["mdq.lot.edge"]._compare(), "The graph says the same as stock")
