from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import MdqQualityCase


class TestPlanChoice(MdqQualityCase):
    """Requirement: MDQ-QUA-307"""

    def _found(self, **case):
        case = {"point": "iqc", "product": self.bar, "company": self.company, **case}
        return self.env["mdq.inspection.plan"]._find_many([case])[0]

    def test_an_operation_type_counts_behind_the_supplier_and_before_the_category(self):
        type_in = self.warehouse.in_type_id
        by_category = self._plan(product_id=False, categ_id=self.bar.categ_id.id)
        by_type = self._plan(product_id=False, picking_type_id=type_in.id)
        self.assertEqual(self._found(picking_type=type_in), by_type)
        self.assertEqual(self._found(picking_type=self.warehouse.int_type_id), by_category)
        self.assertEqual(self._found(), by_category)
        by_supplier = self._plan(product_id=False, partner_id=self.supplier.id)
        self.assertEqual(self._found(picking_type=type_in, partner=self.supplier), by_supplier)
        lot = self._receive((self.bar, "A", 5), partner_id=self.env["res.partner"].create({"name": "X"}).id).move_line_ids.lot_id
        self.assertEqual(self._inspections(lot).plan_id, by_type)

    def test_an_operation_type_of_manufacturing_decides_the_plan_and_the_point(self):
        line = self.warehouse.manu_type_id
        other = line.copy({"name": "Second line", "sequence_code": "MO2"})
        own = self._plan(self.screw, point="ipqc", picking_type_id=line.id)
        self._plan(self.screw, point="ipqc", picking_type_id=other.id)
        made = self._lot(self.screw)
        self._order(self._lot(status="released", quantity=10), lot=made).button_mark_done()
        self.assertEqual((self._inspections(made).point, self._inspections(made).plan_id), ("ipqc", own))

    def test_an_inspection_says_why_it_has_its_plan(self):
        """Requirement: MDQ-QUA-308"""
        other = self.env["res.partner"].create({"name": "Other Metals"})
        general, foreign, plan = self._plan(product_id=False), self._plan(partner_id=other.id), self._plan()
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        reason = self._inspections(lot).with_user(self.inspector).plan_reason
        self.assertEqual(self._inspections(lot).plan_id, plan)
        self.assertIn(f"{plan.display_name} applies: it names product Titanium bar", reason)
        self.assertIn(f"{general.display_name} fits too, but names no product", reason)
        self.assertIn(f"{foreign.display_name} does not fit: it is for supplier Other Metals", reason)

    def test_the_reason_stays_what_it_was(self):
        """Requirement: MDQ-QUA-308"""
        self._plan()
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot)
        before = inspection.plan_reason
        self._plan(partner_id=self.supplier.id)
        inspection.invalidate_recordset()
        self.assertEqual(inspection.plan_reason, before)
        with self.assertRaises(UserError):
            inspection.with_user(self.quality_engineer).plan_choice = "{}"

    def test_no_plan_is_explained_too(self):
        """Requirement: MDQ-QUA-308"""
        process = self.env["mdq.process"].create({"code": "ANOD", "name": "Anodising"})
        plan = self._plan(process_id=process.id)
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        reason = self._inspections(lot).plan_reason
        self.assertIn("No effective plan fits.", reason)
        self.assertIn(f"{plan.display_name} does not fit: it is for process", reason)

    def test_the_reason_costs_no_query_a_lot(self):
        counts = []
        self._plan()
        for number in (2, 2, 30):
            lots = self.bar.env["stock.lot"].create([{"name": f"N{len(counts)}-{index}", "product_id": self.bar.id} for index in range(number)])
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 1})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[1], 4, counts)

    def test_the_tester_answers_before_the_goods_come(self):
        """Requirement: MDQ-QUA-309"""
        plan = self._plan(partner_id=self.supplier.id)
        for user in (self.inspector, self.quality_engineer, self.sqe, self.auditor):
            form = Form(self.env["mdq.inspection.plan.test"].with_user(user))
            form.product_id = self.bar
            self.assertFalse(form.plan_id)
            self.assertIn("it is for supplier Baoji Titanium", form.reason)
            form.partner_id = self.supplier
            self.assertEqual(form.plan_id, plan)
        with self.assertRaises(AccessError):
            self.env["mdq.inspection.plan.test"].with_user(self.keeper).create({"product_id": self.bar.id})


class TestLibrary(MdqQualityCase):
    """Requirement: MDQ-QUA-310"""

    def _fill(self, plan, **vals):
        return self.env["mdq.inspection.plan.fill"].with_user(self.quality_engineer).create({"plan_id": plan.id, **vals})

    def test_several_characteristics_come_with_their_usual_limits(self):
        plan = self._plan(effective=False, lines=[{"characteristic_id": self.surface.id}])
        self.diameter.write({"usual_nominal": "6", "usual_tolerance": "±0.05", "usual_instruction": "Three places"})
        length = self.diameter.create({"code": "LEN", "name": "Length", "usual_lower": "15.8"})
        fill = self._fill(plan, characteristic_ids=(self.diameter | length | self.surface).ids)
        self.assertEqual(fill.line_ids.characteristic_id, self.diameter | length)
        fill.action_add()
        self.assertEqual(plan.line_ids.mapped("characteristic_id.code"), ["SURF", "OD", "LEN"])
        line = plan.line_ids[1]
        self.assertEqual((line.lower_limit, line.upper_limit, line.instruction), ("5.95", "6.05", "Three places"))
        self.assertEqual(plan.line_ids[2].lower_limit, "15.8")

    def test_lines_of_another_plan_are_taken_and_the_form_can_adapt_them(self):
        source, plan = self._plan(), self._plan(self.screw, effective=False, lines=[{"characteristic_id": self.surface.id}])
        form = Form(self._fill(plan))
        form.source_plan_id = source
        with form.line_ids.edit(0) as line:
            line.upper_limit = "6.10"
        form.save().action_add()
        self.assertEqual((plan.line_ids[1].lower_limit, plan.line_ids[1].upper_limit), ("5.95", "6.10"))

    def test_only_engineers_fill_and_only_drafts(self):
        plan = self._plan()
        with self.assertRaises(AccessError):
            self.env["mdq.inspection.plan.fill"].with_user(self.inspector).create({"plan_id": plan.id})
        other = self.diameter.create({"code": "LEN", "name": "Length", "usual_lower": "15.8"})
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self._fill(plan, characteristic_ids=other.ids).action_add()

    def test_a_copied_plan_has_its_lines_and_a_code_of_its_own(self):
        plan = self._plan(lines=[{"characteristic_id": self.diameter.id, "nominal": "6", "tolerance": "±0.05"}])
        copy = plan.with_user(self.quality_engineer).copy()
        self.assertNotEqual(copy.code, plan.code)
        self.assertEqual((copy.state, copy.revision, copy.line_ids.tolerance, copy.line_ids.lower_limit), ("draft", 1, "±0.05", "5.95"))

    def test_revisions_are_compared_with_their_tolerances(self):
        plan = self._plan(lines=[{"characteristic_id": self.diameter.id, "nominal": "6", "tolerance": "±0.05"}])
        draft = plan.browse(plan.with_user(self.quality_engineer).action_revise()["res_id"])
        draft.with_user(self.quality_engineer).line_ids.write_with_reason({"tolerance": "±0.1"}, "Wider")
        self.assertIn("±0.1", str(draft.compare()))
