from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestProcess(MdqSupplierCommon):

    def test_code_is_unique_in_a_company(self):
        """Requirement: MDQ-SUP-001"""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._process("TST-ANOD", "Again")
        company = self.env["res.company"].create({"name": "Other"})
        self.assertTrue(self._process("TST-ANOD", "Anodising", company_id=company.id))

    def test_processes_are_archived_never_deleted(self):
        self.anodising.with_user(self.sqe).active = False
        with self.refused("never deleted"):
            self.anodising.unlink()

    def test_only_quality_keeps_processes(self):
        for user in (self.planner, self.inspector, self.auditor):
            with self.assertRaises(AccessError):
                self.env["mdq.process"].with_user(user).create({"code": "X", "name": "X"})
        self.assertTrue(self.env["mdq.process"].with_user(self.quality_engineer).create({"code": "X", "name": "X"}))

    def test_shown_with_its_code(self):
        self.assertEqual(self.anodising.display_name, "[TST-ANOD] Anodising")
        self.assertEqual(self.env["mdq.process"].name_search("TST-ANOD")[0][0], self.anodising.id)

    def test_opens_who_is_qualified_for_it(self):
        record = self._qualify(process=self.anodising)
        self.assertEqual(self.anodising.qualification_count, 1)
        action = self.anodising.with_user(self.sqe).action_open_qualifications()
        self.assertEqual(self.env["mdq.supplier.qualification"].search(action["domain"]), record)


@tagged("post_install", "-at_install")
class TestControlOfProducts(MdqSupplierCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.new_user("mdq_product_keeper", "product.group_product_manager")

    def test_control_is_given_up_by_quality_alone(self):
        """Requirement: MDQ-SUP-002"""
        for vals in ({"mdq_controlled": False}, {"mdq_controlled": False, "name": "x"}):
            with self.refused("under quality control|Quality Manager", AccessError):
                self.bar.with_user(self.keeper).write(vals)
            with self.refused("under quality control|Quality Manager", AccessError):
                self.bar.with_user(self.keeper).sudo().product_tmpl_id.write(vals)
        self.bar.with_user(self.keeper).write({"mdq_controlled": True, "name": "Bar"})
        manager = self.new_user("mdq_qm_products", "mdq_base.group_quality_manager", "product.group_product_manager")
        with self.refused("without a reason"):
            self.bar.with_user(manager).mdq_controlled = False
        self.bar.with_user(manager).write_with_reason({"mdq_controlled": False}, "No longer part of a device")
        self.assertFalse(self.bar.mdq_controlled)

    def test_the_outside_process_is_changed_by_quality_alone(self):
        """Requirement: MDQ-SUP-002"""
        for process in (self.machining.id, False):
            with self.refused("outside process", AccessError):
                self.service.with_user(self.keeper).write({"mdq_process_id": process})
        self.service.with_user(self.keeper).write({"mdq_process_id": self.anodising.id})

    def test_anybody_who_keeps_products_may_take_control_on(self):
        self.paper.with_user(self.keeper).write({"mdq_controlled": True, "mdq_process_id": self.machining.id})
        self.assertTrue(self.paper.mdq_controlled)
