from odoo import Command
from odoo.modules.migration import load_script
from odoo.modules.module import get_module_path
from odoo.tests import tagged

from .common import MdqDocumentCommon

SCRIPT = "migrations/19.0.0.2.0/post-receipts_of_first_signatures.py"


@tagged("post_install", "-at_install")
class TestReceiptsOfFirstSignatures(MdqDocumentCommon):
    """Before there were receipts, people signed the document itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()

    def _sign(self, user):
        return self.env["mdq.signature"].with_user(user)._sign(self.document.with_user(user), "received", self.credential_of(user))

    def _migrate(self):
        load_script(f"{get_module_path('mdq_document')}/{SCRIPT}", "receipts").migrate(self.env.cr, "19.0.0.1.0")
        self.env.invalidate_all()
        return self.document.receipt_ids

    def test_who_had_signed_has_his_receipt(self):
        """Requirement: MDQ-DOC-161"""
        signature = self._sign(self.inspector)
        receipt = self._migrate()
        self.assertEqual((receipt.user_id, receipt.state), (self.inspector, "acknowledged"))
        self.assertEqual((receipt.acknowledged_by, receipt.acknowledged_on), (self.inspector, signature.signed_at))
        self.assertIn(self.document.file_ids.sha256, receipt.files)
        self.assertEqual(signature.state, "valid")

    def test_it_may_run_again_and_touches_nothing_else(self):
        """Requirement: MDQ-DOC-161"""
        self._sign(self.inspector)
        before = self._migrate()
        self.document.recipient_user_ids = [Command.set((self.inspector | self.planner).ids)]
        receipts = self._migrate()
        self.assertEqual(receipts & before, before)
        self.assertEqual({(receipt.user_id, receipt.state) for receipt in receipts},
                         {(self.inspector, "acknowledged"), (self.planner, "waiting")})

    def test_a_waiting_receipt_is_answered_by_the_earlier_signature(self):
        """Requirement: MDQ-DOC-161"""
        self._sign(self.inspector)
        self.document.recipient_user_ids = self.inspector
        self.assertEqual(self.document.receipt_ids.state, "waiting")
        self.assertEqual(self._migrate().state, "acknowledged")
        self.assertFalse(self.document.activity_ids.filtered(lambda activity: activity.user_id == self.inspector))
