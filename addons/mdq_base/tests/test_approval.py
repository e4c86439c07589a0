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
        return self.effective_route("mdq.concession", *[
            {"name": group, "sequence": number, "quorum": quorum, "group_id": self.env.ref(f"mdq_base.group_{group}").id}
            for number, (group, quorum) in enumerate(steps)
        ])

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
        with self.assertRaisesRegex(AccessError, "step is for Change Board"):
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

    def test_what_was_rejected_can_be_submitted_again(self):
        request = self._request()
        self.assertTrue(self.record.is_submitted)
        request.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Say for how long")
        self.env.invalidate_all()
        self.assertFalse(self.record.is_submitted)

    def test_who_submitted_takes_back_what_is_not_decided(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "who submitted it does that"):
            self.record.with_user(self.second_manager)._mdq_take_back()
        self.record.with_user(self.quality_engineer)._mdq_take_back()
        self.assertEqual((request.state, self.record.is_submitted), ("superseded", False))
        with self.assertRaisesRegex(UserError, "who submitted it does that"):
            self.record.with_user(self.quality_engineer)._mdq_take_back()

    def test_content_changed_meanwhile_restarts_the_route(self):
        """Requirement: MDQ-BAS-032"""
        self._route(("quality_manager", 1), ("change_board", 1))
        request = self._request()
        self._approve(request, self.quality_manager)
        self.record.with_user(self.quality_engineer).reason = "Something else"
        self.assertEqual(request.state, "superseded")
        newer = self.record.approval_request_ids - request
        self.assertEqual((newer.state, newer.current_step_ids.name), ("pending", "quality_manager"))
        told = self.env["mail.message"].search([("model", "=", newer._name), ("res_id", "=", newer.id)])
        self.assertIn(self.quality_engineer.partner_id, told.notified_partner_ids)
        self._approve(newer, self.second_manager)
        self._approve(newer, self.change_board)
        self.assertTrue(self.record._mdq_is_approved())
        self.assertEqual(self.record.signature_state, "valid")

    def test_who_changed_it_last_does_not_approve(self):
        """Requirement: MDQ-BAS-031"""
        self._request()
        self.record.with_user(self.quality_manager).reason = "My own words"
        newer = self.record.approval_request_ids.filtered(lambda request: request.state == "pending")
        self.assertEqual(newer.author_ids, self.quality_engineer | self.quality_manager)
        with self.assertRaisesRegex(AccessError, "does not approve it"):
            self._approve(newer, self.quality_manager)
        self._approve(newer, self.second_manager)

    def test_who_changed_it_earlier_does_not_approve_either(self):
        """Requirement: MDQ-BAS-031"""
        self.record.with_user(self.quality_manager).reason = "My own words"
        self.env.flush_all()
        self.record.with_user(self.quality_engineer).max_uses = 7
        request = self._request()
        with self.assertRaisesRegex(AccessError, "does not approve it"):
            self._approve(request, self.quality_manager)
        self._approve(request, self.second_manager)
        self.assertFalse(self.record._mdq_get_editors()[self.record.id])  # what was approved is nobody's new text

    def test_a_stamp_makes_nobody_an_author(self):
        """Requirement: MDQ-BAS-031"""
        self.env.flush_all()
        self.record.with_user(self.second_manager)._write_guarded({"used_count": 0, "state_changed_by": self.second_manager.id})
        self.assertEqual(self._request().author_ids, self.quality_engineer)

    def test_content_changed_behind_the_route_is_not_approved(self):
        """Requirement: MDQ-BAS-032"""
        request = self._request()
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_concession SET reason = 'x2' WHERE id = %s", [self.record.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self._approve(request, self.quality_manager)
        request.with_user(self.quality_engineer).action_restart()
        self.assertEqual(request.state, "superseded")
        self.assertEqual(len(self.record.approval_request_ids), 2)

    def test_steps_of_one_stage_run_side_by_side(self):
        """Requirement: MDQ-BAS-190"""
        group = self.env.ref("mdq_base.group_quality_manager").id
        self.effective_route(
            "mdq.concession", {"name": "Board", "sequence": 1, "group_id": self.env.ref("mdq_base.group_change_board").id},
            {"name": "Quality", "sequence": 1, "group_id": group}, {"name": "Last", "sequence": 2, "group_id": group})
        request = self._request()
        self.assertEqual(request.current_step_ids.mapped("name"), ["Board", "Quality"])
        self._approve(request, self.quality_manager)
        self.assertEqual(request.current_step_ids.name, "Board")
        self._approve(request, self.change_board)
        self.assertEqual(request.current_step_ids.name, "Last")
        with self.assertRaisesRegex(AccessError, "already decided"):
            self._approve(request, self.quality_manager)
        self._approve(request, self.second_manager)
        self.assertEqual((request.state, self.record.state), ("approved", "active"))

    def test_named_people_decide_beside_the_role(self):
        """Requirement: MDQ-BAS-190"""
        self.effective_route("mdq.concession", {"name": "Expert", "user_ids": [self.sqe.id]})
        request = self._request()
        with self.assertRaisesRegex(AccessError, "This step is for Mdq Sqe"):
            self._approve(request, self.quality_manager)
        self._approve(request, self.sqe)
        self.assertEqual(request.state, "approved")

    def test_many_are_decided_with_one_proof(self):
        """Requirement: MDQ-BAS-190"""
        other = self.record.with_user(self.quality_engineer).copy()
        requests = (self.record | other).with_user(self.quality_engineer)._mdq_request_approval()
        self._approve(requests, self.quality_manager)
        self.assertEqual(set(requests.mapped("state")), {"approved"})
        self.assertEqual(len(set((self.record | other).signature_ids.mapped("act"))), 1)

    def test_a_supplier_decides_no_step_of_the_house(self):
        """Requirement: MDQ-BAS-031"""
        request = self._request()
        portal = self.new_user("mdq_portal", "base.group_portal")
        portal.sudo().group_ids += self.env.ref("mdq_base.group_supplier_signatory")
        with self.assertRaises(AccessError):
            self._approve(request, portal)

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
