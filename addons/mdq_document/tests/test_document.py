import importlib.util
import json
from pathlib import Path

from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestDocument(MdqDocumentCommon):

    def test_from_draft_to_effective(self):
        """Requirement: MDQ-DOC-001"""
        with freeze_time("2026-02-01 08:00:00"):
            document = self._effective(review_months=12)
        self.assertEqual((document.state, document.revision), ("effective", 1))
        self.assertEqual(str(document.effective_date), "2026-02-01 08:00:00")
        self.assertEqual(str(document.next_review_date), "2027-02-01")
        self.assertEqual(document.signature_ids.mapped("meaning"), ["approved"])
        self.assertEqual(document.signature_state, "valid")
        self.assertTrue(document.code.startswith("WI-"))

    def test_an_approval_counts_no_longer_once_it_was_asked_for_anew(self):
        """Requirement: MDQ-BAS-032"""
        document = self._in_review()
        self._approve(document)
        document.action_back_to_draft()
        document.action_submit()
        with self.refused("is not approved yet"):
            document.action_make_effective()
        request = document.approval_request_ids.filtered(lambda request: request.state == "pending")
        request.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Wrong after all")
        self.assertEqual(document.state, "draft")
        document.action_submit()
        with self.refused("is not approved yet"):
            document.action_make_effective()
        self._approve(document)
        document.action_make_effective()
        self.assertEqual(document.state, "effective")

    def test_not_effective_without_approval(self):
        """Requirement: MDQ-DOC-001"""
        document = self._document()
        with self.refused("cannot become Effective"):
            document.action_make_effective()
        document.action_submit()
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            with self.refused("is not approved yet"):
                document.with_user(user).action_make_effective()
        self.assertFalse(document.can_make_effective)
        self._approve(document)
        document.invalidate_recordset(["can_make_effective"])
        self.assertTrue(document.can_make_effective)

    def test_the_author_does_not_approve(self):
        """Requirement: MDQ-DOC-002"""
        both = self.new_user("mdq_author", "mdq_base.group_quality_manager")
        document = self._document().with_user(both).copy()
        document.action_submit()
        with self.refused("does not approve it", AccessError):
            document.approval_request_ids.with_user(both).approve(self.credential_of(both))

    def test_the_route_is_for_the_quality_manager(self):
        document = self._in_review()
        request = document.approval_request_ids
        self.assertEqual(request.route_id, self.env.ref("mdq_document.mdq_approval_route_document"))
        other = self.new_user("mdq_other_engineer", "mdq_base.group_quality_engineer")
        with self.refused("for Quality Manager", AccessError):
            request.with_user(other).approve(self.credential_of(other))

    def test_rejected_goes_back_to_draft(self):
        document = self._in_review()
        request = document.approval_request_ids
        request.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Rinse time missing")
        self.assertEqual(document.state, "draft")
        document.name = "Cleaning and rinsing of titanium parts"
        self.assertEqual(self._effective(document).state, "effective")

    def test_state_and_stamps_are_not_written(self):
        """Requirement: MDQ-DOC-003"""
        document = self._document()
        for vals in ({"state": "effective"}, {"revision": 7}, {"effective_date": "2020-01-01 00:00:00"}):
            for user in (self.quality_engineer, self.quality_manager, self.env.user):
                with self.refused("cannot be set directly"):
                    document.with_user(user).sudo().write(vals)
            with self.refused("cannot be set directly"):
                self._document(**vals)

    def test_content_is_locked_from_review_on(self):
        """Requirement: MDQ-DOC-003"""
        for document in (self._in_review(), self._effective()):
            for vals in ({"name": "x"}, {"code": "X"}, {"summary": "x"}, {"type_id": self.kind("drawing").id}, {"file_ids": [(5, 0, 0)]},
                         {"company_id": self.env.company.id}):
                with self.assertRaises(UserError):
                    document.sudo().write(vals)
            document.write({"review_months": 6, "next_review_date": "2030-01-01"})
            self.assertIn(document.signature_state, ("none", "valid"))

    def test_one_effective_revision(self):
        """Requirement: MDQ-DOC-004"""
        first = self._effective()
        second = self.env["mdq.document"].with_user(self.quality_engineer).browse(first.action_revise()["res_id"])
        self.assertEqual((second.code, second.revision, second.state), (first.code, 2, "draft"))
        self.assertEqual(first.state, "effective")
        self.assertEqual(first.action_revise()["res_id"], second.id)
        self._effective(second)
        self.assertEqual((first.state, second.state), ("superseded", "effective"))
        self.assertTrue(first.superseded_date)
        self.assertEqual(first.signature_state, "valid")

    def test_never_deleted(self):
        for document in (self._document(), self._effective()):
            with self.refused("never deleted"):
                document.sudo().unlink()

    def test_who_may_write(self):
        """Requirement: MDQ-DOC-003"""
        document = self._effective()
        for user in (self.inspector, self.releaser, self.planner, self.change_board, self.auditor, self.admin):
            self.assertTrue(document.with_user(user).read(["name", "file_state"]))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(document.with_user(user).has_access(operation), user.login)
            with self.assertRaises(AccessError):
                document.with_user(user).action_submit()
        portal = self.new_user("mdq_doc_portal", "mdq_base.group_supplier_quality")
        self.assertFalse(document.with_user(portal).has_access("read"))
        self.assertFalse(document.file_ids.with_user(portal).has_access("read"))

    def test_companies_are_separate(self):
        company = self.env["res.company"].create({"name": "Second maker"})
        foreign = self.env["mdq.document"].create({"name": "Foreign", "company_id": company.id})
        self.assertNotIn(foreign, self.env["mdq.document"].with_user(self.quality_engineer).search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.quality_engineer).read(["name"])

    def test_review_due_is_reckoned_and_announced_once(self):
        """Requirement: MDQ-DOC-007"""
        with freeze_time("2026-02-01 08:00:00"):
            document = self._effective(review_months=6)
            self.assertFalse(document.is_review_due)
        with freeze_time("2026-08-01 08:00:00"):
            document.invalidate_recordset(["is_review_due"])
            self.assertTrue(document.is_review_due)
            self.assertIn(document, self.env["mdq.document"].search([("is_review_due", "=", True)]))
            self.assertNotIn(document, self.env["mdq.document"].search([("is_review_due", "=", False)]))
            for _time in range(2):
                self.env["mdq.document"]._cron_remind_reviews()
        self.assertEqual(document.activity_ids.mapped("user_id"), self.quality_engineer)
        self.assertEqual(len(document.activity_ids), 1)

    def test_form_and_buttons(self):
        with Form(self.env["mdq.document"].with_user(self.quality_engineer)) as form:
            form.name = "Packing"
            form.type_id = self.kind("procedure")
        document = form.record
        self.assertEqual(document.owner_id, self.quality_engineer)
        product = self.env["product.product"].create({"name": "Screw"})
        document.product_ids = product
        action = product.with_user(self.planner).action_open_mdq_documents()
        self.assertEqual(self.env["mdq.document"].search(action["domain"]), document)
        action = product.product_tmpl_id.with_user(self.planner).action_open_mdq_documents()
        self.assertEqual(self.env["mdq.document"].search(action["domain"]), document)
        self.assertEqual(self.env["mdq.document"].search(document.action_open_revisions()["domain"]), document)
        self.assertEqual(document.action_open_approvals()["res_model"], "mdq.approval.request")

    def test_a_signature_given_while_the_kind_was_a_word_still_holds(self):
        """Requirement: MDQ-BAS-010"""
        document = self._effective()
        content = json.loads(document._mdq_canonical_text())
        self.assertTrue(content.pop("type_id"))
        text = canonical.text({**content, "type": "work_instruction"})  # as documents were signed at first
        self.assertTrue(document._mdq_still_is(text))
        self.assertFalse(document._mdq_still_is(text.replace('"work_instruction"', '"procedure"')))
        self.assertFalse(document._mdq_still_is(text.replace("Cleaning", "Cooking")))

    def test_documents_whose_kind_was_a_word_keep_it(self):
        """Requirement: MDQ-BAS-010"""
        document = self._document()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_document ADD COLUMN type varchar")
        self.env.cr.execute("UPDATE mdq_document SET type = 'drawing' WHERE id = %s", [document.id])
        path = Path(__file__).parents[1] / "migrations/19.0.0.2.0/post-kinds.py"
        spec = importlib.util.spec_from_file_location("post_kinds", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        for _time in range(2):
            migration.migrate(self.env.cr, "19.0.0.1.0")
        document.invalidate_recordset()
        self.assertEqual(document.type_id, self.kind("drawing"))
