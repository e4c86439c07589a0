from odoo.exceptions import UserError
from odoo.fields import Command

from .common import MdqQualityCase


class TestGateProduction(MdqQualityCase):
    """Requirement: MDQ-QUA-014"""

    def test_an_unreleased_lot_is_not_consumed(self):
        lot = self._lot(quantity=10)
        order = self._order(lot)
        for user in (self.env.user, self.keeper):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "consumed in production"):
                order.with_user(user).button_mark_done()
        self.assertEqual(self._on_hand(lot), 10)

    def test_a_released_lot_is_consumed_and_the_product_starts_in_quarantine_with_its_inspection(self):
        lot, made = self._lot(status="released", quantity=10), self._lot(self.screw)
        order = self._order(lot, lot=made)
        order.button_mark_done()
        self.assertEqual((order.state, self._on_hand(lot), made.mdq_status), ("done", 5, "quarantine"))
        inspection = self._inspections(made)
        self.assertEqual((inspection.production_id, inspection.point, inspection.quantity), (order, "fqc", 5))
        self.assertFalse(inspection.plan_id)

    def test_inspection_in_process_where_a_plan_says_so(self):
        plan = self._plan(self.screw, point="ipqc")
        lot, made = self._lot(status="released", quantity=10), self._lot(self.screw)
        self._order(lot, lot=made).button_mark_done()
        inspection = self._inspections(made)
        self.assertEqual((inspection.point, inspection.plan_id, inspection.sample_size), ("ipqc", plan, 2))

    def test_more_production_into_a_released_lot_puts_it_back_to_quarantine(self):
        lot, made = self._lot(status="released", quantity=10), self._lot(self.screw, status="released", quantity=1)
        self._order(lot, lot=made).button_mark_done()
        self.assertEqual(made.mdq_status, "quarantine")

    def test_producing_into_a_held_lot_is_refused(self):
        lot, made = self._lot(status="released", quantity=10), self._lot(self.screw, status="hold")
        with self.assertRaisesRegex(UserError, "on hold"):
            self._order(lot, lot=made).button_mark_done()

    def test_a_component_added_to_a_done_order_passes_the_gate(self):
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        order = self._order(good)
        order.button_mark_done()
        move = order.move_raw_ids
        vals = {"product_id": self.bar.id, "lot_id": bad.id, "quantity": 1, "move_id": move.id,
                "location_id": move.location_id.id, "location_dest_id": move.location_dest_id.id}
        with self.assertRaisesRegex(UserError, "consumed in production"):
            self.env["stock.move.line"].create(vals)
        with self.assertRaisesRegex(UserError, "consumed in production"):
            order.move_raw_ids.move_line_ids.lot_id = bad

    def test_taking_apart_an_unreleased_lot_is_refused(self):
        lot, made = self._lot(status="released", quantity=10), self._lot(self.screw)
        order = self._order(lot, lot=made)
        order.button_mark_done()
        unbuild = self.env["mrp.unbuild"].create({
            "product_id": self.screw.id, "mo_id": order.id, "product_qty": 1, "lot_id": made.id,
            "location_id": self.stock.id, "location_dest_id": self.stock.id,
        })
        with self.assertRaisesRegex(UserError, "taken apart"):
            unbuild.action_unbuild()
        made._mdq_set_status("released", "Test")
        unbuild.action_unbuild()
        self.assertEqual((unbuild.state, lot.mdq_status), ("done", "quarantine"))

    def test_a_subcontractor_consumes_released_lots_only_and_what_comes_in_is_inspected(self):
        """Requirement: MDQ-QUA-015"""
        plan = self._plan(self.screw)
        self.env["mrp.bom"].create({
            "product_tmpl_id": self.screw.product_tmpl_id.id, "type": "subcontract", "product_qty": 1,
            "subcontractor_ids": [Command.link(self.supplier.id)],
            "bom_line_ids": [Command.create({"product_id": self.bar.id, "product_qty": 1})],
        })
        place = self.supplier.property_stock_subcontractor
        bar = self._lot(status="released", quantity=10, location=place)
        picking = self._picking("in", [(self.screw, "SCREW-1", 4)])
        self.assertTrue(picking.move_ids.is_subcontract)
        bar._mdq_set_status("hold", "A doubt")
        with self.assertRaises(UserError):
            picking.button_validate()
        bar._mdq_set_status("released", "Cleared")
        order = picking.move_ids._get_subcontract_production()
        order.move_raw_ids.move_line_ids.unlink()
        order.move_raw_ids.move_line_ids = [Command.create({
            "product_id": self.bar.id, "lot_id": bar.id, "quantity": 4, "picked": True,
            "location_id": place.id, "location_dest_id": order.production_location_id.id,
        })]
        picking.button_validate()
        made = picking.move_line_ids.lot_id
        self.assertEqual((picking.state, made.mdq_status), ("done", "quarantine"))
        self.assertEqual(picking.move_ids._get_subcontract_production().mapped("state"), ["done"])
        inspection = self._inspections(made)
        self.assertEqual((inspection.point, inspection.plan_id, inspection.picking_id), ("iqc", plan, picking))
        self.assertEqual(inspection.partner_id, self.supplier)
