import io
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader
from reportlab.pdfgen import canvas

from .common import MdqDocumentCommon


def drawing(pages=2):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(1190, 842))
    for page in range(pages):
        paper.drawString(50, 400, f"Drawing sheet {page + 1}")
        paper.showPage()
    paper.save()
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestCopy(MdqDocumentCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._document(content=drawing(), type_id=cls.kind("drawing").id)
        cls.draft.file_ids.name = "sheet.pdf"
        cls.document = cls._effective(cls.draft)
        cls.holder = cls.env["res.partner"].create({"name": "Anodising Works", "is_company": True})

    def _copy(self, document=None, **vals):
        document = document or self.document
        return self.env["mdq.document.copy"].with_user(self.quality_engineer).create({
            "document_id": document.id, "file_id": document.file_ids[:1].id, "partner_id": self.holder.id,
            "purpose": "Wall folder of line 2", **vals,
        })

    def _issued(self, **vals):
        copy = self._copy(**vals)
        copy.action_issue()
        return copy

    def _open(self, user, address):
        self.authenticate(user.login, user.login.ljust(8, "x"))
        with mute_logger("odoo.http"):
            return self.url_open(address)

    def _texts(self, content):
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    def test_every_page_is_stamped_with_number_and_holder(self):
        """Requirement: MDQ-DOC-130"""
        copy = self._issued()
        response = self._open(self.quality_engineer, copy.action_download()["url"])
        texts = self._texts(response.content)
        self.assertEqual(len(texts), 2)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"Drawing sheet {number}", text)
            self.assertIn(f"No. {copy.number}", text)
            self.assertIn("Controlled copy 受控副本", text)
            self.assertIn("Anodising Works", text)
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertIn("Downloaded by", copy.message_ids.mapped("body")[0])

    def test_the_fonts_of_the_stamp_are_in_the_file(self):
        """Requirement: MDQ-DOC-165"""
        _name, content = self._issued()._get_stamped()
        page = PdfReader(io.BytesIO(content)).pages[1]
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        composite = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts if font["/Subtype"] == "/Type0"]
        self.assertTrue(composite)
        for descriptor in composite:
            self.assertTrue({"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.get_object()))
        self.assertIn("持有人 Anodising Works", page.extract_text())

    def test_numbers_are_given_once_and_by_the_server(self):
        """Requirement: MDQ-DOC-130"""
        first, second = self._issued(), self._issued()
        self.assertTrue(first.number.startswith("CC-") and first.number != second.number)
        self.assertEqual(first.issued_by, self.quality_engineer)
        for vals in ({"number": "CC-1"}, {"state": "issued"}, {"issued_by": self.sqe.id}):
            with self.refused("cannot be set directly"):
                second.sudo().write(vals)
        for vals in ({"partner_id": self.env.user.partner_id.id}, {"purpose": "x"}):
            with self.refused("can no longer be changed"):
                second.write(vals)
        with self.refused("never deleted"):
            second.sudo().unlink()

    def test_only_what_is_in_force_is_given_out(self):
        """Requirement: MDQ-DOC-130"""
        copy = self._copy(self._document())
        with self.refused("is not in force"):
            copy.action_issue()
        with self.refused("it cannot be downloaded"):
            copy._get_stamped()
        with self.refused("is not a file of this document"):
            self._copy(file_id=self._effective().file_ids.id).action_issue()

    def test_internal_documents_stay_inside(self):
        document = self._effective()
        with self.refused("stays inside the company"):
            self._copy(document).action_issue()
        copy = self._copy(document, partner_id=self.inspector.partner_id.id)
        copy.action_issue()
        self.assertEqual(copy.state, "issued")

    def test_copies_are_taken_back_when_the_revision_ends(self):
        """Requirement: MDQ-DOC-131"""
        copy, other = self._issued(), self._issued()
        other.outcome = "destroyed"
        other.action_close()
        self._effective(self.env["mdq.document"].with_user(self.quality_engineer).browse(self.document.action_revise()["res_id"]))
        self.assertEqual((copy.state, other.state), ("recalled", "closed"))
        task = self.document.activity_ids.filtered(lambda activity: "Take back the copies" in activity.summary)
        self.assertIn(copy.number, task.summary)
        self.assertNotIn(other.number, task.summary)
        with self.refused("it cannot be downloaded"):
            copy._get_stamped()
        with self.refused("Say what became of copy"):
            copy.action_close()
        copy.outcome = "returned"
        copy.action_close()
        self.assertEqual(copy.state, "closed")
        with self.refused("can no longer be changed"):
            copy.write({"outcome": "lost"})

    def test_other_files_come_with_a_cover_page(self):
        """Requirement: MDQ-DOC-130"""
        copy = self._issued(document=self._effective(confidentiality="supplier"))
        name, content = copy._get_stamped()
        self.assertEqual(name, "cleaning.txt.zip")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertEqual(archive.read("cleaning.txt"), b"Clean, rinse, dry.")
            self.assertIn(copy.number, self._texts(archive.read("COVER.pdf"))[0])

    def test_a_broken_pdf_comes_with_a_cover_page(self):
        copy = self._issued(document=self._effective(content=b"%PDF-1.7 broken", confidentiality="supplier"))
        with mute_logger("pypdf._reader"):
            self.assertEqual(copy._get_stamped()[0], "cleaning.txt.zip")

    def test_what_is_opened_says_what_it_is_worth(self):
        """Requirement: MDQ-DOC-132"""
        second = self.env["mdq.document"].with_user(self.quality_engineer).browse(self.document.action_revise()["res_id"])
        address = f"/web/content/mdq.document.file/{second.file_ids.id}/content"
        self.assertIn("DRAFT", self._texts(self._open(self.quality_engineer, address).content)[0])
        self._effective(second)
        text = self._texts(self._open(self.inspector, address).content)[1]
        self.assertIn("Uncontrolled when printed 打印件不受控", text)
        self.assertNotIn("SUPERSEDED", text)
        for address in (f"/web/content/mdq.document.file/{self.document.file_ids.id}/content",
                        f"/web/content/{self._attachment(self.document).id}"):
            for user in (self.quality_engineer, self.auditor):
                for text in self._texts(self._open(user, address).content):
                    self.assertIn("SUPERSEDED 已被替代", text)
            self.assertNotIn(b"%PDF", self._open(self.inspector, address).content)
        self.assertEqual(self.document.file_state, "intact")

    def test_who_signs_for_the_supplier_gets_the_file_marked(self):
        """Requirement: MDQ-DOC-132"""
        self.effective_route("mdq.document", {"name": "Supplier", "sequence": 1, "is_portal": True, "meaning": "agreed"})
        signatory = self.new_user("mdq_copy_signatory", "mdq_base.group_supplier_signatory")
        signatory.partner_id.parent_id = self.holder
        stranger = self.new_user("mdq_copy_stranger", "mdq_base.group_supplier_signatory")
        draft = self._document(content=drawing(1), type_id=self.kind("drawing").id, supplier_ids=self.holder.ids)
        draft.file_ids.name = "sheet.pdf"
        draft.action_submit()
        address = f"/my/approvals/{draft.approval_request_ids.id}/file/{self._attachment(draft).id}"
        text = self._texts(self._open(signatory, address).content)[0]
        self.assertIn("IN REVIEW 评审中", text)
        self.assertIn("Mdq Copy Signatory (Anodising Works)", text)
        self.assertEqual(self._open(stranger, address).status_code, 404)

    def test_training_reads_the_same_marked_file(self):
        """Requirement: MDQ-DOC-132"""
        self.document.reader_ids = self.inspector
        reading = self.env["mdq.training.assignment"].search(
            [("document_id", "=", self.document.id), ("person_id", "=", self.inspector.partner_id.id)])
        response = self._open(self.inspector, f"/mdq/training/{reading.id}/file/{self.document.file_ids.id}")
        self.assertIn("Uncontrolled when printed 打印件不受控", self._texts(response.content)[0])
        self.assertEqual(reading.opened_file_ids, self.document.file_ids)

    def test_who_gives_out(self):
        copy = self._issued()
        for user in (self.inspector, self.planner, self.auditor, self.admin):
            with self.assertRaises(AccessError):
                copy.with_user(user).action_close()
            with self.assertRaises(AccessError):
                self._copy().with_user(user).action_issue()
        portal = self.new_user("mdq_copy_portal", "mdq_base.group_supplier_quality")
        self.assertEqual(self._open(portal, f"/mdq/document/copy/{copy.id}").status_code, 404)
        self.assertEqual(self._open(self.quality_engineer, "/mdq/document/copy/99999999").status_code, 404)

    def test_button(self):
        copy = self._issued()
        self.assertEqual(self.document.copy_count, 1)
        self.assertEqual(self.env["mdq.document.copy"].search(self.document.action_open_copies()["domain"]), copy)
