from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestTransform(MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._outsourcing_order()
        cls.step = cls.order.step_ids[0]

    def test_step_is_bought_received_and_done_by_itself(self):
        """Requirement: MDQ-OUT-010"""
        bars = self._supply_bars()
        receipt = self._buy(self.step)
        self.assertEqual(self.step.state, "at_supplier")
        self.assertEqual(self.step.purchase_line_id.product_qty, 10)
        self.step.with_user(self.reporter).report({"lot": "SM-1", "quantity": 10})
        self.assertEqual(self.step.state, "reported")
        self.assertEqual(receipt.move_line_ids.mapped(lambda line: (line.lot_id.name, line.quantity)), [("SM-1", 10)])
        receipt.with_user(self.keeper).button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertRecordValues(self.step.line_ids, [{"quantity_received": 10}])
        self.assertEqual(self.step.line_ids.lot_id.mdq_status, "quarantine")
        self.assertEqual(self.step.state, "done")
        self.assertEqual(self.order.step_ids[1].state, "ready")
        self.assertEqual(self.order.step_ids[1].line_ids.lot_id, self.step.line_ids.lot_id)
        self.assertEqual(self.step.line_ids.lot_id._mdq_get_ancestor_ids()[self.step.lot_ids.id], {bars.id, self.step.lot_ids.id})

    def test_order_from_an_unqualified_supplier_is_refused(self):
        """Requirement: MDQ-OUT-011"""
        order = self._outsourcing_order(**{"10": self.anke.id})
        self.bom.subcontractor_ids |= self.anke
        order.step_ids[0].with_user(self.planner).action_order()
        with self.assertRaisesRegex(UserError, "not allowed"):
            order.step_ids[0].purchase_order_id.with_user(self.planner).button_confirm()
        self.assertEqual(order.step_ids[0].state, "ready")

    def test_without_bill_of_materials_nothing_is_ordered(self):
        order = self._outsourcing_order(**{"10": self.anke.id})
        with self.assertRaisesRegex(UserError, "no subcontracting bill of materials"):
            order.step_ids[0].action_order()

    def test_a_step_is_ordered_once(self):
        self.step.action_order()
        with self.assertRaisesRegex(UserError, "ordered already"):
            self.step.action_order()

    def test_cancelled_order_makes_the_step_ready_again(self):
        self._supply_bars()
        self._buy(self.step)
        self.step.purchase_order_id.button_cancel()
        self.assertEqual(self.step.state, "ready")
        self.assertFalse(self.step.purchase_line_id)

    def test_several_lots_may_come(self):
        self._supply_bars()
        receipt = self._buy(self.step)
        self.step.with_user(self.reporter).report({"lot": "SM-1", "quantity": 6})
        self.step.with_user(self.reporter).report({"lot": "SM-2", "quantity": 4, "scrap": 1})
        receipt.button_validate()
        self.assertEqual(sorted(self.step.line_ids.mapped(lambda line: (line.lot_id.name, line.quantity_received))),
                         [("SM-1", 6), ("SM-2", 4)])
        self.assertEqual(self.step.state, "done")
        self.assertEqual(sum(self.step.line_ids.mapped("quantity_scrapped")), 1)

    def test_part_of_the_goods_leaves_the_step_open(self):
        """Requirement: MDQ-OUT-010"""
        self._supply_bars()
        receipt = self._buy(self.step)
        self.step.with_user(self.reporter).report({"lot": "SM-1", "quantity": 6})
        receipt.move_ids.picked = True
        receipt._action_done()
        self.assertEqual(self.step.line_ids.quantity_received, 6)
        self.assertEqual(self.step.state, "reported")
        rest = self.step.purchase_line_id.move_ids.picking_id.filtered(lambda picking: picking.state != "done")
        rest.move_ids.move_line_ids.unlink()
        self.step.with_user(self.reporter).report({"lot": "SM-2", "quantity": 4})
        rest.button_validate()
        self.assertEqual(self.step.state, "done")

    def test_lot_of_somebody_else_is_not_taken(self):
        """Requirement: MDQ-OUT-024"""
        self._lot(self.machined, name="TAKEN", quantity=1)
        self._lot(self.machined, name="MOVED")
        self._receive((self.machined, "IN-1", 2), source=self.customers)
        self._supply_bars()
        self._buy(self.step)
        with self.assertRaisesRegex(UserError, "belongs to another order"):
            self.step.with_user(self.reporter).report({"lot": "IN-1", "quantity": 10})

    def test_goods_do_not_come_in_without_their_order(self):
        """Odoo leaves the subcontracting order open for a component past its date, and takes the goods in all the same.

        Requirement: MDQ-OUT-012
        """
        glue = self._product("Glue", mdq_controlled=False, use_expiration_date=True)
        self.bom.bom_line_ids = [Command.create({"product_id": glue.id, "product_qty": 1})]
        self._supply_bars()
        past = fields.Datetime.now() - timedelta(days=1)
        lot = self._lot(glue, name="GLUE-1", quantity=10, location=self.outside, expiration_date=past)
        receipt = self._buy(self.step)
        self.step.with_user(self.reporter).report({"lot": "SM-1", "quantity": 10})
        move = receipt._get_subcontract_production().move_raw_ids.filtered(lambda move: move.product_id == glue)
        move.move_line_ids = [Command.create({**move._mdq_get_given_vals(), "lot_id": lot.id, "quantity": 10})]
        for route in (receipt.with_user(self.keeper).button_validate, receipt.with_user(self.keeper)._action_done,
                      receipt.sudo().with_context(skip_backorder=True, skip_sanity_check=True).button_validate):
            receipt.move_ids.picked = True
            with self.assertRaisesRegex(UserError, "would have no origin.*GLUE-1 are past their expiration"), self.cr.savepoint():
                route()
        self.assertNotEqual(receipt.state, "done")
        self.assertFalse(self.step.line_ids)

    def test_expired_controlled_component_is_refused_too(self):
        """Requirement: MDQ-OUT-012"""
        self.bar.use_expiration_date = True
        now = fields.Datetime.now()
        self._supply_bars(expiration_date=now + timedelta(days=1))
        receipt = self._buy(self.step)
        self.step.with_user(self.reporter).report({"lot": "SM-1", "quantity": 10})
        with freeze_time(now + timedelta(days=2)), self.assertRaises(UserError), self.cr.savepoint():
            receipt.with_user(self.keeper).button_validate()
        self.assertNotEqual(receipt.state, "done")

    def test_goods_added_to_a_finished_receipt_need_an_order_too(self):
        """Requirement: MDQ-OUT-012"""
        lot = self._machine(self.order)
        line = self.step.purchase_line_id.move_ids.move_line_ids
        with self.assertRaisesRegex(UserError, "no origin"), self.cr.savepoint():
            line.write({"quantity": 15})
        with self.assertRaisesRegex(UserError, "no origin"), self.cr.savepoint():
            line.copy({"lot_id": self._lot(self.machined, name="SM-9").id, "quantity": 3})
        self.assertEqual(self._on_hand(lot), 10)

    def test_uncontrolled_goods_are_left_to_odoo(self):
        self.machined.product_tmpl_id.with_user(self.quality_manager).sudo().write_with_reason({"mdq_controlled": False}, "Test")
        self.assertFalse(self.env["stock.move"]._mdq_filter_traced())

    def test_links_to_steps_are_not_written(self):
        """Requirement: MDQ-OUT-004"""
        self._supply_bars()
        receipt = self._buy(self.step)
        other = self._outsourcing_order().step_ids[0]
        for record in (self.step.purchase_line_id, receipt, receipt._get_subcontract_production()):
            for writer in (record, record.sudo()):
                with self.assertRaises(UserError):
                    writer.write({"mdq_batch_step_id": other.id})
        with self.assertRaises(UserError):
            self.env["purchase.order.line"].create({
                "order_id": self.step.purchase_order_id.id, "product_id": self.machined.id, "mdq_batch_step_id": other.id,
            })
        line = self.env["purchase.order.line"].with_context(default_mdq_batch_step_id=other.id).create(
            {"order_id": self.env["purchase.order"].create({"partner_id": self.hongda.id}).id, "product_id": self.cap.id}
        )
        self.assertFalse(line.mdq_batch_step_id)

    def test_ordered_product_stays(self):
        self.step.action_order()
        with self.assertRaisesRegex(UserError, "its product stays"):
            self.step.purchase_line_id.product_id = self.cap
