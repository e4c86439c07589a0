import base64
import hashlib
import io

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from PIL import Image

from .common import MdqDocumentCommon

FORGED = base64.b64encode(b"Do not clean at all.")


@tagged("post_install", "-at_install")
class TestDocumentFiles(MdqDocumentCommon):

    def test_the_server_takes_the_fingerprint(self):
        """Requirement: MDQ-DOC-005"""
        line = self._document(content=b"abc").file_ids
        # The digest of "abc" as the standard (FIPS 180) prints it.
        self.assertEqual(line.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        self.assertEqual((line.size, line.is_intact, line.document_id.file_state), (3, True, "intact"))
        shown = line.with_context(bin_size=True, bin_size_raw=True)
        shown.invalidate_recordset()
        self.assertTrue(shown.is_intact)
        self.assertEqual(shown.document_id.file_state, "intact")
        line.content = base64.b64encode(b"abcd")
        self.assertEqual((line.sha256, line.size), (hashlib.sha256(b"abcd").hexdigest(), 4))

    def test_nobody_writes_the_fingerprint(self):
        """Requirement: MDQ-DOC-005"""
        document = self._document()
        for vals in ({"sha256": "0" * 64}, {"size": 1}):
            with self.refused("taken by the server"):
                document.file_ids.sudo().write(vals)
            with self.refused("taken by the server"):
                document.write({"file_ids": [Command.create({"name": "x", "content": FORGED, **vals})]})

    def test_an_empty_file_is_refused(self):
        for content in (False, b""):
            with self.refused("is empty", ValidationError):
                self._document().write({"file_ids": [Command.create({"name": "x", "content": content})]})

    def test_pictures_are_kept_as_they_came(self):
        picture = io.BytesIO()
        Image.new("RGB", (2100, 10)).save(picture, "PNG")
        line = self._document(content=picture.getvalue()).file_ids
        self.assertEqual(line.sha256, hashlib.sha256(picture.getvalue()).hexdigest())

    def test_no_review_without_a_file(self):
        with self.refused("has no file yet"):
            self._document(file_ids=False).action_submit()

    def test_the_signature_covers_the_fingerprint(self):
        """Requirement: MDQ-DOC-006"""
        document = self._effective(content=b"abc")
        self.assertIn("ba7816bf8f01cfea", document.signature_ids.canonical_text)

    def test_a_file_is_not_moved_onto_what_is_approved(self):
        """Requirement: MDQ-DOC-005"""
        document, draft = self._effective(), self._document(content=FORGED)
        with self.refused("can no longer be changed"):
            draft.file_ids.write({"document_id": document.id})

    def test_a_file_that_is_moved_restarts_the_approval_of_where_it_was(self):
        """Requirement: MDQ-DOC-005"""
        document = self._document()
        document.write({"file_ids": [Command.create({"name": "more.txt", "content": FORGED})]})
        document._mdq_request_approval()
        document.file_ids[-1].document_id = self._document()
        states = document.approval_request_ids.mapped("state")
        self.assertEqual(sorted(states), ["pending", "superseded"])

    def test_a_new_revision_begins_with_the_files_of_the_old(self):
        first = self._effective(content=b"abc")
        action = first.with_context(bin_size=True, bin_size_content=True).action_revise()
        second = self.env["mdq.document"].with_user(self.quality_engineer).browse(action["res_id"])
        self.assertEqual(second.file_ids.sha256, first.file_ids.sha256)
        second.file_ids.content = FORGED
        self.assertTrue(first.file_ids.is_intact)
        self.assertNotEqual(second.file_ids.sha256, first.file_ids.sha256)

    # ----------------------------------------------------------------------- routes to the file

    def _attempts(self, document):
        """Each way to change, replace, move or remove the file of a document."""
        line, attachment = document.file_ids.sudo(), self._attachment(document)
        other = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        place = {"res_model": "mdq.document.file", "res_id": line.id, "res_field": "content"}
        return {
            "line content": lambda: line.write({"content": FORGED}),
            "line name": lambda: line.write({"name": "other.txt"}),
            "line removed": lambda: line.unlink(),
            "line moved": lambda: line.write({"document_id": self._document().id}),
            "line added": lambda: line.create({"document_id": document.id, "name": "x", "content": FORGED}),
            "lines through the document": lambda: document.sudo().write({"file_ids": [Command.delete(line.id)]}),
            "datas": lambda: attachment.write({"datas": FORGED}),
            "raw": lambda: attachment.write({"raw": b"forged"}),
            "its size in place of it": lambda: attachment.with_context(bin_size=True, bin_size_raw=True).write(
                {"raw": attachment.with_context(bin_size=True).raw}),
            "db_datas": lambda: attachment.write({"db_datas": b"forged"}),
            "name": lambda: attachment.write({"name": "other.txt"}),
            "type": lambda: attachment.write({"type": "url", "url": "https://example.com"}),
            "mimetype": lambda: attachment.write({"mimetype": "text/html"}),
            "moved away": lambda: attachment.write({"res_id": 0}),
            "other model": lambda: attachment.write({"res_model": "res.partner"}),
            "other field": lambda: attachment.write({"res_field": False}),
            "removed": lambda: attachment.unlink(),
            "removed with a word": lambda: attachment.with_context(_force_unlink=True).unlink(),
            "second in its place": lambda: other.create({**place, "name": "x", "raw": b"forged"}),
            "copied into its place": lambda: attachment.copy(),
            "moved into its place": lambda: other.write(place),
        }

    def _assert_closed(self, document):
        before = document.file_ids.sha256
        for name, attempt in self._attempts(document).items():
            with self.subTest(route=name), self.refused("neither changed|can no longer be changed|never deleted|is signed"):
                attempt()
        self.env.invalidate_all()
        self.assertEqual((document.file_ids.sha256, document.file_state), (before, "intact"))

    def test_closed_in_review(self):
        """Requirement: MDQ-DOC-006"""
        self._assert_closed(self._in_review())

    def test_closed_when_effective(self):
        """Requirement: MDQ-DOC-006"""
        self._assert_closed(self._effective())

    def test_closed_when_superseded(self):
        """Requirement: MDQ-DOC-006"""
        first = self._effective()
        self._effective(self.env["mdq.document"].with_user(self.quality_engineer).browse(first.action_revise()["res_id"]))
        self.assertEqual(first.state, "superseded")
        self._assert_closed(first)

    def test_open_in_draft(self):
        document = self._document()
        document.file_ids.write({"content": FORGED, "name": "better.txt"})
        document.write({"file_ids": [Command.create({"name": "two.txt", "content": FORGED})]})
        document.file_ids[1].unlink()
        self.assertEqual(len(document.file_ids), 1)

    def test_files_in_the_chatter_stay_too(self):
        document = self._document()
        attachment = self.env["ir.attachment"].create(
            {"name": "minutes.txt", "raw": b"x", "res_model": "mdq.document", "res_id": document.id})
        self._effective(document)
        for vals in ({"raw": b"y"}, {"name": "z"}):
            with self.refused("neither changed, moved nor"):
                attachment.sudo().write(vals)
        with self.refused("neither changed, moved nor"):
            attachment.sudo().unlink()

    def test_moving_between_stores_and_links_for_reading_go_on(self):
        attachment = self._attachment(self._effective())
        attachment.write({"raw": attachment.raw, "mimetype": attachment.mimetype})
        self.assertTrue(attachment.generate_access_token())

    def test_other_attachments_are_not_our_business(self):
        partner = self.env["res.partner"].create({"name": "x"})
        attachment = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "res.partner", "res_id": partner.id})
        attachment.write({"raw": b"y", "res_id": False})
        attachment.unlink()

    # --------------------------------------------------------------------- behind the server's back

    def test_a_change_in_the_store_is_seen(self):
        """Requirement: MDQ-DOC-005"""
        document = self._in_review()
        self._approve(document)
        self.env.cr.execute("UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
                            [b"forged", self._attachment(document).id])
        self.env.invalidate_all()
        self.assertEqual(document.file_state, "broken")
        with self.refused("its SHA-256 differs"):
            document.action_make_effective()

    def test_a_missing_file_is_seen(self):
        document = self._document()
        self.env.cr.execute("DELETE FROM ir_attachment WHERE id = %s", [self._attachment(document).id])
        self.env.invalidate_all()
        self.assertEqual(document.file_state, "broken")
        with self.refused("or it is gone"):
            document.action_submit()
