import base64
import io

from odoo.exceptions import AccessError
from odoo.tests import tagged
from openpyxl import load_workbook
from pypdf import PdfReader

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestTimelineExport(MdqCase):
    """Requirement: MDQ-BAS-146"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.engineer = cls.new_user("mdq_engineer_tz", "mdq_base.group_quality_engineer", tz="Asia/Shanghai")
        cls.record = cls.env["mdq.concession"].with_user(cls.engineer).create({
            "gate": "purchase", "reason": "=1+1", "partner_id": cls.env["res.partner"].create({"name": "苏州"}).id,
            "valid_to": "2099-01-01"})
        cls.record.reason = "钛棒短缺"
        cls.record.env.flush_all()

    def _export(self, user=None, **filters):
        return self.env["mdq.timeline.export"].with_user(user or self.engineer).create(
            {"res_model": self.record._name, "res_id": self.record.id, "filters": filters})

    def _sheet(self, export):
        return [list(row) for row in load_workbook(io.BytesIO(base64.b64decode(export.workbook))).active.values]

    def test_workbook_says_what_it_is(self):
        self.env["mdq.ledger"].seal()
        rows = self._sheet(self._export(fields=["mdq.concession.reason"]))
        heading = {row[0]: row[1] for row in rows[:7]}
        self.assertEqual(heading["Record"], f"{self.record.name} (mdq.concession {self.record.id})")
        self.assertEqual((heading["Filters"], heading["Entries"]), ("Field: Justification", 2))
        self.assertEqual((heading["Time zone"], heading["Exported by"]), ("Asia/Shanghai", self.engineer.name))
        seal = self.env["mdq.ledger.seal"].search([], limit=1)
        self.assertEqual(heading["Last seal of the ledger"], f"{seal.number}:{seal.hash}")

    def test_workbook_holds_the_changes(self):
        title, last, first = self._sheet(self._export(fields=["mdq.concession.reason"]))[8:11]
        last, first = dict(zip(title, last, strict=True)), dict(zip(title, first, strict=True))
        self.assertEqual((last["From"], last["To"], last["Person"]), ("=1+1", "钛棒短缺", self.engineer.name))
        self.assertEqual((last["Time"] - last["UTC"]).total_seconds(), 8 * 3600)
        self.assertEqual((first["What"], first["To"]), ("Created", "=1+1"))

    def test_workbook_speaks_the_language_of_its_reader(self):
        export = self._export().with_context(lang="zh_CN")
        rows = self._sheet(export)
        self.assertIn("导出人", [row[0] for row in rows[:7]])
        self.assertIn("理由", {row[6] for row in rows})

    def test_print_is_on_the_shared_paper(self):
        reports = self.env["ir.actions.report"].with_user(self.engineer).with_context(force_report_rendering=True)
        pdf, _kind = reports._render_qweb_pdf("mdq_base.mdq_timeline_export_report", self._export().ids)
        text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
        for part in (self.record.name, "钛棒短缺", "Time 时间", "Asia/Shanghai", "+08:00", "Page 1 of 1", "None: the whole history"):
            self.assertIn(part, text)

    def test_who_may_not_read_the_record_exports_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=company.id,
                                 company_ids=[(6, 0, company.ids)])
        portal = self.new_user("mdq_portal", "base.group_portal,mdq_base.group_supplier_quality")
        export = self._export()
        for user in (stranger, portal):
            with self.assertRaises(AccessError):
                self._export(user)
            with self.assertRaises(AccessError):
                self.assertTrue(export.with_user(user).workbook)
