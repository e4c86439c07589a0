from odoo.addons.mdq_capa.tests.common import CREDENTIAL
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import MdqChangeCommon


@tagged("post_install", "-at_install")
class TestChange(MdqChangeCommon):
    def test_the_whole_way_makes_the_revision_effective(self):
        """Requirement: MDQ-CHG-001"""
        first = self._effective_document()
        draft = self._revise(first)
        change = self._approved(draft)
        self.assertEqual(change.state, "approved")
        self._approve_document(draft)
        self.assertEqual(draft.state, "in_review")
        change.with_user(self.engineer).action_implement()
        self.assertEqual(change.state, "implemented")
        self.assertEqual((draft.state, first.state), ("effective", "superseded"))
        self.assertEqual(change.implemented_by_id, self.engineer)
        self.assertTrue(draft.effective_date)

    def test_numbers(self):
        with freeze_time("2026-03-01"):
            self.assertRegex(self._change().name, r"^CR/2026/\d{5}$")

    def test_anybody_inside_may_ask_for_a_change(self):
        for user in (self.inspector, self.sqe, self.planner, self.releaser, self.board, self.engineer):
            self.assertEqual(self._change(user=user).requester_id, user)
        with self.assertRaises(AccessError):
            self._change(user=self.auditor)

    def test_the_board_decides_with_its_quorum(self):
        """Requirement: MDQ-CHG-002"""
        change = self._at_board()
        self.assertEqual(change.approval_request_ids.line_ids.quorum, 2)
        self._approve(change, self.board)
        self.assertEqual(change.state, "board")
        with self.assertRaisesRegex(AccessError, "already decided"):
            self._approve(change, self.board)
        self._approve(change, self.board2)
        self.assertEqual(change.state, "approved")
        self.assertEqual(change.signature_ids.user_id, self.board | self.board2)
        self.assertEqual(change.signature_state, "valid")

    def test_only_the_board_approves(self):
        change = self._at_board()
        for user in (self.manager, self.engineer2, self.releaser, self.auditor):
            with self.assertRaises(AccessError):
                self._approve(change, user)
        self.assertEqual(change.state, "board")

    def test_the_requester_does_not_approve(self):
        """Requirement: MDQ-CHG-003"""
        change = self._at_board(user=self.board)
        with self.assertRaisesRegex(AccessError, "does not approve"):
            self._approve(change, self.board)
        self._approve(change, self.board2)
        self.assertEqual(change.state, "board")

    def test_the_submitter_does_not_approve(self):
        """Requirement: MDQ-CHG-003"""
        self.engineer.group_ids = [Command.link(self.env.ref("mdq_base.group_change_board").id)]
        change = self._at_board()
        with self.assertRaisesRegex(AccessError, "does not approve"):
            self._approve(change, self.engineer)

    def test_one_rejection_ends_it(self):
        draft = self._document()
        change = self._at_board(draft)
        change.approval_request_ids.with_user(self.board).reject(CREDENTIAL, "Not now")
        self.assertEqual(change.state, "rejected")
        with self.assertRaisesRegex(UserError, "final"):
            change.with_user(self.engineer).action_implement()
        self.assertFalse(draft._get_change_lines())

    def test_the_board_sees_an_assessed_change_only(self):
        """Requirement: MDQ-CHG-004"""
        change = self._change()
        change.action_assess()
        change = change.with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "description and the assessment"):
            change.action_submit()
        change.write({"description": "x", "assessment": "y"})
        change.impact_ids = [Command.create({"name": "Registration certificate"})]
        with self.assertRaisesRegex(UserError, "1 entries of the impact list"):
            change.action_submit()
        change.impact_ids.decision = "inform"
        with self.assertRaises(AccessError):
            change.with_user(self.planner).action_submit()
        change.action_submit()
        self.assertEqual(change.state, "board")

    def test_assessing_is_not_for_everybody(self):
        change = self._change(user=self.inspector)
        for user in (self.inspector, self.releaser):
            with self.assertRaises(AccessError):
                change.with_user(user).action_assess()
        change.with_user(self.sqe).action_assess()

    def test_significance_is_proposed_and_lowered_with_a_reason(self):
        """Requirement: MDQ-CHG-005"""
        change = self._change(change_type="material")
        self.assertEqual((change.significance_proposed, change.significance), ("significant", "significant"))
        change.action_assess()
        change = change.with_user(self.engineer)
        change.write({"description": "x", "assessment": "y", "significance": "minor"})
        with self.assertRaisesRegex(UserError, "say why"):
            change.action_submit()
        change.significance_reason = "Same alloy, other mill"
        change.action_submit()

    def test_content_is_locked_from_the_board_on(self):
        """Requirement: MDQ-CHG-006"""
        change = self._at_board()
        for actor in (change, change.with_user(self.planner), change.sudo()):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.reason = "Other"
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.impact_ids = [Command.create({"name": "Late"})]
            with self.assertRaisesRegex(UserError, "not computed again"):
                actor.action_compute_impact()
        draft = self._document()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            change.line_ids = [Command.create({"revision_ref": f"mdq.document,{draft.id}"})]

    def test_state_changes_by_no_other_route(self):
        change = self._at_board()
        for actor in (change.with_user(self.manager), change.sudo()):
            for state in ("approved", "implemented"):
                with self.assertRaisesRegex(UserError, "cannot be set directly"):
                    actor.write({"state": state})
        with self.assertRaisesRegex(UserError, "is not approved yet"):
            change.sudo()._move_to("approved")
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self._change(state="approved")
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self._change(requester_id=self.board.id)
        with self.assertRaisesRegex(UserError, "cannot become"):
            change.with_user(self.engineer).action_implement()

    def test_implementing_is_for_the_quality_engineer(self):
        change = self._approved()
        for user in (self.planner, self.board, self.sqe, self.releaser):
            with self.assertRaises(AccessError):
                change.with_user(user).action_implement()
        change.with_user(self.engineer2).action_implement()

    def test_not_before_its_day(self):
        change = self._approved(date_planned="2099-01-01")
        with self.assertRaisesRegex(UserError, "not to be implemented before"):
            change.with_user(self.engineer).action_implement()
        with freeze_time("2099-01-02"):
            change.with_user(self.engineer).action_implement()

    def test_all_revisions_must_be_approved_first(self):
        """Requirement: MDQ-CHG-007"""
        ready, waiting = self._document(), self._document()
        change = self._approved(ready, waiting)
        self._approve_document(ready)
        with self.assertRaisesRegex(UserError, "is not approved yet"):
            change.with_user(self.engineer).action_implement()
        self.assertEqual((change.state, ready.state), ("approved", "in_review"))
        self._approve_document(waiting)
        change.with_user(self.engineer).action_implement()
        self.assertEqual((ready.state, waiting.state), ("effective", "effective"))

    def test_changes_are_never_deleted(self):
        change = self._change(self._document())
        with self.assertRaisesRegex(UserError, "never deleted"):
            change.sudo().unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            change.with_user(self.manager).unlink()

    def test_auditor_reads_and_other_companies_do_not(self):
        change = self._change(self._document())
        self.assertEqual(change.with_user(self.auditor).title, "New anodising bath")
        with self.assertRaises(AccessError):
            change.with_user(self.auditor).title = "x"
        with self.assertRaises(AccessError):
            change.with_user(self.auditor).action_assess()
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer2.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["mdq.change"].with_user(self.engineer2).search([("id", "=", change.id)]))
        self.assertFalse(self.env["mdq.change.line"].with_user(self.engineer2).search([("change_id", "=", change.id)]))

    def test_a_cancelled_change_frees_its_revisions(self):
        draft = self._document()
        change = self._change(draft)
        with self.assertRaises(AccessError):
            change.action_cancel()
        change.with_user(self.engineer).action_cancel()
        self._approve_document(draft)
        draft.with_user(self.engineer).action_make_effective()
        self.assertEqual(draft.state, "effective")
