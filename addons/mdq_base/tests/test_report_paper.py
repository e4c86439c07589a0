import io

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .common import MdqCase

REPORT = "mdq_base.mdq_concession_report"


@tagged("post_install", "-at_install")
class TestReportPaper(MdqCase):
    """Requirement: MDQ-BAS-220"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.manager = cls.new_user("mdq_manager_tz", "mdq_base.group_quality_manager", tz="Asia/Shanghai")
        cls.concessions = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": "钛棒短缺\nThe alternate is on its way.", "valid_to": "2099-01-01",
             "partner_id": cls.env["res.partner"].create({"name": name}).id}
            for name in ("苏州精密机械有限公司", "Precision Ltd")
        ])

    def _print(self, records, user=None, report=REPORT, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.quality_engineer)
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(report, records.ids, data)
        self.assertEqual(kind, "pdf")
        # Where a line breaks is the business of the layout.
        return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]

    def test_page_shows_number_labels_and_page_count(self):
        pages = self._print(self.concessions[0])
        text = "\n".join(pages)
        self.assertIn(self.concessions[0].name, text)
        self.assertIn("Page 1 of 1 · 第 1 页，共 1 页", text)
        for label in ("Number 编号", "Status 状态", "Printed by 打印人", "Justification 理由", "苏州精密机械有限公司", "钛棒短缺"):
            self.assertIn(label, text)

    def test_draft_is_marked(self):
        """Requirement: MDQ-BAS-221"""
        text = self._print(self.concessions[0])[0]
        self.assertIn("DRAFT 草稿", text)
        self.assertIn("Not signed electronically. 未经电子签名。", text)

    def test_signed_record_shows_signature_time_with_zone_and_root(self):
        """Requirement: MDQ-BAS-016"""
        self.env["mdq.ledger"].seal()
        concession = self.concessions[0].with_user(self.manager)
        concession.activate(self.credential_of(self.manager), "Checked 已核对")
        text = self._print(concession, self.manager)[0]
        signature = concession.signature_ids
        for part in (self.manager.name, "Approved", "+08:00 (Asia/Shanghai)", f"{signature.signed_at} UTC", "Checked 已核"):
            self.assertIn(part, text)
        self.assertNotIn("DRAFT", text)

    def test_several_records_are_numbered_each_on_its_own(self):
        pages = self._print(self.concessions)
        self.assertEqual(len(pages), 2)
        for page, concession in zip(pages, self.concessions, strict=True):
            self.assertIn(concession.name, page)
            self.assertIn("Page 1 of 1", page)

    def test_long_record_counts_its_pages(self):
        self.concessions[0].reason = "\n".join(f"reason {number}" for number in range(200))
        pages = self._print(self.concessions[0])
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"Page {number} of {len(pages)}", page)
            self.assertIn(self.concessions[0].name, page)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_prints_what_he_may_not_read(self):
        """Requirement: MDQ-BAS-221"""
        portal = new_test_user(self.env, "paper_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self._print(self.concessions[0], portal)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(portal)._render_qweb_html(REPORT, self.concessions.ids)

    def test_time_names_its_zone(self):
        moment = fields.Datetime.to_datetime("2026-11-26 23:30:00")
        self.assertEqual(self.env["base"].with_context(tz="UTC")._mdq_time(moment), "2026-11-26 23:30:00 UTC")
        self.assertEqual(
            self.env["base"].with_context(tz="Asia/Shanghai")._mdq_time(moment),
            "2026-11-27 07:30:00 +08:00 (Asia/Shanghai) = 2026-11-26 23:30:00 UTC",
        )
