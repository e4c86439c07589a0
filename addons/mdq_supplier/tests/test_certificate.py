import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .certificate_common import PDF, MdqCertificateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 04:00:00")
class TestCertificate(MdqCertificateCommon):
    """From the scan that a supplier sends to a certificate that counts."""

    def test_a_supplier_sends_and_a_second_person_accepts(self):
        """Requirement: MDQ-SUP-042"""
        record = self._sent()
        self.assertEqual((record.state, record.partner_id, record.uploaded_by), ("in_review", self.partner, self.sender))
        self.assertEqual((record.file_ids.mimetype, record.file_ids.is_intact), ("application/pdf", True))
        record.accept(self.credential_of(self.sqe))
        self.assertEqual((record.state, record.validity, str(record.accepted_on)), ("effective", "valid", "2026-06-01"))
        self.assertEqual(record.signature_ids.meaning, "verified")

    def test_who_sent_it_does_not_accept_it(self):
        """Requirement: MDQ-SUP-180"""
        record = self.env["mdq.supplier.certificate"].with_user(self.sqe).create({
            **{key: value for key, value in self._values().items() if key != "files"}, "partner_id": self.partner.id})
        with self.refused("Add a scan of"):
            record.action_submit()
        record._add_files([self._scan()])
        record.action_submit()
        for method, arguments in (("accept", ()), ("send_back", ("no",))):
            with self.refused("was sent by you", AccessError):
                getattr(record, method)(self.credential_of(self.sqe), *arguments)
        self.assertFalse(record.is_mine_to_review)
        record.with_user(self.second_sqe).accept(self.credential_of(self.second_sqe))
        self.assertEqual(record.state, "effective")

    def test_only_supplier_quality_decides(self):
        """Requirement: MDQ-SUP-180"""
        record = self._sent()
        for user in (self.planner, self.inspector, self.releaser, self.auditor, self.admin, self.sender):
            with self.assertRaises(AccessError):
                record.with_user(user).accept(self.credential_of(user))
            with self.assertRaises(UserError):
                record.with_user(user).write({"number": "X"})
        self.assertEqual(record.state, "in_review")

    def test_sent_back_with_a_reason_and_sent_again(self):
        """Requirement: MDQ-SUP-181"""
        record = self._sent(number="Q5 02112")
        with self.refused("Say why"):
            record.send_back(self.credential_of(self.sqe), " ")
        record.send_back(self.credential_of(self.sqe), "The last digit is missing.")
        self.assertEqual((record.state, record.answer), ("returned", "The last digit is missing."))
        again = self._sent(number="Q5 021123", certificate_id=record.id, files=[self._scan(PDF + b"2")])
        self.assertEqual((again, again.number, again.state, len(again.file_ids)), (record, "Q5 021123", "in_review", 2))
        with self.refused("what was sent back can be sent again"):
            self._sent(certificate_id=record.id)

    def test_what_was_accepted_is_frozen_and_kept(self):
        """Requirement: MDQ-SUP-180"""
        record = self._accepted()
        for vals in ({"number": "X"}, {"valid_to": "2099-01-01"}, {"accepted_on": "2020-01-01"}, {"state": "uploaded"}):
            with self.assertRaises(UserError):
                record.write(vals)
            with self.assertRaises(UserError):
                record.sudo().write(vals)
        for target in (record, record.file_ids):
            with self.assertRaises(UserError):
                target.sudo().unlink()
        record.responsible_id = self.second_sqe
        self.assertEqual(record.signature_state, "valid")

    def test_files_are_told_by_their_bytes(self):
        """Requirement: MDQ-SUP-182"""
        for scan, sentence in (
            (self._scan(b"MZ"), "neither a PDF"), (self._scan(PDF, "a.exe"), "does not fit"), (self._scan(b""), "is empty"),
            (self._scan(PDF + b"x" * 10 * 1024 * 1024), "larger than 10 MB"), ({"name": "a.pdf", "data": "%"}, "could not be read"),
        ):
            with self.refused(sentence):
                self._sent(files=[scan])
        with self.refused("Add a scan of"):
            self._sent(files=[])
        self.assertFalse(self.env["mdq.supplier.certificate"].search([("partner_id", "=", self.partner.id)]))

    def test_bad_values_are_refused_in_words(self):
        """Requirement: MDQ-SUP-183"""
        for vals, sentence in (
            ({"valid_from": "2026-12-31", "valid_to": "2026-01-01"}, "the dates are reversed"),
            ({"valid_to": False}, "Enter the day until which"),
            ({"type_id": self.licence.id, "number": "911100006000373410", "valid_to": False}, "is not a valid number of Business"),
            ({"colour": "red"}, "Unknown words: colour"), ({"type_id": 999999999}, "not there any more"),
            ({"site_id": self.other_partner.id}, "not there any more"),
        ):
            with self.assertRaises(UserError) as refusal:
                self._sent(**vals)
            self.assertRegex(str(refusal.exception), sentence)
        self.assertTrue(self._sent(type_id=self.licence.id, number="9111 0000 6000 37341L", valid_to=False))

    def test_a_number_is_kept_once(self):
        """Requirement: MDQ-SUP-183"""
        record = self._accepted()
        with self.refused("is kept already. If this is its renewal", ValidationError):
            self._sent(number="q5-021123")
        with self.refused("kept already for another company", ValidationError):
            self._sent(user=self.rival)
        self.assertNotIn(self.partner.name, self._refusal_of(self._sent, user=self.rival))
        renewal = self._sent(renews_id=record.id, valid_from="2027-01-01", valid_to="2029-12-31")
        self.assertEqual(renewal.root_id, record)
        record.withdraw(self.credential_of(self.sqe), "Forged")
        self.assertEqual(record.state, "withdrawn")

    def test_the_database_keeps_a_number_once(self):
        """Requirement: MDQ-SUP-259"""
        first, other = self._sent(), self._sent(user=self.rival, number="Q5 4711")
        self.assertEqual((first.number_claim, other.number_claim), (first.number_key, other.number_key))
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE mdq_supplier_certificate SET number_claim = %s WHERE id = %s", [first.number_key, other.id])
        for state in ("returned", "withdrawn"):
            with self.env.cr.savepoint(flush=False) as savepoint:
                self.env.cr.execute("UPDATE mdq_supplier_certificate SET number_claim = %s, state = %s WHERE id = %s",
                                    [first.number_key, state, other.id])
                savepoint.rollback()

    def test_a_renewal_may_keep_the_number(self):
        """Requirement: MDQ-SUP-259"""
        first = self._accepted()
        same = self._sent(renews_id=first.id, valid_from="2027-01-01", valid_to="2029-12-31")
        self.assertFalse(same.number_claim)
        same.accept(self.credential_of(self.sqe))
        again = self._sent(renews_id=same.id, number="Q5 2", valid_from="2030-01-01", valid_to="2032-12-31")
        self.assertEqual(again.number_claim, again.number_key)

    def test_a_number_that_was_sent_back_is_free_for_its_owner(self):
        """Requirement: MDQ-SUP-259"""
        mistyped = self._sent(user=self.rival)
        mistyped.send_back(self.credential_of(self.sqe), "This is the number of another company")
        self.assertTrue(self._sent())
        with self.refused("kept already for another company", ValidationError):
            mistyped.with_user(self.rival).upload({"certificate_id": mistyped.id})

    def _refusal_of(self, call, **arguments):
        with self.assertRaises(ValidationError) as refusal:
            call(**arguments)
        return str(refusal.exception)

    def test_an_ended_one_is_not_accepted(self):
        record = self._sent(valid_from="2025-01-01", valid_to="2026-05-31")
        with self.refused("ended on 2026-05-31 already"):
            record.accept(self.credential_of(self.sqe))

    def test_only_quality_of_a_supplier_sends_and_for_his_company_alone(self):
        """Requirement: MDQ-SUP-184"""
        for user in (self.reader, self.sqe, self.planner, self.admin):
            with self.assertRaises(AccessError):
                self._sent(user=user)
        theirs = self._accepted(user=self.rival)
        with self.refused("not there any more"):
            self._sent(number="X", renews_id=theirs.id)
        for user in (self.sender, self.rival):
            with self.assertRaises(AccessError):
                self.env["mdq.supplier.certificate"].with_user(user).create({"partner_id": self.partner.id, "number": "1"})

    def test_a_renewal_takes_over_on_its_first_day(self):
        """Requirement: MDQ-SUP-185"""
        record = self._accepted()
        renewal = self._accepted(renews_id=record.id, valid_from="2026-10-01", valid_to="2029-09-30")
        self.assertEqual((record.validity, renewal.validity, str(record.superseded_on)), ("valid", "future", "2026-10-01"))
        with freeze_time("2026-10-01 04:00:00"):
            self.env.invalidate_all()
            self.assertEqual((record.validity, renewal.validity), ("superseded", "valid"))
        other = self._sent(renews_id=record.id, number="Q5 021123 B", valid_from="2026-11-01", valid_to="2029-09-30")
        with self.refused("was renewed already"):
            other.accept(self.credential_of(self.sqe))

    def test_what_it_says_today_can_be_searched(self):
        record = self._accepted()
        certificates = self.env["mdq.supplier.certificate"]
        for day, expected in (("2026-06-01", "valid"), ("2026-10-02", "soon"), ("2026-12-31", "soon"), ("2027-01-01", "expired")):
            with freeze_time(f"{day} 04:00:00"):
                self.env.invalidate_all()
                self.assertEqual(record.validity, expected)
                found = {choice for choice, _label in record._fields["validity"].selection
                         if record in certificates.search([("validity", "=", choice)])}
                self.assertEqual(found, {expected}, day)

    def test_the_renewal_is_prepared(self):
        record = self._accepted()
        values = record.action_renew()["context"]
        self.assertEqual((values["default_renews_id"], str(values["default_valid_from"])), (record.id, "2027-01-01"))

    def test_scans_are_added_on_screen(self):
        record = self.env["mdq.supplier.certificate"].with_user(self.sqe).create({
            **{key: value for key, value in self._values().items() if key != "files"}, "partner_id": self.partner.id})
        scan = {"certificate_id": record.id, "name": "a.pdf", "content": base64.b64encode(PDF)}
        self.env["mdq.supplier.certificate.scan"].with_user(self.sqe).create(scan).action_add()
        self.assertEqual((record.file_ids.name, record.file_ids.size), ("a.pdf", len(PDF)))
        record.action_submit()
        with self.refused("its content can no longer be changed"):
            self.env["mdq.supplier.certificate.scan"].with_user(self.sqe).create({**scan, "name": "b.pdf"}).action_add()
