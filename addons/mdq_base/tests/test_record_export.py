import base64
import contextlib
import csv
import io
import json
import tempfile
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..core import bundle
from .common import LedgerCase
from .test_ledger_export import mdq_verify


@tagged("post_install", "-at_install")
class TestRecordExport(LedgerCase, HttpCase):
    """One click: the record to read and as data, its history, and the proof of both.

    Requirement: MDQ-BAS-046
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.attachment"].create(
            {"name": "proof.txt", "raw": b"proof", "res_model": cls.record._name, "res_id": cls.record.id})
        cls.record.reason = "=1+1"
        cls.record.with_user(cls.quality_manager).activate(cls.credential_of(cls.quality_manager), "Checked")

    def _package(self, user=None):
        done = self.env["mdq.ledger"].with_user(user or self.quality_engineer).export_record(self.record._name, self.record.id)
        content = base64.b64decode(done["content"])
        return zipfile.ZipFile(io.BytesIO(content)), content

    def _verify(self, content, *anchors):
        path = self.enterContext(file_with(content))
        return mdq_verify.verify(path, [mdq_verify.Anchor.read(anchor) for anchor in anchors])

    def test_it_has_all_an_inspector_asks_for(self):
        self.seals._seal()
        package, _content = self._package()
        names = set(package.namelist())
        self.assertLessEqual({
            "record.pdf", "record.json", "record.xlsx", "history.pdf", "history.csv", "history.xlsx", "verification.txt",
            "verification.json", "proofs.jsonl", "chain.jsonl", "mdq_verify.py", "README.txt", "manifest.json"}, names)
        self.assertEqual([package.read(name) for name in names if name.startswith("files/")], [b"proof"])
        self.assertTrue(package.read("record.pdf").startswith(b"%PDF"))
        rows = list(csv.reader(io.StringIO(package.read("history.csv").decode("utf-8-sig"))))
        self.assertTrue(any("'=1+1" in row and "First" in row for row in rows))
        self.assertEqual(json.loads(package.read("record.json"))[0]["number"], self.record.name)
        told = json.loads(package.read("verification.json"))
        self.assertEqual((told["problems"], told["waiting"], told["signatures"]), ([], 0, 1))
        self.assertIn("INTACT", package.read("verification.txt").decode())

    def test_a_stranger_checks_it_with_the_program_inside(self):
        self.seals._seal()
        root = self.seals._get_current_root()
        _package, content = self._package()
        report = self._verify(content, f"{root['number']}:{root['hash']}")
        self.assertEqual(report.problems, [])
        self.assertTrue(any("is in the chain" in note for note in report.notes))
        self.assertRegex(self._verify(content, f"{root['number']}:{'0' * 16}").problems[0], "has another hash")

    def test_nothing_of_other_records_goes_along(self):
        other = self.record.copy({"reason": "Secret of others"})
        other.env.flush_all()
        self.seals._seal()
        package, _content = self._package()
        entries = [json.loads(line)["entry"] for line in package.read("proofs.jsonl").splitlines()]
        places = {(entry["table_name"], entry["res_id"]) for entry in entries}
        self.assertIn(("mdq_concession", str(self.record.id)), places)
        self.assertNotIn(("mdq_concession", str(other.id)), places)
        self.assertNotIn(b"Secret of others", package.read("proofs.jsonl"))

    def test_what_was_tampered_with_is_said_and_found_offline(self):
        self.seals._seal()
        self.without_triggers("mdq_ledger", f"UPDATE mdq_ledger SET reason = 'forged' WHERE table_name = 'mdq_concession' AND res_id = {self.record.id}")
        self.without_triggers("mdq_concession", f"UPDATE mdq_concession SET max_uses = 99 WHERE id = {self.record.id}")
        self.env.invalidate_all()
        package, _content = self._package()
        problems = json.loads(package.read("verification.json"))["problems"]
        self.assertTrue(any("not as they were sealed" in problem for problem in problems))
        self.assertTrue(any("was changed behind the ledger's back" in problem for problem in problems))
        self.assertIn("NOT INTACT", package.read("verification.txt").decode())
        self.assertFalse(self.env["mdq.record.export"].search([], limit=1).is_intact)

    def test_a_changed_entry_of_a_package_is_found_offline(self):
        self.seals._seal()
        package, _content = self._package()
        rows = [json.loads(line) for line in package.read("proofs.jsonl").splitlines()]
        rows[0]["entry"]["reason"] = "forged"
        report = self._verify(repacked(package, {"proofs.jsonl": "\n".join(map(json.dumps, rows)).encode()}))
        self.assertTrue(any(f"entry {rows[0]['entry']['id']}" in problem and "not under seal" in problem for problem in report.problems))

    def test_entries_without_a_seal_are_said_to_wait(self):
        package, content = self._package()
        self.assertGreater(json.loads(package.read("verification.json"))["waiting"], 0)
        self.assertTrue(any("nothing proves them" in note for note in self._verify(content).notes))

    def test_an_entry_alone_under_its_seal_is_proved_by_the_seal(self):
        """Its way to the root has no steps."""
        self.seals._seal()
        self.env.cr.execute(
            """INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source)
               SELECT %s, table_name, res_id, 'U', image, 'test' FROM mdq_ledger
                WHERE table_name = 'mdq_concession' AND res_id = %s ORDER BY id DESC LIMIT 1""", [2**61, self.record.id])
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**61 + 1)
        self.seals._seal()
        package, content = self._package()
        rows = [json.loads(line) for line in package.read("proofs.jsonl").splitlines()]
        self.assertIn([], [row["path"] for row in rows])
        self.assertEqual(self._verify(content).problems, [])

    def test_who_may_not_read_the_record_gets_nothing(self):
        portal = self.new_user("mdq_portal", "base.group_portal")
        for user in (portal, self.new_user("mdq_nobody", "base.group_user")):
            with self.assertRaises(AccessError):
                self._package(user)
        company = self.env["res.company"].create({"name": "Other"})
        other = self.new_user("mdq_other", "mdq_base.group_quality_manager", company_id=company.id, company_ids=company.ids)
        with self.assertRaises(AccessError):
            self._package(other)
        with self.assertRaisesRegex(UserError, "not in the audit ledger|not for its lines"):
            self.env["mdq.ledger"].with_user(self.auditor).export_record("res.country", 1)

    def test_it_is_noted_who_took_it(self):
        _package, content = self._package()
        export = self.env["mdq.record.export"].search([], limit=1)
        self.assertEqual((export.exported_by, export.res_id, export.record_name), (self.quality_engineer, self.record.id, self.record.name))
        self.assertEqual(len(export.sha256), 64)
        for user in (self.admin, self.quality_manager):
            self.assertFalse(self.env["mdq.record.export"].with_user(user).has_access("write"))
        with self.assertRaises(UserError):
            export.unlink()

    def test_one_click_on_the_record(self):
        action = self.record.with_user(self.quality_engineer).action_mdq_inspector_export()
        offered = self.env["ir.actions.server"].search([("code", "like", "action_mdq_inspector_export"), ("model_name", "=", self.record._name)])
        self.assertEqual(offered.binding_model_id.model, self.record._name)
        self.authenticate(self.quality_engineer.login, self.quality_engineer.login)
        answer = self.url_open(action["url"])
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertIn("record.pdf", zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
        self.assertEqual(self.url_open("/mdq/record/res.partner/1/inspector.zip").status_code, 404)
        with self.assertRaisesRegex(UserError, "Choose one record"):
            (self.record | self.record.copy()).action_mdq_inspector_export()


@contextlib.contextmanager
def file_with(content):
    with tempfile.NamedTemporaryFile(suffix=".zip") as stream:
        stream.write(content)
        stream.flush()
        yield stream.name


def repacked(package, changed):
    """The package with other content, and a manifest as whoever tampered would write it anew."""
    stream = io.BytesIO()
    made = bundle.Bundle(stream)
    for name in package.namelist():
        if name != "manifest.json":
            made.add(name, changed.get(name, package.read(name)))
    made.close({})
    return stream.getvalue()
