from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import Error as DatabaseError

from .scorecard_common import MAY, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardCompute(MdqScorecardCommon):

    def test_score_by_hand(self):
        """Eight lines of May, one late: 87.5 % on time, 41.7 points; eight stable prices of seven compared: 100 points.

        Requirement: MDQ-SUP-045
        """
        self._bought(4, 5, 6, 7, 8, 11, 12)
        self._buy("2026-05-13")
        for order in self.env["purchase.order"].search([("partner_id", "=", self.partner.id)]):
            order.date_approve = "2026-05-03 02:00:00"
        otif, price = self._metric(), self._metric("price")
        self.assertEqual((otif["numerator"], otif["denominator"], otif["n"], otif["value"]), (7, 8, 8, 0.875))
        self.assertEqual((otif["points"], price["points"]), (41.7, 100.0))  # (0.875 - 0.80) / (0.98 - 0.80)
        self.assertEqual((round(otif["low"], 4), round(otif["high"], 4)), (0.5291, 0.9776))  # Wilson, 7 of 8
        result = self._score()
        self.assertEqual((result["score"], result["grade"]), (65.0, "C"))  # 0.6 × 41.67 + 0.4 × 100
        self.assertEqual([metric["share"] for metric in result["metrics"]], [60.0, 40.0])

    def test_no_deliveries_are_no_points(self):
        """Requirement: MDQ-SUP-046"""
        result = self._score()
        self.assertEqual((result["score"], result["grade"], result["rated"]), (False, "none", 0.0))
        self.assertEqual([(metric["n"], metric["value"], metric["points"]) for metric in result["metrics"]],
                         [(0, False, False)] * 2)

    def test_too_few_give_their_weight_to_the_others(self):
        """Requirement: MDQ-SUP-046"""
        self._scheme_with(5, otif=60, price=40)
        self._bought(4, 5, 6, 7, 8)
        result = self._score()
        self.assertEqual((result["score"], result["rated"]), (100.0, 60.0))
        self.assertEqual([(metric["n"], metric["points"], metric["share"]) for metric in result["metrics"]],
                         [(5, 100.0, 100.0), (0, False, 0.0)])

    def test_too_little_weight_is_no_score(self):
        """Requirement: MDQ-SUP-046"""
        self._scheme_with(5, otif=40, price=60)
        self._bought(4, 5, 6, 7, 8)
        self.assertEqual((self._score()["grade"], self._score()["rated"]), ("none", 40.0))

    def _scheme_with(self, minimum, **weights):
        self.scheme._move_to("obsolete")
        return self._scheme(minimum=minimum, **weights)

    def test_what_no_period_is(self):
        """Requirement: MDQ-SUP-153"""
        for period, pattern in ((MAY[::-1], "before it begins"), (("2026-05-01", "2099-01-01"), "in the future"),
                                (("2026-05-01", ""), "first and the last day"), (("May", "2026-05-31"), "2026-05-31:")):
            with self.assertRaisesRegex(ValidationError, pattern):
                self._score(period=period)

    def test_who_may_ask(self):
        """Requirement: MDQ-SUP-156"""
        for user in (self.planner, self.auditor, self.quality_manager, self.inspector):
            self.assertEqual(self._score(user=user)["partner_id"], self.partner.id)
        supplier = new_test_user(self.env, "score_portal", groups="mdq_base.group_supplier_user")
        supplier.partner_id.parent_id = self.partner
        nobody = new_test_user(self.env, "score_nobody", groups="base.group_user")
        for user in (supplier, nobody):
            with self.assertRaises(AccessError):
                self._score(user=user)

    def test_without_a_scheme(self):
        self.env["mdq.supplier.scorecard.scheme"].search([])._write_guarded({"state": "obsolete"})
        with self.assertRaisesRegex(UserError, "No scorecard scheme is effective"):
            self._score()


@tagged("post_install", "-at_install")
class TestScorecardScheme(MdqScorecardCommon):
    """Requirement: MDQ-SUP-151"""

    def test_weights_come_to_100(self):
        scheme = self._scheme(effective=False, otif=60, price=30)
        with self.assertRaisesRegex(UserError, "come to 90, not to 100"):
            scheme.action_submit()
        scheme.weight_ids[1].weight = 40
        scheme.action_submit()
        self.assertEqual(scheme.state, "in_review")

    def test_who_wrote_it_does_not_approve_it(self):
        scheme = self._scheme(effective=False, otif=100)
        scheme.action_submit()
        with self.assertRaisesRegex(UserError, "not approved yet"):
            scheme.action_make_effective()
        with self.assertRaises(AccessError):
            scheme._mdq_get_requests("pending").with_user(self.sqe).approve(self.credential_of(self.sqe))

    def test_bands_and_lines_in_order(self):
        scheme = self._scheme(effective=False, otif=100)
        with self.assertRaisesRegex(ValidationError, "must follow each other"):
            scheme.grade_b = 95
        with self.assertRaisesRegex(ValidationError, "wrong way round"):
            scheme.weight_ids.write({"best": 0.5, "worst": 0.9})
        for vals in ({"weight": 0}, {"minimum": 0}):
            with self.assertRaises(DatabaseError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                scheme.weight_ids.write(vals)
                self.env.flush_all()

    def test_the_nearest_scheme_counts(self):
        tag = self.env["res.partner.category"].create({"name": "Coaters"})
        by_tag = self._scheme(effective=False, otif=100)
        by_tag.write({"partner_category_ids": tag.ids, "sequence": 50})
        by_goods = self._scheme(effective=False, otif=100)
        by_goods.write({"product_categ_ids": self.category.ids, "sequence": 40})
        (by_tag | by_goods)._write_guarded({"state": "effective"})
        find = lambda: self.env["mdq.supplier.scorecard.scheme"]._find_many(self.partner, self.company)[self.partner]  # noqa: E731
        self.assertEqual(find(), self.scheme)
        self._qualify(product=self.screw)  # in a category below
        self.assertEqual(find(), by_goods)
        self.partner.category_id = tag
        self.assertEqual(find(), by_tag)

    def test_an_effective_scheme_is_locked(self):
        for change in ({"grade_a": 80}, {"measure_d": "keep"}):
            with self.assertRaisesRegex(UserError, "can no longer be changed"):
                self.scheme.with_user(self.sqe).write(change)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.scheme.weight_ids[0].with_user(self.sqe).weight = 1


@tagged("post_install", "-at_install")
class TestScorecardSnapshot(MdqScorecardCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._qualify()
        cls._bought(4, 5, 6, 7)
        cls.late = cls._buy("2026-05-08")
        cls.card = cls.cards._snapshot(cls.partner, *MAY, cls.company)

    def test_frozen_with_its_facts(self):
        """Requirement: MDQ-SUP-045"""
        card = self.card.with_user(self.planner)
        self.assertEqual((card.grade, card.version, card.scheme_id), ("D", 1, self.scheme))
        otif = card.metric_ids.filtered(lambda metric: metric.code == "otif")
        self.assertEqual((otif.count, otif.numerator, otif.denominator, otif.value_text), (5, 4, 5, "80.0 %"))
        self.assertEqual((round(otif.low, 3), round(otif.high, 3)), (0.376, 0.964))
        loss, = card.loss_ids
        self.assertAlmostEqual(loss.points, 100)  # the price is not rated, so that on time in full has all the weight
        self.assertIn("0 of 10", loss.what)
        self.assertEqual(loss.with_user(self.planner).action_open_record()["res_id"], self.late.id)

    def test_what_comes_later_does_not_change_it(self):
        """Requirement: MDQ-SUP-045"""
        before = self.card.metric_ids.mapped("value"), self.card.score
        self._deliver(self.late, "2026-05-08")
        self.company.mdq_score_days = 10
        self.env.invalidate_all()
        self.assertEqual((self.card.metric_ids.mapped("value"), self.card.score), before)

    def test_nobody_changes_it(self):
        """By no role, not as the system, and not in SQL where its lines are.

        Requirement: MDQ-SUP-150
        """
        lines = (self.card, self.card.metric_ids[0], self.card.loss_ids[0])
        for record in lines:
            field = "score" if record == self.card else "points"
            for user in (self.quality_manager, self.sqe, self.admin, self.auditor):
                for change in (lambda r, f=field: r.write({f: 99}), lambda r: r.unlink(), lambda r: r.create({"code": "x"})):
                    with self.assertRaises(UserError):
                        change(record.with_user(user))
            for change in (lambda r, f=field: r.write({f: 99}), lambda r: r.unlink()):
                with self.assertRaises(UserError):
                    change(record.sudo())
        for table in ("mdq_supplier_scorecard_metric", "mdq_supplier_scorecard_loss"):
            for statement in (f"UPDATE {table} SET points = 99", f"DELETE FROM {table}"):
                with self.assertRaises(DatabaseError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self.env.cr.execute(statement)

    def test_made_anew_keeps_the_old(self):
        """Requirement: MDQ-SUP-150"""
        self._deliver(self.late, "2026-05-08")
        wizard = self.env["mdq.supplier.scorecard.make"].with_user(self.sqe).create(
            {"partner_ids": self.partner.ids, "date_from": MAY[0], "date_to": MAY[1]}
        )
        with self.assertRaisesRegex(UserError, "Say why it is made anew"):
            wizard.action_make()
        wizard.reason = "A receipt was booked late"
        made = self.cards.browse(wizard.action_make()["res_id"])
        self.assertEqual((made.version, made.previous_id, made.grade, made.reason), (2, self.card, "A", "A receipt was booked late"))
        self.assertEqual((self.card.state, self.card.grade, made.state), ("superseded", "D", "current"))
        self.assertEqual(made.computed_by_id, self.sqe)

    def test_two_in_force_cannot_be(self):
        with self.assertRaises(DatabaseError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.card.sudo().copy()
            self.env.flush_all()

    def test_the_night_makes_what_is_missing_once(self):
        """Requirement: MDQ-SUP-045"""
        self._qualify(self.other_partner)
        with freeze_time("2026-06-01 02:00:00"):
            self.cards._cron_snapshot()
            self.cards._cron_snapshot()
        cards = self.cards.search([("date_from", "=", MAY[0]), ("company_id", "=", self.company.id)])
        self.assertEqual(cards.filtered(lambda card: card.partner_id == self.partner), self.card)
        other = cards.filtered(lambda card: card.partner_id == self.other_partner)
        self.assertEqual((len(other), other.grade, other.score), (1, "none", 0))

    def test_a_supplier_that_no_scheme_fits_keeps_the_night_from_none(self):
        """Requirement: MDQ-SUP-045"""
        self._qualify(self.other_partner)
        tag = self.env["res.partner.category"].create({"name": "Scored"})
        self.other_partner.category_id = tag
        schemes = self.env["mdq.supplier.scorecard.scheme"]
        (schemes.search([]) - self.scheme)._write_guarded({"state": "obsolete"})
        self.env.cr.execute("INSERT INTO mdq_supplier_scorecard_scheme_res_partner_category_rel VALUES (%s, %s)", (self.scheme.id, tag.id))
        self.env.invalidate_all()
        with freeze_time("2026-07-01 02:00:00"):
            self.cards._cron_snapshot()
        made = self.cards.search([("date_from", "=", "2026-06-01"), ("company_id", "=", self.company.id)])
        self.assertEqual(made.partner_id, self.other_partner)
        schemes.search([])._write_guarded({"state": "obsolete"})
        with freeze_time("2026-08-01 02:00:00"):
            self.cards._cron_snapshot()

    def test_not_rated_is_no_zero_in_averages(self):
        """Requirement: MDQ-SUP-046"""
        self._card(partner=self.other_partner)
        domain = [("partner_id", "in", (self.partner | self.other_partner).ids), ("date_from", "=", MAY[0])]
        (average, number), = self.cards._read_group(domain, [], ["score:avg", "__count"])
        self.assertEqual((average, number), (self.card.score, 2))
        (average,), = self.cards._read_group([("partner_id", "=", self.other_partner.id)], [], ["score:avg"])
        self.assertFalse(average)

    def test_who_may_make(self):
        """Requirement: MDQ-SUP-156"""
        for user in (self.planner, self.quality_engineer, self.auditor, self.admin):
            with self.assertRaises(AccessError):
                self.env["mdq.supplier.scorecard.make"].with_user(user).create({}).action_make()

    def test_periods_that_cannot_be_frozen(self):
        """Requirement: MDQ-SUP-153"""
        make = self.env["mdq.supplier.scorecard.make"].with_user(self.sqe)
        today = self.company._mdq_today()
        for vals, pattern in (
            ({"date_from": MAY[1], "date_to": MAY[0]}, "before it begins"),
            ({"date_from": "2098-01-01", "date_to": "2099-01-01"}, "in the future"),
            ({"date_from": today.replace(day=1), "date_to": today, "is_monthly": False}, "not over yet"),
            ({"date_from": "2026-05-02", "date_to": "2026-05-31"}, "whole months"),
            ({"date_from": "2020-01-01", "date_to": "2025-12-31"}, "36 months"),
        ):
            with self.assertRaisesRegex(UserError, pattern):
                make.create({"partner_ids": self.partner.ids, **vals}).action_make()

    def test_months_are_made_one_by_one(self):
        made = self.env["mdq.supplier.scorecard.make"].with_user(self.sqe).create(
            {"partner_ids": self.other_partner.ids, "date_from": "2026-04-01", "date_to": "2026-06-30"}
        ).action_make()
        cards = self.cards.search(made["domain"], order="date_from")
        self.assertEqual([str(card.date_to) for card in cards], ["2026-04-30", "2026-05-31", "2026-06-30"])

    def test_many_suppliers_cost_as_many_queries_as_few(self):
        """Requirement: MDQ-SUP-152"""
        partners = self.env["res.partner"].create([{"name": f"Supplier {number}", "is_company": True} for number in range(12)])
        for partner in partners:
            self._bought(8, partner=partner)
        self._count_queries(partners[0])
        self.assertEqual(self._count_queries(partners[2:]), self._count_queries(partners[1]))

    def _count_queries(self, partners):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._card(partner=partners)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_counted_records_can_be_opened(self):
        metric = self.card.metric_ids.filtered(lambda metric: metric.code == "otif")
        action = metric.with_user(self.sqe).action_view_counted()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 5)

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self.new_user("score_other", "mdq_base.group_sqe", company_id=other.id, company_ids=other.ids)
        for record in (self.card, self.card.metric_ids, self.card.loss_ids):
            self.assertFalse(record.with_user(user).search([("id", "in", record.ids)]))
