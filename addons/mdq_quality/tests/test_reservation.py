from odoo import fields

from .common import MdqQualityCase


class TestReservation(MdqQualityCase):
    """What the gate would refuse is not reserved in the first place.

    Requirement: MDQ-QUA-016
    """

    def _demand(self, destination=None, quantity=10, **vals):
        picking = self._picking("out" if destination != self.stock else "internal", [], **vals)
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": quantity, "picking_id": picking.id,
            "location_id": self.stock.id, "location_dest_id": (destination or self.customers).id,
        })
        picking.action_confirm()
        picking.action_assign()
        return move

    def test_a_delivery_takes_released_lots_only(self):
        self._lot(quantity=10)
        good = self._lot(status="released", quantity=6)
        self._lot(status="hold", quantity=10)
        move = self._demand()
        self.assertEqual((move.move_line_ids.lot_id, move.quantity, move.state), (good, 6, "partially_available"))

    def test_what_was_reserved_is_given_back_when_the_lot_expires(self):
        lot = self._lot(status="released", quantity=10)
        move = self._demand()
        lot.with_user(self.quality_manager).write({"expiration_date": fields.Datetime.subtract(fields.Datetime.now(), hours=1)})
        with self.enter_registry_test_mode():
            self.env.ref("mdq_quality.ir_cron_mdq_lot_expire").method_direct_trigger()
        self.assertEqual((lot.mdq_status, move.state, move.move_line_ids), ("expired", "confirmed", self.env["stock.move.line"]))

    def test_what_was_reserved_is_given_back_when_the_product_becomes_controlled(self):
        lot = self._lot(self.cap, quantity=10)
        picking = self._picking("out", [])
        move = self.env["stock.move"].create({
            "product_id": self.cap.id, "product_uom_qty": 4, "picking_id": picking.id,
            "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(move.move_line_ids.lot_id, lot)
        self.cap.mdq_controlled = True
        self.assertEqual((move.state, picking.state), ("confirmed", "confirmed"))

    def test_nothing_released_means_nothing_available(self):
        self._lot(quantity=10)
        self.assertEqual(self._demand().state, "confirmed")

    def test_a_lot_past_its_date_is_not_reserved(self):
        lot = self._lot(quantity=10)
        lot.expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        lot._mdq_set_status("released", "Test")
        self.assertEqual(self._demand().state, "confirmed")

    def test_an_expired_lot_may_be_reserved_for_its_return(self):
        lot = self._lot(quantity=10)
        lot.expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        lot._mdq_set_status("expired", "Test")
        self.assertEqual(self._demand(self.suppliers).move_line_ids.lot_id, lot)

    def test_sending_out_for_processing_takes_released_lots_only(self):
        self._lot(quantity=10)
        self.assertEqual(self._demand(self.outside).state, "confirmed")

    def test_an_internal_transfer_may_take_lots_in_quarantine(self):
        lot = self._lot(quantity=10)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.warehouse.view_location_id.id})
        self.assertEqual(self._demand(shelf).move_line_ids.lot_id, lot)

    def test_production_takes_released_lots_only(self):
        self._lot(quantity=10)
        good = self._lot(status="released", quantity=5)
        order = self.env["mrp.production"].create({
            "product_id": self.screw.id, "product_qty": 5,
            "move_raw_ids": [fields.Command.create({"product_id": self.bar.id, "product_uom_qty": 5})],
        })
        order.action_confirm()
        order.action_assign()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, good)

    def test_release_makes_the_lot_available(self):
        lot = self._lot(quantity=10)
        move = self._demand()
        lot._mdq_set_status("released", "Test")
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, lot)

    def test_products_out_of_control_are_reserved_as_ever(self):
        lot = self._lot(self.cap, quantity=10)
        picking = self._picking("out", [])
        move = self.env["stock.move"].create({
            "product_id": self.cap.id, "product_uom_qty": 3, "picking_id": picking.id,
            "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(move.move_line_ids.lot_id, lot)

    def test_stock_stays_whole_whatever_a_caller_sends(self):
        """A word in the context that narrowed the search for stock would split it into negative and doubled parts.

        Requirement: MDQ-QUA-005
        """
        lot = self._lot(status="released", quantity=10)
        picking = self._picking("out", [(self.bar, lot, 4)])
        picking.with_context(mdq_only_statuses=["hold"]).button_validate()
        quants = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
        self.assertEqual(quants.mapped("quantity"), [6])

    def test_reserving_and_shipping_leave_one_whole_stock_record(self):
        lot, held = self._lot(status="released", quantity=10), self._lot(quantity=7)
        move = self._demand(quantity=4)
        move.picked = True
        move.picking_id.button_validate()
        for each, quantity in ((lot, 6), (held, 7)):
            quants = self.env["stock.quant"].search([("lot_id", "=", each.id), ("location_id", "=", self.stock.id)])
            self.assertEqual((quants.mapped("quantity"), quants.mapped("reserved_quantity")), ([quantity], [0]))
