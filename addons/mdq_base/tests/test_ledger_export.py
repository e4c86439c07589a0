import hashlib
import importlib.util
import io
import json
import tempfile
import zipfile

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.mdq_ledger_export import VERIFIER
from .common import LedgerCase

spec = importlib.util.spec_from_file_location("mdq_verify", VERIFIER)
mdq_verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mdq_verify)


@tagged("post_install", "-at_install")
class TestLedgerExport(LedgerCase):
    """Requirement: MDQ-BAS-044"""

    def setUp(self):
        super().setUp()
        for reason, uses in (("=1+1", 4), ("供应商要求", 5)):
            with self.record._mdq_reason(reason):
                self.record.max_uses = uses
        self.env.flush_all()
        self.seals._seal()

    def _export(self, **range_):
        return self.env["mdq.ledger"].with_user(self.auditor).export(**range_)

    def _verify(self, made, *anchors):
        content = self.env["ir.attachment"].sudo().browse(made["attachment_id"]).raw
        self.assertEqual(hashlib.sha256(content).hexdigest(), made["sha256"])
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(content)
            file.flush()
            return mdq_verify.verify(file.name, [mdq_verify.Anchor.read(anchor) for anchor in anchors])

    def test_what_the_ledger_exports_the_verifier_finds_intact(self):
        last = self.seals.search([], limit=1)
        made = self._export()
        report = self._verify(made, f"{last.number}:{last.hash[:16]}")
        self.assertEqual(report.problems, [])
        self.assertEqual((made["last"], dict(report.counts)["entries"]), (last.number, str(made["entries"])))

    def test_an_entry_changed_before_the_export_is_found_offline(self):
        self.without_triggers("mdq_ledger", "UPDATE mdq_ledger SET reason = 'forged' WHERE reason = '供应商要求'")
        problems = self._verify(self._export()).problems
        self.assertRegex(problems[0], r"seal \d+: entries were changed or reordered")

    def test_an_export_explains_itself(self):
        made = self._export()
        attachment = self.env["ir.attachment"].with_user(self.auditor).browse(made["attachment_id"])
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as archive:
            self.assertEqual(archive.read("mdq_verify.py"), VERIFIER.read_bytes())
            rows = [json.loads(line) for line in archive.read("fields.jsonl").splitlines()]
            self.assertIn("mdq_verify.py", archive.read("README.txt").decode())
        column = next(row for row in rows if (row["table"], row["column"]) == ("mdq_concession", "reason"))
        self.assertEqual((column["model"], column["labels"]["en_US"]), ("mdq.concession", "Justification"))

    def test_exports_are_kept_with_who_took_them(self):
        made = self._export()
        export = self.env["mdq.ledger.export"].with_user(self.auditor).browse(made["id"])
        self.assertEqual(export.exported_by, self.auditor)
        self.assertIn(str(made["attachment_id"]), export.action_download()["url"])
        with self.assertRaisesRegex(UserError, "Exports of the ledger are kept"):
            export.sudo().unlink()

    def test_a_range_without_seals_is_refused(self):
        with self.assertRaisesRegex(UserError, "There are no seals in this range"):
            self._export(first=10**6)

    def test_an_export_is_for_those_who_answer_for_it(self):
        with self.assertRaisesRegex(AccessError, "This is for the role"):
            self.env["mdq.ledger"].with_user(self.inspector).export()

    def test_an_export_is_for_those_of_all_companies(self):
        """Requirement: MDQ-BAS-113"""
        self.env["res.company"].create({"name": "Another"})
        with self.assertRaisesRegex(AccessError, "An export holds the entries of all companies"):
            self._export()

    def test_each_tampering_in_sql_is_found_in_the_database(self):
        """By the owner of the tables, with the triggers switched off. Requirements: MDQ-BAS-043, MDQ-BAS-100"""
        number = self.seals.search([], limit=1).number
        one = SQL("(SELECT max(id) FROM mdq_ledger WHERE table_name = 'mdq_concession')")
        cases = {
            "changed": SQL("UPDATE mdq_ledger SET image = image || '{\"max_uses\": 9}' WHERE id = %s", one),
            "removed": SQL("DELETE FROM mdq_ledger WHERE id = %s", one),
            "inserted": SQL(
                """INSERT INTO mdq_ledger (epoch, xid, table_name, res_id, operation, image, source)
                   SELECT epoch, xid, table_name, res_id, operation, image, 'forged' FROM mdq_ledger WHERE id = %s""", one),
            "reordered": SQL("UPDATE mdq_ledger SET id = nextval('mdq_ledger_id_seq') WHERE id = %s", one),
        }
        for kind, statement in cases.items():
            with self.subTest(kind), self.env.cr.savepoint() as savepoint:
                self.without_triggers("mdq_ledger", statement)
                self.assertRegex("\n".join(self.problems()), rf"seal {number}: entries were .*{kind}.*entry \d+")
                savepoint.rollback()
        self.assertEqual(self.problems(), [])

    def test_an_entry_out_of_reach_of_any_seal_is_found(self):
        """Inserted in the name of a transaction, or an epoch, that never was. Requirement: MDQ-BAS-043"""
        for epoch, xid in ((0, 2**61 + 7), (10**6, 1), (-1, 1)):
            with self.subTest(epoch=epoch, xid=xid), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    """INSERT INTO mdq_ledger (epoch, xid, table_name, res_id, operation, image, source)
                       SELECT COALESCE(NULLIF(%s, 0), epoch), %s, table_name, res_id, operation, image, 'forged' FROM mdq_ledger
                        WHERE table_name = 'mdq_concession' ORDER BY id DESC LIMIT 1""", [epoch, xid])
                self.assertRegex("\n".join(self.problems()), rf"entry \d+ \(mdq_concession {self.record.id}\): it was written by hand")
                savepoint.rollback()
        self.assertEqual(self.problems(), [])

    def test_a_period_for_an_inspector(self):
        """Requirement: MDQ-BAS-046"""
        today = fields.Date.today()
        ledger = self.env["mdq.ledger"].with_user(self.auditor)
        done = ledger.export_period(str(today), str(today))
        package = zipfile.ZipFile(io.BytesIO(self.env["ir.attachment"].sudo().browse(done["attachment_id"]).raw))
        self.assertIn("INTACT", package.read("verification.txt").decode())
        rows = package.read("changes.csv").decode("utf-8-sig").splitlines()
        self.assertEqual(len(rows), done["entries"] + 1)
        self.assertTrue(any("供应商要求" in row and "mdq_quality_engineer" in row for row in rows))
        self.assertTrue(any(",'=1+1," in row for row in rows), "a spreadsheet reckons nothing that somebody typed")
        with tempfile.NamedTemporaryFile(suffix=".zip") as stream:
            stream.write(self.env["ir.attachment"].sudo().browse(done["attachment_id"]).raw)
            stream.flush()
            self.assertEqual(mdq_verify.verify(stream.name).problems, [])
        for days in (("2026-01-02", "2026-01-01"), ("", "")):
            with self.assertRaisesRegex(UserError, "from which day"):
                ledger.export_period(*days)
        with self.assertRaisesRegex(UserError, "no seals of this period"):
            ledger.export_period("2999-01-01", "2999-01-02")
        with self.assertRaises(AccessError):
            self.env["mdq.ledger"].with_user(self.quality_engineer).export_period(str(today), str(today))
