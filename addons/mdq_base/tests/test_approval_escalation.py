from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestApprovalEscalation(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "A"})
        cls.effective_route("mdq.concession", {
            "name": "Review", "group_id": cls.env.ref("mdq_base.group_sqe").id, "time_limit": 24, "takeover_limit": 48,
            "escalation_group_id": cls.env.ref("mdq_base.group_change_board").id})
        cls.now = fields.Datetime.now()
        with freeze_time(cls.now):
            cls.request = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
                "gate": "purchase", "reason": "x", "partner_id": partner.id, "valid_to": "2099-01-01",
            })._mdq_request_approval()
        cls.step = cls.request.sudo().line_ids

    def _run(self, hours):
        with freeze_time(self.now + timedelta(hours=hours)):
            self.env["mdq.approval.request.step"]._cron_escalate()
            self.env.invalidate_all()
            self.assertEqual(self.request.is_overdue, hours > 24)

    def _approve(self, user):
        return self.request.with_user(user).approve(self.credential_of(user))

    def test_a_late_step_is_escalated_once(self):
        """Requirement: MDQ-BAS-193"""
        self._run(23)
        self.assertFalse(self.step.escalated_at)
        self._run(25)
        self.assertEqual(self.step.escalated_at, self.now + timedelta(hours=25))
        self.assertIn(self.change_board, self.request.sudo().activity_ids.user_id)
        posts = self.request.message_ids.filtered(lambda m: "was due on" in m.body)
        self.assertEqual(len(posts), 1)
        self._run(26)
        self.assertEqual(self.request.message_ids.filtered(lambda m: "was due on" in m.body), posts)
        self.assertEqual(self.step.escalated_at, self.now + timedelta(hours=25))

    def test_being_told_is_not_yet_deciding(self):
        """Requirement: MDQ-BAS-193"""
        self._run(25)
        with self.assertRaisesRegex(AccessError, "for Supplier Quality Engineer"):
            self._approve(self.change_board)

    def test_later_the_next_role_decides_as_well(self):
        """Requirement: MDQ-BAS-193"""
        self._run(73)
        self.assertTrue(self.step.taken_over_at)
        self._approve(self.change_board)
        self.assertEqual(self.request.state, "approved")

    def test_a_decided_step_is_not_late(self):
        """Requirement: MDQ-BAS-193"""
        self._approve(self.sqe)
        self.env["mdq.approval.request.step"].search([])
        with freeze_time(self.now + timedelta(hours=99)):
            self.env["mdq.approval.request.step"]._cron_escalate()
        self.assertFalse(self.step.escalated_at)

    def test_overdue_ones_are_found(self):
        """Requirement: MDQ-BAS-193"""
        with freeze_time(self.now + timedelta(hours=25)):
            late = self.env["mdq.approval.request"].search([("is_overdue", "=", True)])
        self.assertIn(self.request, late)
        self.assertNotIn(self.request, self.request.search([("is_overdue", "=", True)]))

    def test_times_are_told_in_the_zone_of_who_reads(self):
        """Requirement: MDQ-BAS-193"""
        self.change_board.tz = "Asia/Shanghai"
        with freeze_time("2030-01-01 20:00:00"):
            self.step._write_guarded({"due_at": "2030-01-01 18:00:00"})
            self.assertIn("01/02/2030 02:00:00 AM", self.step._get_late_text(self.change_board))
