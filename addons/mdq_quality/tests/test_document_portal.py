from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .document_common import PDF, DocumentCase

PAGE = "/my/mdq/lot-documents"


@tagged("post_install", "-at_install")
class TestDocumentPortal(DocumentCase, HttpCase):
    """A supplier sees the documents that he owes, and nothing of others; he sends them from his phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls._receive((cls.bar, "LOT-A", 1), (cls.bar, "LOT-B", 1))
        cls.need_a, cls.need_b = cls.needs.search([("kind_id", "=", cls.mill.id)], order="id")
        cls._receive((cls.bar, "LOT-X", 1), partner_id=cls.rival_company.id)
        cls.theirs = cls.needs.search([("partner_id", "=", cls.rival_company.id)])
        cls.url = f"{PAGE}/{cls.need_a.id}"

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, address):
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False)

    def _post(self, address=None, needs=None, files=(("a.pdf", PDF, "application/pdf"),), **vals):
        needs = self.need_a | self.need_b if needs is None else needs
        data = {"number": "M 4711", "issuer": "Mill", "issued_on": "2026-01-05", "need_ids": [str(each) for each in needs.ids],
                "csrf_token": http.Request.csrf_token(self), **vals}
        with mute_logger("odoo.http"):
            return self.url_open(address or self.url, data=data, files=[("scan", file) for file in files], allow_redirects=False)

    def test_one_line_for_what_one_document_may_answer(self):
        """Requirement: MDQ-QUA-708"""
        self._as(self.sender)
        page = self._get(PAGE).text
        self.assertEqual(page.count(f"{PAGE}/{self.need_a.id}"), 1)
        self.assertNotIn(f"{PAGE}/{self.need_b.id}", page)
        self.assertIn("2 lots", page)
        self.assertNotIn("LOT-X", page)
        page = self._get(self.url).text
        for shown in ("Mill certificate", "LOT-A", "LOT-B", 'name="scan"'):
            self.assertIn(shown, page)

    def test_sent_from_the_phone_for_some_lots(self):
        """Requirement: MDQ-QUA-708"""
        self._as(self.sender)
        answer = self._post(needs=self.need_a)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual((self.need_a.state, self.need_b.state, self.need_a.document_id.number), ("in_review", "missing", "M 4711"))
        self.assertIn("Sent. We compare it", self._get(answer.headers["Location"]).text)
        file = self.need_a.document_id.file_ids
        self.assertEqual(self._get(f"{self.url}/file/{file.id}").content, PDF)
        self.assertEqual(self.need_a.document_id.activity_ids.user_id.has_group("mdq_base.group_sqe"), True)

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        """Requirement: MDQ-QUA-708"""
        self._as(self.sender)
        for vals, sentence in (
            ({"files": (("a.pdf", b"MZ", "application/pdf"),)}, "neither a PDF"), ({"files": ()}, "Add the file"), ({"needs": self.needs}, "not asked for any more"),
            ({"issued_on": "nonsense"}, "is not a date"),
        ):
            page = self._post(**vals)
            self.assertEqual(page.status_code, 200, vals)
            self.assertIn(sentence, page.text)
            self.assertIn("M 4711", page.text)
        self.assertEqual(self.need_a.state, "missing")

    def test_what_is_not_his_is_not_there(self):
        """Requirement: MDQ-QUA-708"""
        document = self._upload(self.theirs, user=self.rival)
        self._as(self.sender)
        addresses = (f"{PAGE}/{self.theirs.id}", f"{PAGE}/99999999", f"{PAGE}/{self.theirs.id}/file/{document.file_ids.id}", f"{self.url}/file/{document.file_ids.id}")
        for address in addresses:
            self.assertEqual(self._get(address).status_code, 404, address)
        self.assertEqual(self._post(f"{PAGE}/{self.theirs.id}").status_code, 404)
        page = self._post(needs=self.need_a | self.theirs)
        self.assertIn("not asked for any more", page.text)
        self._as(self._portal_person("a_customer", "base.group_portal"))
        for address in (PAGE, self.url, *addresses):
            self.assertEqual(self._get(address).status_code, 404, address)

    def test_records_of_others_are_closed_over_rpc(self):
        """Requirement: MDQ-QUA-708"""
        document = self._upload(self.theirs, user=self.rival)
        mine = self.needs.with_user(self.sender).search([])
        self.assertEqual(mine.sudo().partner_id, self.supplier)
        for record in (self.theirs, document, document.file_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.sender).read(["state"] if "state" in record._fields else ["name"])
        documents = self.env["mdq.lot.document"].with_user(self.sender)
        with self.assertRaisesRegex(UserError, "not asked for any more"):
            documents.upload({"need_ids": self.theirs.ids, "files": [self._scan()]})
        with self.assertRaisesRegex(UserError, "Unknown words"):
            documents.upload({"need_ids": self.need_a.ids, "files": [self._scan()], "partner_id": self.rival_company.id})
        for call in (
            lambda: documents.hand_in(self.need_a.ids, {"files": [self._scan()]}), lambda: self.need_a.with_user(self.sender).write({"due_date": "2030-01-01"}),
            lambda: self.needs.with_user(self.sender).create({"kind_id": self.mill.id}), lambda: documents.create({"kind_id": self.mill.id}),
            lambda: self.env["mdq.lot.document"].with_user(self.reader).upload({"need_ids": self.need_a.ids, "files": [self._scan()]}),
        ):
            with self.assertRaises(AccessError):
                call()
        sent = self._upload(self.need_a)
        for method in ("accept", "send_back", "withdraw"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(sent.with_user(self.sender), method)(self.credential_of(self.sender), "Mine")

    def test_refused_is_corrected_on_the_same_page(self):
        """Requirement: MDQ-QUA-708"""
        document = self._upload(self.need_a | self.need_b)
        document.send_back(self.credential_of(self.sqe), "The melt number cannot be read.")
        self._as(self.sender)
        self.assertIn("The melt number cannot be read.", self._get(self.url).text)
        self.assertIn("Choose the corrected file", self._post(files=()).text)
        answer = self._post(number="4712", files=(("b.pdf", PDF + b"b", "application/pdf"),))
        self.assertEqual(answer.status_code, 303)
        self.assertEqual((document.number, document.state, len(document.file_ids)), ("4712", "in_review", 2))
        self.assertEqual((self.need_a | self.need_b).mapped("state"), ["in_review"] * 2)

    def test_who_only_reads_is_told_who_sends(self):
        """Requirement: MDQ-QUA-708"""
        self._as(self.reader)
        self.assertIn("sent by your company", self._get(PAGE).text)
        self.assertNotIn('name="scan"', self._get(self.url).text)
        self.assertEqual(self._post().status_code, 404)

    def test_the_start_page_shows_it_among_what_is_due(self):
        """Requirement: MDQ-QUA-708"""
        rows = [row for row in self.supplier.with_user(self.sender).sudo()._mdq_get_portal_due() if row["url"].startswith(PAGE)]
        self.assertEqual([(row["url"], row["day"]) for row in rows], [(self.url, self.need_a.due_date)])
        self._as(self.sender)
        self.assertIn(self.url, self._get("/my").text)
