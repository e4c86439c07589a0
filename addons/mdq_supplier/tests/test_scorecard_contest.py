from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .scorecard_common import MAY, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardContest(MdqScorecardCommon):
    """A supplier contests what cost it points; somebody who had no hand in the score decides.

    Requirement: MDQ-SUP-154
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._qualify()
        cls._bought(4, 5, 6, 7)
        cls.late = cls._buy("2026-05-08")
        cls.quality = cls._portal("contest_quality", cls.partner, "mdq_base.group_supplier_quality")
        cls.reader = cls._portal("contest_reader", cls.partner, "mdq_base.group_supplier_user")
        cls.rival = cls._portal("contest_rival", cls.other_partner, "mdq_base.group_supplier_quality")
        cls.card = cls.cards._snapshot(cls.partner, *MAY, cls.company)
        cls.loss = cls.card.loss_ids

    @classmethod
    def _portal(cls, login, partner, group):
        user = cls.new_user(login, group)
        user.partner_id.parent_id = partner
        return user

    def _contest(self, text="Our truck stood at your gate", user=None):
        number = self.loss.with_user(user or self.quality).contest(text)
        return self.env["mdq.supplier.scorecard.contest"].browse(number)

    def _uphold(self, contest, user=None, effect="met"):
        user = user or self.quality_manager
        contest.with_user(user).uphold(self.credential_of(user), "The gate log says so", effect=effect)

    def test_shows_under_dispute(self):
        contest = self._contest()
        self.assertEqual((contest.state, contest.contested_by_id, contest.partner_id), ("open", self.quality, self.partner))
        self.assertTrue(self.card.is_disputed)
        self.assertEqual(self.cards.search([("is_disputed", "=", True), ("partner_id", "=", self.partner.id)]), self.card)
        self.assertTrue(contest.activity_ids)
        with self.refused("contested before"):
            self._contest()

    def test_the_task_is_in_the_language_of_who_decides(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["res.users"].search([("share", "=", False)]).lang = "zh_CN"
        self.assertEqual(self.quality.lang, "en_US")
        self.assertIn("提出异议", self._contest().activity_ids[0].summary)

    def test_upheld_makes_a_new_version_and_keeps_the_old(self):
        contest = self._contest()
        self._uphold(contest)
        made = contest.outcome_id
        self.assertEqual((made.version, made.previous_id, made.grade, made.state), (2, self.card, "A", "current"))
        self.assertEqual((self.card.grade, self.card.state), ("D", "superseded"))
        self.assertFalse(made.is_disputed)
        self.assertEqual(contest.signature_ids.mapped("meaning"), ["agreed"])
        self.assertIn("The gate log says so", made.reason)

    def test_met_is_what_the_scheme_of_the_card_asks(self):
        self.assertEqual(self.loss._get_met_value(), 1.0)
        card = self.cards.new({"metric_ids": [
            (0, 0, {"code": "days", "kind": "mean", "best": 1, "worst": 9}), (0, 0, {"code": "ppm", "kind": "ppm", "best": 0, "worst": 5000})]})
        for code, value in (("days", 1.0), ("ppm", 0.0)):
            self.assertEqual(self.env["mdq.supplier.scorecard.loss"].new({"scorecard_id": card, "code": code})._get_met_value(), value)

    def test_not_counted_leaves_the_metric(self):
        self._uphold(self._contest(), effect="drop")
        otif = self._card(reason="Again").metric_ids.filtered(lambda metric: metric.code == "otif")
        self.assertEqual((otif.numerator, otif.denominator), (4, 4))

    def test_rejected_changes_no_score(self):
        contest = self._contest()
        contest.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "No truck was seen")
        self.assertEqual((contest.state, self.card.state, self.card.is_disputed), ("rejected", "current", False))
        with self.refused("contested before"):
            self._contest()

    def test_who_made_it_does_not_decide(self):
        made = self._card(user=self.sqe, reason="By hand")
        self.loss = made.loss_ids
        contest = self._contest()
        with self.refused("You had a hand in", AccessError):
            self._uphold(contest, self.sqe)
        self._uphold(contest)
        self.assertEqual(contest.state, "upheld")

    def test_who_decided_on_the_proposal_does_not_decide(self):
        proposal = self.card.proposal_ids
        proposal.with_user(self.sqe).conditions = "Full inspection"
        proposal.with_user(self.sqe).action_submit()
        proposal.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Seen")
        contest = self._contest()
        for user in (self.sqe, self.quality_manager):
            with self.refused("You had a hand in", AccessError):
                self._uphold(contest, user)
        self._uphold(contest, self.new_user("contest_manager", "mdq_base.group_quality_manager"))

    def test_no_other_role_decides(self):
        contest = self._contest()
        for user in (self.planner, self.quality_engineer, self.auditor, self.admin, self.quality):
            with self.assertRaises(AccessError):
                self._uphold(contest, user)
        with self.refused("Say why"):
            contest.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), " ")
        with self.refused("Say what becomes"):
            self._uphold(contest, effect="anything")

    def test_who_contests(self):
        for user in (self.reader, self.rival, self.sqe):
            with self.assertRaises(AccessError):
                self._contest(user=user)
        for text in ("", "  "):
            with self.refused("Write what is wrong"):
                self._contest(text)
        with self.refused("at most 4000"):
            self._contest("x" * 4001)

    def test_within_the_days(self):
        until = self.card.contest_until
        with freeze_time(f"{until} 14:00:00"):
            self.assertTrue(self.card._is_contestable())
        with freeze_time(f"{until} 17:00:00"), self.refused("could be contested until"):  # the day after in Shanghai
            self._contest()

    def test_an_old_version_is_not_contested(self):
        self._card(reason="Again")
        with self.refused("This version was replaced"):
            self._contest()

    def test_told_in_the_suppliers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.quality.lang = "zh_CN"
        contest = self._contest()
        self._uphold(contest)
        told = self.env["mail.message"].search([("model", "=", contest._name), ("res_id", "=", contest.id),
                                                ("partner_ids", "in", self.quality.partner_id.ids)])
        self.assertIn("已裁定", told[:1].subject)
        self.assertIn("The gate log says so", told[:1].body)

    def test_nothing_of_another_supplier(self):
        """Requirement: MDQ-SUP-155"""
        contest = self._contest()
        for record in (self.card, self.card.metric_ids, self.loss, contest):
            own, rival = record.with_user(self.quality), record.with_user(self.rival)
            self.assertEqual(own.search([("id", "in", record.ids)]), record)
            self.assertFalse(rival.search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                rival.read()
            with self.assertRaises(UserError):
                own.write({"partner_id": self.other_partner.id})
        self.assertFalse(self.env["mdq.supplier.scorecard.proposal"].with_user(self.quality).has_access("read"))
        for field in ("computed_by_id", "scheme_id", "proposal_ids"):
            with self.assertRaises(AccessError):
                self.card.with_user(self.quality).read([field])
