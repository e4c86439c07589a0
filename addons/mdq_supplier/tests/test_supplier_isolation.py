from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.tests import tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
class TestSentIsolation(PortalIsolation, MdqCertificateCommon):
    """What suppliers send: neither reads anything of the other's.

    Requirement: MDQ-SUP-184
    """

    isolated_models = ("mdq.supplier.certificate", "mdq.supplier.certificate.file", "mdq.supplier.subtier")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = {}
        for user, number in ((cls.sender, "MINE 1"), (cls.rival, "THEIRS 1")):
            certificate = cls._accepted(user=user, number=number, valid_to="2099-12-31")
            cls._accepted(user=user, number=number, renews_id=certificate.id, valid_from="2090-01-01", valid_to="2110-12-31")
            rows = cls.env["mdq.supplier.subtier"].with_user(user)
            row = rows.browse(rows.declare({"name": f"Sub of {number}", "does": "Acid", "since": "2026-01-01"})).sudo()
            cls.theirs[user] = [certificate.sudo(), certificate.sudo().file_ids, row]
