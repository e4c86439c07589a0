"""A request for approval is shown to the supplier whose signatory is asked, and to no other supplier."""

from odoo.tests import tagged

from .common import MdqCase
from .isolation import PortalIsolation


@tagged("post_install", "-at_install")
class TestApprovalIsolation(PortalIsolation, MdqCase):
    """Requirement: MDQ-BAS-195"""

    isolated_models = ("mdq.approval.request",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.effective_route("mdq.concession", {"name": "Supplier", "sequence": 1, "is_portal": True, "meaning": "agreed"})
        cls.theirs = {user: [request] for user, request in map(cls._asked, ("a", "b"))}

    @classmethod
    def _asked(cls, name):
        """A signatory of a supplier of his own, and the request that waits for him."""
        supplier = cls.env["res.partner"].create({"name": f"Supplier {name}", "is_company": True})
        signatory = cls.new_user(f"mdq_asked_{name}", "mdq_base.group_supplier_signatory")
        signatory.partner_id.parent_id = supplier
        concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "Urgent and safe", "partner_id": supplier.id, "valid_to": "2099-01-01"})
        return signatory, concession._mdq_request_approval()
