"""Receipts of documents and training of a supplier's people are out of reach of every other supplier."""

from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.tests import tagged

from .training_common import MdqTrainingCommon


@tagged("post_install", "-at_install")
class TestDocumentIsolation(PortalIsolation, MdqTrainingCommon):
    """Requirement: MDQ-DOC-115"""

    isolated_models = ("mdq.document.receipt", "mdq.training.assignment")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One document for both: the hardest case.
        document = cls._effective(supplier_ids=(cls.supplier | cls.other_supplier).ids, type_id=cls.kind("drawing").id)
        cls.theirs = {user: [cls._receipt(document, user), cls._assign(user, document)] for user in (cls.operator, cls.other_operator)}

    @classmethod
    def _receipt(cls, document, user):
        return document.receipt_ids.filtered(lambda receipt: receipt.partner_id == user.commercial_partner_id)
