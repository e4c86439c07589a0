from odoo.tests import freeze_time, tagged

from .admission import AdmissionCommon
from .audit_common import AuditCommon
from .certificate_common import MdqCertificateCommon
from .scorecard_common import JUNE, MAY, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardAsked(AdmissionCommon, AuditCommon, MdqScorecardCommon):
    """Questionnaires and findings are asked and answered in the portal: the days count."""

    def test_a_questionnaire_counts_from_its_sending_to_its_first_answer(self):
        """Requirement: MDQ-SUP-258"""
        with freeze_time("2026-05-04 02:00:00"):
            sheet = self._sent(due_date="2026-05-18")
            self._sent(partner=self.other_partner, due_date="2026-05-18")
        with freeze_time("2026-05-06 14:00:00"):
            self._fill(sheet)
            sheet.with_user(self.qa_person).submit()
        row, = self._rows("response")
        self.assertAlmostEqual(row.numerator, 2.5)
        late, = self._rows("response", partner=self.other_partner)
        self.assertAlmostEqual(late.numerator, 27.5833, 3)
        with freeze_time("2026-06-10 02:00:00"):
            self._line(sheet, "1_3").with_user(self.quality_engineer).write({"review": "returned", "review_comment": "Which shifts?"})
            sheet.with_user(self.quality_engineer).action_return()
            self._answer(sheet, "1_3", "9")
            sheet.with_user(self.qa_person).submit()
        self.assertAlmostEqual(self._rows("response")[0].numerator, 2.5)
        self.assertFalse(self._rows("response", period=JUNE), "a correction is no first answer")

    def test_what_is_not_due_yet_or_cancelled_or_recorded_by_us_is_not_counted(self):
        """Requirement: MDQ-SUP-258"""
        with freeze_time("2026-05-04 02:00:00"):
            self._sent(due_date="2026-06-18")
            self._sent(due_date="2026-05-18").action_cancel()
            mute = self.env["res.partner"].create({"name": "Gaoxin", "is_company": True})
            outside = self._sheet(mute, due_date="2026-05-18")
            outside.with_user(self.sqe).action_send_outside()
        self.assertFalse(self._rows("response"))
        self.assertFalse(self._rows("response", partner=mute))

    def test_a_finding_counts_from_the_issue_of_the_report(self):
        """Requirement: MDQ-SUP-258"""
        with freeze_time("2026-05-04 02:00:00"):
            finding = self._issued("critical").finding_ids
            by_letter = self._issued("critical").finding_ids
        self.assertEqual([row.res_id for row in self._rows("response")], [finding.id, by_letter.id])
        with freeze_time("2026-05-06 02:00:00"):
            finding.with_user(self.supplier_quality).answer({"cause": "c", "correction": "c", "action": "a", "action_date": "2026-06-01"})
            by_letter.write({"cause": "c", "correction": "c", "action": "a", "action_date": "2026-06-01"})
            by_letter.with_user(self.sqe).action_record_answer()
        row, = self._rows("response")
        self.assertEqual((row.numerator, row.model), (2.0, "mdq.supplier.audit.finding"))

    def test_the_formula_says_it(self):
        """Requirement: MDQ-SUP-258"""
        metric = next(metric for metric in self.cards._get_metrics() if metric["code"] == "response")
        self.assertIn("renewals of certificates from the last reminder, 7 days before the end", metric["formula"])


@tagged("post_install", "-at_install")
class TestScorecardRenewals(MdqCertificateCommon, MdqScorecardCommon):
    """The renewal of a certificate is asked for with the last reminder, and late after its end."""

    def _sent_on(self, day, **vals):
        record = self._sent(**vals)
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_supplier_certificate SET create_date = %s WHERE id = %s", [f"{day} 04:00:00", record.id])
        record.invalidate_recordset()
        return record

    def _ending(self, user=None, **vals):
        with freeze_time("2026-01-10 04:00:00"):
            record = self._sent(user=user, valid_to="2026-05-20", **vals)
            record.accept(self.credential_of(self.sqe))
        return record

    def test_in_time_it_counts_no_days_and_late_it_does(self):
        """Requirement: MDQ-SUP-258"""
        early, late = self._ending(), self._ending(number="Q5 9", type_id=self.env.ref("mdq_supplier.mdq_supplier_certificate_type_iso_9001").id)
        self._sent_on("2026-05-02", renews_id=early.id, number="Q5 2", valid_from="2026-05-21", valid_to="2029-05-20")
        self._sent_on("2026-05-23", renews_id=late.id, type_id=late.type_id.id, number="Q5 3", valid_from="2026-05-21", valid_to="2029-05-20")
        days = [round(row.numerator, 1) for row in self._rows("response")]
        self.assertEqual(days, [0.0, 10.5])

    def test_a_certificate_that_ended_without_renewal_counts_in_the_month_of_its_end(self):
        """Requirement: MDQ-SUP-258"""
        record = self._ending()
        row, = self._rows("response")
        self.assertEqual((row.res_id, round(row.numerator, 1)), (record.id, 19.0))
        self.assertFalse(self._rows("response", period=JUNE))
        self.assertFalse(self._rows("response", partner=self.other_partner))

    def test_what_we_entered_is_not_the_answer_of_the_supplier(self):
        """Requirement: MDQ-SUP-258"""
        record = self._ending()
        ours = self.env["mdq.supplier.certificate"].with_user(self.sqe).create({
            "partner_id": self.partner.id, "type_id": self.iso.id, "number": "Q5 2", "issuer": "TÜV", "valid_from": "2026-05-21",
            "valid_to": "2029-05-20", "renews_id": record.id})
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_supplier_certificate SET create_date = '2026-05-23 04:00:00' WHERE id = %s", [ours.id])
        self.env.invalidate_all()
        self.assertFalse(self._rows("response"))

    def test_the_number_of_queries_does_not_grow(self):
        """Requirement: MDQ-SUP-258"""
        self._ending()
        few = self._count_queries()
        for number in range(5):
            self._ending(user=self.rival, number=f"R {number}")
        self.assertLessEqual(self._count_queries(), few + 1)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.cards.compute((self.partner | self.other_partner).ids, *map(str, MAY))
        return self.env.cr.sql_log_count - before
