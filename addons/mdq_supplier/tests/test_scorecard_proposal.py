from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .scorecard_common import JUNE, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardProposal(MdqScorecardCommon):
    """A grade proposes, people decide.

    Requirement: MDQ-SUP-047
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scope = cls._qualify()
        cls._bought(4, 5, 6, 7)
        cls.late = cls._buy("2026-05-08")

    def _propose(self, **options):
        return self._card(**options).proposal_ids

    def _decide(self, proposal, user=None, comment="Seen"):
        user = user or self.quality_manager
        proposal.with_user(user).approve(self.credential_of(user), comment)

    def _measure(self, proposal, measure, **vals):
        proposal.with_user(self.sqe).write({"measure": measure, **vals})

    def test_nothing_happens_by_itself(self):
        proposal = self._propose()
        self.assertEqual((proposal.proposed, proposal.measure, proposal.state), ("restrict", "restrict", "draft"))
        self.assertEqual(proposal.qualification_ids, self.scope)
        self.assertEqual(self.scope.state, "approved")
        self.assertTrue(proposal.activity_ids.filtered(lambda activity: activity.user_id == self.sqe))

    def test_the_task_is_in_the_language_of_who_gets_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sqe.lang = "zh_CN"
        self.assertIn("等级", self._propose().activity_ids.filtered(lambda activity: activity.user_id == self.sqe).summary)

    def test_restrict_is_conditional_from_the_day_of_the_decision(self):
        proposal = self._propose()
        with self.refused("write the conditions"):
            proposal.with_user(self.sqe).action_submit()
        proposal.with_user(self.sqe).conditions = "Each lot is inspected in full"
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.assertEqual((proposal.state, self.scope.state, self.scope.is_restricted), ("done", "conditional", True))
        self.assertEqual(self.scope.signature_state, "valid")
        answer = self._check(self.bar)
        self.assertTrue(answer["allowed"])
        self.assertIn("Each lot is inspected in full", " ".join(answer["reasons"]))

    def test_a_suspension_in_between_leaves_the_conditions(self):
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Each lot is inspected in full"
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self._suspend(self.scope)
        self.scope.with_user(self.sqe).lift(self.credential_of(self.sqe), "The line runs again")
        self.assertEqual((self.scope.state, self.scope.is_restricted), ("conditional", True))
        self.assertIn("Each lot is inspected in full", self.scope.restriction)

    def test_suspend_bars_orders(self):
        proposal = self._propose()
        self._measure(proposal, "suspend", override_reason="Two months in a row")
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.assertEqual(self.scope.state, "suspended")
        self.assertFalse(self._check(self.bar)["allowed"])

    def test_another_measure_needs_its_reason_and_it_is_signed(self):
        proposal = self._propose()
        self._measure(proposal, "keep")
        with self.refused("say why the measure is another than proposed"):
            proposal.with_user(self.sqe).action_submit()
        self._measure(proposal, "keep", override_reason="The order was ours to change")
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.assertEqual((proposal.state, self.scope.state), ("done", "approved"))
        self.assertIn("The order was ours to change", proposal.signature_ids.canonical_text)
        self.assertIn('"proposed":"restrict"', proposal.signature_ids.canonical_text.replace(" ", ""))

    def test_who_submits_does_not_decide(self):
        both = self.new_user("score_both", "mdq_base.group_sqe", "mdq_base.group_quality_manager")
        proposal = self._propose()
        proposal.with_user(both).conditions = "Full inspection"
        proposal.with_user(both).action_submit()
        with self.refused("Somebody else decides", AccessError):
            self._decide(proposal, both)
        for user in (self.planner, self.quality_engineer, self.admin):
            with self.assertRaises(AccessError):
                proposal.with_user(user).approve(self.credential_of(user), "x")

    def test_rejected_changes_nothing(self):
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.sqe).action_submit()
        proposal.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Our forecast was wrong")
        self.assertEqual((proposal.state, self.scope.state), ("rejected", "approved"))

    def test_who_submitted_takes_back_and_decides_on_what_another_submits(self):
        """A quality manager who is alone in his role would else have barred himself for good."""
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.quality_manager).action_submit()
        with self.refused("Somebody else decides", AccessError):
            self._decide(proposal)
        with self.refused("who submitted it does that"):
            proposal.with_user(self.sqe).action_take_back()
        self.assertTrue(proposal.with_user(self.quality_manager).is_mine_to_take_back)
        self.assertIn("Somebody else decides", proposal.with_user(self.quality_manager).why_not)
        proposal.with_user(self.quality_manager).action_take_back()
        self.assertEqual((proposal.state, proposal.is_submitted, proposal.why_not), ("draft", False, False))
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.assertEqual((proposal.state, self.scope.state), ("done", "conditional"))

    def test_what_is_decided_is_not_taken_back(self):
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        with self.refused("who submitted it does that"):
            proposal.with_user(self.sqe).action_take_back()

    def test_watch_marks_the_supplier(self):
        proposal = self._propose()
        self._measure(proposal, "watch", override_reason="First time")
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.env.invalidate_all()
        self.assertTrue(self.partner.mdq_is_watched)
        self.assertEqual(self.scope.state, "approved")

    def test_under_as_much_already_nothing_new_is_proposed(self):
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        for day in ("2026-06-03", "2026-06-04"):
            self._buy(day)
        self.assertFalse(self._propose(period=JUNE))

    def test_after_a_suspension_was_lifted_a_bad_grade_proposes_again(self):
        proposal = self._propose()
        self._measure(proposal, "suspend", override_reason="Two months in a row")
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        for day in ("2026-06-03", "2026-06-04"):
            self._buy(day, product=self.paper)
        self.scope.with_user(self.sqe).lift(self.credential_of(self.sqe), "The line runs again")
        self.assertEqual(self._propose(period=JUNE).proposed, "restrict")

    def test_a_good_grade_proposes_the_end(self):
        proposal = self._propose()
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        for day in ("2026-06-03", "2026-06-04"):
            self._deliver(self._buy(day), day)
        proposal = self._propose(period=JUNE)
        self.assertEqual(proposal.proposed, "clear")
        proposal.qualification_ids = self.scope
        proposal.with_user(self.sqe).action_submit()
        self._decide(proposal)
        self.assertEqual((self.scope.state, self.scope.is_restricted), ("approved", False))

    def test_a_newer_scorecard_replaces_the_proposal(self):
        proposal = self._propose()
        self._deliver(self.late, "2026-05-08")
        self.assertFalse(self._propose(reason="Receipt booked late"))
        self.assertEqual(proposal.state, "dropped")

    def test_an_old_month_proposes_nothing(self):
        self._card(period=JUNE)
        self.assertFalse(self._propose())

    def test_not_rated_proposes_nothing(self):
        self._qualify(self.other_partner)
        self.assertFalse(self._propose(partner=self.other_partner))

    def test_what_it_is_about_stays(self):
        proposal = self._propose()
        for vals in ({"proposed": "keep"}, {"partner_id": self.other_partner.id}, {"state": "done"}):
            with self.refused("cannot be set directly"):
                proposal.with_user(self.quality_manager).write(vals)
        with self.assertRaises(AccessError):
            proposal.with_user(self.quality_manager).copy()

    def test_no_way_around_the_approval(self):
        proposal = self._propose()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            proposal.with_user(self.quality_manager)._move_to("done")
        with self.refused("cannot be set directly"):
            self.scope.with_user(self.quality_manager).write({"state": "conditional"})
