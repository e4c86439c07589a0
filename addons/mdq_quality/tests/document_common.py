"""Screws of titanium bars that need a mill certificate, a supplier who owes it, and people who hand in and review."""

import base64

from odoo.fields import Command

from .common import MdqQualityCase

PDF = b"%PDF-1.7\nmill certificate"


class DocumentCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mill = cls.env.ref("mdq_quality.mdq_lot_document_kind_mill")
        cls.coc = cls.env.ref("mdq_quality.mdq_lot_document_kind_coc")
        cls.needs = cls.env["mdq.lot.document.need"]
        cls.second_sqe = cls.new_user("mdq_second_sqe", "mdq_base.group_sqe")
        cls.rival_company = cls.env["res.partner"].create({"name": "Hongda Metal", "is_company": True})
        cls.sender = cls._portal_person("baoji_quality", "mdq_base.group_supplier_quality")
        cls.reader = cls._portal_person("baoji_user", "mdq_base.group_supplier_user")
        cls.rival = cls._portal_person("hongda_quality", "mdq_base.group_supplier_quality", cls.rival_company)

    @classmethod
    def _portal_person(cls, login, group, company=None):
        user = cls.new_user(login, group, email=f"{login}@example.com")
        user.partner_id.parent_id = company or cls.supplier
        return user

    @classmethod
    def _rule(cls, kind=None, user=None, **vals):
        return cls.env["mdq.lot.document.rule"].with_user(user or cls.quality_engineer).create({
            "kind_id": (kind or cls.mill).id, "product_id": cls.bar.id, **vals})

    @staticmethod
    def _scan(content=PDF, name="mill.pdf"):
        return {"name": name, "data": base64.b64encode(content).decode()}

    @classmethod
    def _needs_of(cls, *lots):
        return cls.needs.search([("lot_id", "in", [lot.id for lot in lots])])

    @classmethod
    def _upload(cls, needs, user=None, **vals):
        """As a supplier sends it in the portal."""
        documents = cls.env["mdq.lot.document"].with_user(user or cls.sender)
        return documents.browse(documents.upload({
            "need_ids": needs.ids, "number": "4711", "issuer": "Baoji mill", "issued_on": "2026-01-05", "files": [cls._scan()], **vals,
        })).with_user(cls.sqe)

    @classmethod
    def _hand_in(cls, needs, user=None, **vals):
        documents = cls.env["mdq.lot.document"].with_user(user or cls.inspector)
        return documents.browse(documents.hand_in(needs.ids, {
            "number": "4711", "issuer": "Baoji mill", "issued_on": "2026-01-05", "files": [cls._scan()], **vals})).with_user(cls.sqe)

    @classmethod
    def _accept_document(cls, document, user=None):
        document.with_user(user or cls.sqe).accept(cls.credential_of(user or cls.sqe))
        return document

    @classmethod
    def _waive(cls, product=None, lots=None, **vals):
        concession = cls.env["mdq.concession"].with_user(cls.quality_manager).create({
            "gate": "document", "product_id": (product or cls.bar).id, "lot_ids": [Command.set(lots.ids if lots else [])],
            "reason": "The melt is known", "valid_to": "2099-01-01", **vals})
        concession.with_user(cls.conceding_manager).activate(cls.credential_of(cls.conceding_manager), "Agreed")
        return concession

    def _lot_named(self, name):
        return self.env["stock.lot"].search([("name", "=", name), ("product_id", "=", self.bar.id)])

    def _check_of(self, lot):
        """The check of documents in the release of a lot, or None."""
        checks = self.env["mdq.release"].with_user(self.releaser).evaluate(lot.ids)[0]["checks"]
        return next((check for check in checks if check["code"] == "documents"), None)
