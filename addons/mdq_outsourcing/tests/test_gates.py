from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestGates(MdqOutsourcingCase):
    """What open steps bar: shipping; and what missing evidence bars: release."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1].with_user(cls.planner)

    def _ship(self, lot, quantity=1):
        picking = self._picking("out", [(lot.product_id, lot, quantity)])
        picking.with_user(self.keeper).button_validate()
        return picking

    def _checks(self, lot):
        return {check["code"]: check for check in lot._mdq_release_checks()[lot.id]}

    def test_released_lot_with_an_open_step_is_not_shipped(self):
        """Requirement: MDQ-OUT-030"""
        self.assertEqual(self.lot.mdq_status, "released")
        with self.assertRaisesRegex(UserError, "SM-1 .* cannot be shipped: required step .*20 Anodising is not done"), self.cr.savepoint():
            self._ship(self.lot)
        self._anodise(self.order)
        self.lot._mdq_set_status("released", "Test")
        self.assertEqual(self._ship(self.lot).state, "done")

    def test_line_added_to_a_done_delivery_meets_the_same_gate(self):
        """Requirement: MDQ-OUT-030"""
        other = self._lot(self.machined, name="FREE", status="released", quantity=5)
        picking = self._ship(other)
        with self.assertRaisesRegex(UserError, "required step"):
            picking.move_line_ids.lot_id = self.lot

    def test_cancelled_order_does_not_open_the_gate(self):
        """Requirement: MDQ-OUT-030"""
        self.order.with_user(self.planner).action_cancel()
        self.assertEqual(self.step.state, "cancelled")
        with self.assertRaisesRegex(UserError, "required step"):
            self._ship(self.lot)

    def test_process_done_in_another_order_counts(self):
        self.order.with_user(self.planner).action_cancel()
        again = self._outsourcing_order(self._template(steps=self._template_steps()[1:]))
        again.step_ids.line_ids.create({"step_id": again.step_ids.id, "lot_id": self.lot.id, "quantity": 10})
        step = again.step_ids.with_user(self.planner)
        step.action_send()
        self._report_anodising(step)
        step.action_receive()
        self.lot._mdq_set_status("released", "Test")
        self.assertEqual(self._ship(self.lot).state, "done")

    def test_lot_that_missed_a_step_is_barred_though_the_step_is_done(self):
        """Requirement: MDQ-OUT-030"""
        order = self._outsourcing_order()
        self._supply_bars()
        step = order.step_ids[0]
        receipt = self._buy(step)
        step.with_user(self.reporter).report({"lot": "A", "quantity": 5})
        step.with_user(self.reporter).report({"lot": "B", "quantity": 5})
        receipt.button_validate()
        step.line_ids.lot_id._mdq_set_status("released", "Test")
        first, second = step.line_ids.lot_id.sorted("name")
        second_step = order.step_ids[1].with_user(self.planner)
        second_step.action_send({first.id: 5})
        second_step.action_receive()
        self.assertEqual(order.state, "done")
        first._mdq_set_status("released", "Test")
        self.assertFalse(first._mdq_move_blockers("ship"))
        self.assertTrue(second._mdq_move_blockers("ship"))

    def test_open_step_of_a_lot_inside_bars_the_lot_made_of_it(self):
        """Requirement: MDQ-OUT-031"""
        production = self._order(self.lot, product=self.packed, lot=self._lot(self.packed, name="SP-1"))
        production.button_mark_done()
        packed = production.lot_producing_ids
        packed._mdq_set_status("released", "Test")
        with self.assertRaisesRegex(UserError, "SP-1 .* required step .*Anodising of lot SM-1 in it is not done"):
            self._ship(packed)

    def test_only_shipping_is_barred(self):
        for operation in ("internal", "consume", "process_out", "scrap"):
            self.assertFalse(self.lot._mdq_move_blockers(operation))

    def test_number_of_queries_does_not_grow_with_lots(self):
        def count(lots):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.cr.sql_log_count
            lots._mdq_move_blockers("ship")
            return self.cr.sql_log_count - before
        lots = self.lot.browse()
        for number in range(12):
            lots |= self._lot(self.machined, name=f"Q-{number}", status="released", quantity=1)
        self.assertLessEqual(count(lots), count(lots[:2]) + 1)

    def test_lot_under_way_is_not_released(self):
        """Requirement: MDQ-OUT-032"""
        self.step.action_send()
        self.assertFalse(self._checks(self.lot)["step_open"]["ok"])
        self._report_anodising(self.step)
        self.step.action_receive()
        self.assertTrue(all(check["ok"] for code, check in self._checks(self.lot).items() if code.startswith("step_")))

    def test_missing_evidence_keeps_a_lot_from_release(self):
        """Requirement: MDQ-OUT-032"""
        self.step.action_send()
        self.step.with_user(self.other_uploader).report({"quantity": 10, "parameters": [{"code": "V", "value": 25}]})
        self.step.action_receive()
        checks = self._checks(self.lot)
        self.assertIn("Time is not reported", checks["step_parameters"]["why"])
        self.assertIn("certificate is missing", checks["step_certificate"]["why"])
        self._accept(self._inspections(self.lot).filtered(lambda i: i.state == "open" and i.plan_id))
        with self.assertRaisesRegex(UserError, "Time is not reported"):
            self._release(self.lot)

    def test_value_out_of_limits_keeps_a_lot_from_release(self):
        """Requirement: MDQ-OUT-025"""
        self.step.action_send()
        self._report_anodising(self.step, parameters=[{"code": "V", "value": 27}, {"code": "T", "value": 11}])
        self.step.action_receive()
        check = self._checks(self.lot)["step_parameters"]
        self.assertFalse(check["ok"])
        self.assertRegex(check["why"], "Voltage was 27 V, outside 24 – 26 V")

    def test_lots_without_steps_have_no_such_checks(self):
        lot = self._lot(self.bar, quantity=1)
        self.assertFalse([code for code in self._checks(lot) if code.startswith("step_")])
