from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestAuditReview(MdqCase):
    """Requirement: MDQ-BAS-047"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "First", "partner_id": cls.env["res.partner"].create({"name": "A"}).id,
            "valid_to": "2099-01-01"})
        cls.record.env.flush_all()

    def _review(self, asker=None, **vals):
        return self.env["mdq.audit.review"].with_user(asker or self.quality_engineer).create({
            "res_model": self.record._name, "res_id": self.record.id, "reviewer_id": self.quality_manager.id, **vals})

    def _sign(self, review, user=None):
        user = user or self.quality_manager
        return review.with_user(user).complete(self.credential_of(user))

    def _signed(self):
        review = self._review(conclusion="Nothing unusual.")
        self._sign(review)
        return review

    def _gap(self):
        self.env.flush_all()
        return self.env["mdq.audit.review"]._get_gaps(self.record)[self.record.id]

    def test_reviewer_is_asked_signs_and_the_review_is_frozen(self):
        review = self._review()
        self.assertEqual(review.activity_ids.user_id, self.quality_manager)
        self.assertEqual((review.record_name, review.state), (self.record.name, "open"))
        review.with_user(self.quality_manager).conclusion = "All changes are explained."
        self._sign(review)
        self.assertEqual((review.state, review.signature_ids.meaning, review.signature_state), ("signed", "reviewed", "valid"))
        self.assertFalse(review.activity_ids)
        for vals in ({"conclusion": "Other"}, {"finding_ids": [(0, 0, {"description": "Late"})]}):
            with self.assertRaises(UserError):
                review.with_user(self.quality_manager).write(vals)

    def test_who_changed_the_record_does_not_review_it(self):
        with self.assertRaisesRegex(UserError, "Who makes changes does not review them"):
            self._review(reviewer_id=self.quality_engineer.id)
        review = self._review(conclusion="Fine.")
        with self.assertRaisesRegex(UserError, "Who makes changes does not review them"):
            review.reviewer_id = self.quality_engineer

    def test_a_reviewer_who_changed_the_record_meanwhile_does_not_sign(self):
        review = self._review(conclusion="Fine.")
        self.record.with_user(self.quality_manager).write({"max_uses": 2})
        self.record.with_user(self.quality_manager).env.flush_all()
        with self.assertRaisesRegex(UserError, "Who makes changes does not review them"):
            self._sign(review)

    def test_only_the_reviewer_signs(self):
        review = self._review(conclusion="Fine.")
        other = self.new_user("mdq_manager_2", "mdq_base.group_quality_manager")
        with self.assertRaisesRegex(AccessError, "for Mdq Quality Manager to sign"):
            self._sign(review, other)

    def test_a_review_without_conclusion_is_not_signed(self):
        with self.assertRaisesRegex(UserError, "Write the conclusion"):
            self._sign(self._review())

    def test_state_and_record_cannot_be_written(self):
        review = self._review()
        for vals in ({"state": "signed"}, {"last_entry": 1}, {"res_id": 1}, {"res_model": "mdq.signature"}):
            with self.assertRaises(UserError):
                review.write(vals)

    def test_who_may_not_read_the_record_asks_for_no_review(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=company.id,
                                 company_ids=[(6, 0, company.ids)])
        portal = self.new_user("mdq_portal", "base.group_portal,mdq_base.group_supplier_quality")
        for user in (stranger, portal, self.auditor):
            with self.assertRaises(AccessError):
                self._review(user)

    def test_records_outside_of_the_ledger_are_not_reviewed(self):
        with self.assertRaisesRegex(UserError, "not in the audit ledger"):
            self._review(res_model="res.country", res_id=1)

    def test_exceptions_are_counted(self):
        review = self._review()
        before = review.exception_count
        self.env.cr.execute("SELECT set_config('mdq.source', '', true)")  # as from outside of Odoo
        self.env.cr.execute("UPDATE mdq_concession SET reason = 'By hand' WHERE id = %s", [self.record.id])
        review.invalidate_recordset()
        self.assertEqual(review.exception_count, before + 1)
        items = self.env["mdq.ledger"].with_user(self.quality_manager).timeline(
            self.record._name, self.record.id, filters={"exceptions": True})["items"]
        self.assertEqual(items[0]["source"], "SQL")

    def test_changes_by_an_administrator_are_exceptions(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("mdq_base.group_quality_manager")
        self.record.with_user(admin).max_uses = 3
        self.record.with_user(admin).env.flush_all()
        items = self.env["mdq.ledger"].with_user(self.quality_manager).timeline(
            self.record._name, self.record.id, filters={"exceptions": True})["items"]
        self.assertTrue(items[0]["is_by_administrator"])

    # ----------------------------------------------------------------------------------- findings

    def test_findings_are_answered_after_signing_and_then_closed(self):
        review = self._review(conclusion="One thing.", finding_ids=[(0, 0, {
            "description": "Changed twice within a minute", "grade": "major", "responsible_id": self.sqe.id})])
        finding = review.finding_ids
        self.assertIn(self.sqe, review.activity_ids.user_id)
        self._sign(review)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            finding.with_user(self.quality_engineer).description = "Nothing"
        with self.assertRaisesRegex(UserError, "Write the resolution first"):
            finding.with_user(self.quality_engineer).action_close()
        finding.with_user(self.sqe).resolution = "A slip of the keyboard, corrected at once."
        finding.with_user(self.sqe).action_close()
        self.assertEqual((finding.state, review.signature_state), ("closed", "valid"))
        self.assertFalse(review.activity_ids)
        with self.assertRaises(UserError):
            finding.with_user(self.sqe).resolution = "Otherwise"

    def test_findings_stay_with_their_review(self):
        review = self._review(finding_ids=[(0, 0, {"description": "Odd"})])
        with self.assertRaisesRegex(UserError, "stays with its review"):
            review.finding_ids.write({"review_id": self._review().id})

    # --------------------------------------------------------------------------------------- gate

    def test_gate_names_what_is_missing(self):
        self.assertIn("not reviewed", self._gap())
        review = self._review(conclusion="Fine.", finding_ids=[(0, 0, {"description": "Odd"})])
        self.assertIn("still open with Mdq Quality Manager", self._gap())
        self._sign(review)
        self.assertIn("1 open findings", self._gap())
        review.finding_ids.with_user(self.quality_engineer).write({"resolution": "Explained."})
        review.finding_ids.with_user(self.quality_engineer).action_close()
        self.assertEqual(self._gap(), "")

    def test_gate_sees_changes_after_the_review(self):
        self._signed()
        self.assertEqual(self._gap(), "")
        self.record.max_uses = 9
        self.assertIn("Changes were made after", self._gap())

    def test_a_cancelled_review_counts_for_nothing(self):
        review = self._review()
        with self.assertRaises(AccessError):
            review.with_user(self.quality_engineer).action_cancel()
        review.with_user(self.quality_manager).action_cancel()
        self.assertIn("not reviewed", self._gap())

    # ------------------------------------------------------------------------------------- periods

    def _period(self, **vals):
        today = fields.Date.today()
        return self.env["mdq.audit.review"].with_user(self.quality_engineer).create({
            "scope": "period", "kind": self.record._name, "date_from": today, "date_to": today,
            "reviewer_id": self.releaser.id, **vals})

    def test_a_period_of_a_kind_of_records_is_reviewed(self):
        review = self._period()
        self.assertEqual((review.res_model, review.res_id), (self.record._name, 0))
        self.assertIn(str(fields.Date.today()), review.record_name)
        self.assertGreater(review.entry_count, 0)
        before = review.exception_count
        self.record.sudo().with_user(self.env.ref("base.user_admin")).sudo().max_uses = 4
        self.env.flush_all()
        review.invalidate_recordset()
        self.assertEqual(review.exception_count, before + 1)
        self.assertIn(self.record.id, review.action_open_exceptions()["domain"][0][2])
        self.assertIn(self.record.id, review.action_open_changed()["domain"][0][2])
        review.with_user(self.releaser).conclusion = "All explained."
        with self.assertRaisesRegex(UserError, "not over"):
            self._sign(review, self.releaser)
        with freeze_time(fields.Date.today() + timedelta(days=2)):
            self._sign(review, self.releaser)
        self.assertEqual((review.state, review.signature_state), ("signed", "valid"))
        self.assertGreater(review.last_entry, 0)

    def test_a_period_is_asked_for_on_a_form(self):
        reviews = self.env["mdq.audit.review"].with_user(self.quality_engineer).with_context(default_scope="period")
        with Form(reviews) as form:
            form.kind = self.record._name
            form.date_from = form.date_to = fields.Date.today()
            form.reviewer_id = self.releaser
        self.assertEqual((form.record.scope, form.record.res_model), ("period", self.record._name))

    def test_who_changed_a_record_of_the_period_does_not_review_it(self):
        with self.assertRaisesRegex(UserError, "Who makes changes does not review them"):
            self._period(reviewer_id=self.quality_engineer.id)

    def test_a_period_is_of_one_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.quality_engineer.company_ids |= company
        self.releaser.company_ids |= company
        self.assertEqual(self._period(company_id=company.id).entry_count, 0)

    def test_a_period_says_what_and_when(self):
        for vals in ({"date_to": False}, {"date_from": "2099-01-01"}):
            with self.assertRaisesRegex(UserError, "from which day"):
                self._period(**vals)
        for kind in (False, "res.country", "mdq.access.review.line"):
            with self.assertRaisesRegex(UserError, "which kind"):
                self._period(kind=kind)
        with self.assertRaises(UserError):
            self._period().date_to = "2099-01-01"

    def test_a_change_without_the_reason_that_is_asked_is_an_exception(self):
        policy = self.env["mdq.retention.policy"].with_user(self.admin).create({"name": "P", "years": 5})
        policy.write_with_reason({"years": 6}, "The law changed")
        engineer = self.quality_engineer.id
        self.env.flush_all()
        for years, reason in ((7, "Because"), (8, None)):
            self.env.cr.execute(
                """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, source, reason)
                   VALUES ('mdq_retention_policy', %s, 'U', jsonb_build_object('id', %s, 'years', %s), %s, 'test', %s)""",
                [policy.id, policy.id, years, engineer, reason])
        timeline = self.env["mdq.ledger"].with_user(self.auditor).timeline
        found = timeline(policy._name, policy.id, {"exceptions": True, "people": [engineer]})["items"]
        self.assertEqual([(item["reason"], item["changes"][-1]["new"]) for item in found], [(False, 8)])

    # ------------------------------------------------------------------------------------- staleness

    def test_a_file_that_comes_or_goes_makes_a_review_stale(self):
        self._signed()
        self.assertFalse(self._gap())
        file = self.env["ir.attachment"].create({"name": "late.txt", "raw": b"x", "res_model": self.record._name, "res_id": self.record.id})
        self.assertIn("reviewed again", self._gap())
        self._signed()
        self.assertFalse(self._gap())
        file.unlink()
        self.assertIn("reviewed again", self._gap())

    def test_a_line_that_changes_makes_a_review_stale(self):
        self._signed()
        self.record.sudo()._write_guarded({"state": "active"})
        self.assertIn("reviewed again", self._gap())
        self._signed()
        self.record.sudo()._use(self.record.partner_id, 1)
        self.assertIn("reviewed again", self._gap())
