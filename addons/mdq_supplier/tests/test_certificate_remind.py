from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
class TestCertificateRemind(MdqCertificateCommon):
    """Owner and supplier hear 90, 60, 30 and 7 days before the end, and after it: each once, in their language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.sender.lang = "zh_CN"
        cls.sqe.email = "sqe@example.com"
        with freeze_time("2026-01-05 04:00:00"):
            cls.record = cls._accepted()
            cls.record.responsible_id = cls.sqe
        cls.env["mail.mail"].search([]).unlink()

    def _run(self, days_left):
        """Run the job so many days before the end; return the letters that it wrote."""
        known = self.env["mail.mail"].search([])
        with freeze_time(f"{fields.Date.to_date('2026-12-31') - timedelta(days=days_left)} 04:00:00"):
            self.env.invalidate_all()
            self.env["mdq.supplier.certificate"]._cron_remind()
        return self.env["mail.mail"].search([]) - known

    def test_once_a_threshold(self):
        """Requirement: MDQ-SUP-188"""
        written = {days: len(self._run(days)) for days in (91, 90, 89, 61, 60, 31, 30, 8, 7, 6, 0, -1, -2)}
        self.assertEqual(written, {91: 0, 90: 2, 89: 0, 61: 0, 60: 2, 31: 0, 30: 2, 8: 0, 7: 2, 6: 0, 0: 0, -1: 2, -2: 0})
        self.assertEqual(len(self.record.activity_ids.filtered(lambda task: task.user_id == self.sqe)), 1)

    def test_a_late_run_sends_the_right_one_alone(self):
        """Requirement: MDQ-SUP-188"""
        self.assertEqual(len(self._run(20)), 2)
        self.assertFalse(self._run(20))
        self.assertEqual(self.record.told, 30)
        self.assertEqual(len(self._run(5)), 2)

    def test_each_in_his_language(self):
        """Requirement: MDQ-SUP-188"""
        letters = {letter.recipient_ids: letter for letter in self._run(30)}
        self.assertEqual(set(letters), {self.sender.partner_id, self.sqe.partner_id})
        self.assertIn("30 days left", letters[self.sqe.partner_id].subject)
        self.assertNotIn("days left", letters[self.sender.partner_id].subject)
        self.assertIn("/my/mdq/certificates", letters[self.sender.partner_id].body_html)
        self.assertNotIn("/my/mdq/certificates", letters[self.sqe.partner_id].body_html)

    def test_one_letter_for_several(self):
        with freeze_time("2026-01-05 04:00:00"):
            self._accepted(number="2").responsible_id = self.sqe
        letters = self._run(30)
        self.assertEqual(len(letters), 2)
        self.assertTrue(all("Q5 021123" in letter.body_html for letter in letters))

    def test_what_was_renewed_is_not_reminded_of(self):
        """Requirement: MDQ-SUP-188"""
        with freeze_time("2026-10-01 04:00:00"):
            self._accepted(renews_id=self.record.id, valid_from="2027-01-01", valid_to="2030-01-01")
        self.assertFalse(self._run(30))

    def test_without_people_in_the_portal_the_company_is_written_to(self):
        (self.sender | self.reader).active = False
        self.partner.email = "office@example.com"
        self.assertIn(self.partner, self._run(30).recipient_ids)

    def test_the_answer_reaches_who_sent_it(self):
        """Requirement: MDQ-SUP-181"""
        known = self.env["mail.mail"].search([])
        with freeze_time("2026-02-01 04:00:00"):
            record = self._sent(number="3")
            record.send_back(self.credential_of(self.sqe), "Page 2 is missing.")
        letter = self.env["mail.mail"].search([]) - known
        self.assertIn(self.sender.partner_id, letter.recipient_ids)
        self.assertTrue(any("Page 2 is missing." in (body or "") for body in letter.mapped("body_html")))

    def test_somebody_else_gets_the_task_to_review(self):
        with freeze_time("2026-02-01 04:00:00"):
            record = self._sent(number="4")
        self.assertEqual(len(record.activity_ids), 1)
        self.assertTrue(record.activity_ids.user_id.has_group("mdq_base.group_sqe"))
        record.accept(self.credential_of(self.sqe))
        self.assertFalse(record.activity_ids)

    def test_a_renewal_keeps_its_owner_its_scope_and_its_task(self):
        """Requirement: MDQ-SUP-184"""
        earlier = self._sent(number="OLD 1")
        earlier.responsible_id = self.sqe
        earlier._write_guarded({"process_ids": [Command.set(self.anodising.ids)]})
        earlier.accept(self.credential_of(self.sqe))
        with freeze_time("2026-12-20"):
            earlier._remind()
            renewal = self._sent(number="NEW 1", valid_from="2027-01-01", valid_to="2027-12-31", renews_id=earlier.id)
            self.assertEqual((renewal.responsible_id, renewal.process_ids), (self.sqe, self.anodising))
            self.assertEqual(renewal.activity_ids.user_id, self.sqe)
            self.assertTrue(earlier.activity_ids)
            renewal.accept(self.credential_of(self.sqe))
            self.assertFalse(earlier.activity_ids)

    def test_the_only_one_of_supplier_quality_does_not_review_himself(self):
        """Requirement: MDQ-SUP-184"""
        self.env.ref("mdq_base.group_sqe").sudo().all_user_ids.filtered(lambda user: user != self.sqe).active = False
        record = self.env["mdq.supplier.certificate"].with_user(self.sqe).create({
            **{name: value for name, value in self._values(number="OWN 1").items() if name != "files"}, "partner_id": self.partner.id})
        self.assertIn(self.quality_manager, self.env.ref("mdq_base.group_quality_manager").sudo().all_user_ids)
        self.assertTrue(record._get_reviewer().has_group("mdq_base.group_quality_manager"))

    def test_three_hundred_suppliers_in_a_night(self):
        """Requirement: MDQ-SUP-189"""
        counts = []
        for number in (10, 40):
            partners = self.env["res.partner"].create(
                [{"name": f"Supplier {number} {index}", "is_company": True, "email": "a@example.com"} for index in range(number)])
            records = self.env["mdq.supplier.certificate"].create([
                {"partner_id": partner.id, "type_id": self.iso.id, "number": f"N{partner.id}", "issuer": "X",
                 "valid_from": "2026-01-01", "valid_to": "2026-12-31", "responsible_id": self.sqe.id} for partner in partners])
            records._write_guarded({"state": "effective", "accepted_on": "2026-01-05"})
            self.env.flush_all()
            before = self.cr.sql_log_count
            self._run(30)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess((counts[1] - counts[0]) / 30, 6, f"queries a supplier, beside the fixed ones: {counts}")
