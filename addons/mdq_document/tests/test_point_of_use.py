import io
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestPointOfUse(MdqDocumentCommon, HttpCase):
    """A revision that is not in use opens for quality and its owner, and for nobody else by any route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls.new_user("mdq_worker", "base.group_user")
        cls.portal = cls.new_user("mdq_use_portal", "mdq_base.group_supplier_quality")
        cls.superseded = cls._effective(content=b"Old way")
        cls.effective = cls.env["mdq.document"].with_user(cls.quality_engineer).browse(
            cls.superseded.action_revise()["res_id"])
        cls._effective(cls.effective)
        cls.draft = cls._document(content=b"Not yet")
        cls.closed = cls.superseded | cls.draft
        cls.strangers = [cls.inspector, cls.releaser, cls.planner, cls.admin, cls.worker, cls.portal]
        cls.entitled = [cls.quality_engineer, cls.quality_manager, cls.sqe, cls.auditor, cls.change_board]

    def test_the_effective_one_opens_for_every_role(self):
        """Requirement: MDQ-DOC-103"""
        for user in (self.inspector, self.releaser, self.planner, self.admin, *self.entitled):
            self.assertTrue(self.effective.with_user(user).file_ids.read(["content"]), user.login)

    def test_closed_for_reading(self):
        """Requirement: MDQ-DOC-103"""
        for user in self.strangers:
            for document in self.closed:
                self._assert_unreadable(document, user)

    def _assert_unreadable(self, document, user):
        line, attachment = document.file_ids, self._attachment(document)
        for records, names in ((document, ["name"]), (line, ["name", "content"]), (attachment.sudo(False), ["datas", "raw"])):
            with self.subTest(user=user.login, records=records), self.assertRaises(AccessError):
                records.with_user(user).read(names)
        with self.assertRaises(AccessError):
            attachment.sudo(False).with_user(user).copy()

    def test_closed_for_searching(self):
        """Requirement: MDQ-DOC-103"""
        attachments = self._attachment(self.closed)
        for user in self.strangers[:-2]:
            env = self.env(user=user.id)
            self.assertFalse(env["mdq.document"].search([("id", "in", self.closed.ids)]))
            self.assertFalse(env["mdq.document"].with_context(active_test=False).search_count([("id", "in", self.closed.ids)]))
            self.assertFalse(env["mdq.document.file"].search([("document_id", "in", self.closed.ids)]))
            self.assertFalse(env["mdq.document.file"].search([("sha256", "=", self.draft.file_ids.sha256)]))
            self.assertNotIn(self.draft.id, [found[0] for found in env["mdq.document"].name_search(self.draft.code)])
            self.assertFalse(env["ir.attachment"].search([("id", "in", attachments.ids)]))
            self.assertFalse(env["ir.attachment"].with_context(skip_res_field_check=True).search([
                ("res_model", "=", "mdq.document.file"), ("res_id", "in", self.closed.file_ids.ids)]))

    def test_closed_by_address_and_by_token(self):
        """Requirement: MDQ-DOC-103"""
        for user in (self.inspector, self.portal, None):
            self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
            for document in self.closed:
                for address in self._addresses(document):
                    with self.subTest(user=user and user.login, address=address), mute_logger("odoo.http"):
                        response = self.url_open(address)
                        self.assertNotIn(b"Old way", response.content)
                        self.assertNotIn(b"Not yet", response.content)

    def _addresses(self, document):
        attachment, line = self._attachment(document), document.file_ids
        token = attachment.generate_access_token()[0]
        limited = attachment._get_raw_access_token()
        return [
            f"/web/content/{attachment.id}", f"/web/content/{attachment.id}?access_token={token}",
            f"/web/content/{attachment.id}?access_token={limited}", f"/web/content/{attachment.id}/x.txt?download=1",
            f"/web/content/mdq.document.file/{line.id}/content", f"/web/content?model=mdq.document.file&id={line.id}&field=content",
            f"/web/image/{attachment.id}?access_token={token}", f"/web/image/mdq.document.file/{line.id}/content",
            f"/web/content/{attachment.checksum}?access_token={token}",
        ]

    def test_address_opens_for_those_entitled(self):
        for user, document in ((self.quality_engineer, self.superseded), (self.auditor, self.draft), (self.inspector, self.effective)):
            self.authenticate(user.login, user.login.ljust(8, "x"))
            for address in (f"/web/content/{self._attachment(document).id}",
                            f"/web/content/mdq.document.file/{document.file_ids.id}/content"):
                self.assertEqual(self._unpack(self.url_open(address).content), document.file_ids._get_stored_bytes()[document.file_ids.id])

    @staticmethod
    def _unpack(content):
        """What is not in force comes with a cover page."""
        if not content.startswith(b"PK"):
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("cleaning.txt")

    def test_closed_in_the_chatter(self):
        """Requirement: MDQ-DOC-103"""
        message = self.superseded.message_post(body="See the file", attachments=[("minutes.txt", b"Old way")])
        for user in self.strangers:
            for records in (message, message.attachment_ids):
                with self.subTest(user=user.login, records=records), self.assertRaises(AccessError):
                    records.with_user(user).sudo(False).read()

    def test_no_file_becomes_public(self):
        """Requirement: MDQ-DOC-103"""
        attachment = self._attachment(self.draft)
        with self.refused("cannot be made public"):
            attachment.write({"public": True})
        with self.refused("cannot be made public"):
            attachment.create({"name": "x", "raw": b"x", "public": True, "res_model": "mdq.document", "res_id": self.draft.id})

    def test_owner_and_approver_open_what_is_not_in_use(self):
        """Requirement: MDQ-DOC-104"""
        self.draft.owner_id = self.planner
        self.assertEqual(self.draft.with_user(self.planner).file_ids.read(["name"])[0]["name"], "cleaning.txt")
        self.effective_route("mdq.document", {"name": "Release", "group_id": self.env.ref("mdq_base.group_releaser").id})
        document = self._in_review()
        self.assertTrue(document.with_user(self.releaser).read(["name"]))
        self.assertIn(document, self.env["mdq.document"].with_user(self.releaser).search([]))
        document.approval_request_ids.with_user(self.releaser).approve(self.credential_of(self.releaser))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            document.with_user(self.releaser).read(["name"])

    def test_who_read_the_old_revision_opens_it_no_more(self):
        """Requirement: MDQ-DOC-103"""
        first = self._effective(reader_ids=self.inspector.ids)
        reading = first.assignment_ids.with_user(self.inspector)
        reading._open_file(first.file_ids.id)
        reading.confirm(self.credential_of(self.inspector))
        self._effective(self.env["mdq.document"].with_user(self.quality_engineer).browse(first.action_revise()["res_id"]))
        self._assert_unreadable(first, self.inspector)
        self.assertFalse(reading._open_file(first.file_ids.id))

    def test_restricted_opens_for_the_people_named(self):
        """Requirement: MDQ-DOC-104"""
        secret = self._effective(confidentiality="restricted", reader_ids=self.inspector.ids)
        self.assertTrue(secret.with_user(self.inspector).read(["name"]))
        for user in (self.planner, self.releaser, self.admin):
            with self.assertRaises(AccessError):
                secret.with_user(user).read(["name"])
        self.assertTrue(secret.with_user(self.auditor).read(["name"]))

    def test_reading_does_not_cost_more_with_more_documents(self):
        few, many = self.effective, self.effective | self._effective() | self._effective() | self._effective()
        self._count_queries(few)  # what is read once and kept, as rights are
        self.assertLessEqual(self._count_queries(many), self._count_queries(few))

    def _count_queries(self, documents):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        documents.with_user(self.inspector).read(["name", "code"])
        return self.env.cr.sql_log_count - before
