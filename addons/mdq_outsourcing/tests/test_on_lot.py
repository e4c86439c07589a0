from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestOnLot(MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1].with_user(cls.planner)

    def test_same_lot_goes_out_and_comes_back(self):
        """Requirement: MDQ-OUT-020"""
        self.step.action_send()
        self.assertEqual(self.step.state, "at_supplier")
        self.assertEqual(self._on_hand(self.lot), 0)
        self.assertEqual(self._on_hand(self.lot, self.outside), 10)
        self.assertEqual(self.step.purchase_order_id.state, "purchase")
        self.assertEqual(self.step.purchase_line_id.product_id, self.anodising_service)
        self.assertEqual(self.step.purchase_line_id.product_qty, 10)
        self._report_anodising(self.step)
        self.step.action_receive()
        self.assertEqual(self.step.state, "done")
        self.assertEqual(self._on_hand(self.lot), 10)
        self.assertEqual(self.lot.mdq_status, "quarantine")
        self.assertEqual(self.step.picking_in_id.mdq_batch_step_id, self.step)
        self.assertEqual(self.order.state, "done")
        inspection = self._inspections(self.lot).sorted("id")[-1]
        self.assertEqual((inspection.process_id, inspection.partner_id), (self.anodising, self.lantian))

    def test_loss_is_recorded_and_scrapped(self):
        """Requirement: MDQ-OUT-021"""
        self.step.action_send()
        self._report_anodising(self.step, quantity=8, scrap=2)
        self.step.action_receive()
        self.assertRecordValues(self.step.line_ids, [
            {"quantity_sent": 10, "quantity_received": 8, "quantity_scrapped": 2},
        ])
        self.assertEqual(self._on_hand(self.lot), 8)
        self.assertEqual(self._on_hand(self.lot, self.outside), 0)
        self.assertEqual(self.step.state, "done")

    def test_part_that_is_still_out_keeps_the_step_open(self):
        """Requirement: MDQ-OUT-021"""
        self.step.action_send()
        self.step.action_receive({self.lot.id: {"quantity": 4}})
        self.assertEqual(self.step.state, "at_supplier")
        with self.assertRaisesRegex(UserError, "still at the supplier"):
            self.step.action_receive({self.lot.id: 7})
        self.step.action_receive({str(self.lot.id): 6})
        self.assertEqual(self.step.state, "done")

    def test_what_came_back_another_way_is_not_taken_back_again(self):
        """Requirement: MDQ-OUT-021"""
        self.step.action_send()
        self._receive((self.machined, self.lot, 4), source=self.outside)
        with self.assertRaisesRegex(UserError, "only 6.0 .* in stock at the supplier"):
            self.step.action_receive()
        self.assertEqual(self._on_hand(self.lot, self.outside), 6)

    def test_lots_that_were_not_sent_do_not_come_back(self):
        self.step.action_send()
        stranger = self._lot(self.machined, name="X-1")
        with self.assertRaisesRegex(UserError, "Not sent with .*X-1"):
            self.step.action_receive({stranger.id: 1})

    def test_unreleased_lot_is_not_sent(self):
        """Requirement: MDQ-OUT-022"""
        self.lot._mdq_set_status("quarantine", "Test")
        orders = self.env["purchase.order"].search_count([])
        with self.assertRaisesRegex(UserError, "in quarantine.*sent out for processing"), self.cr.savepoint():
            self.step.action_send()
        self.assertEqual(self.env["purchase.order"].search_count([]), orders)
        self.assertEqual(self._on_hand(self.lot), 10)

    def test_concession_lets_a_lot_out(self):
        """Requirement: MDQ-OUT-022"""
        self.lot._mdq_set_status("quarantine", "Test")
        concession = self._concession(self.lot)
        self.step.action_send()
        self.assertEqual(self._on_hand(self.lot, self.outside), 10)
        self.assertEqual(concession.used_count, 1)

    def test_unqualified_supplier_gets_nothing(self):
        """Requirement: MDQ-OUT-011"""
        self.step.partner_id = self.anke
        with self.assertRaisesRegex(UserError, "not allowed"), self.cr.savepoint():
            self.step.action_send()
        self.assertEqual(self._on_hand(self.lot), 10)
        self.assertEqual(self.step.state, "ready")

    def test_more_than_there_is_cannot_be_sent(self):
        self.step.line_ids.quantity = 11
        with self.assertRaisesRegex(UserError, "only 10.0 of 11.0"):
            self.step.action_send()

    def test_part_of_a_lot_may_be_sent(self):
        self.step.action_send({str(self.lot.id): 4})
        self.assertEqual(self._on_hand(self.lot), 6)
        self.assertEqual(self.step.line_ids.quantity_sent, 4)

    def test_step_sends_once(self):
        self.step.action_send()
        with self.assertRaises(UserError):
            self.step.action_send()

    def test_supplier_of_a_step_under_way_stays(self):
        self.step.action_send()
        with self.assertRaisesRegex(UserError, "settled by its purchase order"):
            self.step.partner_id = self.anke

    def test_counted_quantities_are_not_written(self):
        """Requirement: MDQ-OUT-004"""
        line = self.step.line_ids
        for vals in ({"quantity_sent": 1}, {"quantity_received": 1}, {"quantity_scrapped": 1}):
            with self.assertRaises(UserError):
                line.sudo().write(vals)
        with self.assertRaises(UserError):
            line.sudo().create({"step_id": self.step.id, "lot_id": self._lot(self.machined).id, "quantity": 1,
                                "quantity_received": 1})
        self.step.action_send()
        for change in (lambda: line.write({"quantity": 3}), lambda: line.sudo().unlink(),
                       lambda: line.create({"step_id": self.step.id, "lot_id": self._lot(self.machined).id, "quantity": 1})):
            with self.assertRaises(UserError):
                change()

    def test_lot_of_another_product_does_not_fit(self):
        with self.assertRaisesRegex(UserError, "is for"):
            self.step.action_send({self._lot(self.bar, status="released", quantity=5).id: 5})

    def test_only_planners_send(self):
        for user in (self.inspector, self.auditor, self.other_uploader):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.step.with_user(user).action_send()

    def test_purchase_order_of_goods_that_are_out_stays(self):
        self.step.action_send()
        with self.assertRaisesRegex(UserError, "went out or came in"):
            self.step.purchase_order_id.button_cancel()

    def test_service_is_found_by_its_process(self):
        self.anodising_service.active = False
        with self.assertRaisesRegex(UserError, "No service buys process"):
            self.step.action_send()

    def test_dedicated_place_of_a_supplier_is_used(self):
        place = self.outside.copy({"name": "At Lantian", "location_id": self.outside.id})
        self.lantian.property_stock_subcontractor = place
        self.step.action_send()
        self.assertEqual(self._on_hand(self.lot, place), 10)
        self.step.action_receive()
        self.assertEqual(self._on_hand(self.lot), 10)

    def test_verified_at_the_supplier_it_comes_back_with_the_report(self):
        """Requirement: MDQ-SUP-049"""
        self.step.action_order()
        order = self.step.purchase_order_id
        order.write({"mdq_source_verification": "Coating, 5 pieces", "mdq_source_release": "By mail"})
        self.step.action_send()
        self._report_anodising(self.step)
        with self.assertRaisesRegex(UserError, "verified at the supplier's premises before it is shipped"), self.cr.savepoint():
            self.step.action_receive()
        self.env["mdq.supplier.verification"].with_user(self.sqe).record(order.id, {
            "day": "2026-01-05", "present": "Our Zhao", "result": "accepted",
            "lines": [{"line_id": self.step.purchase_line_id.id, "quantity": 10, "lots": self.lot.name}],
        }, self.credential_of(self.sqe))
        self.step.action_receive()
        self.assertEqual(self.step.state, "done")
        self.assertEqual(self.step.purchase_line_id._mdq_get_came(), {self.step.purchase_line_id.id: 10})
