from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestWithdrawal(MdqDocumentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Bone screw"})
        cls.document = cls._effective(product_ids=cls.product.ids)

    def _withdrawal(self, **vals):
        return self.env["mdq.document.withdrawal"].with_user(self.quality_engineer).create(
            {"document_id": self.document.id, "reason": "The product is no longer made", **vals})

    def _approve_withdrawal(self, withdrawal):
        request = self.env["mdq.approval.request"].search([("res_model", "=", withdrawal._name), ("res_id", "=", withdrawal.id),
                                                           ("state", "=", "pending")])
        request.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Agreed")

    def test_out_of_use_with_reason_and_approval(self):
        """Requirement: MDQ-DOC-121"""
        withdrawal = self._withdrawal()
        withdrawal.action_submit()
        self.assertEqual(self.document.state, "effective")
        self.assertIn("Bone screw", withdrawal.where_used)
        self._approve_withdrawal(withdrawal)
        self.assertEqual((withdrawal.state, self.document.state), ("done", "obsolete"))
        self.assertIn("no longer made", withdrawal.signature_ids.canonical_text)
        self.assertIn("Bone screw", withdrawal.signature_ids.canonical_text)
        self.assertEqual((withdrawal.signature_state, self.document.signature_state), ("valid", "valid"))
        with self.refused("that is final"):
            self.document.action_make_effective()

    def test_not_around_the_withdrawal(self):
        """Requirement: MDQ-DOC-121"""
        withdrawal = self._withdrawal()
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            with self.refused("withdraw it: with a reason, and approved"):
                self.document.with_user(user).action_obsolete()
        withdrawal.action_submit()
        with self.refused("is not approved yet"):
            withdrawal._move_to("done")
        with self.refused("cannot be set directly"):
            withdrawal.sudo().write({"state": "done"})
        with self.refused("can no longer be changed"):
            withdrawal.write({"reason": "x"})
        with self.refused("withdraw it: with a reason, and approved"):
            self.document.action_obsolete()
        with self.refused("does not approve it", AccessError):
            request = self.env["mdq.approval.request"].search([("res_model", "=", withdrawal._name)], limit=1)
            request.with_user(self.quality_engineer).approve(self.credential_of(self.quality_engineer))

    def test_rejected_is_written_better(self):
        withdrawal = self._withdrawal()
        withdrawal.action_submit()
        request = self.env["mdq.approval.request"].search([("res_model", "=", withdrawal._name), ("res_id", "=", withdrawal.id)])
        request.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Why now?")
        self.assertEqual((withdrawal.state, self.document.state), ("draft", "effective"))
        withdrawal.reason = "The last lot was shipped in May"
        withdrawal.action_submit()
        self._approve_withdrawal(withdrawal)
        self.assertEqual(self.document.state, "obsolete")

    def test_what_still_needs_it_keeps_it_in_force(self):
        """Requirement: MDQ-DOC-122"""
        use = [{"title": "Processes", "records": self.product, "blocks": True}]
        with patch.object(self.registry["mdq.document"], "_mdq_get_where_used", lambda document: use), \
                self.refused("still needed. First clear: Processes: Bone screw"):
            self._withdrawal().action_submit()

    def test_a_draft_is_given_up_without_ado(self):
        draft = self._document()
        draft.action_obsolete()
        self.assertEqual(draft.state, "obsolete")

    def test_only_what_is_in_force_is_withdrawn(self):
        with self.refused("nothing to take out of use"):
            self._withdrawal(document_id=self._document().id).action_submit()
        withdrawal = self._withdrawal()
        withdrawal.action_cancel()
        with self.refused("that is final"):
            withdrawal.action_submit()

    def test_where_used(self):
        """Requirement: MDQ-DOC-122"""
        self.assertEqual(self.document.where_used_count, 1)
        action = self.document.with_user(self.inspector).action_open_where_used()
        line = self.env["mdq.document.use"].with_user(self.inspector).search(action["domain"])
        self.assertEqual((line.name, line.res_model, line.blocks), ("Bone screw", "product.product", False))
        self.assertEqual(line.action_open()["res_id"], self.product.id)

    def test_buttons(self):
        action = self.document.action_withdraw()
        self.assertEqual((action["res_id"], action["context"]["default_document_id"]), (False, self.document.id))
        withdrawal = self._withdrawal()
        self.document.invalidate_recordset()
        self.assertEqual(self.document.action_withdraw()["res_id"], withdrawal.id)
        for user in (self.inspector, self.planner, self.auditor):
            with self.assertRaises(AccessError):
                withdrawal.with_user(user).action_submit()
