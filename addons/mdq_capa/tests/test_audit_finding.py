from odoo.addons.mdq_supplier.tests.audit_common import AuditCommon
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestAuditFindingEvent(AuditCommon):
    """One click from a finding to its quality event, and back."""

    def test_a_finding_opens_its_event_once(self):
        """Requirement: MDQ-SUP-044"""
        finding = self._issued().finding_ids.with_user(self.sqe)
        event = self.env["mdq.event"].browse(finding.action_create_event()["res_id"])
        self.assertEqual((event.event_type, event.severity, event.partner_id, event.state), ("audit_finding", "major", self.partner, "open"))
        self.assertEqual(event._get_source(), finding)
        self.assertEqual(finding.action_create_event()["res_id"], event.id)
        self.env.invalidate_all()
        self.assertEqual(finding.event_ids, event)
        self.assertEqual(self.env["mdq.event"].search(finding.action_view_events()["domain"]), event)

    def test_not_for_a_draft_and_not_for_others(self):
        draft = self._answered("minor").finding_ids
        with self.refused("is not open"):
            draft.action_create_event()
        finding = self._issued().finding_ids
        for user in (self.planner, self.supplier_quality):
            with self.assertRaises(AccessError):
                finding.with_user(user).action_create_event()
