"""Documents in the hands of an engineer who writes and a manager who approves."""

import base64
import contextlib

from odoo import Command
from odoo.addons.mdq_base.tests.common import MdqCase
from odoo.exceptions import UserError


class MdqDocumentCommon(MdqCase):
    """`_document` makes a draft with one file; `_effective` takes it through review and approval."""

    @classmethod
    def kind(cls, name):
        return cls.env.ref(f"mdq_document.mdq_document_type_{name}")

    @classmethod
    def _document(cls, content=b"Clean, rinse, dry.", **vals):
        return cls.env["mdq.document"].with_user(cls.quality_engineer).create({
            "name": "Cleaning of titanium parts", "type_id": cls.kind("work_instruction").id,
            "file_ids": [Command.create({"name": "cleaning.txt", "content": base64.b64encode(content)})], **vals,
        })

    @classmethod
    def _in_review(cls, **vals):
        document = cls._document(**vals)
        document.action_submit()
        return document

    @classmethod
    def _approve(cls, document):
        request = document.approval_request_ids.filtered(lambda request: request.state == "pending")
        request.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Good")

    @classmethod
    def _effective(cls, document=None, **vals):
        document = document or cls._document(**vals)
        document.action_submit()
        cls._approve(document)
        document.action_make_effective()
        return document

    @classmethod
    def _withdraw(cls, document):
        """Take a document in force out of use, as people do."""
        withdrawal = cls.env["mdq.document.withdrawal"].with_user(cls.quality_engineer).create(
            {"document_id": document.id, "reason": "No longer made"})
        withdrawal.action_submit()
        request = cls.env["mdq.approval.request"].search(
            [("res_model", "=", withdrawal._name), ("res_id", "=", withdrawal.id), ("state", "=", "pending")])
        request.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Agreed")

    @contextlib.contextmanager
    def refused(self, pattern, exception=UserError):
        """What happens inside is refused with this sentence, and undone as a failed request would be."""
        with self.assertRaises(exception) as refusal:
            yield
        self.assertRegex(str(refusal.exception), pattern)

    @staticmethod
    def _attachment(document):
        # The attachment behind the file: closed to roles, as its fields name it.
        return document.env["ir.attachment"].sudo().search([
            ("res_model", "=", "mdq.document.file"), ("res_id", "in", document.file_ids.ids),
            ("res_field", "=", "content"),
        ])
