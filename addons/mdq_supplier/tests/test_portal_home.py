from odoo import fields
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from .admission import AdmissionCommon
from .audit_common import AuditCommon
from .certificate_common import MdqCertificateCommon
from .scorecard_common import JUNE, MAY, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestPortalHome(AdmissionCommon, AuditCommon, HttpCase):
    """The start page of a supplier shows what is due first, with its day and its link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iso = cls.env.ref("mdq_supplier.mdq_supplier_certificate_type_iso_13485")
        cls.second_sqe = cls.new_user("mdq_second_sqe", "mdq_base.group_sqe")
        cls.signer = cls._portal_person("mdq_portal_signer", cls.partner, "signatory")

    def _day(self, days):
        return fields.Date.add(self.env.company._mdq_today(), days=days)

    def _certificate(self, ends, partner=None, number="Q5 021123", accept=True, **vals):
        record = self.env["mdq.supplier.certificate"].with_user(self.second_sqe).create({
            "partner_id": (partner or self.partner).id, "type_id": self.iso.id, "number": number, "issuer": "TÜV SÜD",
            "valid_from": self._day(-300), "valid_to": self._day(ends), **vals,
        })
        record._add_files([MdqCertificateCommon._scan()])
        record.action_submit()
        if accept:
            record.with_user(self.sqe).accept(self.credential_of(self.sqe))
        return record

    def _due(self):
        self.env.invalidate_all()
        return self.partner.with_user(self.reader).sudo()._mdq_get_portal_due()  # as the page does

    def _home(self, user, lang="en_US"):
        user.lang = lang
        self.authenticate(user.login, user.login.ljust(8, "x"))
        with mute_logger("odoo.http"):
            return self.url_open("/my").text

    def test_what_is_due_first_stands_first(self):
        """Requirement: MDQ-SUP-253"""
        sheet = self._sheet(due_date=self._day(20))
        sheet.action_send()
        certificate = self._certificate(40)
        audit = self._issued("critical")
        finding = audit.finding_ids
        rows = self._due()
        self.assertEqual([(row["day"], row["url"]) for row in rows], [
            (finding.date_due, f"/my/mdq/findings/{finding.id}"), (self._day(20), f"/my/mdq/questionnaire/{sheet.id}"),
            (self._day(40), f"/my/mdq/certificates/{certificate.id}"), (False, f"/my/mdq/audits/{audit.id}"),
        ])
        self.assertEqual([row["tone"] for row in rows], ["warning", "secondary", "secondary", "secondary"])
        page = self._home(self.reader)
        places = [page.index(row["url"]) for row in rows]
        self.assertEqual(places, sorted(places))
        for row in rows:
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(row["url"]).status_code, 200, row["url"])

    def test_certificates_to_renew_to_correct_and_to_send(self):
        """Requirement: MDQ-SUP-253"""
        ending = self._certificate(5)
        self.assertEqual([(row["what"], row["note"]) for row in self._due()], [("Renew the certificate", "5 days left")])
        renewal = self._certificate(700, number="Q5 2", accept=False, renews_id=ending.id, valid_from=self._day(6))
        self.assertFalse(self._due(), "its renewal waits for us")
        renewal.with_user(self.sqe).send_back(self.credential_of(self.sqe), "The stamp cannot be read")
        self.assertEqual([(row["what"], row["note"], row["day"]) for row in self._due()],
                         [("Correct the certificate", "The stamp cannot be read", self._day(5))], "one paper is one task")
        self._qualify(product=self.bar)
        licence = self.env.ref("mdq_supplier.mdq_supplier_certificate_type_business_licence")
        self.env["mdq.supplier.certificate.demand"].with_user(self.sqe).create({"type_id": licence.id})
        row = next(row for row in self._due() if row["what"] == "Send the certificate")
        self.assertEqual((row["name"], row["note"]), (licence.name, "Nothing can be ordered without it."))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=9)):
            self.assertEqual(next(row for row in self._due() if row["what"] == "Correct the certificate")["tone"], "danger")

    def test_documents_and_signatures(self):
        """Requirement: MDQ-SUP-253"""
        case = self._case()
        case.action_set_risk_class()
        self.env["res.lang"]._activate_lang("zh_CN")
        agreement = self._agreement()
        agreement.with_context(lang="zh_CN").name = "清洗协议"
        agreement.action_submit()
        self._request(agreement).with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))
        rows = self._due()
        self.assertEqual({row["what"] for row in rows}, {"Hand in the document", "Sign the quality agreement"})
        self.assertIn(f"/my/mdq/agreements/{agreement.id}", [row["url"] for row in rows])
        self.assertIn("清洗协议", self._home(self.signatory, "zh_CN"))
        case.cancel(self.credential_of(self.sqe), "Not needed")
        self.assertEqual(len(self._due()), 1)
        self._request(agreement).with_user(self.signatory).approve(self.credential_of(self.signatory))
        self.assertFalse(self._due())

    def test_nothing_due_is_said_in_both_languages(self):
        """Requirement: MDQ-SUP-253"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn("Nothing is due from your company", self._home(self.reader))
        self.assertIn("目前没有需要贵公司处理的事项", self._home(self.reader, "zh_CN"))

    def test_nothing_of_another_supplier_and_nothing_for_customers(self):
        """Requirement: MDQ-SUP-253"""
        self._certificate(5, partner=self.other_partner, number="SECRET 1")
        sheet = self._sheet(self.other_partner)
        sheet.action_send()
        draft = self._sheet()
        page = self._home(self.qa_person)
        for hidden in ("SECRET", f"/my/mdq/questionnaire/{sheet.id}", f"/my/mdq/questionnaire/{draft.id}"):
            self.assertNotIn(hidden, page)
        self.assertNotIn("mdq_due", self._home(self.new_user("mdq_customer", "base.group_portal")))

    def test_nothing_of_another_company(self):
        """Requirement: MDQ-SUP-253"""
        company = self.env["res.company"].create({"name": "Other"})
        abroad = self.env["mdq.supplier.certificate"].create({
            "partner_id": self.partner.id, "type_id": self.iso.id, "number": "ABROAD", "issuer": "x", "company_id": company.id,
            "valid_from": self._day(-300), "valid_to": self._day(5)})
        abroad._write_guarded({"state": "effective", "accepted_on": self._day(-1)})
        self.assertFalse(self._due())

    def test_many_take_no_query_each(self):
        """Requirement: MDQ-SUP-253"""
        counts = []
        for number in range(2):
            for part in range(1 + 8 * number):
                self._certificate(5, number=f"Q{number}-{part}")
                self._sheet().action_send()
            self.env.flush_all()
            self._due()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.partner._mdq_get_portal_due()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_the_rest_unfolds(self):
        """Requirement: MDQ-SUP-253"""
        for number in range(12):
            self._certificate(5 + number, number=f"Q{number}")
        page = self._home(self.reader)
        self.assertRegex(page, r"<summary[^>]*>\s*2")


@tagged("post_install", "-at_install")
class TestPortalHomeScorecard(MdqScorecardCommon):

    def test_a_scorecard_may_be_contested_until_its_day(self):
        """Requirement: MDQ-SUP-253"""
        self._bought(4, 5)
        self._buy("2026-05-06")
        card = self._card(MAY)
        row = self.partner._mdq_get_portal_due()[0]
        self.assertEqual((row["url"], row["day"]), (f"/my/mdq/scorecards/{card.id}", card.contest_until))
        self._buy("2026-06-06")
        self._card(JUNE)
        row, = self.partner._mdq_get_portal_due()
        self.assertEqual((row["name"], row["url"]), ("2 scorecards", "/my/mdq/scorecards"))
        with freeze_time(fields.Datetime.add(fields.Datetime.to_datetime(card.contest_until), days=2)):
            self.env.invalidate_all()
            self.assertFalse(self.partner._mdq_get_portal_due())
