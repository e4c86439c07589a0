import re

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ..models import mdq_supplier_registration_attempt as attempts
from .admission import PDF, AdmissionCommon

GOOD = "91320508MA1MT5H44B"  # check digit by the rule of GB 32100
ENTERED = {
    "company_name": "Kunshan Weixin Plating", "vat": GOOD, "street": "8 Changjiang Road", "city": "Kunshan", "zip": "215300",
    "phone": "+86 512 5700 0008", "contact_name": "Gu Yan", "contact_function": "Quality manager",
    "contact_email": "gu.yan@weixin.example", "contact_phone": "+86 138 0000 0000", "offer": "Anodising, passivation",
}


@tagged("post_install", "-at_install")
class TestRegistration(AdmissionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.public = cls.env.ref("base.public_user")
        cls.applications = cls.env["mdq.supplier.registration"]

    def _apply(self, files=(), **vals):
        values = {**ENTERED, "country_id": self.china.id, **vals}
        return self.applications.with_user(self.public)._apply(values, files, "en_US")

    def _in_review(self, **vals):
        record = self._apply(**vals)
        record._confirm()
        record = record.with_user(self.sqe).sudo(False)
        record.action_review()
        return record

    def test_what_is_entered_waits(self):
        """Requirement: MDQ-SUP-041"""
        before = self.env["res.partner"].search_count([])
        record = self._apply(files=[("licence.pdf", PDF)])
        self.assertEqual((record.state, len(record.file_ids)), ("unconfirmed", 1))
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self.env["res.users"].search([("login", "=", ENTERED["contact_email"])]))

    def test_numbers_are_checked_by_their_check_digit(self):
        """Requirement: MDQ-SUP-041"""
        for vat, sentence in (("", "fill in the unified social credit code"), ("91320508MA1MT5H44A", "typing error"), ("123", "does not look")):
            with self.refused(sentence, ValidationError):
                self._apply(vat=vat)
        with self.refused("typing error|does not look", ValidationError):
            self._apply(vat="DE123456789", country_id=self.env.ref("base.de").id)
        self.assertTrue(self._apply(vat="DE136695976", country_id=self.env.ref("base.de").id))
        self.assertFalse(self._apply(vat="", country_id=self.env.ref("base.ca").id).vat)

    def test_missing_and_oversized_values_are_refused_in_words(self):
        """Requirement: MDQ-SUP-041"""
        for vals, sentence in (
            ({"company_name": " "}, "Please fill in: Company Name"), ({"contact_email": "nobody"}, "not an e-mail address"),
            ({"country_id": 0}, "choose the country"), ({"country_id": "CN"}, "choose the country"),
            ({"country_id": "9" * 30}, "choose the country"), ({"company_name": object()}, "Please fill in: Company Name"), ({"street": "x" * 201}, "at most 200 characters"),
        ):
            with self.refused(sentence, ValidationError):
                self._apply(**vals)
        self.assertEqual(self._apply(company_name="Wei\0xin", offer="Anod\0ising").company_name, "Weixin")
        with self.refused("neither a PDF nor"):
            self._apply(files=[("a.pdf", b"MZ executable")])

    def test_the_address_is_confirmed_by_its_own_token(self):
        """Requirement: MDQ-SUP-041"""
        record = self._apply()
        mail = self.env["mail.mail"].search([("email_to", "=", ENTERED["contact_email"])])
        self.assertNotIn("/confirm/", " ".join(record.message_ids.mapped("body")))  # who reviews does not confirm
        token = re.search(r"/confirm/\d+/([\w-]+)", mail.body_html).group(1)
        self.assertTrue(record._is_token(token))
        self.assertFalse(record._is_token("x") or record._is_token("") or self._apply()._is_token(token))
        self.assertNotIn(token, record.token_digest)
        record._confirm()
        self.assertEqual(record.state, "confirmed")
        self.assertTrue(record.activity_ids)

    def test_one_address_is_written_to_three_times_a_day(self):
        """Requirement: MDQ-SUP-098"""
        for _number in range(5):
            record = self._apply()
        mails = self.env["mail.mail"].search([("email_to", "=", record.contact_email)])
        self.assertEqual(len(mails), 3)

    def test_what_nobody_confirmed_expires(self):
        """Requirement: MDQ-SUP-041"""
        record = self._apply()
        self.env.cr.execute("UPDATE mdq_supplier_registration SET create_date = now() - interval '8 days' WHERE id = %s", [record.id])
        record.invalidate_recordset()
        self.applications._cron_expire()
        self.assertEqual(record.state, "expired")
        record._confirm()
        self.assertEqual(record.state, "expired")

    def test_uses_of_the_page_are_counted_in_the_database(self):
        """Requirement: MDQ-SUP-098"""
        counter = self.env["mdq.supplier.registration.attempt"].with_user(self.public)
        for _number in range(attempts.PER_ADDRESS):
            counter._count("192.0.2.1")
        with self.refused("too often within the last hour"):
            counter._count("192.0.2.1")
        counter._count("192.0.2.2")
        self.patch(attempts, "IN_TOTAL", 5)
        with self.refused("too often"):
            counter._count("192.0.2.3")
        self.assertNotIn("192.0.2", "".join(counter.sudo().search([]).mapped("source")))

    # -------------------------------------------------------------------------------------- review

    def test_acceptance_is_field_by_field(self):
        """Requirement: MDQ-SUP-041"""
        record = self._in_review()
        with self.refused("Decide on each field first"):
            record.action_accept()
        record.line_ids.filtered(lambda line: line.entry == "website").decision = "keep"
        record.line_ids.filtered(lambda line: line.entry == "phone").action_keep()
        record.action_accept_all()
        record.action_accept()
        partner = record.partner_id
        self.assertEqual((partner.name, partner.vat, partner.country_id, partner.phone), (ENTERED["company_name"], GOOD, self.china, False))
        contact = partner.child_ids
        self.assertEqual((contact.name, contact.email, contact.function), ("Gu Yan", "gu.yan@weixin.example", "Quality manager"))
        user = contact.sudo().user_ids
        self.assertTrue(user.share and user.has_group("mdq_base.group_supplier_quality"))
        self.assertFalse(user.has_group("mdq_base.group_supplier_signatory"))
        self.assertEqual((record.case_ids.partner_id, record.case_ids.kind), (partner, "new"))
        self.assertEqual((record.state, record.reviewed_by), ("accepted", self.sqe))

    def test_the_existing_supplier_is_updated_side_by_side(self):
        """Requirement: MDQ-SUP-041"""
        self.other_partner.write({"vat": GOOD, "country_id": self.china.id, "city": "Suzhou"})
        record = self._in_review()
        self.assertEqual(record.partner_id, self.other_partner)
        city = record.line_ids.filtered(lambda line: line.entry == "city")
        self.assertEqual((city.present, city.entered, city.is_different), ("Suzhou", "Kunshan", True))
        self.assertFalse(record.line_ids.filtered(lambda line: line.entry == "vat").is_different)
        record.line_ids.filtered(lambda line: line.entry == "company_name").decision = "keep"
        record.action_accept_all()
        record.action_accept()
        self.assertEqual((self.other_partner.name, self.other_partner.city), ("Hongda Precision", "Kunshan"))

    def test_a_code_with_a_typing_error_is_nobodys(self):
        """Requirement: MDQ-SUP-099"""
        with self.refused("check digit does not fit", ValidationError):
            self.partner.write({"vat": GOOD[:-1] + "A", "country_id": self.china.id})
        self.partner.write({"vat": "320508123456789", "country_id": self.china.id})  # the number before 2015
        self.partner.write({"vat": GOOD[:-1] + "A", "country_id": self.env.ref("base.de").id})

    def test_a_number_names_one_supplier(self):
        """Requirement: MDQ-SUP-099"""
        self.other_partner.write({"vat": GOOD, "country_id": self.china.id})
        with self.refused(f"The code {GOOD} belongs to Hongda Precision already", ValidationError):
            self.partner.write({"vat": GOOD, "country_id": self.china.id})
        record = self._in_review()
        record.partner_id = False
        record.action_accept_all()
        with self.refused("has the number .* already. Choose it"):
            record.action_accept()
        with self.refused("sent to the applicant"):
            record.action_decline()
        record.decline_reason = "You are a supplier already; write to your contact"
        record.action_decline()
        self.assertEqual(record.state, "declined")

    def test_a_pattern_names_no_supplier_and_no_person(self):
        """Requirement: MDQ-SUP-041"""
        self.other_partner.write({"vat": GOOD, "country_id": self.china.id})
        nowhere = self.env.ref("base.aq")
        for vat in ("%", GOOD[:-1] + "_"):
            record = self._in_review(vat=vat, country_id=nowhere.id)
            self.assertFalse(record.same_number_id | record.partner_id)
        colleague = self.env["res.partner"].create({"name": "Li Na", "parent_id": self.other_partner.id, "email": "li.na@hongda.example"})
        record = self._in_review(contact_email="li_na@hongda.example")
        self.assertEqual(record.partner_id, self.other_partner)
        self.assertFalse(record._get_contact())
        colleague.email = "Li Na <LI_NA@hongda.example>"
        self.assertEqual(record._get_contact(), colleague)

    def test_what_was_entered_is_not_changed(self):
        """Requirement: MDQ-SUP-041"""
        record = self._in_review()
        for change in (
            lambda: record.write({"company_name": "Other"}), lambda: record.line_ids[0].write({"entered": "Other"}),
            lambda: record.write({"state": "accepted"}), lambda: record.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_an_address_of_another_account_is_not_invited(self):
        """Requirement: MDQ-SUP-041"""
        record = self._in_review(contact_email=self.stranger.login + "@example.com")
        self.stranger.login = self.stranger.login + "@example.com"
        record.action_accept_all()
        with self.refused("belongs to another account"):
            record.action_accept()
        record.portal_role = "none"
        record.action_accept()
        self.assertFalse(record.partner_id.child_ids.sudo().user_ids)

    def test_only_supplier_quality_reviews(self):
        """Requirement: MDQ-SUP-041"""
        record = self._apply()
        record._confirm()
        for user in (self.planner, self.quality_engineer, self.qa_person, self.public):
            with self.assertRaises(AccessError):
                record.with_user(user).sudo(False).read(["company_name"])
        for user in (self.auditor, self.admin):
            with self.assertRaises(AccessError):
                record.with_user(user).sudo(False).action_review()


class Huge:
    """A body that says it has 200 MB; the answer comes before they are sent."""

    def __len__(self):
        return 200 * 1024 * 1024

    def __iter__(self):
        yield b"--x"


@tagged("post_install", "-at_install")
class TestPublicPage(AdmissionCommon, HttpCase):

    def _post(self, **values):
        page = self.url_open("/supplier/register")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        files = values.pop("files", None)
        data = {**ENTERED, "country_id": self.env.ref("base.cn").id, "consent": "1", "csrf_token": token, **values}
        return self.url_open("/supplier/register", data=data, files=files)

    def _found(self):
        return self.env["mdq.supplier.registration"].search([("company_name", "=", ENTERED["company_name"])])

    def test_somebody_applies(self):
        """Requirement: MDQ-SUP-041"""
        response = self._post(files={"files": ("licence.pdf", PDF)})
        self.assertIn("Thank you", response.text)
        self.assertEqual((self._found().vat, self._found().file_ids.name), (GOOD, "licence.pdf"))

    def test_the_page_says_nothing_of_suppliers(self):
        """Requirement: MDQ-SUP-098"""
        fresh = self._post()
        self.other_partner.write({"vat": GOOD, "country_id": self.env.ref("base.cn").id})
        known = self._post(contact_email="else@weixin.example")
        pages = [re.sub(r'[\w-]*token[^>]*>|csrf[^,]*,|"[0-9a-f]{20,}[^"]*"', "", page.text) for page in (fresh, known)]
        self.assertEqual((fresh.url, fresh.status_code, pages[0]), (known.url, known.status_code, pages[1]))

    def test_a_machine_that_fills_the_trap_leaves_nothing(self):
        """Requirement: MDQ-SUP-098"""
        self.assertIn("Thank you", self._post(fax_number="1").text)
        self.assertFalse(self._found())

    def test_mistakes_are_shown_and_nothing_typed_is_lost(self):
        """Requirement: MDQ-SUP-041"""
        page = self._post(vat="91320508MA1MT5H44A").text
        self.assertIn("typing error", page)
        self.assertIn('value="Kunshan Weixin Plating"', page)
        self.assertIn("Please agree", self._post(consent="").text)
        self.assertIn("neither a PDF nor", self._post(files={"files": ("x.pdf", b"MZ")}).text)
        self.assertFalse(self._found())

    def test_after_a_mistake_the_consent_stays_and_files_are_asked_for_again(self):
        """Requirement: MDQ-SUP-041"""
        page = self._post(contact_email="wang@weixin").text
        self.assertIn("wang@weixin is not an e-mail address", page)
        self.assertIn("choose the files again", page)
        self.assertRegex(page, r'name="consent"[^>]*checked')

    def test_the_page_speaks_two_languages(self):
        """Requirement: MDQ-SUP-041"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn("lang=zh_CN", self.url_open("/supplier/register").text)
        self.assertIn("申请", self.url_open("/supplier/register?lang=zh_CN").text)
        self.assertEqual(self.url_open("/supplier/register?lang=nonsense").status_code, 200)

    def test_without_the_page_s_token_nothing_is_taken(self):
        """Requirement: MDQ-SUP-098"""
        response = self.url_open("/supplier/register", data={**ENTERED, "consent": "1"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._found())

    def test_too_many_are_turned_away(self):
        """Requirement: MDQ-SUP-098"""
        self.patch(attempts, "PER_ADDRESS", 1)
        self._post()
        response = self._post()
        self.assertEqual(response.status_code, 429)
        self.assertIn("too often", response.text)
        self.assertEqual(len(self._found()), 1)

    def test_a_mail_program_does_not_confirm(self):
        """Requirement: MDQ-SUP-041"""
        self._post()
        record = self._found()
        mail = self.env["mail.mail"].search([("email_to", "=", ENTERED["contact_email"])])
        path = re.search(r"(/supplier/register/confirm/\d+/[\w-]+)", mail.body_html).group(1)
        page = self.url_open(path)
        self.assertEqual(record.state, "unconfirmed")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        self.assertIn("confirmed", self.url_open(path, data={"csrf_token": token}).text)
        record.invalidate_recordset()
        self.assertEqual(record.state, "confirmed")
        self.assertIn("does not work any more", self.url_open(path[:-3] + "xyz").text)

    def test_a_file_of_200_mb_is_refused_before_it_is_read(self):
        """Requirement: MDQ-SUP-098"""
        response = self.url_open("/supplier/register", data=Huge(), method="POST", timeout=30,
                                 headers={"Content-Type": "multipart/form-data; boundary=x"})
        self.assertEqual(response.status_code, 413)
        self.assertIn("larger than this page takes", response.text)
