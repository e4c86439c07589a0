from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestRisk(MdqSupplierCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.env.ref("mdq_supplier.mdq_supplier_risk_rule_default")
        cls.high, cls.medium, cls.low = (
            cls.env.ref(f"mdq_supplier.mdq_supplier_risk_class_{name}") for name in ("high", "medium", "low")
        )
        cls.category.mdq_grade = "B"
        cls.subcategory.mdq_grade = "A"
        cls.rules = cls.env["mdq.supplier.risk.rule"]

    def _class_of(self, record):
        record.invalidate_recordset(["risk_class_id", "risk_why"])
        return record.with_user(self.sqe).risk_class_id

    def test_class_follows_from_process_goods_and_history(self):
        """Requirement: MDQ-SUP-101"""
        record = self._draft(process=self.anodising, product=self.screw)  # special process, grade A, new
        self.assertEqual(self._class_of(record), self.high)
        self.assertIn("by row 2 of RISK-SUPPLIER", record.with_user(self.sqe).risk_why)
        self.assertEqual(self._class_of(self._draft(process=self.machining, product=self.bar)), self.medium)
        general = self._process("TST-BOX", "Box making", criticality="low")
        carton = self._product("Carton", mdq_controlled=True, mdq_grade="C")
        self.assertEqual(self._class_of(self._draft(process=general, product=carton)), self.low)

    def test_history_moves_the_class(self):
        """Requirement: MDQ-SUP-101"""
        record = self._draft(product=self.screw)
        self.assertEqual(self._class_of(record), self.high)  # grade A, new
        other = self._qualify(product=self.bar)
        self.assertEqual(self._class_of(record), self.medium)  # grade A, proven
        self._suspend(other)
        self.assertEqual(self._class_of(record), self.high)  # objections

    def test_what_follows_from_a_class_is_said_by_the_table_in_force(self):
        """Requirement: MDQ-SUP-101"""
        self.assertEqual((self.high.audit_months, self.high.inspection_level), (12, "III"))
        draft = self.rules.browse(self.table.with_user(self.sqe).action_revise()["res_id"])
        draft.with_user(self.sqe).class_ids.filtered(lambda line: line.class_id == self.high).audit_months = 6
        self.high.invalidate_recordset()
        self.assertEqual(self.high.audit_months, 12)
        requests = self.env["mdq.approval.request"].browse(draft.with_user(self.sqe).action_submit())
        requests.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Agreed")
        draft.with_user(self.sqe).action_make_effective()
        self.high.invalidate_recordset()
        self.assertEqual((self.high.audit_months, self.table.state), (6, "superseded"))

    def test_who_inspects_and_audits_asks_the_supplier(self):
        """Requirement: MDQ-SUP-101"""
        self.assertEqual(self.partner.with_user(self.inspector)._mdq_get_inspection_level(self.screw, self.anodising), "III")
        self._qualify(product=self.bar)
        self.assertEqual(self.partner._mdq_get_risk_class(self.bar), self.low)  # grade B, proven, no process
        self.assertEqual(self.partner._mdq_get_inspection_level(self.bar), "I")

    def test_a_table_with_a_hole_is_not_submitted(self):
        """Requirement: MDQ-SUP-101"""
        draft = self.rules.with_user(self.sqe).create({"name": "T", "line_ids": [
            Command.create({"criticality": "high", "class_id": self.high.id})]})
        with self.refused("say how often suppliers of class I"):
            draft.action_submit()
        draft.class_ids = [Command.create({"class_id": self.high.id, "audit_months": 12})]
        with self.refused("has no row for: Important process, A: critical to the device, New"):
            draft.action_submit()
        draft.line_ids = [Command.create({"class_id": self.high.id})]
        draft.action_submit()
        with self.refused("In Review", UserError):
            draft.line_ids[0].criticality = "low"

    def test_a_company_may_have_a_table_of_its_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        own = self.rules.create({
            "name": "Own", "company_id": company.id, "line_ids": [Command.create({"class_id": self.low.id})],
            "class_ids": [Command.create({"class_id": self.low.id, "audit_months": 60})],
        })
        own._write_guarded({"state": "effective"})
        self.assertEqual(self.rules._get_in_force(company), own)
        self.assertEqual(self.rules._get_in_force(self.env.company), self.table)
        self.assertEqual(self.low.with_company(company).audit_months, 60)

    def test_without_a_table_the_class_is_not_guessed(self):
        self.table._write_guarded({"state": "obsolete"})
        record = self._draft(product=self.bar).with_user(self.sqe)
        self.assertFalse(record.risk_class_id)
        self.assertEqual(record.risk_why, "No risk table is in force.")

    def test_cost_does_not_grow_with_scopes(self):
        """Requirement: MDQ-SUP-101"""
        def count(number):
            scopes = dict.fromkeys(range(number), (self.partner, self.anodising, self.screw, self.category))
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.rules._assess_scopes(scopes, self.env.company)
            return self.env.cr.sql_log_count - before
        count(1)
        self.assertEqual(count(1), count(200))

    def test_scopes_are_found_by_their_class(self):
        record = self._draft(process=self.anodising, product=self.screw)
        found = self.env["mdq.supplier.qualification"].with_user(self.sqe).search([("risk_class_id", "=", self.high.id)])
        self.assertIn(record, found)

    def test_a_special_process_begins_as_critical(self):
        self.assertEqual((self.anodising.criticality, self.machining.criticality), ("high", "medium"))

    def test_the_grade_is_changed_by_quality_alone(self):
        keeper = self.new_user("mdq_grade_keeper", "product.group_product_manager")
        self.bar.with_user(keeper).mdq_grade = "A"
        with self.refused("its grade", AccessError):
            self.bar.with_user(keeper).mdq_grade = "C"

    def test_only_supplier_quality_keeps_the_table(self):
        for user in (self.planner, self.quality_engineer, self.auditor):
            with self.assertRaises(AccessError):
                self.rules.with_user(user).create({"name": "Mine"})
