from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestSchedule(MdqDocumentCommon):

    @classmethod
    def _scheduled(cls, document, when="2026-03-01 16:00:00"):
        document.effective_from = when
        document.action_submit()
        cls._approve(document)
        document.invalidate_recordset()
        return document

    def _revise(self, document):
        return self.env["mdq.document"].with_user(self.quality_engineer).browse(document.action_revise()["res_id"])

    @freeze_time("2026-02-01 08:00:00")
    def test_old_serves_until_the_new_one_takes_over(self):
        """Requirement: MDQ-DOC-102"""
        first = self._effective()
        second = self._scheduled(self._revise(first))
        self.assertTrue(second.is_scheduled)
        self.assertEqual(self.env["mdq.document"].search([("is_scheduled", "=", True)]) & (first | second), second)
        self._run_job("2026-03-01 15:59:59")
        self.assertEqual((first.state, second.state), ("effective", "in_review"))
        self._run_job("2026-03-01 16:00:00")
        self.assertEqual((first.state, second.state), ("superseded", "effective"))
        self.assertEqual(first.superseded_date, second.effective_date)
        self.assertEqual(second.signature_state, "valid")

    def _run_job(self, when):
        with freeze_time(when):
            self.env["mdq.document"]._cron_make_effective()

    @freeze_time("2026-02-01 08:00:00")
    def test_nobody_makes_it_effective_early(self):
        """Requirement: MDQ-DOC-102"""
        document = self._scheduled(self._document())
        self.assertFalse(document.can_make_effective)
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            with self.refused("becomes effective by itself on"):
                document.with_user(user).action_make_effective()
        with self.refused("can no longer be changed|is signed"):
            document.write({"effective_from": "2026-02-02 08:00:00"})

    @freeze_time("2026-02-01 08:00:00")
    def test_time_is_part_of_what_is_approved(self):
        document = self._scheduled(self._document())
        self.assertIn("2026-03-01", document.signature_ids.canonical_text)

    @freeze_time("2026-02-01 08:00:00")
    def test_a_time_in_the_past_is_refused(self):
        document = self._document(effective_from="2026-01-31 08:00:00")
        with self.refused("which is past"):
            document.action_submit()

    @freeze_time("2026-02-01 08:00:00")
    def test_not_approved_is_not_made_effective(self):
        document = self._document(effective_from="2026-03-01 16:00:00")
        document.action_submit()
        self._run_job("2026-03-02 00:00:00")
        self.assertEqual(document.state, "in_review")

    @freeze_time("2026-02-01 08:00:00")
    def test_the_job_is_called_at_the_time_that_was_approved(self):
        job = self.env.ref("mdq_document.ir_cron_mdq_document_effective")
        self._scheduled(self._document())
        calls = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).mapped("call_at")
        self.assertIn("2026-03-01 16:00:00", [str(call) for call in calls])

    @freeze_time("2026-02-01 08:00:00")
    def test_one_that_cannot_does_not_hold_up_the_others(self):
        """Requirement: MDQ-DOC-102"""
        broken = self._scheduled(self._document())
        sound = self._scheduled(self._document(content=b"other"))
        self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", [self._attachment(broken).id])
        self.env.invalidate_all()
        for _round in range(2):
            self._run_job("2026-03-01 16:00:01")
        self.assertEqual((broken.state, sound.state), ("in_review", "effective"))
        told = broken.activity_ids.filtered(lambda activity: "Not effective on time" in activity.summary)
        self.assertEqual(told.user_id, self.quality_engineer)
        self.assertEqual(len(told), 1)

    def test_a_refusal_is_not_swallowed_when_it_is_no_refusal(self):
        with freeze_time("2026-02-01 08:00:00"):
            self._scheduled(self._document())
        with patch.object(self.registry["mdq.document"], "action_make_effective", side_effect=ZeroDivisionError), \
                self.assertRaises(ZeroDivisionError):
            self._run_job("2026-03-02 00:00:00")
