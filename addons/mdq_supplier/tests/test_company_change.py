import psycopg2
from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .admission import PDF, AdmissionCommon

PAGE = "/my/mdq/company"
GOOD = "91320508MA1MT5H44B"


class ChangeCommon(AdmissionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.partner.write({"country_id": cls.china.id, "vat": GOOD, "city": "Suzhou", "phone": "+86 512 1", "website": "http://lantian.example"})
        cls.signer = cls._portal_person("mdq_portal_signer", cls.partner, "signatory")
        cls.changes = cls.env["mdq.supplier.registration"]
        cls.form = {"company_name": cls.partner.name, "country_id": str(cls.china.id), "vat": GOOD, "city": "Suzhou",
                    "phone": "+86 512 1", "website": "http://lantian.example"}

    def _propose(self, user=None, files=(), **vals):
        return self.changes.with_user(user or self.qa_person)._propose({**self.form, **vals}, files)

    def _in_review(self, **vals):
        record = self._propose(**vals).with_user(self.sqe).sudo(False)
        record.action_review()
        return record


@tagged("post_install", "-at_install")
class TestCompanyChange(ChangeCommon):
    """A supplier reports changes of its own data; nothing changes before somebody has looked at it."""

    def test_what_is_reported_waits(self):
        """Requirement: MDQ-SUP-252"""
        record = self._propose(city="Kunshan", phone="", offer="We move in March", files=[("licence.pdf", PDF)])
        self.assertEqual((record.state, record.kind, record.partner_id, record.sent_by), ("confirmed", "change", self.partner, self.qa_person))
        self.assertEqual({line.entry: (line.present, line.entered or "") for line in record.line_ids},
                         {"city": ("Suzhou", "Kunshan"), "phone": ("+86 512 1", "")})
        self.assertEqual((self.partner.city, self.partner.phone), ("Suzhou", "+86 512 1"))
        self.assertEqual(record.file_ids.partner_id, self.partner)
        self.assertIn("Lantian Surface", record.activity_ids[0].summary)

    def test_it_is_taken_over_field_by_field(self):
        """Requirement: MDQ-SUP-252"""
        cases = self.cases.search_count([])
        record = self._in_review(city="Kunshan", phone="", website="http://other.example")
        with self.refused("Decide on each field first"):
            record.action_accept()
        website = record.line_ids.filtered(lambda line: line.entry == "website")
        website.action_keep()
        record.action_accept_all()
        with self.refused("Say in the comment why it is not taken over"):
            record.action_accept()
        website.comment = "The page does not answer"
        record.action_accept()
        self.assertEqual((self.partner.city, self.partner.phone, self.partner.website), ("Kunshan", False, "http://lantian.example"))
        self.assertEqual((record.state, record.reviewed_by), ("accepted", self.sqe))
        self.assertEqual(self.cases.search_count([]), cases, "a change is no admission")
        letter = self.env["mail.message"].search([("partner_ids", "in", self.qa_person.partner_id.ids)], limit=1, order="id desc")
        self.assertIn("The page does not answer", letter.body)

    def test_it_is_declined_with_a_reason(self):
        """Requirement: MDQ-SUP-252"""
        record = self._in_review(city="Kunshan")
        record.line_ids.write({"decision": "keep", "comment": "The licence says Suzhou"})
        with self.refused("Nothing is taken over: decline"):
            record.action_accept()
        with self.refused("Say why"):
            record.action_decline()
        record.decline_reason = "The licence says Suzhou"
        record.action_decline()
        self.assertEqual((record.state, self.partner.city), ("declined", "Suzhou"))
        letter = self.env["mail.message"].search([("partner_ids", "in", self.qa_person.partner_id.ids)], limit=1, order="id desc")
        self.assertIn("The licence says Suzhou", letter.body)
        self.assertTrue(self._propose(user=self.signer, city="Kunshan"))

    def test_a_note_alone_is_taken_note_of(self):
        """Requirement: MDQ-SUP-252"""
        record = self._in_review(offer="A second anodising line starts in May")
        record.action_accept()
        self.assertEqual(record.state, "accepted")

    def test_what_cannot_be_right_is_refused_in_words(self):
        """Requirement: MDQ-SUP-252"""
        for vals, sentence, kind in (
            ({}, "Nothing is different", UserError), ({"company_name": " "}, "Please fill in: Company Name", ValidationError),
            ({"country_id": ""}, "choose the country", ValidationError), ({"vat": GOOD[:-1] + "A"}, "typing error", ValidationError),
            ({"vat": ""}, "unified social credit code", ValidationError), ({"street": "x" * 201}, "at most 200", ValidationError),
            ({"city": object(), "country_id": "9" * 30}, "choose the country", ValidationError),
        ):
            with self.refused(sentence, kind):
                self._propose(**vals)
        self.partner.vat = False  # what was never known is no reason to refuse another change
        self.assertTrue(self._propose(vat="", city="Kunshan"))

    def test_one_change_waits_at_a_time(self):
        """Requirement: MDQ-SUP-252"""
        record = self._propose(city="Kunshan")
        with self.refused(f"{record.name} waits for its review already"):
            self._propose(user=self.signer, phone="1")
        with self.assertRaises(psycopg2.errors.UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second = self.changes.create({"company_name": "x", "partner_id": self.partner.id, "company_id": record.company_id.id})
            second._write_guarded({"kind": "change"})
            self.env.flush_all()

    def test_the_number_of_another_supplier_is_not_taken_over(self):
        """Requirement: MDQ-SUP-252"""
        self.other_partner.write({"vat": "91110000600037341L", "country_id": self.china.id})
        record = self._in_review(vat="91110000600037341L")
        record.action_accept_all()
        with self.refused("Hongda Precision has the number"):
            record.action_accept()
        self.assertEqual(self.partner.vat, GOOD)

    def test_only_quality_and_signatories_of_the_supplier_report(self):
        """Requirement: MDQ-SUP-252"""
        customer = self.new_user("mdq_customer", "base.group_portal")
        for user in (self.reader, self.sqe, self.quality_manager, self.env.ref("base.public_user"), customer):
            with self.refused("quality department or a signatory", AccessError):
                self._propose(user=user, city="Kunshan")
        record = self._propose(user=self.stranger, city="Kunshan", company_name="Hongda")
        self.assertEqual(record.partner_id, self.other_partner)

    def test_a_change_stays_with_its_supplier_and_its_words(self):
        """Requirement: MDQ-SUP-252"""
        record = self._in_review(city="Kunshan")
        for vals in ({"partner_id": self.other_partner.id}, {"city": "Wuxi"}, {"kind": "application"}, {"state": "accepted"}):
            with self.assertRaises(UserError):
                record.write(vals)
        with self.assertRaises(UserError):
            record.line_ids.entered = "Wuxi"
        for user in (self.planner, self.quality_engineer, self.qa_person):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["city"])
        for user in (self.auditor, self.admin):
            with self.assertRaises(AccessError):
                record.with_user(user).action_accept()
        for vals in ({"kind": "change"}, {}):
            with self.assertRaises(UserError):  # AccessError is one of them
                self.changes.with_user(self.sqe).create({"company_name": "x", "partner_id": self.partner.id, **vals})


@tagged("post_install", "-at_install")
class TestCompanyChangePage(ChangeCommon, HttpCase):

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, address):
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False)

    def _post(self, files=None, **vals):
        data = {**self.form, "csrf_token": http.Request.csrf_token(self), **vals}
        with mute_logger("odoo.http"):
            return self.url_open(f"{PAGE}/change", data=data, files=files, allow_redirects=False)

    def test_reported_from_the_page(self):
        """Requirement: MDQ-SUP-252"""
        self._as(self.qa_person)
        self.assertIn("Report a change", self._get(PAGE).text)
        self.assertIn('value="Suzhou"', self._get(f"{PAGE}/change").text)
        answer = self._post(city="Kunshan", files={"files": ("licence.pdf", PDF)})
        self.assertEqual(answer.status_code, 303)
        page = self._get(PAGE).text
        for shown in ("Kunshan", "Nothing changes before we have looked at it", "In review"):
            self.assertIn(shown, page)
        self.assertNotIn('href="/my/mdq/company/change"', page)
        self.assertIn("waits for its review already", self._post(city="Wuxi").text)

    def test_mistakes_are_said_and_what_was_typed_stays(self):
        """Requirement: MDQ-SUP-252"""
        self._as(self.signer)
        page = self._post(vat=GOOD[:-1] + "A", street="8 Changjiang Road").text
        self.assertIn("typing error", page)
        self.assertIn("8 Changjiang Road", page)
        self.assertIn("neither a PDF nor", self._post(city="Wuxi", files={"files": ("x.pdf", b"MZ")}).text)
        self.assertFalse(self.changes.search([("kind", "=", "change")]))

    def test_a_user_reads_and_others_find_nothing(self):
        """Requirement: MDQ-SUP-252"""
        self._propose(city="Kunshan")
        self._as(self.reader)
        page = self._get(PAGE).text
        self.assertIn("Kunshan", page)
        self.assertIn("quality department or a signatory", page)
        self.assertEqual((self._get(f"{PAGE}/change").status_code, self._post(city="x").status_code), (404, 404))
        self._as(self.stranger)
        self.assertNotIn("Kunshan", self._get(PAGE).text)
        self._as(self.new_user("mdq_customer", "base.group_portal"))
        self.assertEqual((self._get(f"{PAGE}/change").status_code, self._post(city="x").status_code), (404, 404))

    def test_the_answer_stands_on_the_page(self):
        """Requirement: MDQ-SUP-252"""
        record = self._in_review(city="Kunshan", phone="2")
        record.line_ids.filtered(lambda line: line.entry == "phone").write({"decision": "keep", "comment": "Nobody answers there"})
        record.action_accept_all()
        record.action_accept()
        self._as(self.reader)
        page = self._get(PAGE).text
        for shown in ("Taken over", "Not taken over", "Nobody answers there"):
            self.assertIn(shown, page)
