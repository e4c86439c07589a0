from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestEventOfBrokenSignature(MdqCapaCommon):
    def test_broken_signature_becomes_a_critical_deviation_once(self):
        """Requirement: MDQ-BAS-169"""
        event = self._event(self._lot())
        signatures = self.env["mdq.signature"].with_user(self.manager)
        signature = self.env["mdq.signature"].browse(signatures.sign("mdq.event", event.ids, "reviewed", CREDENTIAL))
        self.env.cr.execute("UPDATE mdq_event SET title = 'Nothing to see' WHERE id = %s", [event.id])
        self.env.invalidate_all()
        for _time in range(2):
            signature.with_user(self.auditor).verify()
        raised = self.env["mdq.event"].search([("res_model", "=", "mdq.signature"), ("res_id", "=", signature.id)])
        self.assertEqual((len(raised), raised.event_type, raised.severity, raised.state), (1, "deviation", "critical", "open"))
        self.assertIn(event.name, raised.title)
        self.assertIn("Title", raised.description)
