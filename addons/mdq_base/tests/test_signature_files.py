"""Files lie under a signature as they were signed; nobody alters, moves, removes or adds one."""

import base64
import hashlib
import json
from pathlib import Path

from odoo import http
from odoo.addons.base.tests.common import HttpCase
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MdqCase

REFUSED = "was signed together with its record"


@tagged("post_install", "-at_install")
class TestSignatureFiles(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concession, cls.other = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": "Case", "partner_id": partner.id, "valid_to": "2099-01-01"} for _ in range(2)
        ])
        cls.file = cls._attach(cls.concession, "report.pdf", b"as measured")
        signatures = cls.env["mdq.signature"].with_user(cls.quality_manager)
        cls.signature = cls.env["mdq.signature"].browse(
            signatures.sign("mdq.concession", cls.concession.ids, "approved", cls.credential_of(cls.quality_manager))
        )

    @classmethod
    def _attach(cls, record, name, raw):
        return cls.env["ir.attachment"].create({"name": name, "raw": raw, "res_model": record._name, "res_id": record.id})

    def _why(self):
        self.env.invalidate_all()
        return self.signature.verify()[0]["why"] or ""

    def test_signed_text_names_the_files_with_their_sha256(self):
        """Requirement: MDQ-BAS-165"""
        content = json.loads(self.signature.canonical_text)
        sha256 = hashlib.sha256(b"as measured").hexdigest()
        self.assertEqual([(file["name"], file["sha256"]) for file in content["attached_files"]], [("report.pdf", sha256)])
        self.assertEqual((self.signature.file_ids.name, self.signature.file_ids.digest), ("report.pdf", sha256))
        self.assertEqual(self.signature.version, "mdq-content-2")

    def test_a_signed_file_is_neither_altered_renamed_moved_nor_removed(self):
        """Requirement: MDQ-BAS-166"""
        changes = (
            {"raw": b"prettier"}, {"datas": base64.b64encode(b"prettier")}, {"db_datas": b"prettier"}, {"name": "other.pdf"},
            {"res_id": self.other.id}, {"res_model": "res.partner"}, {"res_field": "x"}, {"res_id": False}, {"url": "/x"},
            {"type": "url"}, {"mimetype": "text/html"},
        )
        for values in changes:
            for files in (self.file, self.file.sudo(), self.file.with_user(self.quality_engineer), self.file.with_context(
                    bin_size=True, install_mode=True, mdq_skip=True)):
                with self.assertRaisesRegex(UserError, REFUSED):
                    files.write(dict(values))
        for files in (self.file.sudo(), self.file.with_context(_force_unlink=True, force_delete=True)):
            with self.assertRaisesRegex(UserError, REFUSED):
                files.unlink()
        self.assertEqual(self._why(), "")

    def test_names_of_the_store_cannot_be_written(self):
        """Odoo throws such values away; the file stays what it was.

        Requirement: MDQ-BAS-166
        """
        stored = self.file.store_fname
        with self.assertRaisesRegex(UserError, REFUSED):
            self.file.write({"store_fname": "00/else", "checksum": "0" * 40})
        self.assertEqual(self.file.store_fname, stored)

    def test_the_same_bytes_may_be_stored_anew(self):
        """Requirement: MDQ-BAS-166"""
        self.file.write({"raw": b"as measured", "name": "report.pdf"})
        self.assertEqual(self._why(), "")

    def test_no_file_is_added_under_a_signature(self):
        """Requirement: MDQ-BAS-166"""
        loose = self._attach(self.other, "late.pdf", b"late")
        with self.assertRaisesRegex(UserError, "no file is added under the signature"):
            self._attach(self.concession, "late.pdf", b"late")
        with self.assertRaisesRegex(UserError, "no file is added under the signature"):
            loose.write({"res_id": self.concession.id})
        self.assertEqual(loose.res_id, self.other.id)

    def test_upload_and_deletion_in_the_browser_are_refused(self):
        """Requirement: MDQ-BAS-166"""
        self.authenticate(self.quality_engineer.login, self.credential_of(self.quality_engineer)["password"])
        answer = self.url_open("/mail/attachment/upload", files={"ufile": ("late.pdf", b"late")}, data={
            "thread_model": "mdq.concession", "thread_id": self.concession.id, "csrf_token": http.Request.csrf_token(self),
        })
        self.assertNotEqual(answer.status_code, 200)
        answer = self.make_jsonrpc_request_raw("/mail/attachment/delete", {"attachment_id": self.file.id})
        self.assertIn(REFUSED, answer)
        self.assertEqual(self.concession.message_attachment_count, 1)

    def make_jsonrpc_request_raw(self, url, params):
        return self.url_open(url, json={"jsonrpc": "2.0", "method": "call", "params": params}).text

    def test_a_message_brings_files_that_are_not_part_of_what_was_signed(self):
        """Requirement: MDQ-BAS-167"""
        self.concession.message_post(body="See", attachments=[("letter.txt", b"Dear")])
        waiting = self.env["ir.attachment"].with_user(self.quality_engineer).create(
            {"name": "photo.png", "raw": b"x", "res_model": "mail.compose.message", "res_id": 0}
        )
        self.concession.with_user(self.quality_engineer).message_post(body="And", attachment_ids=waiting.ids)
        self.assertEqual(self._why(), "")
        self.assertEqual(self.concession.signature_added_file_ids.mapped("name"), ["letter.txt", "photo.png"])
        self.assertEqual(self.signature.file_ids.mapped("name"), ["report.pdf"])

    def test_file_changed_in_the_store_breaks_the_signature(self):
        """Requirement: MDQ-BAS-165"""
        path = Path(self.file._full_path(self.file.store_fname))
        path.chmod(0o600)
        self.addCleanup(path.write_bytes, path.read_bytes())
        path.write_bytes(b"forged")
        self.assertIn("files", self._why())
        path.unlink()
        self.assertIn("files", self._why())

    def test_file_changed_by_sql_breaks_the_signature(self):
        """Requirement: MDQ-BAS-165"""
        for column, value in (("name", "other.pdf"), ("res_id", self.other.id), ("store_fname", "00/else")):
            with self.cr.savepoint():
                self.env.cr.execute(f"UPDATE ir_attachment SET {column} = %s WHERE id = %s", [value, self.file.id])
                self.assertIn("files", self._why(), column)
                self.env.cr.execute(
                    f"UPDATE ir_attachment SET {column} = %s WHERE id = %s", [self.file[column], self.file.id])
