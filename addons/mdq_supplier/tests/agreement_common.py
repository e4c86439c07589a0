"""Agreements in the hands of a supplier quality engineer who drafts, a manager and a signatory who sign."""

from odoo import Command

from .common import MdqSupplierCommon


class AgreementCommon(MdqSupplierCommon):
    """`_agreement` drafts one that is complete; `_signed` takes it through both signatures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signatory = cls._portal_user("mdq_signs", cls.partner, "signatory")
        cls.supplier_quality = cls._portal_user("mdq_answers", cls.partner, "quality")
        cls.stranger = cls._portal_user("mdq_stranger", cls.other_partner, "signatory")

    @classmethod
    def _portal_user(cls, login, company, *roles):
        user = cls.new_user(login, *(f"mdq_base.group_supplier_{role}" for role in roles))
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _agreement(cls, partner=None, **vals):
        return cls.env["mdq.quality.agreement"].with_user(cls.sqe).create({
            "partner_id": (partner or cls.partner).id, "kind": "processing",
            "section_ids": [Command.create({"name": "Validity", "text": "Three years."})],
            "clause_ids": [Command.create({"code": "7.4.1", "name": "Approve sub-suppliers", "party": "maker"})], **vals,
        })

    @classmethod
    def _request(cls, record):
        return cls.env["mdq.approval.request"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("state", "=", "pending")])

    @classmethod
    def _sign(cls, record, user):
        cls._request(record).with_user(user).approve(cls.credential_of(user))

    @classmethod
    def _sent(cls, agreement=None, **vals):
        """Sent, signed by our side, and waiting for the supplier."""
        agreement = agreement or cls._agreement(**vals)
        agreement.action_submit()
        cls._sign(agreement, cls.quality_manager)
        return agreement

    @classmethod
    def _signed(cls, agreement=None, signatory=None, **vals):
        agreement = cls._sent(agreement, **vals)
        cls._sign(agreement, signatory or cls.signatory)
        return agreement

    @classmethod
    def _review(cls, agreement, outcome="confirmed"):
        review = agreement._get_open_review() or agreement._open_review()
        review = review.with_user(cls.sqe)
        review.write({"outcome": outcome, "findings": "Looked at deliveries and changes"})
        review.conclude(cls.credential_of(cls.sqe))
        return review
