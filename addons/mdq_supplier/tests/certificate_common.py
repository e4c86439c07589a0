"""Certificates of suppliers, and the people who send and accept them."""

import base64

from odoo import fields

from .common import MdqSupplierCommon

PDF = b"%PDF-1.7\ncertificate"


class MdqCertificateCommon(MdqSupplierCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_sqe = cls.new_user("mdq_second_sqe", "mdq_base.group_sqe")
        cls.sender = cls._portal_person(cls.partner, "lantian_quality", "mdq_base.group_supplier_quality")
        cls.reader = cls._portal_person(cls.partner, "lantian_user", "mdq_base.group_supplier_user")
        cls.rival = cls._portal_person(cls.other_partner, "hongda_quality", "mdq_base.group_supplier_quality")
        cls.iso = cls.env.ref("mdq_supplier.mdq_supplier_certificate_type_iso_13485")
        cls.licence = cls.env.ref("mdq_supplier.mdq_supplier_certificate_type_business_licence")

    @classmethod
    def _portal_person(cls, company, login, group, **vals):
        user = cls.new_user(login, group, email=f"{login}@example.com", **vals)
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _values(cls, **vals):
        return {
            "type_id": cls.iso.id, "number": "Q5 021123", "issuer": "TÜV SÜD", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
            "files": [cls._scan()], **vals,
        }

    @staticmethod
    def _scan(content=PDF, name="scan.pdf"):
        return {"name": name, "data": base64.b64encode(content).decode()}

    @classmethod
    def _sent(cls, user=None, **vals):
        """A certificate as a supplier sends it: it waits for review."""
        certificates = cls.env["mdq.supplier.certificate"].with_user(user or cls.sender)
        return certificates.browse(certificates.upload(cls._values(**vals))).with_user(cls.sqe)

    @classmethod
    def _accepted(cls, **vals):
        record = cls._sent(**vals)
        record.accept(cls.credential_of(cls.sqe))
        return record

    def _demand(self, certificate_type=None, **vals):
        return self.env["mdq.supplier.certificate.demand"].with_user(self.sqe).create({
            "type_id": (certificate_type or self.iso).id, **vals})

    def _allows(self, product=None, day=None, process=None):
        return self._check(product or self.bar, process=process, date=day and fields.Date.to_date(day))["allowed"]

    def _reasons(self, product=None, day=None):
        return " ".join(self._check(product or self.bar, date=day and fields.Date.to_date(day))["reasons"])
