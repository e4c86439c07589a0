import io
import json

import openpyxl
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .common import MdqCase

REPORT = "mdq_base.mdq_record_report_mdq_concession"


@tagged("post_install", "-at_install")
class TestRecordCopy(MdqCase, HttpCase):
    """Requirement: MDQ-BAS-222"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.supplier = cls.env["res.partner"].create({"name": "苏州精密"})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "=1+1 is no formula", "valid_to": "2099-01-01", "partner_id": cls.supplier.id,
        })
        cls.env["ir.attachment"].create({
            "name": "proof.txt", "raw": b"proof", "res_model": "mdq.concession", "res_id": cls.concession.id,
        })
        cls.concession.with_user(cls.quality_manager).activate(cls.credential_of(cls.quality_manager), "Checked")
        cls.concession.sudo()._use(cls.supplier, 2)

    def _copy(self):
        return self.concession.with_user(self.quality_engineer).get_record_copy()[0]

    def test_copy_has_fields_lines_files_and_signatures(self):
        copy = self._copy()
        texts = {field["name"]: field["text"] for field in copy["fields"]}
        self.assertEqual((texts["partner_id"], texts["state"]), (self.supplier.display_name, "Signed"))
        self.assertEqual([table["name"] for table in copy["tables"]], ["use_ids"])
        self.assertEqual(len(copy["tables"][0]["rows"]), 1)
        self.assertEqual([file["name"] for file in copy["files"]], ["proof.txt"])
        self.assertEqual([signed["name"] for signed in copy["signatures"]], [self.quality_manager.name])

    def test_print_and_data_have_the_same_fields(self):
        reports = self.env["ir.actions.report"].with_user(self.quality_engineer).with_context(force_report_rendering=True)
        pdf, _kind = reports._render_qweb_pdf(REPORT, self.concession.ids)
        printed = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
        copy = self._copy()
        rows = [row for table in copy["tables"] for row in table["rows"]]
        for field in [*copy["fields"], *(field for row in rows for field in row["fields"] if field["name"] != "company_id")]:
            for word in (field["label"], field["text"]):
                self.assertIn("".join(word.split()), printed)
        for part in (copy["files"][0]["sha256"], self.quality_manager.name.replace(" ", ""), "有效期至", self.concession.name):
            self.assertIn(part, printed)

    def test_a_language_that_comes_later_finds_the_copies_named(self):
        report = self.env["ir.actions.report"].search([("report_name", "=", REPORT)])
        action = self.env["ir.actions.server"].search([("code", "=", "action = records.action_mdq_download()")], limit=1)
        for record in (report, action):
            record.with_context(lang="zh_CN").name = record.with_context(lang="en_US").name
        labels = self.env["mdq.ledger.label"].search_count([])
        self.env.ref("base.module_mdq_base")._update_translations("zh_CN")
        self.assertEqual(report.with_context(lang="zh_CN").name, "质量记录")
        self.assertNotEqual(action.with_context(lang="zh_CN").name, action.with_context(lang="en_US").name)
        self.assertGreaterEqual(self.env["mdq.ledger.label"].search_count([]), labels)

    def test_decisions_of_a_request_are_copied_once(self):
        record = self.env["mdq.concession"].with_user(self.quality_engineer).create({
            "gate": "purchase", "reason": "x", "valid_to": "2099-01-01", "partner_id": self.supplier.id})
        request = record._mdq_request_approval()
        request.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Looked at it twice")
        copy = request.with_user(self.quality_engineer).get_record_copy()[0]
        self.assertEqual([table["name"] for table in copy["tables"]], ["line_ids"])
        self.assertEqual(json.dumps(copy["tables"]).count("Looked at it twice"), 1)

    def test_data_are_downloaded(self):
        self.authenticate(self.quality_engineer.login, self.quality_engineer.login)
        address = f"/mdq/record/mdq.concession/{self.concession.id}"
        self.assertEqual(json.loads(self.url_open(f"{address}/json").text), json.loads(json.dumps([self._copy()])))
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(f"{address}/xlsx").content))
        self.assertLessEqual({"Record", "Uses", "Files", "Signatures"}, set(book.sheetnames))
        cells = {row[1].value: row[2] for row in book["Record"].iter_rows(min_row=2)}
        self.assertEqual((cells["Justification"].value, cells["Justification"].data_type), ("=1+1 is no formula", "s"))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.http")
    def test_nobody_copies_what_he_may_not_read(self):
        """Requirement: MDQ-BAS-221"""
        portal = new_test_user(self.env, "copy_portal", groups="base.group_portal", password="copy_portal")
        with self.assertRaises(AccessError):
            self.concession.with_user(portal).get_record_copy()
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(portal)._render_qweb_html(REPORT, self.concession.ids)
        self.authenticate(portal.login, portal.login)
        self.assertEqual(self.url_open(f"/mdq/record/mdq.concession/{self.concession.id}/json").status_code, 404)
        self.assertEqual(self.url_open("/mdq/record/res.users/2/json").status_code, 404)

    def test_every_quality_record_can_be_printed_and_downloaded(self):
        for name in self.env["ir.actions.report"]._mdq_get_copied_models():
            bindings = self.env["ir.actions.actions"]._get_bindings(name)
            self.assertIn("Quality Record", [action["name"] for action in bindings.get("report", ())], name)
            self.assertIn("Record as Data", [action["name"] for action in bindings.get("action", ())], name)

    def test_offering_again_changes_nothing(self):
        reports = self.env["ir.actions.report"]
        before = reports.search_count([])
        reports._mdq_offer_copies()
        self.assertEqual(reports.search_count([]), before)

    def test_certificate_shows_the_signed_text(self):
        """Requirement: MDQ-BAS-010"""
        signature = self.concession.with_user(self.quality_engineer).signature_ids
        reports = self.env["ir.actions.report"].with_user(self.quality_engineer).with_context(force_report_rendering=True)
        pdf, _kind = reports._render_qweb_pdf("mdq_base.mdq_signature_certificate_report", signature.ids)
        printed = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
        for part in (signature.digest, "Signedcontent签名内容", "".join(signature.canonical_text.split())):
            self.assertIn(part, printed)
