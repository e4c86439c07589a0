"""A supplier's signatory decides a step of the route, and sees nothing but what he is asked to decide."""

import base64

from odoo.addons.base.tests.common import HttpCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqCase

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestApprovalPortal(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier, cls.other_supplier = cls.env["res.partner"].create([
            {"name": "Supplier A", "is_company": True}, {"name": "Supplier B", "is_company": True}])
        cls.signatory = cls._portal_user("mdq_signs_a", cls.supplier, "signatory")
        cls.colleague = cls._portal_user("mdq_works_a", cls.supplier, "quality")
        cls.stranger = cls._portal_user("mdq_signs_b", cls.other_supplier, "signatory")
        cls.effective_route(
            "mdq.concession", {"name": "House", "sequence": 1, "group_id": cls.env.ref("mdq_base.group_sqe").id},
            {"name": "Supplier", "sequence": 2, "is_portal": True, "meaning": "agreed"})
        cls.record = cls._concession(cls.supplier)
        cls.file = cls.env["ir.attachment"].create({
            "name": "drawing.txt", "datas": base64.b64encode(b"content"), "res_model": cls.record._name, "res_id": cls.record.id})
        cls.request = cls.record._mdq_request_approval()

    @classmethod
    def _portal_user(cls, login, company, role):
        user = cls.new_user(login, f"mdq_base.group_supplier_{role}")
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _concession(cls, supplier):
        return cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "Urgent and safe", "partner_id": supplier.id, "valid_to": "2099-01-01"})

    def _open_for_supplier(self):
        self.request.with_user(self.sqe).approve(self.credential_of(self.sqe), "Only for the house")

    def _page(self, user, path=""):
        self.authenticate(user.login, user.login.ljust(8, "x"))
        with mute_logger(*QUIET):
            return self.url_open(f"/my/approvals/{self.request.id}{path}")

    def test_the_signatory_decides_his_step(self):
        """Requirement: MDQ-BAS-014 MDQ-BAS-195"""
        self._open_for_supplier()
        request = self.request.with_user(self.signatory)
        self.assertTrue(request.is_mine)
        request.approve(self.credential_of(self.signatory), "Agreed")
        self.assertEqual((self.request.state, self.record.state), ("approved", "active"))
        signature = self.request.decision_ids[-1].signature_id
        self.assertEqual((signature.user_id, signature.meaning), (self.signatory, "agreed"))

    def test_he_sees_nothing_before_his_step(self):
        """Requirement: MDQ-BAS-195"""
        self.assertFalse(self.request.with_user(self.signatory).search([]))
        self.assertEqual(self._page(self.signatory).status_code, 404)

    @mute_logger(*QUIET)
    def test_other_suppliers_and_roles_see_nothing(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        for user in (self.stranger, self.colleague):
            requests = self.env["mdq.approval.request"].with_user(user)
            if user == self.stranger:
                self.assertFalse(requests.search([("id", "=", self.request.id)]))
                self.assertFalse(requests.name_search("CON"))
            else:
                with self.assertRaises(AccessError):
                    requests.search([])
            for call in (lambda r: r.read(["record_name"]), lambda r: r.web_read({"record_name": {}}),
                         lambda r, user=user: r.approve(self.credential_of(user)), lambda r: r.diagram(r._name, r.id)):
                with self.assertRaises(AccessError):
                    call(requests.browse(self.request.id))
            for path in ("", f"/file/{self.file.id}"):
                self.assertEqual(self._page(user, path).status_code, 404)
        self.assertEqual(self.request.state, "pending")

    @mute_logger(*QUIET)
    def test_the_house_stays_closed_to_the_signatory(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        request = self.request.with_user(self.signatory)
        for call in (lambda: request.read(["decision_ids"]), lambda: request.decision_ids.read(["comment"]),
                     lambda: request.read(["author_ids"]), lambda: request.line_ids.read(["name"]),
                     lambda: self.record.with_user(self.signatory).read(["reason"]),
                     lambda: request.write({"record_name": "x"})):
            with self.assertRaises(AccessError):
                call()
        for call in (request.unlink, lambda: self.request.with_user(self.stranger).export_data(["record_name"])):
            with self.assertRaises(UserError):
                call()

    def test_his_page_shows_the_content_and_its_files_only(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        page = self._page(self.signatory)
        self.assertIn("Urgent and safe", page.text)
        self.assertIn("drawing.txt", page.text)
        self.assertIn("mdq_base.portal_sign", page.text)
        self.assertNotIn("Only for the house", page.text)
        self.assertEqual(self._page(self.signatory, f"/file/{self.file.id}").content, b"content")
        foreign = self.env["ir.attachment"].create({"name": "secret.txt", "raw": b"secret"})
        self.assertEqual(self._page(self.signatory, f"/file/{foreign.id}").status_code, 404)
        self.assertIn(self.record.name, self.url_open("/my/approvals").text)

    def test_the_page_speaks_chinese(self):
        """Requirement: MDQ-BAS-195"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.signatory.lang = "zh_CN"
        self._open_for_supplier()
        self.assertIn("您的决定", self._page(self.signatory).text)

    def test_changed_content_is_neither_shown_nor_signed(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_concession SET reason = 'Forged' WHERE id = %s", [self.record.id])
        self.env.invalidate_all()
        page = self._page(self.signatory)
        self.assertNotIn("Forged", page.text)
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self.request.with_user(self.signatory).approve(self.credential_of(self.signatory))

    def test_a_house_role_does_not_decide_the_step_of_the_supplier(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        with self.assertRaisesRegex(AccessError, "for Supplier A"):
            self.request.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))

    def test_without_a_signatory_it_is_not_submitted(self):
        """Requirement: MDQ-BAS-195"""
        nobody = self.env["res.partner"].create({"name": "C"})
        with self.assertRaisesRegex(UserError, "nobody signs for that supplier"):
            self._concession(nobody)._mdq_request_approval()

    def test_a_signatory_who_left_decides_nothing(self):
        """Requirement: MDQ-BAS-195"""
        self._open_for_supplier()
        self.signatory.group_ids -= self.env.ref("mdq_base.group_supplier_signatory")
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            self.request.with_user(self.signatory).approve(self.credential_of(self.signatory))
