from odoo.exceptions import AccessError, UserError

from .common import MdqQualityCase


class TestInspection(MdqQualityCase):
    """Requirement: MDQ-QUA-018"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()

    def test_a_receipt_opens_one_inspection_a_lot(self):
        picking = self._receive((self.bar, "A", 5), (self.bar, "A", 3), (self.bar, "B", 1), (self.cap, "C", 9))
        inspections = self.env["mdq.inspection"].search([("picking_id", "=", picking.id)], order="quantity")
        self.assertEqual(inspections.lot_id.mapped("name"), ["B", "A"])
        self.assertEqual(inspections.mapped("quantity"), [1, 8])
        self.assertEqual(inspections.mapped("sample_size"), [1, 2])
        self.assertEqual((inspections.plan_id, inspections.partner_id), (self.plan, self.supplier))
        self.assertEqual(set(inspections.mapped("point")), {"iqc"})
        self.assertEqual(len(set(inspections.mapped("name"))), 2)

    def test_the_warehouse_receives_without_being_an_inspector(self):
        picking = self._picking("in", [(self.bar, "A", 5)], user=self.keeper)
        picking.button_validate()
        self.assertTrue(self._inspections(picking.move_line_ids.lot_id))
        with self.assertRaises(AccessError):
            self.env["mdq.inspection"].with_user(self.keeper).create({"lot_id": picking.move_line_ids.lot_id.id})

    def test_a_second_receipt_of_a_released_lot_is_quarantined_and_inspected_again(self):
        """Requirement: MDQ-QUA-013"""
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        self._accept(self._inspections(lot))
        lot._mdq_set_status("released", "Test")
        self._receive((self.bar, lot, 5))
        self.assertEqual(lot.mdq_status, "quarantine")
        self.assertEqual(self._inspections(lot).sorted("id").mapped("state"), ["accepted", "open"])

    def test_a_line_added_to_a_done_receipt_is_inspected_too(self):
        picking = self._receive((self.bar, "A", 5))
        lot = picking.move_line_ids.lot_id
        vals = {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": self.bar.id,
                "location_id": self.suppliers.id, "location_dest_id": self.stock.id}
        self.env["stock.move.line"].create({**vals, "lot_id": lot.id, "quantity": 4})
        self.assertEqual(self._inspections(lot).mapped("quantity"), [9])
        other = self._lot(name="B")
        self.env["stock.move.line"].create({**vals, "lot_id": other.id, "quantity": 4})
        self.assertEqual(self._inspections(other).picking_id, picking)

    def test_changing_the_lot_of_a_done_receipt_moves_the_question_to_the_new_lot(self):
        picking = self._receive((self.bar, "A", 5))
        other = self._lot(status="released")
        picking.move_line_ids.lot_id = other
        self.assertEqual(other.mdq_status, "quarantine")
        self.assertTrue(self._inspections(other))

    def test_no_plan_leaves_the_lot_in_quarantine_and_asks_for_one(self):
        """Requirement: MDQ-QUA-019"""
        lot = self._receive((self.screw, "S", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        self.assertEqual((inspection.state, inspection.plan_id.id, lot.mdq_status), ("open", False, "quarantine"))
        for method in (inspection.action_conclude, lambda: inspection.record([]), inspection.action_find_plan):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "plan"):
                method()
        plan = self._plan(self.screw)
        inspection.action_find_plan()
        self.assertEqual((inspection.plan_id, inspection.sample_size), (plan, 2))

    def test_a_new_revision_of_the_plan_leaves_running_inspections_alone(self):
        """Requirement: MDQ-QUA-020"""
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        draft = self.env["mdq.inspection.plan"].browse(
            self.plan.with_user(self.quality_engineer).action_revise()["res_id"]
        )
        draft.with_user(self.quality_engineer).write_with_reason({"sample_size": 5}, "Test")
        self._make_effective(draft)
        newer = self._receive((self.bar, "B", 5)).move_line_ids.lot_id
        self.assertEqual(self._inspections(lot).plan_id, self.plan)
        self.assertEqual((self._inspections(newer).plan_id, self._inspections(newer).sample_size), (draft, 5))

    def test_rejection_rejects_the_lot(self):
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        inspection.record([{**reading, **({"value": "6.01"} if "value" in reading else {})} for reading in self._good(inspection)])
        inspection.action_conclude()
        self.assertEqual((inspection.state, inspection.failed_units), ("rejected", 2))
        self.assertEqual(inspection.state_changed_by, self.inspector)
        self.assertIn(lot.mdq_status, ("rejected", "hold"), "an addon above may contain the lot until it is decided on")

    def test_a_decided_inspection_is_locked(self):
        """Requirement: MDQ-QUA-021"""
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot)
        self._accept(inspection)
        for user in (self.inspector, self.quality_manager, self.env.user):
            mine = inspection.with_user(user)
            for vals in ({"note": "later"}, {"state": "open"}, {"plan_id": False}, {"quantity": 1}, {"lot_id": self._lot().id}):
                with self.subTest(user=user.login, vals=vals), self.assertRaises(UserError):
                    mine.write(vals)
        for method in (lambda i: i.record([]), lambda i: i.action_conclude(), lambda i: i.action_find_plan()):
            with self.assertRaises(UserError):
                method(inspection.with_user(self.inspector))
        with self.assertRaises(UserError):
            inspection.unlink()

    def test_what_an_inspection_is_of_is_not_changed(self):
        inspection = self._inspections(self._receive((self.bar, "A", 5)).move_line_ids.lot_id)
        for vals in ({"quantity": 1}, {"lot_id": self._lot().id}, {"point": "fqc"}, {"sample_size": 0}, {"plan_id": False},
                     {"acceptance_number": 9}, {"state": "accepted"}, {"name": "X"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                inspection.with_user(self.inspector).write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                inspection.sudo().write(vals)

    def test_only_the_roles_of_inspection_record_and_conclude(self):
        inspection = self._inspections(self._receive((self.bar, "A", 5)).move_line_ids.lot_id)
        for user in (self.releaser, self.planner, self.auditor, self.admin, self.keeper):
            for sudo in (False, True):
                mine = inspection.with_user(user).sudo(sudo)
                for method in (lambda i: i.record(self._good(inspection)), lambda i: i.action_conclude()):
                    with self.subTest(user=user.login, sudo=sudo), self.assertRaises(AccessError):
                        method(mine)

    def test_only_quality_engineers_cancel(self):
        inspection = self._inspections(self._receive((self.bar, "A", 5)).move_line_ids.lot_id)
        with self.assertRaises(AccessError):
            inspection.with_user(self.inspector).action_cancel()
        inspection.with_user(self.quality_engineer).action_cancel()
        self.assertEqual(inspection.state, "cancelled")

    def test_another_company_does_not_see_it(self):
        inspection = self._inspections(self._receive((self.bar, "A", 5)).move_line_ids.lot_id)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_inspector", company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["mdq.inspection"].with_user(stranger).search([("id", "=", inspection.id)]))
        with self.assertRaises(AccessError):
            inspection.with_user(stranger).record([])

    def test_an_inspector_may_open_one_more_inspection(self):
        lot = self._lot(quantity=7)
        action = lot.with_user(self.inspector).action_mdq_inspect()
        inspection = self.env["mdq.inspection"].browse(action["res_id"])
        self.assertEqual((inspection.lot_id, inspection.quantity, inspection.plan_id), (lot, 7, self.plan))
        with self.assertRaisesRegex(UserError, "not controlled"):
            self._lot(self.cap).with_user(self.inspector).action_mdq_inspect()

    def test_inspections_for_lots_in_bulk(self):
        lots = self._lot() | self._lot()
        inspections = self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 3})
        self.assertEqual((inspections.lot_id, inspections.mapped("quantity")), (lots, [3, 3]))

    def test_an_inspection_opened_without_a_quantity_is_of_all_that_is_there(self):
        lot = self._lot(quantity=500)
        inspection = self.env["mdq.inspection"].with_user(self.inspector).create({"lot_id": lot.id})
        self.assertEqual((inspection.quantity, inspection.sample_size), (500, 2))

    def test_a_small_lot_is_not_accepted_with_all_its_units_bad(self):
        self._make_effective(self._plan(self.screw, sample_size=10, acceptance_number=3, effective=False))
        inspection = self._inspections(self._receive((self.screw, "A", 3)).move_line_ids.lot_id).with_user(self.inspector)
        self.assertEqual((inspection.sample_size, inspection.acceptance_number), (3, 2))
        inspection.record([{**reading, **({"value": "7"} if "value" in reading else {})} for reading in self._good(inspection)])
        inspection.action_conclude()
        self.assertEqual(inspection.state, "rejected")
