import base64

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestRegister(MdqDocumentCommon):

    def test_the_kind_gives_number_review_and_confidentiality(self):
        """Requirement: MDQ-DOC-100"""
        kind = self.env["mdq.document.type"].with_user(self.admin).create({
            "name": "Test method", "review_months": 7, "confidentiality": "restricted",
            "sequence_id": self.env["ir.sequence"].create({"name": "TM", "prefix": "TM-", "padding": 3}).id,
        })
        document = self._document(type_id=kind.id)
        self.assertEqual((document.code, document.review_months, document.confidentiality), ("TM-001", 7, "restricted"))
        self.assertEqual(self._document(type_id=kind.id, code="TM-X").code, "TM-X")
        with Form(document) as form:
            form.type_id = self.kind("drawing")
            form.review_months = 5
        self.assertEqual((document.review_months, document.confidentiality, document.code), (5, "supplier", "TM-001"))

    def test_what_a_document_says_stays_when_the_kind_changes(self):
        document = self._effective()
        document.type_id.sudo().confidentiality = "supplier"
        self.assertEqual((document.confidentiality, document.signature_state), ("internal", "valid"))

    def test_who_sets_kinds(self):
        kind = self.kind("form")
        for user in (self.inspector, self.quality_engineer, self.planner, self.auditor):
            with self.assertRaises(AccessError):
                kind.with_user(user).write({"review_months": 1})
        kind.with_user(self.quality_manager).write({"review_months": 1})
        with self.refused("never deleted"):
            kind.sudo().unlink()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._raise_constraint(kind)

    def _raise_constraint(self, kind):
        try:
            kind.write({"review_months": -1})
            kind.flush_recordset()
        except Exception as error:  # noqa: BLE001 (the database's refusal, as the server words it for a user)
            raise ValidationError(str(error)) from None

    def test_language_versions_are_approved_together(self):
        """Requirement: MDQ-DOC-101"""
        document = self._document(file_ids=[
            Command.create({"name": f"{code}.txt", "language": code, "content": base64.b64encode(code.encode())})
            for code in ("en", "zh")
        ])
        self.assertEqual(document.languages, "Chinese, English")
        self._effective(document)
        signature = document.signature_ids
        self.assertEqual(len(signature), 1)
        for line in document.file_ids:
            self.assertIn(line.sha256, signature.canonical_text)
            with self.refused("can no longer be changed|is signed"):
                line.sudo().write({"language": "any"})

    def test_the_next_revision_keeps_every_language(self):
        """Requirement: MDQ-DOC-101"""
        self.env["res.lang"]._activate_lang("zh_CN")
        first = self._document()
        first.update_field_translations("name", {"zh_CN": "钛件清洗"})
        self._effective(first)
        second = self.env["mdq.document"].browse(first.action_revise()["res_id"])
        self.assertEqual(second.with_context(lang="zh_CN").name, "钛件清洗")
        self.assertEqual(second.with_context(lang="en_US").name, first.name)

    def test_found_by_word_department_and_kind(self):
        """Requirement: MDQ-DOC-100"""
        word = self.env["mdq.document.keyword"].with_user(self.quality_engineer).create({"name": "Passivation"})
        department = self.env["hr.department"].create({"name": "Surface"})
        document = self._effective(keyword_ids=word.ids, owner_department_id=department.id)
        documents = self.env["mdq.document"].with_user(self.inspector)
        for domain in ([("keyword_ids", "ilike", "passiv")], [("owner_department_id", "=", department.id)],
                       [("type_id.name", "=", "Work Instruction"), ("id", "=", document.id)]):
            self.assertEqual(documents.search(domain), document)

    def test_register_is_imported_and_exported(self):
        """Requirement: MDQ-DOC-100"""
        result = self.env["mdq.document"].with_user(self.quality_engineer).load(
            ["code", "name", "type_id", "confidentiality", "state"],
            [["SOP-9001", "Complaint handling", "Procedure", "Inside the company", "Draft"]])
        self.assertFalse(result["messages"])
        document = self.env["mdq.document"].browse(result["ids"])
        rows = document.export_data(["code", "type_id/name", "confidentiality"])["datas"]
        self.assertEqual(rows, [["SOP-9001", "Procedure", "Inside the company"]])
        forged = self.env["mdq.document"].with_user(self.quality_engineer).load(
            ["code", "name", "state"], [["SOP-9002", "Forged", "Effective"]])
        self.assertFalse(forged["ids"])
