import hashlib
import io

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .document_common import DocumentCase


def text_of(content):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@tagged("post_install", "-at_install")
class TestLotCertificate(HttpCase, DocumentCase):
    """Certificates of conformity and of analysis are signed, printed once, and stay as they were given to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.bar.with_context(lang="zh_CN").name = "钛合金棒"
        cls.customer = cls.env["res.partner"].create({"name": "Ortho Clinic", "is_company": True})
        cls._plan()
        cls._rule()
        cls._receive((cls.bar, "A", 10))
        cls.lot = cls.env["stock.lot"].search([("name", "=", "A"), ("product_id", "=", cls.bar.id)])
        cls._accept(cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]))
        cls._accept_document(cls._hand_in(cls._needs_of(cls.lot)))
        cls.env["mdq.release"].with_user(cls.releaser).release(cls.lot.ids, cls.credential_of(cls.releaser))

    def _draft(self, user=None, **vals):
        return self.env["mdq.lot.certificate"].with_user(user or self.releaser).create({
            "lot_id": self.lot.id, "partner_id": self.customer.id, "order_reference": "PO-77", **vals})

    def test_the_page_of_the_lot_counts_its_certificates(self):
        def card():
            self.env.invalidate_all()
            return next(card for card in self.lot.with_user(self.releaser).get_lot_360()["cards"] if card["key"] == "certificate")
        self.assertEqual(card()["count"], 0)
        self._draft()
        self.assertEqual((card()["count"], card()["note"]), (1, "1 being written"))
        self._issued()
        self.assertEqual(card()["count"], 2)
        self.assertEqual(self.env["mdq.lot.certificate"].search_count(card()["action"]["domain"]), 2)

    def _issued(self, **vals):
        certificate = self._draft(**vals)
        certificate.issue(self.credential_of(self.releaser))
        return certificate

    def _bytes(self, certificate):
        return certificate._mdq_get_issued_paper()._get_content()

    def test_a_certificate_of_conformity_says_what_the_lot_is_in_both_languages(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued(specification="Drawing 4711 revision C")
        self.assertTrue(certificate.name.startswith("COC/"))
        paper = certificate.issued_paper_ids
        self.assertEqual((paper.number, certificate.sha256), (certificate.name, hashlib.sha256(self._bytes(certificate)).hexdigest()))
        said = text_of(self._bytes(certificate))
        for shown in (certificate.name, "Titanium bar", "钛合金棒", "Ortho Clinic", "PO-77", "Drawing 4711 revision C", "合格证", "Mill certificate", "4711",
                      self.releaser.name, "Page 1 of", "第 1 页"):
            self.assertIn(shown, said)
        self.assertNotIn("5.980", said)
        self.assertEqual((certificate.signature_ids.meaning, certificate.signature_state), ("approved", "valid"))

    def test_a_certificate_of_analysis_has_values_limits_and_gauges(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued(kind="coa")
        self.assertTrue(certificate.with_values and certificate.with_gauges and certificate.name.startswith("COA/"))
        said = text_of(self._bytes(certificate))
        for shown in ("Outer diameter", "5.95", "6.00", "5.980", "5.9800", "2/2"):
            self.assertIn(shown, said)

    def test_nothing_changes_afterwards_whatever_changes_in_the_data(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued()
        before = self._bytes(certificate)
        self.bar.name = "Renamed since"
        self.lot.ref = "Other melt"
        self.customer.name = "Renamed too"
        self.env.invalidate_all()
        self.assertEqual(self._bytes(certificate), before)
        for user in (self.releaser, self.quality_engineer, self.auditor):
            self.authenticate(user.login, user.login.ljust(8, "x"))
            with mute_logger("odoo.http"):
                answer = self.url_open(f"/mdq/certificate/mdq.lot.certificate/{certificate.id}")
            self.assertEqual(answer.content, before)
        self.assertEqual(certificate.signature_state, "valid")
        self.assertEqual(len(certificate.issued_paper_ids), 1)

    def test_what_was_issued_is_locked_for_everybody(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued()
        for actor in (certificate, certificate.with_user(self.quality_manager), certificate.sudo()):
            for vals in ({"quantity": 3}, {"content": "{}"}, {"state": "draft"}, {"issued_on": False}, {"replaces_id": 1}, {"name": "X"}):
                with self.assertRaises(UserError), self.cr.savepoint():
                    actor.write(vals)
            with self.assertRaises(UserError), self.cr.savepoint():
                actor.unlink()
        with self.assertRaisesRegex(UserError, "new edition"):
            certificate.issued_paper_ids.with_user(self.releaser).reissue(self.credential_of(self.releaser), "Again")
        with self.assertRaises(UserError):
            certificate.issue(self.credential_of(self.releaser))

    def test_only_released_lots_are_certified(self):
        """Requirement: MDQ-QUA-709"""
        for status in ("quarantine", "hold", "rejected"):
            lot = self._lot(status=status)
            with self.assertRaisesRegex(UserError, "only a released lot is certified"):
                self._draft(lot_id=lot.id).issue(self.credential_of(self.releaser))
        draft = self._draft()
        self.lot._mdq_set_status("hold", "Found something")
        with self.assertRaisesRegex(UserError, "on hold: only a released lot"):
            draft.issue(self.credential_of(self.releaser))

    def test_who_issues_and_who_does_not(self):
        """Requirement: MDQ-QUA-709"""
        draft = self._draft()
        for user in (self.inspector, self.quality_engineer, self.sqe, self.auditor, self.sender):
            with self.assertRaises(AccessError):
                draft.with_user(user).issue(self.credential_of(user))
        with self.assertRaises(UserError):
            draft.issue({"type": "password", "password": "wrong"})
        self.assertEqual(draft.state, "draft")
        with self.assertRaisesRegex(UserError, "there is no paper yet"):
            draft.action_mdq_certificate()
        with self.assertRaisesRegex(UserError, "there is no paper yet"):
            draft._mdq_get_issued_paper()
        draft.with_user(self.quality_manager).issue(self.credential_of(self.quality_manager))
        self.assertEqual(draft.issued_by, self.quality_manager)

    def test_a_new_edition_names_the_one_it_replaces_and_that_one_stays(self):
        """Requirement: MDQ-QUA-709"""
        first = self._issued(order_reference="PO-7")
        before = self._bytes(first)
        second = first.browse(first.action_new_edition()["res_id"])
        second.order_reference = "PO-77"
        self.assertEqual((second.edition, second.replaces_id, first.state), (2, first, "issued"))
        with self.assertRaisesRegex(UserError, "Say why"):
            second.issue(self.credential_of(self.releaser))
        second.reason = "Number of the order"
        second.issue(self.credential_of(self.releaser))
        said = text_of(self._bytes(second))
        for shown in ("Edition 2", first.name, "Number of the order", second.name):
            self.assertIn(shown, said)
        self.assertEqual((first.state, self._bytes(first), first.signature_state), ("replaced", before, "valid"))
        with self.assertRaisesRegex(UserError, "not in force"):
            first.action_new_edition()

    def test_one_that_is_withdrawn_says_why_and_stays(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued()
        before = self._bytes(certificate)
        with self.assertRaisesRegex(UserError, "Say why"):
            certificate.withdraw(self.credential_of(self.releaser), " ")
        with self.assertRaises(AccessError):
            certificate.with_user(self.quality_engineer).withdraw(self.credential_of(self.quality_engineer), "Wrong")
        certificate.withdraw(self.credential_of(self.releaser), "Wrong customer")
        self.assertEqual((certificate.state, certificate.withdrawal_reason), ("withdrawn", "Wrong customer"))
        self.assertEqual(certificate.signature_ids.sorted("id").mapped("meaning"), ["approved", "rejected"])
        self.assertEqual(self._bytes(certificate), before)

    def test_other_companies_and_suppliers_see_nothing(self):
        """Requirement: MDQ-QUA-709"""
        certificate = self._issued()
        other = self.env["res.company"].create({"name": "Other plant"})
        stranger = self.new_user("mdq_other_releaser", "mdq_base.group_releaser", company_id=other.id, company_ids=[Command.set(other.ids)])
        for user in (stranger, self.sender):
            with self.assertRaises(AccessError):
                certificate.with_user(user).read(["name"])
            self.authenticate(user.login, user.login.ljust(8, "x"))
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(f"/mdq/certificate/mdq.lot.certificate/{certificate.id}").status_code, 404)

    def test_a_lot_without_its_documents_says_which_were_waived(self):
        """Requirement: MDQ-QUA-709"""
        self._rule(self.coc)
        self._receive((self.bar, "B", 1))
        lot = self._lot_named("B")
        concession = self._waive(lots=lot)
        self._accept(self._inspections(lot))
        self._release(lot)
        said = text_of(self._bytes(self._issued(lot_id=lot.id)))
        self.assertIn(concession.name, said)
        self.assertIn("凭让步接收免除", said)


@tagged("post_install", "-at_install")
class TestInspectionReport(DocumentCase):
    """The report of an inspection has readings, limits, sampling, defects and people, in both languages.

    Requirement: MDQ-QUA-046
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls._plan()
        cls._receive((cls.bar, "A", 10))
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id.name", "=", "A"), ("product_id", "=", cls.bar.id)])

    def _print(self, inspection=None):
        report = self.env["ir.actions.report"].with_user(self.inspector).with_context(force_report_rendering=True)
        return report._render_qweb_pdf("mdq_quality.mdq_inspection_report_action", (inspection or self.inspection).ids)[0]

    def test_what_it_says(self):
        mine = self.inspection.with_user(self.inspector)
        readings = self._good(mine)
        readings[0]["value"] = "6.02"
        mine.record(readings)
        mine.record([{"characteristic": "OD", "unit_no": 2, "value": "5.97", "reason": "Misread"}])
        mine.action_conclude()
        said = text_of(self._print())
        for shown in (self.inspection.name, "检验报告", "Outer diameter", "5.95", "6.02", "5.97", "Rejected", "已更正", self.inspector.name, "第 1 页",
                      "2 of 10 units inspected"):
            self.assertIn(shown, said)

    def test_it_says_what_was_corrected_from_what_and_why(self):
        mine = self.inspection.with_user(self.inspector)
        mine.record(self._good(mine))
        self.assertIn("No value was changed", text_of(self._print()))
        mine.record([{"characteristic": "OD", "unit_no": 2, "value": "5.97", "reason": "Misread"}])
        note, = mine._mdq_get_print_notes()["notes"]
        self.assertEqual((note["old"], note["new"], note["person"]), ("5.980", "5.97", self.inspector.name))
        said = text_of(self._print())
        self.assertIn("Misread", said)
        self.assertNotIn("No value was changed", said)

    def test_an_inspection_that_has_not_begun_is_printed_too(self):
        said = text_of(self._print())
        self.assertIn("Outer diameter", said)
        self.assertNotIn("Readings", said)

    def test_the_strip_shows_each_reading_and_the_limits(self):
        mine = self.inspection.with_user(self.inspector)
        mine.record(self._good(mine))
        row = next(row for row in mine._get_report_lines() if row["line"].characteristic_id == self.diameter)
        drawing = mine._get_strip(row)
        self.assertEqual((drawing.count("<circle"), drawing.count('stroke-dasharray="3 2"')), (2, 1))
        self.assertIn("5.95", drawing)

    def test_many_readings_ask_as_often_as_few(self):
        counts = {}
        for size in (2, 50):
            plan_lines = [{"characteristic_id": self.diameter.id, "lower_limit": "5.95", "upper_limit": "6.00"}]
            product = self._product(f"Rod {size}")
            self._plan(product, sample_size=size, lines=plan_lines)
            self._receive((product, f"R{size}", 100))
            inspection = self.env["mdq.inspection"].search([("product_id", "=", product.id)]).with_user(self.inspector)
            inspection.record([{"characteristic": "OD", "unit_no": unit, "value": "5.98"} for unit in range(1, size + 1)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = inspection._get_report_lines()
            inspection._get_reading_rows(rows[0])
            counts[size] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[50], counts[2] + 2, f"{counts}")
