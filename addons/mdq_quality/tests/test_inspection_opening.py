import psycopg2
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import MdqQualityCase


class TestInspectionOpening(MdqQualityCase):
    """Stock operations open inspections, and the plan says of what.

    Requirement: MDQ-QUA-504
    """

    def _of(self, picking):
        return self.env["mdq.inspection"].search([("picking_id", "=", picking.id)], order="id")

    # -------------------------------------------------------------------------------------- the unit

    def test_each_lot_or_serial_number(self):
        self._plan()
        picking = self._receive(*((self.bar, f"S{number}", 1) for number in range(5)))
        inspections = self._of(picking)
        self.assertEqual(inspections.mapped("quantity"), [1] * 5)
        self.assertEqual([inspection.lot_ids for inspection in inspections], list(inspections.lot_id))

    def test_all_serial_numbers_of_a_receipt_in_one(self):
        self._plan(unit="batch", sample_size=3)
        picking = self._receive(*((self.bar, f"S{number}", 1) for number in range(20)))
        inspection = self._of(picking)
        self.assertEqual((len(inspection), inspection.quantity, inspection.sample_size, len(inspection.lot_ids)), (1, 20, 3, 20))
        lots = picking.move_line_ids.lot_id
        self.assertEqual(lots.mdq_inspection_ids, inspection)
        self.assertEqual(set(lots.mapped("mdq_inspection_count")), {1})
        self._accept(inspection)
        self.assertTrue(all(check["ok"] for checks in lots._mdq_release_checks().values() for check in checks))
        self._release(lots)
        self.assertEqual(set(lots.mapped("mdq_status")), {"released"})

    def test_the_receipt_leads_to_its_inspections(self):
        """Requirement: MDQ-QUA-001"""
        self._plan()
        picking = self._receive((self.bar, "A", 1), (self.bar, "B", 1)).with_user(self.planner)
        self.assertEqual(picking.mdq_inspection_count, 2)
        found = self.env["mdq.inspection"].with_user(self.planner).search(picking.action_mdq_view_inspections()["domain"])
        self.assertEqual(found, self._of(picking))

    def test_who_inspected_them_in_one_releases_none_of_them(self):
        self._plan(unit="batch")
        picking = self._receive((self.bar, "A", 1), (self.bar, "B", 1))
        both = self.new_user("mdq_both", "mdq_base.group_inspector", "mdq_base.group_releaser")
        self._accept(self._of(picking), both)
        for lot in picking.move_line_ids.lot_id:
            with self.subTest(lot=lot.name), self.assertRaisesRegex(Exception, "inspected"):
                self._release(lot, both)

    def test_rejected_in_one_all_are_rejected(self):
        self._plan(unit="batch")
        picking = self._receive((self.bar, "A", 1), (self.bar, "B", 1))
        inspection = self._of(picking).with_user(self.inspector)
        inspection.record([{**reading, **({"value": "7"} if "value" in reading else {})} for reading in self._good(inspection)])
        inspection.action_conclude()
        self.assertFalse({"quarantine", "released"} & set(picking.move_line_ids.lot_id.mapped("mdq_status")))

    def test_portions_of_a_lot(self):
        self._plan(unit="portion", portion_size=300)
        picking = self._receive((self.bar, "A", 1000))
        self.assertEqual([(i.portion_no, i.quantity) for i in self._of(picking)], [(1, 300), (2, 300), (3, 300), (4, 100)])
        vals = {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": self.bar.id, "lot_id": picking.move_line_ids.lot_id.id,
                "location_id": self.suppliers.id, "location_dest_id": self.stock.id, "quantity": 50}
        self.env["stock.move.line"].create(vals)
        self.assertEqual([(i.portion_no, i.quantity) for i in self._of(picking)][4:], [(5, 50)])

    def test_every_portion_is_decided_before_the_lot_is_released(self):
        self._plan(unit="portion", portion_size=3)
        lot = self._receive((self.bar, "A", 6)).move_line_ids.lot_id
        first, second = self._inspections(lot).sorted("id")
        self._accept(first)
        with self.assertRaisesRegex(UserError, second.name):
            self._release(lot)
        self._accept(second)
        self._release(lot)
        self.assertEqual(lot.mdq_status, "released")

    def test_a_portion_has_a_size(self):
        for size in (0, -1):
            with self.assertRaises(ValidationError):
                self._plan(effective=False, unit="portion", portion_size=size)

    def test_each_container(self):
        self._plan(unit="container")
        picking = self._picking("in", [(self.bar, self._lot(), 5), (self.bar, self._lot(), 5)])
        first = picking.move_line_ids[0]
        boxes = self.env["stock.package"].create([{"name": "BOX-1"}, {"name": "BOX-2"}])
        first.result_package_id = boxes[0]
        first.copy({"result_package_id": boxes[1].id, "quantity": 7, "picked": True})
        picking.button_validate()
        found = [(i.lot_id, i.package_id, i.quantity) for i in self._of(picking)]
        self.assertCountEqual(found, [
            (first.lot_id, boxes[0], 5), (first.lot_id, boxes[1], 7), (picking.move_line_ids.lot_id - first.lot_id, boxes.browse(), 5),
        ])

    # ------------------------------------------------------------------------------------- the points

    def test_what_a_customer_sends_back_has_a_plan_of_its_own_or_the_incoming_one(self):
        self._plan()
        lot = self._lot(status="released", quantity=5)
        picking = self._picking("in", [(self.bar, lot, 1)], source=self.customers)
        picking.button_validate()
        self.assertEqual(self._of(picking).point, "iqc")
        plan = self._plan(point="return")
        picking = self._picking("in", [(self.bar, lot, 1)], source=self.customers)
        picking.button_validate()
        self.assertEqual((self._of(picking).point, self._of(picking).plan_id), ("return", plan))

    def test_an_operation_is_inspected_when_work_on_it_begins(self):
        operation, order = self._worked_order()
        plan = self._plan(self.screw, point="ipqc", operation_id=operation.id)
        final = self._plan(self.screw, point="fqc")
        order.workorder_ids.with_user(self.head_keeper).button_start()
        inspection = self.env["mdq.inspection"].search([("production_id", "=", order.id)])
        self.assertEqual((inspection.point, inspection.plan_id, inspection.workorder_id, inspection.lot_id, inspection.quantity),
                         ("ipqc", plan, order.workorder_ids, order.lot_producing_ids, 5))
        order.button_mark_done()
        inspections = self.env["mdq.inspection"].search([("production_id", "=", order.id)], order="id")
        self.assertEqual(inspections.mapped("point"), ["ipqc", "fqc"])
        self.assertEqual(inspections[1].plan_id, final)

    def test_a_lot_named_later_is_inspected_at_the_operation_under_way(self):
        operation, order = self._worked_order()
        self._plan(self.screw, point="ipqc", operation_id=operation.id)
        lot = order.lot_producing_ids
        order.lot_producing_ids = False
        order.workorder_ids.button_start()
        self.assertFalse(self.env["mdq.inspection"].search([("production_id", "=", order.id)]))
        order.lot_producing_ids = lot
        self.assertEqual(self.env["mdq.inspection"].search([("production_id", "=", order.id)]).lot_id, lot)

    def _worked_order(self):
        order = self._order(self._lot(quantity=50, status="released"))
        operation = self.env["mrp.routing.workcenter"].create({
            "name": "Turning", "bom_id": order.bom_id.id, "workcenter_id": self.env["mrp.workcenter"].create({"name": "Lathe"}).id,
        })
        order.workorder_ids = [Command.create({
            "name": "Turning", "operation_id": operation.id, "workcenter_id": operation.workcenter_id.id, "product_uom_id": order.product_uom_id.id,
        })]
        return operation, order

    def test_a_plan_for_an_operation_is_for_that_one_alone(self):
        operation, order = self._worked_order()
        self._plan(self.screw, point="ipqc", operation_id=operation.id)
        order.button_mark_done()
        self.assertEqual(set(self.env["mdq.inspection"].search([("production_id", "=", order.id), ("workorder_id", "=", False)]).mapped("point")), {"fqc"})
        with self.assertRaises(ValidationError):
            self._plan(self.screw, effective=False, point="iqc", operation_id=operation.id)

    # ------------------------------------------------------------------------------------------ once

    def test_two_workers_open_one_inspection_once(self):
        """Requirement: MDQ-QUA-505"""
        self._plan()
        picking = self._receive((self.bar, "A", 5))
        vals = picking.move_line_ids.sudo()._prepare_mdq_inspection_vals("iqc") | {"source": "stock"}
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.env["mdq.inspection"]._open_once_only([vals])
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self.env["mdq.inspection"].create([vals])
        self.assertEqual(len(self._of(picking)), 1)
        self._accept(self._of(picking))
        self.assertTrue(self.env["mdq.inspection"]._open_once_only([vals]), "a decided one is no obstacle")

    def test_a_backorder_has_inspections_of_its_own(self):
        self._plan()
        picking = self._picking("in", [(self.bar, "A", 10)])
        picking.move_line_ids.quantity = 4
        picking.with_context(skip_backorder=True).button_validate()
        rest = self.env["stock.picking"].search([("backorder_id", "=", picking.id)])
        rest.move_ids.move_line_ids.unlink()
        rest.move_ids.move_line_ids = [Command.create({
            "product_id": self.bar.id, "lot_id": picking.move_line_ids.lot_id.id, "quantity": 6, "picked": True, "picking_id": rest.id,
            "location_id": rest.location_id.id, "location_dest_id": rest.location_dest_id.id,
        })]
        rest.button_validate()
        self.assertEqual((self._of(picking).quantity, self._of(rest).quantity), (4, 6))

    # --------------------------------------------------------------------------------------- by hand

    def test_by_hand_the_form_proposes_what_is_there(self):
        self._plan()
        lot = self._receive((self.bar, "A", 8)).move_line_ids.lot_id
        self._accept(self._inspections(lot))
        with Form(self.env["mdq.inspection"].with_user(self.inspector)) as form:
            form.lot_id = lot
            self.assertEqual((form.quantity, form.partner_id, form.point), (8, self.supplier, "iqc"))
        inspection = form.record
        self.assertEqual((inspection.source, inspection.lot_ids, inspection.sample_size), ("hand", lot, 2))

    def test_what_it_decides_on_is_of_one_product_and_not_changed(self):
        self._plan()
        lot, other, screw = self._lot(), self._lot(), self._lot(self.screw)
        inspection = self.env["mdq.inspection"].with_user(self.inspector).create({"lot_id": lot.id, "lot_ids": [Command.set((other | screw).ids)]})
        self.assertEqual(inspection.lot_ids, lot | other)
        for vals in ({"lot_ids": [Command.link(screw.id)]}, {"source": "stock"}, {"portion_no": 3}, {"due_date": "2030-01-01"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                inspection.write(vals)

    # ---------------------------------------------------------------------------------------- speed

    def test_queries_do_not_grow_with_lots_and_lines(self):
        """Requirement: MDQ-QUA-034"""
        counts = {}
        for lines, lots in ((2, 2), (20, 20)):
            products = [self._product(f"Q{lines}{number}") for number in range(lines)]
            for product in products:
                self._plan(product)
            picking = self._receive(*((product, f"{product.id}-{number}", 1) for product in products for number in range(lots)))
            moved = picking.move_line_ids.sudo()
            self._of(picking).with_user(self.quality_engineer).action_cancel()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            opened = moved.env["mdq.inspection"]._open_for_lines(moved)
            self.env.flush_all()
            counts[lines] = self.cr.sql_log_count - before
            self.assertEqual(len(opened), lines * lots)
        # Four hundred rows go out in batches of a hundred, as Odoo writes; nothing is asked or written for each.
        self.assertLess(counts[20] - counts[2], 30, counts)
