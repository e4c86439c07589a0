"""Two suppliers who owe documents for the same product see nothing of each other."""

from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.tests import tagged

from .document_common import DocumentCase


@tagged("post_install", "-at_install")
class TestDocumentIsolation(PortalIsolation, DocumentCase):
    """Requirement: MDQ-QUA-708"""

    isolated_models = ("mdq.lot.document", "mdq.lot.document.file", "mdq.lot.document.kind", "mdq.lot.document.need")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(partner_id=cls.supplier.id)
        cls._rule(cls.coc, partner_id=cls.rival_company.id)
        cls.theirs = {cls.sender: cls._owed("OWN", cls.supplier, cls.sender), cls.rival: cls._owed("THEIRS", cls.rival_company, cls.rival)}

    @classmethod
    def _owed(cls, lot, company, user):
        """What a supplier owes for a lot, and what he sent for it."""
        cls._receive((cls.bar, lot, 1), partner_id=company.id)
        needs = cls.needs.search([("partner_id", "=", company.id)])
        document = cls._upload(needs, user=user).sudo()
        return [needs, document, document.file_ids, needs.kind_id]
