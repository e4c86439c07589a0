from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestDistribution(MdqDocumentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Anodising Works", "is_company": True})
        cls.signatory = cls._person(cls.supplier, "mdq_works_signatory", "mdq_base.group_supplier_signatory")
        cls.helper = cls._person(cls.supplier, "mdq_works_user", "mdq_base.group_supplier_user")
        cls.department = cls.env["hr.department"].create({"name": "Shop floor"})
        cls.env["hr.employee"].create({"name": "P", "user_id": cls.planner.id, "department_id": cls.department.id})
        cls.draft = cls._document(
            type_id=cls.kind("drawing").id, recipient_user_ids=cls.inspector.ids, supplier_ids=cls.supplier.ids,
            recipient_department_ids=cls.department.ids, recipient_group_ids=cls.env.ref("mdq_base.group_releaser").ids,
        )

    @classmethod
    def _person(cls, company, login, group):
        user = cls.new_user(login, group)
        user.partner_id.parent_id = company
        return user

    def _receipt(self, document, who):
        return document.receipt_ids.filtered(lambda receipt: who in (receipt.user_id, receipt.partner_id))

    def test_each_recipient_gets_an_entry_when_it_becomes_effective(self):
        """Requirement: MDQ-DOC-110"""
        self.assertFalse(self.draft.receipt_ids)
        with freeze_time("2026-02-01 08:00:00"):
            document = self._effective(self.draft)
        self.assertLessEqual(self.inspector | self.planner | self.releaser, document.receipt_ids.user_id)
        self.assertEqual(document.receipt_ids.partner_id, self.supplier)
        self.assertEqual(set(document.receipt_ids.mapped("state")), {"waiting"})
        self.assertEqual({str(day) for day in document.receipt_ids.mapped("due_date")}, {"2026-02-15"})
        self.assertEqual(document.waiting_count, len(document.receipt_ids))
        self.assertIn(self.inspector, document.activity_ids.user_id)
        self.assertIn(document.file_ids.sha256, document.receipt_ids[0].files)

    def test_a_person_confirms_with_a_signature(self):
        """Requirement: MDQ-DOC-111"""
        document = self._effective(self.draft)
        receipt = self._receipt(document, self.inspector).with_user(self.inspector)
        self.assertTrue(receipt.is_mine)
        signature = self.env["mdq.signature"].browse(receipt.acknowledge(self.credential_of(self.inspector)))
        self.assertEqual((signature.meaning, signature.user_id, signature.res_model), ("received", self.inspector, receipt._name))
        self.assertIn(document.file_ids.sha256, signature.canonical_text)
        self.assertEqual((receipt.state, receipt.acknowledged_by), ("acknowledged", self.inspector))
        self.assertEqual(receipt.signature_state, "valid")
        self.assertNotIn(self.inspector, document.activity_ids.user_id)
        with self.refused("already confirmed"):
            receipt.acknowledge(self.credential_of(self.inspector))

    def test_nobody_confirms_for_another(self):
        """Requirement: MDQ-DOC-111"""
        document = self._effective(self.draft)
        for receipt, user in ((self._receipt(document, self.inspector), self.planner),
                              (self._receipt(document, self.supplier), self.quality_manager),
                              (self._receipt(document, self.supplier), self.helper)):
            with self.refused("is confirmed by", AccessError):
                receipt.with_user(user).acknowledge(self.credential_of(user))

    def test_no_role_writes_receipts(self):
        """Requirement: MDQ-DOC-111"""
        receipt = self._receipt(self._effective(self.draft), self.inspector)
        for user in (self.quality_manager, self.inspector, self.signatory):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(receipt.with_user(user).has_access(operation))
        for vals in ({"state": "acknowledged"}, {"acknowledged_by": self.inspector.id}):
            with self.refused("cannot be set directly"):
                receipt.sudo().write(vals)
        with self.refused("never deleted"):
            receipt.sudo().unlink()

    def test_the_supplier_signs(self):
        """Requirement: MDQ-DOC-112"""
        receipt = self._receipt(self._effective(self.draft), self.supplier)
        mine = receipt.with_user(self.signatory)
        mine.acknowledge(self.credential_of(self.signatory))
        self.assertEqual((receipt.state, receipt.acknowledged_by), ("acknowledged", self.signatory))
        self.assertEqual(receipt.signature_ids.printed_name, self.signatory.name)

    def test_a_new_revision_is_confirmed_anew_and_the_old_one_no_more(self):
        """Requirement: MDQ-DOC-110"""
        first = self._effective(self.draft)
        old = self._receipt(first, self.supplier)
        second = self.env["mdq.document"].with_user(self.quality_engineer).browse(first.action_revise()["res_id"])
        self.assertEqual(second.supplier_ids, self.supplier)
        self._effective(second)
        self.assertEqual(old.state, "withdrawn")
        self.assertFalse(first.activity_ids)
        with self.refused("no longer in force"):
            old.sudo(False).with_user(self.inspector).acknowledge(self.credential_of(self.inspector))
        self.assertEqual(self._receipt(second, self.supplier).state, "waiting")

    def test_the_list_changes_while_effective(self):
        """Requirement: MDQ-DOC-110"""
        document = self._effective(self.draft)
        document.write({"recipient_user_ids": [Command.set(self.auditor.ids)]})
        self.assertEqual(self._receipt(document, self.auditor).state, "waiting")
        self.assertEqual(self._receipt(document, self.inspector).state, "withdrawn")
        document.write({"recipient_user_ids": [Command.link(self.inspector.id)]})
        self.assertEqual(self._receipt(document, self.inspector).state, "waiting")
        self.assertEqual(document.signature_state, "valid")
        with self.assertRaises(AccessError):
            document.with_user(self.inspector).write({"supplier_ids": [Command.clear()]})

    def test_internal_documents_do_not_go_to_suppliers(self):
        """Requirement: MDQ-DOC-113"""
        with self.refused("does not go to suppliers", ValidationError):
            self._document(supplier_ids=self.supplier.ids)
        with self.refused("does not go to suppliers", ValidationError):
            self._effective(confidentiality="restricted").supplier_ids = self.supplier

    def test_restricted_opens_for_recipients(self):
        document = self._effective(confidentiality="restricted", recipient_user_ids=self.inspector.ids)
        self.assertTrue(document.with_user(self.inspector).read(["name"]))
        with self.assertRaises(AccessError):
            document.with_user(self.releaser).read(["name"])

    def test_overdue_is_reminded_of_once_a_week(self):
        """Requirement: MDQ-DOC-114"""
        with freeze_time("2026-02-01 08:00:00"):
            document = self._effective(self.draft)
        receipt = self._receipt(document, self.supplier)
        self.assertEqual(self._letters(), 1)
        for day, letters in (("2026-02-15", 1), ("2026-02-16", 2), ("2026-02-17", 2), ("2026-02-23", 3)):
            with freeze_time(f"{day} 08:00:00"):
                self.env.invalidate_all()
                self.env["mdq.document.receipt"]._cron_remind_receipts()
                self.assertEqual(self._letters(), letters, day)
        self.assertTrue(receipt.reminded_on)
        told = document.activity_ids.filtered(lambda activity: "not confirmed in time" in activity.summary)
        self.assertEqual(told.user_id, self.quality_engineer)

    def test_overdue_counts_the_days_at_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-02-01 08:00:00"):
            receipt = self._receipt(self._effective(self.draft), self.supplier)
        for hour, is_overdue in (("15:59:00", False), ("16:00:00", True)):
            with freeze_time(f"{receipt.due_date} {hour}"):
                receipt.invalidate_recordset(["is_overdue"])
                self.assertEqual(receipt.is_overdue, is_overdue, hour)

    def _letters(self):
        return self.env["mail.message"].search_count([
            ("notified_partner_ids", "in", self.signatory.partner_id.id), ("subject", "ilike", "confirm receipt")])

    def test_new_members_of_a_department_receive_it_too(self):
        document = self._effective(self.draft)
        self.env["hr.employee"].create({"name": "Q", "user_id": self.sqe.id, "department_id": self.department.id})
        self.env["mdq.document.receipt"]._cron_remind_receipts()
        self.assertEqual(self._receipt(document, self.sqe).state, "waiting")

    def test_screens(self):
        document = self._effective(self.draft)
        action = document.action_open_receipts()
        self.assertEqual(self.env["mdq.document.receipt"].search(action["domain"]), document.receipt_ids)
        receipt = self._receipt(document, self.inspector).with_user(self.inspector)
        self.assertEqual(receipt.action_acknowledge()["params"]["method"], "acknowledge")
        self.assertEqual(receipt.action_open_document()["res_id"], document.id)
        self.assertEqual(self.env["mdq.document.receipt"].with_user(self.inspector).search([("is_mine", "=", True)]), receipt)
