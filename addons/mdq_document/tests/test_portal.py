from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestDocumentPortal(MdqDocumentCommon, HttpCase):
    """A supplier opens the effective revisions given to his company, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works, cls.other = cls.env["res.partner"].create(
            [{"name": "Anodising Works", "is_company": True}, {"name": "Other Works", "is_company": True}])
        cls.signatory = cls._person(cls.works, "mdq_works_signatory", "mdq_base.group_supplier_signatory")
        cls.helper = cls._person(cls.works, "mdq_works_user", "mdq_base.group_supplier_user")
        cls.rival = cls._person(cls.other, "mdq_other_signatory", "mdq_base.group_supplier_signatory")
        cls.customer = cls._person(cls.works, "mdq_customer", "base.group_portal")
        drawing = {"type_id": cls.kind("drawing").id}
        cls.old = cls._effective(content=b"Old way", supplier_ids=cls.works.ids, name="Bone screw", **drawing)
        cls.new = cls.env["mdq.document"].with_user(cls.quality_engineer).browse(cls.old.action_revise()["res_id"])
        cls.new.file_ids.content = b"TmV3IHdheQ=="  # New way
        cls._effective(cls.new)
        cls.theirs = cls._effective(content=b"Their way", supplier_ids=cls.other.ids, name="Secret plate", **drawing)
        cls.receipt, cls.old_receipt, cls.their_receipt = cls.new.receipt_ids, cls.old.receipt_ids, cls.theirs.receipt_ids

    @classmethod
    def _person(cls, company, login, group):
        user = cls.new_user(login, group)
        user.partner_id.parent_id = company
        return user

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, address):
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False)

    def test_list_and_page_show_what_is_his(self):
        """Requirement: MDQ-DOC-112"""
        self._as(self.signatory)
        page = self._get("/my/documents").text
        self.assertIn("Bone screw", page)
        self.assertIn(f"{self.new.code} rev. 2", page)
        for foreign in ("Secret plate", f"{self.old.code} rev. 1"):
            self.assertNotIn(foreign, page)
        page = self._get(f"/my/documents/{self.receipt.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("mdq_base.portal_sign", page.text)

    def test_the_file_opens(self):
        """Requirement: MDQ-DOC-112"""
        self._as(self.signatory)
        response = self._get(f"/my/documents/{self.receipt.id}/file/{self.new.file_ids.id}")
        self.assertEqual(response.content, b"New way")
        self.assertIn("cleaning.txt", response.headers["Content-Disposition"])

    def test_what_is_not_his_is_not_there(self):
        """Requirement: MDQ-DOC-115"""
        addresses = [
            f"/my/documents/{self.old_receipt.id}", f"/my/documents/{self.their_receipt.id}", "/my/documents/999999999",
            f"/my/documents/{self.old_receipt.id}/file/{self.old.file_ids.id}",
            f"/my/documents/{self.their_receipt.id}/file/{self.theirs.file_ids.id}",
            f"/my/documents/{self.receipt.id}/file/{self.theirs.file_ids.id}",
            f"/my/documents/{self.receipt.id}/file/{self.old.file_ids.id}",
        ]
        self._as(self.signatory)
        for address in addresses:
            self.assertEqual(self._get(address).status_code, 404, address)
        self._as(self.customer)
        for address in ("/my/documents", f"/my/documents/{self.receipt.id}", *addresses):
            self.assertEqual(self._get(address).status_code, 404, address)
        self.authenticate(None, None)
        self.assertEqual(self._get("/my/documents").status_code, 303)

    def test_nothing_by_other_addresses(self):
        """Requirement: MDQ-DOC-115"""
        for user in (self.signatory, self.customer):
            self._as(user)
            for document in (self.old, self.new, self.theirs):
                for address in self._addresses(document):
                    body = self._get(address).content
                    for secret in (b"Old way", b"New way", b"Their way"):
                        self.assertNotIn(secret, body, address)

    def _addresses(self, document):
        attachment, line = self._attachment(document), document.file_ids
        return [f"/web/content/{attachment.id}", f"/web/content/{attachment.id}?access_token={attachment.generate_access_token()[0]}",
                f"/web/content/mdq.document.file/{line.id}/content", f"/web/image/{attachment.id}"]

    def test_nothing_by_rpc(self):
        """Requirement: MDQ-DOC-115"""
        env = self.env(user=self.signatory.id)
        self.assertEqual(env["mdq.document.receipt"].search([]), self.receipt)
        self.assertEqual(env["mdq.document.receipt"].search_count([("partner_id", "=", self.other.id)]), 0)
        self.assertFalse(env["mdq.document.receipt"].search([("document_id", "in", (self.old | self.theirs).ids)]))
        self.assertFalse(env["mdq.document.receipt"].name_search(self.their_receipt.name))
        for record in (self.old_receipt, self.their_receipt, self.new, self.theirs, self.new.file_ids,
                       self._attachment(self.new).sudo(False)):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(self.signatory).read()
        for record in (self.receipt, self.their_receipt):
            with self.assertRaises(UserError):
                record.with_user(self.signatory).export_data(["name"])
        for model in ("mdq.document", "mdq.document.file"):
            with self.assertRaises(AccessError):
                env[model].search([("name", "ilike", "Secret")])
            with self.assertRaises(AccessError):
                env[model].name_search("Secret")

    def test_no_other_supplier_confirms(self):
        """Requirement: MDQ-DOC-115"""
        for user in (self.rival, self.customer):
            with self.assertRaises(AccessError):
                self.receipt.with_user(user).acknowledge(self.credential_of(user))
        self.assertEqual(self.receipt.state, "waiting")

    def test_who_may_not_sign_is_told_who_may(self):
        self._as(self.helper)
        page = self._get(f"/my/documents/{self.receipt.id}").text
        self.assertNotIn("mdq_base.portal_sign", page)
        self.assertIn("with the right to sign", page)

    def test_confirmed_is_shown(self):
        self.receipt.with_user(self.signatory).acknowledge(self.credential_of(self.signatory))
        self._as(self.signatory)
        page = self._get(f"/my/documents/{self.receipt.id}").text
        self.assertRegex(page, f"Receipt confirmed</div>\\s*{self.signatory.name}")
        self.assertNotIn("mdq_base.portal_sign", page)

    def test_an_obsolete_document_leaves_the_portal(self):
        self._withdraw(self.new)
        self.assertEqual(self.new.state, "obsolete")
        self._as(self.signatory)
        self.assertEqual(self._get(f"/my/documents/{self.receipt.id}").status_code, 404)
