from odoo.exceptions import UserError

from .common import MdqQualityCase


class TestInspectionOutgoing(MdqQualityCase):
    """What leaves for a customer is inspected when it is reserved, and leaves when it is accepted.

    Requirement: MDQ-QUA-506
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(status="released", quantity=100)
        cls.plan = cls._plan(point="oqc")

    def _deliver(self, quantity, user=None):
        """A delivery that is reserved as a storekeeper would."""
        pickings = self.env["stock.picking"].with_user(user or self.keeper)
        picking = pickings.create({
            "picking_type_id": self.warehouse.out_type_id.id, "location_id": self.stock.id, "location_dest_id": self.customers.id,
            "partner_id": self.supplier.id,
            "move_ids": [(0, 0, {"product_id": self.bar.id, "product_uom_qty": quantity, "location_id": self.stock.id,
                                 "location_dest_id": self.customers.id})],
        })
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _of(self, picking):
        return self.env["mdq.inspection"].search([("picking_id", "=", picking.id)], order="id")

    def test_reserving_opens_it_and_accepting_lets_it_leave(self):
        picking = self._deliver(10)
        inspection = self._of(picking)
        self.assertEqual((inspection.point, inspection.lot_id, inspection.quantity, inspection.plan_id, inspection.state),
                         ("oqc", self.lot, 10, self.plan, "open"))
        with self.assertRaisesRegex(UserError, inspection.name):
            picking.button_validate()
        self._accept(inspection)
        self.assertTrue(picking.button_validate())
        self.assertEqual((picking.state, self.lot.mdq_status), ("done", "released"))

    def test_every_route_out_is_shut_until_then(self):
        picking = self._deliver(10)
        picking.sudo().move_ids.picked = True
        for name, leave in {
            "validate": lambda: picking.button_validate(), "done": lambda: picking.sudo()._action_done(),
            "moves": lambda: picking.sudo().move_ids._action_done(), "lines": lambda: picking.sudo().move_line_ids._action_done(),
            "words": lambda: picking.with_context(skip_backorder=True, skip_sms=True, cancel_backorder=True, skip_immediate=True).button_validate(),
        }.items():
            with self.subTest(route=name), self.assertRaises(UserError), self.cr.savepoint():
                leave()
        self.assertEqual(self._on_hand(self.lot), 100)

    def test_more_than_was_accepted_does_not_leave(self):
        picking = self._deliver(10)
        self._accept(self._of(picking))
        picking.move_line_ids.quantity = 15
        first, second = self._of(picking)
        self.assertEqual((first.quantity, second.quantity, second.state), (10, 5, "open"))
        with self.assertRaisesRegex(UserError, second.name):
            picking.button_validate()

    def test_less_makes_it_smaller_and_nothing_takes_it_back(self):
        picking = self._deliver(10)
        picking.move_line_ids.quantity = 4
        self.assertEqual(self._of(picking).quantity, 4)
        picking.do_unreserve()
        self.assertEqual(self._of(picking).state, "cancelled")
        picking.action_assign()
        self.assertEqual(self._of(picking).mapped("state"), ["cancelled", "open"])

    def test_what_somebody_began_stays(self):
        picking = self._deliver(10)
        inspection = self._of(picking)
        inspection.with_user(self.inspector).record(self._good(inspection)[:1])
        picking.do_unreserve()
        self.assertEqual(inspection.state, "open")

    def test_a_rejected_one_stops_the_lot(self):
        picking = self._deliver(10)
        inspection = self._of(picking).with_user(self.inspector)
        inspection.record([{**reading, **({"value": "9"} if "value" in reading else {})} for reading in self._good(inspection)])
        inspection.action_conclude()
        with self.assertRaises(UserError):
            picking.button_validate()
        self.assertNotEqual(self.lot.mdq_status, "released")

    def test_a_plan_that_comes_after_reserving_asks_for_checking_again(self):
        other = self._lot(self.screw, status="released", quantity=10)
        picking = self._picking("out", [(self.screw, other, 5)], user=self.keeper)
        self.assertFalse(self._of(picking))
        self._plan(self.screw, point="oqc")
        with self.assertRaisesRegex(UserError, "Check Availability"):
            picking.button_validate()
        picking.action_assign()
        self._accept(self._of(picking))
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_a_concession_for_the_lot_lets_it_leave(self):
        picking = self._deliver(10)
        self._concession(self.lot)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_without_such_a_plan_nothing_is_asked(self):
        other = self._lot(self.screw, status="released", quantity=10)
        picking = self._picking("out", [(self.screw, other, 5)], user=self.keeper)
        picking.button_validate()
        self.assertEqual((picking.state, len(self._of(picking))), ("done", 0))

    def test_inside_the_house_nothing_is_asked(self):
        picking = self._picking("internal", [(self.bar, self.lot, 5)], user=self.keeper)
        self.assertFalse(self._of(picking))

    def test_what_is_added_to_a_delivery_that_has_left_is_asked_for(self):
        picking = self._deliver(10)
        self._accept(self._of(picking))
        picking.button_validate()
        with self.assertRaises(UserError):
            picking.sudo().move_line_ids.quantity = 12

    def test_queries_of_reserving_do_not_grow_with_lots(self):
        counts = {}
        for number in (2, 30):
            product = self._product(f"R{number}")
            self._plan(product, point="oqc")
            for _index in range(number):
                self._lot(product, status="released", quantity=1)
            picking = self._picking("out", [(product, lot, 1) for lot in self.env["stock.lot"].search([("product_id", "=", product.id)])])
            self._of(picking).filtered(lambda inspection: inspection.state == "open").with_user(self.quality_engineer).action_cancel()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            picking._mdq_follow_outgoing()
            self.env.flush_all()
            counts[number] = self.cr.sql_log_count - before
            self.assertEqual(len(self._of(picking).filtered(lambda inspection: inspection.state == "open")), number)
        self.assertLess(counts[30] - counts[2], 4, counts)
