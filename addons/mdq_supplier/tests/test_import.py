import base64
import datetime
import io

import openpyxl
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..wizards.approved_list_sheet import LIST
from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestImport(MdqSupplierCommon):
    """An existing list is looked at first, told row by row what to mend, and taken over whole or not at all."""

    def _wizard(self, *rows, user=None, content=None, **vals):
        content = LIST.write(rows) if content is None else content
        return self.env["mdq.supplier.import"].with_user(user or self.sqe).create({"content": base64.b64encode(content), **vals})

    def _problems(self, *rows, **vals):
        wizard = self._wizard(*rows, **vals)
        wizard.action_check()
        return {line.row: line.problem for line in wizard.line_ids if line.problem}

    def _row(self, **vals):
        return {"supplier": self.partner.name, "process": "TST-ANOD", **vals}

    def test_good_rows_become_drafts_approved_with_one_signature(self):
        """Requirement: MDQ-SUP-078"""
        kg = self.env.ref("uom.product_uom_kgm")
        wizard = self._wizard(
            self._row(valid_from=datetime.date(2026, 1, 1), valid_to="2028/12/31", site="Plant 2", conditions="Small lots", basis="Audit"),
            {"supplier": self.other_partner.name, "category": "Implants / Screws", "limit_quantity": 50, "unit": kg.name},
        )
        wizard.action_check()
        self.assertEqual((wizard.good_count, wizard.problem_count), (2, 0))
        self.assertFalse(self.env["mdq.supplier.qualification"].search([("partner_id", "=", self.partner.id)]))
        drafts = self.env["mdq.supplier.qualification"].search(wizard.action_import()["domain"], order="id")
        self.assertEqual(drafts.mapped("state"), ["draft", "draft"])
        self.assertEqual((drafts[0].process_id, drafts[0].site_id, str(drafts[0].valid_to), drafts[0].conditions),
                         (self.anodising, self.site, "2028-12-31", "Small lots"))
        self.assertEqual((drafts[1].categ_id, drafts[1].limit_quantity, drafts[1].limit_uom_id), (self.subcategory, 50, kg))
        drafts.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Taken over")
        self.assertEqual(drafts.mapped("state"), ["conditional", "conditional"])
        self.assertEqual(len(set(drafts.signature_ids.mapped("act"))), 1)

    def test_rows_are_told_what_to_mend(self):
        """Requirement: MDQ-SUP-079"""
        self.env["res.partner"].create([{"name": "Twin", "is_company": True}] * 2)
        problems = self._problems(
            self._row(process="NOPE"),
            self._row(valid_from="2027-01-01", valid_to="2026-01-01"),
            {"supplier": self.partner.name},
            self._row(supplier="Nobody Ltd"),
            self._row(supplier="Twin"),
            self._row(valid_to="soon"),
            self._row(limit_quantity="many"),
            self._row(limit_quantity=5, unit="parsec"),
            self._row(site="Plant 9"),
            self._row(product="Bone screw", category="Implants"),
            {"process": "TST-ANOD"},
            self._row(),
        )
        for number, words in {
            2: "Process “NOPE” is not known", 3: "before it begins", 4: "would cover everything", 5: "“Nobody Ltd” is not known",
            6: "2 suppliers are called “Twin”", 7: "“soon” is not a date", 8: "“many” is not an amount", 9: "Unit “parsec” is not known",
            10: "Plant 9", 11: "not both", 12: "No supplier is named",
        }.items():
            self.assertIn(words, problems[number], number)
        self.assertNotIn(13, problems)

    def test_sites_are_looked_up_once_for_all_rows(self):
        """Requirement: MDQ-SUP-079"""
        rows = [self._row(site="Plant 2", process=code) for code in ("TST-ANOD", "TST-MACH")]
        counts = []
        for some in (rows[:1], rows[:1], rows):  # the first warms caches
            wizard = self._wizard(*some)
            wizard.action_check()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard._read()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_numbers_stand_for_one_supplier(self):
        """Requirement: MDQ-SUP-079"""
        self.partner.vat = "91330201MA2H00001X"
        problems = self._problems(
            self._row(uscc="91330201MA2H00001X"), self._row(supplier="Other name", uscc="91330201MA2H00001X", process="TST-MACH"),
            {"supplier": "A", "uscc": "9X", "process": "TST-ANOD"}, {"supplier": "B", "uscc": "9X", "process": "TST-ANOD"},
            {"supplier": "C", "uscc": "91330201MA2H00002X", "process": "TST-ANOD"}, create_partners=True)
        self.assertIn("belongs to Lantian Surface", problems[3])
        self.assertIn("stands with several names: A, B", problems[4])
        self.assertIn("stands with several names: A, B", problems[5])
        self.assertIn("check digit does not fit", problems[6])

    def test_what_could_never_be_approved_together_is_said(self):
        """Requirement: MDQ-SUP-079"""
        self._qualify(product=self.bar)
        problems = self._problems(self._row(), self._row(), self._row(process=None, product="Titanium bar"))
        self.assertEqual(set(problems), {3, 4})
        self.assertIn("same scope and time as row 2", problems[3])
        self.assertIn("Approved already by", problems[4])

    def test_nothing_is_half_imported(self):
        """Requirement: MDQ-SUP-078"""
        before = self.env["mdq.supplier.qualification"].search_count([]), self.env["res.partner"].search_count([])
        wizard = self._wizard(self._row(supplier="New one"), self._row(process="NOPE"), create_partners=True)
        with self.refused("Nothing was imported.*\n- 3: Process"):
            wizard.action_import()
        self.assertEqual(before, (self.env["mdq.supplier.qualification"].search_count([]), self.env["res.partner"].search_count([])))

    def test_suppliers_are_made_only_when_told_and_once(self):
        """Requirement: MDQ-SUP-078"""
        rows = [{"supplier": "New one", "uscc": "91330201MA2H00002E", "process": code} for code in ("TST-ANOD", "TST-MACH")]
        self.assertEqual(len(self._problems(*rows)), 2)
        self._wizard(*rows, create_partners=True).action_import()
        partner = self.env["res.partner"].search([("name", "=", "New one")])
        self.assertEqual((len(partner), partner.vat, partner.supplier_rank, partner.mdq_qualification_count), (1, "91330201MA2H00002E", 1, 2))
        self.assertEqual(partner.country_id.code, "CN")

    def test_files_that_are_no_list_are_refused_in_words(self):
        """Requirement: MDQ-SUP-079"""
        for content, words in ((b"%PDF-1.4", "not an Excel workbook"), (b"", "Choose the workbook"), (self._sheet("A", "B"), "no column “Supplier"),
                               (self._sheet("Supplier"), "no rows"), (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB")):
            with self.refused(words):
                self._wizard(content=content).action_check()

    def _sheet(self, *cells):
        book, stream = openpyxl.Workbook(), io.BytesIO()
        book.active.append(cells)
        book.save(stream)
        return stream.getvalue()

    def test_the_template_reads_itself_and_either_language(self):
        content = base64.b64decode(self._wizard(content=b"x").template)
        [(_number, row)] = LIST.read(content)
        self.assertEqual(row["process"], "ANOD")
        self.assertEqual(LIST.read(self._sheet("供应商", "工序代码")), [])

    def test_who_only_reads_does_not_import(self):
        for user in (self.planner, self.auditor, self.quality_engineer):
            with self.assertRaises(AccessError):
                self._wizard(self._row(), user=user)

    # ------------------------------------------------------------------------------ list of a day

    def _list(self, day, user=None):
        return self.env["mdq.supplier.list"].with_user(user or self.auditor).create({"date": day})

    def _names(self, day, allowed=True):
        return {row["record"] for row in self._list(day)._get_rows() if row["allowed"] == allowed and row["record"].partner_id in (
            self.partner | self.other_partner)}

    def test_the_list_is_as_it_was_on_the_day(self):
        """Requirement: MDQ-SUP-080"""
        with freeze_time("2026-01-10 08:00:00"):
            first = self._qualify(product=self.bar, valid_from="2026-01-01", valid_to="2026-12-31")
            second = self._qualify(partner=self.other_partner, process=self.anodising, valid_from="2026-01-01", valid_to="2099-12-31")
        with freeze_time("2026-05-10 08:00:00"):
            self._suspend(second)
        self.assertEqual(self._names("2026-01-09"), set())
        self.assertEqual(self._names("2026-05-09"), {first, second})
        self.assertEqual((self._names("2026-05-10"), self._names("2026-05-10", allowed=False)), ({first}, {second}))
        self.assertEqual(self._names("2027-01-01"), set())

    def test_what_is_exported_is_read_in_again(self):
        """Requirement: MDQ-SUP-080"""
        kg = self.env.ref("uom.product_uom_kgm")
        records = self._qualify(process=self.anodising, site_id=self.site.id, conditions="Small lots", valid_to="2030-06-30")
        records |= self._qualify(partner=self.other_partner, categ_id=self.subcategory.id, limit_quantity=5, limit_uom_id=kg.id)
        content = base64.b64decode(self._list(self.env.company._mdq_today()).workbook)
        for record in records:
            self._withdraw(record)
        wizard = self._wizard(content=content)
        wizard.action_check()
        problems = wizard.line_ids.filtered(lambda line: line.supplier in (self.partner.name, self.other_partner.name)).mapped("problem")
        self.assertEqual(problems, [False, False])
        kept = [row for row in LIST.read(content) if row[1]["supplier"] in (self.partner.name, self.other_partner.name)]
        drafts = self.env["mdq.supplier.qualification"].search(
            self._wizard(*[row for _number, row in kept]).action_import()["domain"])
        names = ("partner_id", "site_id", "process_id", "product_id", "categ_id", "valid_from", "valid_to", "conditions",
                 "limit_quantity", "limit_uom_id")
        self.assertEqual({tuple(str(record[name]) for name in names) for record in drafts},
                         {tuple(str(record[name]) for name in names) for record in records.with_user(self.sqe)})

    def test_the_list_prints_in_both_languages(self):
        """Requirement: MDQ-SUP-080"""
        self.env["res.lang"]._activate_lang("zh_CN")
        record = self._qualify(process=self.anodising)
        self._suspend(self._qualify(partner=self.other_partner, process=self.machining))
        page = self.env["ir.actions.report"].with_user(self.auditor)._render_qweb_html(
            "mdq_supplier.mdq_supplier_list_report", self._list(self.env.company._mdq_today()).ids)[0].decode()
        for words in (record.name, "合格供方名录", "Approved 已批准", "当日不得使用", "Plating failed", "Audit ledger"):
            self.assertIn(words, page)

    # ------------------------------------------------------------------------------- time machine

    def test_the_answer_prints_with_its_evidence_of_that_day(self):
        """Requirement: MDQ-SUP-081"""
        self.env["res.lang"]._activate_lang("zh_CN")
        with freeze_time("2026-01-10 08:00:00"):
            record = self._qualify(product=self.bar, basis="Audit 2025-12", valid_from="2026-01-01", valid_to="2099-12-31")
        with freeze_time("2026-05-10 08:00:00"):
            self._suspend(record)
        question = self.env["mdq.supplier.check"].with_user(self.auditor).create({
            "partner_id": self.partner.id, "product_id": self.bar.id, "date": "2026-03-01"})
        self.assertEqual(question.action_print()["report_name"], "mdq_supplier.mdq_supplier_check_report")
        page = self._print(question)
        for words in ("✓ Allowed 允许采购", record.name, "this one decided", "Audit 2025-12", "Audit passed", "is allowed by", "许可",
                      self.quality_manager.name, "✓ Valid 有效", "Audit ledger"):
            self.assertIn(words, page)
        self.assertNotIn("Plating failed", page)
        question.date = "2026-06-01"
        page = self._print(question)
        for words in ("✗ Not allowed 不允许采购", "Plating failed"):
            self.assertIn(words, page)
        question.date = "2025-06-01"
        self.assertIn("had been decided by that day", self._print(question))

    def _print(self, question):
        return self.env["ir.actions.report"].with_user(self.auditor)._render_qweb_html(
            "mdq_supplier.mdq_supplier_check_report", question.ids)[0].decode()
