import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .admission import PDF, AdmissionCommon

MODELS = (
    "mdq.supplier.case", "mdq.supplier.case.line", "mdq.supplier.case.step", "mdq.supplier.case.document", "mdq.supplier.file",
    "mdq.supplier.registration", "mdq.supplier.registration.field", "mdq.supplier.questionnaire",
    "mdq.supplier.questionnaire.question", "mdq.supplier.questionnaire.option", "mdq.supplier.risk.rule", "mdq.supplier.risk.class",
    "mdq.supplier.questionnaire.answer", "mdq.supplier.questionnaire.answer.line",
)


@tagged("post_install", "-at_install")
class TestPortalAdmission(AdmissionCommon, HttpCase):

    def setUp(self):
        super().setUp()
        self.case = self._case()
        self.case.action_set_risk_class()
        self.case.action_send_questionnaire()
        self.sheet = self.case.answer_ids
        self.sheet.action_send()
        self.document = self.case.document_ids[0]

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _token(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def test_the_supplier_s_page_shows_his_tasks(self):
        """Requirement: MDQ-SUP-093"""
        self._login(self.qa_person)
        page = self.url_open("/my/mdq/admission")
        for text in (self.sheet.name, self.document.name, self.case.name, "To hand in", "To answer"):
            self.assertIn(text, page.text)
        self.assertNotIn(self.case.risk_class_id.name, page.text)  # how he is classed is not his to read
        self.assertIn("Admission", self.url_open("/my/home").text)

    def test_he_answers_and_uploads(self):
        """Requirement: MDQ-SUP-093"""
        self._login(self.qa_person)
        path = f"/my/mdq/questionnaire/{self.sheet.id}"
        page = self.url_open(path)
        self.assertIn("Is all measuring equipment calibrated", page.text)
        self.assertNotIn("Knock", page.text)
        line = self._line(self.sheet, "1_1")
        result = self.make_jsonrpc_request(f"{path}/save", {"line_id": line.id, "value": "yes"})
        self.assertTrue(result["answered"])
        self.assertIn("Answer yes or no", self.make_jsonrpc_request(f"{path}/save", {"line_id": line.id, "value": "x"})["error"])
        response = self.url_open(f"{path}/file/{line.id}", data={"csrf_token": self._token(page)}, files={"file": ("c.pdf", PDF)})
        self.assertEqual(response.status_code, 200)
        self.assertEqual(line.file_ids.name, "c.pdf")
        self.assertEqual(self.url_open(f"{path}/file/{line.id}/{line.file_ids.id}").content, PDF)
        self.assertIn("not answered", self.url_open(f"{path}/submit", data={"csrf_token": self._token(page)}).text)

    def test_he_hands_in_documents(self):
        """Requirement: MDQ-SUP-097"""
        self._login(self.qa_person)
        page = self.url_open("/my/mdq/admission")
        path = f"/my/mdq/admission/document/{self.document.id}"
        answer = self.url_open(path, data={"csrf_token": self._token(page)}, files={"file": ("x.pdf", b"MZ")})
        self.assertIn("neither a PDF nor", answer.text)
        many = [("file", (f"{number}.pdf", PDF)) for number in range(6)]
        self.assertIn("at most 5 files", self.url_open(path, data={"csrf_token": self._token(page)}, files=many).text)
        self.assertEqual(self.document.state, "requested")
        self.assertIn("Handed in, thank you", self.url_open(path, data={"csrf_token": self._token(page)}, files={"file": ("x.pdf", PDF)}).text)
        self.assertEqual(self.document.state, "received")
        self.assertEqual(self.url_open(f"{path}/file/{self.document.file_ids.id}").content, PDF)

    def test_another_supplier_reaches_nothing_by_any_page(self):
        """Requirement: MDQ-SUP-093"""
        self.document.with_user(self.qa_person)._receive("x.pdf", PDF)
        line = self._line(self.sheet, "1_1")
        self.sheet.with_user(self.qa_person)._add_files(line.id, [("c.pdf", PDF)])
        self._login(self.stranger)
        sheet, document = f"/my/mdq/questionnaire/{self.sheet.id}", f"/my/mdq/admission/document/{self.document.id}"
        for path in (sheet, f"{sheet}/file/{line.id}/{line.file_ids.id}", f"{document}/file/{self.document.file_ids.id}"):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        token = self._token(self.url_open("/my/account"))
        for path in (f"{sheet}/submit", f"{sheet}/file/{line.id}", document):
            response = self.url_open(path, data={"csrf_token": token}, files={"file": ("x.pdf", PDF)})
            self.assertEqual(response.status_code, 404, path)
        self.assertNotIn(self.case.name, self.url_open("/my/mdq/admission").text)
        for model in ("mdq.supplier.file",):
            for file in self.env[model].search([]):
                self.assertNotEqual(self.url_open(f"/web/content/{model}/{file.id}/content").content, PDF)

    def test_another_supplier_reaches_nothing_by_any_method(self):
        """Requirement: MDQ-SUP-093"""
        stranger = self.stranger
        for model in MODELS:
            records = self.env[model].search([])
            self.assertTrue(records or model.startswith("mdq.supplier.reg") or model == "mdq.supplier.file", model)
            guest = self.env[model].with_user(stranger)
            for reach in (
                lambda guest=guest: guest.search([]).ids, lambda guest=guest: guest.search_count([]),
                lambda guest=guest: guest.name_search(""), lambda guest=guest: guest._read_group([], [], ["__count"])[0][0],
            ):
                try:
                    self.assertFalse(reach(), model)
                except AccessError:
                    continue
            if records:
                with self.assertRaises(AccessError):
                    records.with_user(stranger).read(["display_name"])
                with self.assertRaises(UserError):
                    records.with_user(stranger).export_data(["id", "display_name"])

    def test_a_reader_of_the_supplier_reads_and_does_not_answer(self):
        """Requirement: MDQ-SUP-093"""
        self._login(self.reader)
        page = self.url_open(f"/my/mdq/questionnaire/{self.sheet.id}")
        self.assertIn("with the role Quality", page.text)
        self.assertNotIn("Send in the answers", page.text)
        self.assertIn("with the role Quality", self.url_open("/my/mdq/admission").text)

    def test_nothing_to_do_is_said(self):
        self._login(self.stranger)
        self.assertIn("Nothing is asked of your company", self.url_open("/my/mdq/admission").text)

    def test_a_customer_has_no_such_page(self):
        """Requirement: MDQ-SUP-093"""
        customer = self.new_user("mdq_plain_customer", "base.group_portal", accepts=False, company_ids=[Command.set(self.env.company.ids)])
        self._login(customer)
        self.assertEqual(self.url_open("/my/mdq/admission").status_code, 404)
