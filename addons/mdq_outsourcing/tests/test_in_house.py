from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestInHouse(MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bom(cls.packed, cls.machined)
        cls.sterile = cls._template(steps=cls._sterile_steps(), name="Sterile screw")
        cls.order = cls._outsourcing_order(cls.sterile, cls.packed)
        cls.step = cls.order.step_ids[0].with_user(cls.planner)

    def _pack(self, lot, quantity=10):
        production = self.step.production_ids.with_user(self.planner)
        production.qty_producing = quantity
        production.lot_producing_ids = self._lot(self.packed, name="SP-1")
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        return production

    def test_manufacturing_order_makes_the_lot_of_the_step(self):
        """Requirement: MDQ-OUT-013"""
        lot = self._lot(self.machined, name="SM-1", status="released", quantity=10)
        self.step.action_produce()
        self.assertEqual(self.step.production_ids.product_qty, 10)
        production = self._pack(lot)
        self.assertEqual(production.state, "done")
        self.assertEqual(self.step.line_ids.lot_id.name, "SP-1")
        self.assertEqual(self.step.state, "done")
        self.assertEqual(self.order.step_ids[1].state, "ready")
        self.assertIn(lot.id, self.step.lot_ids._mdq_get_ancestor_ids()[self.step.lot_ids.id])

    def test_unreleased_component_is_refused(self):
        """Requirement: MDQ-OUT-022"""
        lot = self._lot(self.machined, name="SM-1", quantity=10)
        self.step.action_produce()
        production = self.step.production_ids
        production.move_raw_ids.move_line_ids.unlink()
        production.move_raw_ids.move_line_ids.create({
            "move_id": production.move_raw_ids.id, "product_id": self.machined.id, "lot_id": lot.id, "quantity": 10,
            "location_id": self.stock.id, "location_dest_id": production.production_location_id.id,
        })
        with self.assertRaisesRegex(UserError, "in quarantine"), self.cr.savepoint():
            self._pack(lot)
        self.assertEqual(self.step.state, "ready")

    def test_one_manufacturing_order_a_step(self):
        self.step.action_produce()
        with self.assertRaisesRegex(UserError, "has a manufacturing order already"):
            self.step.action_produce()

    def test_backorder_belongs_to_the_same_step(self):
        self._lot(self.machined, name="SM-1", status="released", quantity=10)
        self.step.action_produce()
        backorder = self.step.production_ids._split_productions({self.step.production_ids: [6, 4]})[1:]
        self.assertEqual(backorder.mdq_batch_step_id, self.step)

    def test_work_on_the_lot_needs_no_order(self):
        lot = self._lot(self.packed, name="SP-1", status="released", quantity=10)
        with self.assertRaisesRegex(UserError, "Name the lots"):
            self.step.action_complete()
        self.env["mdq.batch.step.lot"].with_user(self.planner).create(
            {"step_id": self.step.id, "lot_id": lot.id, "quantity": 10}
        )
        self.step.action_complete()
        self.assertEqual(self.step.state, "done")

    def test_inspector_reports_the_values_of_a_step_done_here(self):
        lot = self._lot(self.packed, name="SP-1", status="released", quantity=10)
        self.step.line_ids.create({"step_id": self.step.id, "lot_id": lot.id, "quantity": 10})
        answer = self.step.with_user(self.inspector).report({"lot": "SP-1", "quantity": 10})
        self.assertEqual(answer["lot_id"], lot.id)
