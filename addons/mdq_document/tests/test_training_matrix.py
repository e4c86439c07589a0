import hashlib
import io
from datetime import timedelta

import openpyxl
from odoo import fields
from odoo.tests import HttpCase, tagged

from .training_common import MdqTrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingMatrix(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()
        cls.matrix = cls.env["mdq.training.assignment"].with_user(cls.quality_engineer)

    def _status(self, user, matrix=None, subject=None):
        cells = (matrix or self.matrix.get_matrix())["cells"]
        return cells[user.partner_id.id][(subject or self.document).id][1]

    def test_colours(self):
        """Requirement: MDQ-DOC-021"""
        for user in (self.inspector, self.planner, self.releaser):
            self._assign(user, self.document)
        self._read(self.inspector, self.document)
        self._of(self.planner, self.document).sudo().due_date = fields.Date.today() - timedelta(days=1)
        matrix = self.matrix.get_matrix()
        self.assertEqual([self._status(user, matrix) for user in (self.inspector, self.planner, self.releaser)],
                         ["done", "overdue", "due"])
        column = next(column for column in matrix["columns"] if column["id"] == self.document.id)
        self.assertEqual((column["code"], column["group"]), (f"{self.document.code} · 1", "Work Instruction"))
        second = self._revise(self.document, reader_ids=[(6, 0, self.inspector.ids)])
        self.assertEqual(self._status(self.inspector, subject=second), "stale")
        self.assertNotIn(self.planner.partner_id.id, self.matrix.get_matrix()["cells"])

    def test_filters_narrow(self):
        """Requirement: MDQ-DOC-021"""
        self.env["hr.employee"].create({"name": "I", "user_id": self.inspector.id, "department_id": self.department.id})
        for user in (self.inspector, self.planner, self.operator):
            self._assign(user, self.document)
        cases = {
            "department": (self.department, self.inspector), "supplier": (self.supplier, self.operator),
            "role": (self.env.ref("mdq_base.group_planner"), self.planner),
        }
        for name, (record, user) in cases.items():
            matrix = self.matrix.get_matrix(filters={name: record.id})
            self.assertEqual([row["id"] for row in matrix["rows"]], user.partner_id.ids, name)
        choices = {choice["name"]: dict(choice["choices"]) for choice in self.matrix.get_matrix_filters()}
        self.assertIn(self.supplier.id, choices["supplier"])
        self.assertIn(self.env.ref("mdq_base.group_planner").id, choices["role"])

    def test_competences(self):
        competence = self._competence(document_ids=self.document.ids)
        self._assign(self.inspector, competence)
        matrix = self.matrix.get_matrix("competence")
        self.assertEqual(self._status(self.inspector, matrix, competence), "due")

    def test_others_see_their_own_row(self):
        for user in (self.inspector, self.planner):
            self._assign(user, self.document)
        rows = self.matrix.with_user(self.inspector).get_matrix()["rows"]
        self.assertEqual([row["id"] for row in rows], self.inspector.partner_id.ids)

    def test_two_hundred_people_and_a_hundred_documents(self):
        """Requirement: MDQ-DOC-021"""
        self._fill(2, 2)
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            before = self.env.cr.sql_log_count
            self.matrix.get_matrix()
            few = self.env.cr.sql_log_count - before
        self._fill(200, 100)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        matrix = self.matrix.get_matrix()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)
        self.assertGreaterEqual(sum(map(len, matrix["cells"].values())), 20000)

    def _fill(self, people, documents):
        """Rows by SQL: what is measured is reading them."""
        persons = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(people)])
        revisions = self.env["mdq.document"].create([{"name": f"D{number}"} for number in range(documents)])
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO mdq_training_assignment (person_id, document_id, company_id, state, due_date)
               SELECT p, d, %s, 'open', '2099-01-01' FROM unnest(%s) p, unnest(%s) d""",
            [self.env.company.id, persons.ids, revisions.ids],
        )


@tagged("post_install", "-at_install")
class TestTrainingPages(HttpCase, MdqTrainingCommon):
    """What a supplier's operator meets on his phone, and what he does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()
        cls.reading = cls._assign(cls.operator, cls.document)

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def test_the_operator_reads_and_signs(self):
        """Requirements: MDQ-DOC-149, MDQ-BAS-224"""
        self._login(self.operator)
        self.assertIn("/my/training", self.url_open("/my").text)
        self.assertIn(self.document.name, self.url_open("/my/training").text)
        page = f"/my/training/{self.reading.id}"
        self.assertIn("Open every file first", self.url_open(page).text)
        file = self.url_open(f"/mdq/training/{self.reading.id}/file/{self.document.file_ids.id}")
        self.assertEqual(file.content, b"Clean, rinse, dry.")
        self.assertIn("mdq_base.portal_sign", self.url_open(page).text)
        self.assertEqual(self.url_open(f"{page}/certificate").status_code, 404)
        self.reading.confirm(self.credential_of(self.operator))
        self.assertIn("Certificate (PDF)", self.url_open(page).text)
        first = self.url_open(f"{page}/certificate")
        self.assertEqual((first.status_code, first.content[:5]), (200, b"%PDF-"))
        self.operator.partner_id.sudo().name = "Renamed since"
        self.assertEqual(self.url_open(f"{page}/certificate").content, first.content)
        self.assertEqual(self.reading.sudo().issued_paper_ids.sha256, hashlib.sha256(first.content).hexdigest())

    def test_nobody_comes_to_the_training_of_others(self):
        """Requirement: MDQ-DOC-149"""
        quality = self._portal_user("mdq_operator_quality", self.supplier, "supplier_quality")
        found = self.env["mdq.training.assignment"].with_user(quality).search([])
        self.assertEqual(found, self.reading)
        for user in (self.other_operator, quality, self.inspector):
            self._login(user)
            for page in ("", "/quiz", "/certificate"):
                self.assertEqual(self.url_open(f"/my/training/{self.reading.id}{page}").status_code, 404)
            self.assertEqual(self.url_open(f"/mdq/training/{self.reading.id}/file/{self.document.file_ids.id}").status_code, 404)
        self.assertFalse(self.reading.sudo().opened_file_ids)
        self.assertFalse(self.env["mdq.training.assignment"].with_user(self.other_operator).search([]))
        self._login(self.operator)
        foreign = self._effective(name="Other").file_ids
        self.assertEqual(self.url_open(f"/mdq/training/{self.reading.id}/file/{foreign.id}").status_code, 404)
        self.assertEqual(self.url_open("/mdq/training/matrix.xlsx").status_code, 404)

    def test_the_quiz_is_opened_from_the_phone(self):
        competence = self._competence(document_ids=self.document.ids, survey_id=self._quiz().id)
        course = self._assign(self.operator, competence)
        self._login(self.operator)
        self.assertIn("this comes first", self.url_open(f"/my/training/{course.id}/quiz").text)
        self._read(self.operator, self.document)
        self.assertIn("/survey/", self.url_open(f"/my/training/{course.id}/quiz").url)

    def test_the_matrix_as_a_workbook(self):
        self._login(self.quality_engineer)
        self.assertEqual(self.url_open("/mdq/training/matrix.xlsx?kind=document").content[:2], b"PK")
        self._assign(self.inspector, self._competence(code="=1+1", needs_practical=True))
        answer = self.url_open("/mdq/training/matrix.xlsx?kind=competence")
        head = next(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(max_row=1))
        self.assertIn("s", {cell.data_type for cell in head if str(cell.value).startswith("=1+1")})
        self.assertNotIn("f", {cell.data_type for cell in head})

    def test_the_certificate(self):
        """Requirement: MDQ-DOC-024"""
        self._read(self.operator, self.document)
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("mdq_document.mdq_training_certificate_report_action", self.reading.ids)[0].decode()
        for words in ("Training completed", "培训完成", self.document.name, "SHA-256"):
            self.assertIn(words, html)
