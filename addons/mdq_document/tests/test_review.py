import re

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestReview(MdqDocumentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-02-01 08:00:00"):
            cls.document = cls._effective(review_months=6)

    def _review(self, user=None, **vals):
        review = self.env["mdq.document.review"].browse(self.document.action_review()["res_id"])
        review = review.with_user(user or self.quality_engineer)
        review.write({"findings": "Read against the new standard", **vals})
        return review

    @freeze_time("2026-08-01 08:00:00")
    def test_a_due_review_is_begun_for_the_owner(self):
        """Requirement: MDQ-DOC-120"""
        for _time in range(2):
            self.env["mdq.document"]._cron_remind_reviews()
        review = self.document.review_ids
        self.assertEqual((review.reviewer_id, str(review.due_date), review.state), (self.quality_engineer, "2026-08-01", "open"))
        self.assertEqual(self.document.action_review()["res_id"], review.id)

    @freeze_time("2026-08-01 08:00:00")
    def test_confirmed_starts_the_next_interval(self):
        """Requirement: MDQ-DOC-120"""
        self.env["mdq.document"]._cron_remind_reviews()
        review = self._review(outcome="confirmed")
        signature = self.env["mdq.signature"].browse(review.conclude(self.credential_of(self.quality_engineer)))
        self.assertEqual((signature.meaning, review.state, review.signature_state), ("reviewed", "done", "valid"))
        self.assertIn("confirmed", signature.canonical_text)
        self.assertEqual(str(self.document.next_review_date), "2027-02-01")
        self.assertFalse(self.document.is_review_due)
        self.assertFalse(self.document.activity_ids)
        self.assertEqual(self.document.signature_state, "valid")
        with self.refused("can no longer be changed|is signed"):
            review.write({"outcome": "revise"})

    @freeze_time("2026-08-01 08:00:00")
    def test_to_be_revised_makes_the_draft(self):
        """Requirement: MDQ-DOC-120"""
        self.document.owner_id = self.planner
        review = self._review(self.planner, outcome="revise")
        review.conclude(self.credential_of(self.planner))
        draft = self.env["mdq.document"].search([("code", "=", self.document.code), ("state", "=", "draft")])
        self.assertEqual((draft.revision, self.document.state), (2, "effective"))

    @freeze_time("2026-08-01 08:00:00")
    def test_to_be_taken_out_of_use_begins_the_withdrawal(self):
        self._review(outcome="obsolete").conclude(self.credential_of(self.quality_engineer))
        self.assertEqual(self.document.withdrawal_ids.reason, "Read against the new standard")
        self.assertEqual((self.document.state, self.document.withdrawal_ids.state), ("effective", "draft"))

    def test_not_without_outcome_findings_and_signature(self):
        """Requirement: MDQ-DOC-120"""
        review = self._review()
        for vals in ({"outcome": False}, {"outcome": "confirmed", "findings": " "}):
            review.write(vals)
            with self.refused("Choose the outcome"):
                review.conclude(self.credential_of(self.quality_engineer))
            with self.refused("Choose the outcome"):
                review.action_conclude()
        with self.refused("with a signature"):
            review._move_to("done")
        with self.refused("cannot be set directly"):
            review.sudo().write({"state": "done"})
        with self.refused(f"stays with {re.escape(self.document.display_name)}"):
            review.write({"document_id": self._effective().id})

    def test_who_concludes(self):
        review = self._review(outcome="confirmed")
        for user in (self.inspector, self.auditor, self.admin):
            with self.assertRaises(AccessError):
                review.with_user(user).write({"findings": "x"})
            with self.assertRaises(AccessError):
                review.with_user(user).conclude(self.credential_of(user))
        with self.refused("The reviewer or somebody with the role Quality Engineer", AccessError):
            review.with_user(self.sqe).conclude(self.credential_of(self.sqe))
        review.with_user(self.quality_manager).conclude(self.credential_of(self.quality_manager))
        self.assertEqual(review.state, "done")

    def test_only_what_is_in_force_is_reviewed(self):
        with self.refused("only what is in force"):
            self._document().action_review()
