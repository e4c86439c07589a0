import base64

from odoo.addons.mdq_capa.tests.common import CREDENTIAL, MdqCapaCommon
from odoo.fields import Command


class MdqChangeCommon(MdqCapaCommon):
    @classmethod
    def _document(cls, **vals):
        """A draft document with a file, written by the quality engineer."""
        return (
            cls.env["mdq.document"]
            .with_user(cls.engineer)
            .create(
                {
                    "name": "Anodising of bone screws",
                    "product_ids": [Command.set(cls.product.ids)],
                    "file_ids": [Command.create({"name": "wi.txt", "content": base64.b64encode(b"Bath at 20 C")})],
                    **vals,
                }
            )
        )

    @classmethod
    def _approve_document(cls, document):
        if document.state == "draft":
            document.with_user(cls.engineer).action_submit()
        requests = document.approval_request_ids.filtered(lambda request: request.state == "pending")
        requests.with_user(cls.manager).approve(CREDENTIAL, "Read it")
        return document

    @classmethod
    def _effective_document(cls, **vals):
        document = cls._approve_document(cls._document(**vals))
        document.with_user(cls.engineer).action_make_effective()
        return document

    @classmethod
    def _revise(cls, document):
        return cls.env["mdq.document"].browse(document.with_user(cls.engineer).action_revise()["res_id"])

    @classmethod
    def _change(cls, *records, user=None, **vals):
        return (
            cls.env["mdq.change"]
            .with_user(user or cls.planner)
            .create(
                {
                    "title": "New anodising bath",
                    "change_type": "document",
                    "reason": "The old chemistry is banned",
                    "owner_id": cls.engineer.id,
                    "line_ids": [Command.create({"revision_ref": f"{r._name},{r.id}"}) for r in records],
                    **vals,
                }
            )
        )

    @classmethod
    def _at_board(cls, *records, **vals):
        change = cls._change(*records, **vals)
        change.action_assess()
        change = change.with_user(cls.engineer)
        change.write({"description": "From type II to type III", "assessment": "No effect on the stock"})
        change.impact_ids.decision = "no_action"
        change.action_submit()
        return change

    @classmethod
    def _approve(cls, change, *users):
        for user in users or (cls.board, cls.board2):
            request = change.approval_request_ids.filtered(lambda request: request.state == "pending")
            request.with_user(user).approve(CREDENTIAL, "Agreed")
        return change

    @classmethod
    def _approved(cls, *records, **vals):
        return cls._approve(cls._at_board(*records, **vals))
