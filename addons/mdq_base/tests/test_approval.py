from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestApproval(MdqCase):
    """Routes stand on any GxP record; a concession serves as one here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.partner.id, "valid_to": "2099-01-01"})
        cls.second_manager = cls.new_user("mdq_second_manager", "mdq_base.group_quality_manager")

    def _route(self, *steps):
        return self.env["mdq.approval.route"].create({
            "name": "Two steps", "model_id": self.env["ir.model"]._get_id("mdq.concession"),
            "step_ids": [Command.create({"name": group, "sequence": number, "quorum": quorum,
                                         "group_id": self.env.ref(f"mdq_base.group_{group}").id})
                         for number, (group, quorum) in enumerate(steps)],
        })

    def _request(self):
        return self.record.with_user(self.quality_engineer)._mdq_request_approval()

    def _approve(self, request, user):
        return request.with_user(user).approve(self.credential_of(user), "Fine")

    def test_without_a_route_one_manager_approves(self):
        """Requirement: MDQ-BAS-030"""
        request = self._request()
        self._approve(request, self.quality_manager)
        self.assertEqual(request.state, "approved")
        self.assertTrue(self.record._mdq_is_approved())
        self.assertEqual(self.record.signature_ids.mapped("meaning"), ["approved"])

    def test_steps_come_in_order(self):
        """Requirement: MDQ-BAS-030"""
        self._route(("change_board", 1), ("quality_manager", 1))
        request = self._request()
        with self.assertRaisesRegex(AccessError, "for the role Change Board"):
            self._approve(request, self.quality_manager)
        self._approve(request, self.change_board)
        self.assertFalse(self.record._mdq_is_approved())
        self._approve(request, self.quality_manager)
        self.assertTrue(self.record._mdq_is_approved())

    def test_quorum_needs_different_people(self):
        """Requirement: MDQ-BAS-030"""
        self._route(("quality_manager", 2))
        request = self._request()
        self._approve(request, self.quality_manager)
        with self.assertRaisesRegex(AccessError, "already decided"):
            self._approve(request, self.quality_manager)
        self.assertEqual(request.state, "pending")
        self._approve(request, self.second_manager)
        self.assertEqual(request.state, "approved")

    def test_author_and_requester_never_approve(self):
        """Requirement: MDQ-BAS-031"""
        self.quality_engineer.group_ids += self.env.ref("mdq_base.group_quality_manager")
        request = self._request()
        with self.assertRaisesRegex(AccessError, "does not approve it"):
            self._approve(request, self.quality_engineer)
        self.assertFalse(request.with_user(self.quality_engineer).is_mine)
        self.assertTrue(request.with_user(self.quality_manager).is_mine)

    def test_content_changed_meanwhile_is_not_approved(self):
        """Requirement: MDQ-BAS-032"""
        request = self._request()
        self.record.with_user(self.quality_engineer).reason = "Something else"
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self._approve(request, self.quality_manager)

    def test_rejection_needs_a_comment_and_is_signed(self):
        """Requirement: MDQ-BAS-030"""
        request = self._request().with_user(self.quality_manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            request.reject(self.credential_of(self.quality_manager), " ")
        request.reject(self.credential_of(self.quality_manager), "Dates are wrong")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(self.record.signature_ids.mapped("meaning"), ["rejected"])

    def test_wrong_credential_decides_nothing(self):
        """Requirement: MDQ-BAS-030"""
        request = self._request()
        self.env.flush_all()
        self.registry_enter_test_mode()
        with mute_logger("odoo.addons.base.models.res_users"), self.assertRaisesRegex(UserError, "wrong credential"):
            request.with_user(self.quality_manager).approve({"type": "password", "password": "no"})
        self.assertEqual(request.state, "pending")

    def test_no_role_writes_requests_or_decisions(self):
        """Requirement: MDQ-BAS-031"""
        request = self._request()
        for user in (self.quality_manager, self.admin, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.env["mdq.approval.decision"].with_user(user).create({
                    "request_id": request.id, "step_id": request.line_ids.id, "user_id": user.id,
                    "decision": "approved"})
            with self.assertRaises(UserError):
                request.with_user(user).write({"state": "approved"})
            with self.assertRaises(UserError):
                request.with_user(user).write({"digest": "x"})

    def test_newer_submission_supersedes_the_older(self):
        """Requirement: MDQ-BAS-032"""
        first = self._request()
        self._request()
        self.assertEqual(first.state, "superseded")
