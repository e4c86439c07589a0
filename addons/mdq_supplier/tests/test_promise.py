from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .scorecard_common import MdqScorecardCommon

WITH = ("Wang Lin, sales", "Our drawing came a week later")


@tagged("post_install", "-at_install")
class TestPromise(MdqScorecardCommon):
    """On-time is measured by what was promised, which only an agreement in time moves."""

    def _numerators(self, **options):
        return [row.numerator for row in self._rows(**options)]

    def _agree(self, order, day="2026-05-20 04:00:00", user=None, on="2026-05-01 04:00:00", words=WITH):
        with freeze_time(on):
            order.order_line.with_user(user or self.planner)._mdq_agree_date(datetime.fromisoformat(day), *words)

    def test_the_planned_day_of_the_confirmation_is_the_promise(self):
        """Requirement: MDQ-SUP-257"""
        order = self._buy("2026-05-12")
        self.assertEqual(order.order_line.mdq_date_promised, datetime(2026, 5, 12, 4))
        draft = self._order(self.box)
        self.assertFalse(draft.order_line.mdq_date_promised)
        draft.sudo().write({"state": "purchase"})
        self.assertEqual(draft.order_line.mdq_date_promised, draft.order_line.date_planned)
        draft.write({"order_line": [Command.create({"product_id": self.box.id, "product_qty": 1, "price_unit": 1})]})
        self.assertEqual(draft.order_line[1].mdq_date_promised, draft.order_line[1].date_planned)

    def test_moving_the_planned_day_heals_nothing(self):
        """Requirement: MDQ-SUP-257"""
        order = self._buy("2026-05-12")
        order.order_line.date_planned = datetime(2026, 5, 25, 4)
        order.date_planned = datetime(2026, 5, 26, 4)
        self._deliver(order, "2026-05-25")
        self.assertEqual(self._numerators(), [0])
        self.assertEqual(self._rows()[0].date.isoformat(), "2026-05-12")

    def test_an_agreed_day_takes_its_place_and_stays_on_record(self):
        """Requirement: MDQ-SUP-257"""
        order = self._buy("2026-05-12")
        self._agree(order)
        self._deliver(order, "2026-05-20")
        self.assertEqual(self._numerators(), [1])
        row = order.mdq_promise_ids
        self.assertEqual((row.date_before, row.date_after, row.agreed_with, row.user_id),
                         (datetime(2026, 5, 12, 4), datetime(2026, 5, 20, 4), "Wang Lin, sales", self.planner))
        self.assertEqual(order.order_line.date_planned, datetime(2026, 5, 20, 4))

    def test_what_is_over_is_not_agreed_away(self):
        """Requirement: MDQ-SUP-257"""
        order = self._buy("2026-05-12")
        with self.refused("was promised for 2026-05-12, which is over"):
            self._agree(order, on="2026-05-13 04:00:00")
        for words in ((" ", "x"), ("x", " ")):
            with self.refused("with whom it was agreed, and why"):
                self._agree(order, words=words)
        with self.refused("still ahead"):
            self._agree(order, day="2026-04-30 04:00:00")
        with self.refused("is not confirmed"):
            self._agree(self._order(self.box))

    def test_cancelled_and_confirmed_again_a_broken_promise_stays(self):
        """Requirement: MDQ-SUP-257"""
        with freeze_time("2026-05-01 04:00:00"):
            early = self._buy("2026-05-12")
            self._again(early, "2026-05-22 04:00:00")
            self.assertEqual(early.order_line.mdq_date_promised, datetime(2026, 5, 22, 4))
        late = self._buy("2026-05-12")
        with freeze_time("2026-05-14 04:00:00"):
            self._again(late, "2026-05-22 04:00:00")
        self.assertEqual(late.order_line.mdq_date_promised, datetime(2026, 5, 12, 4))

    def _again(self, order, day):
        order.button_cancel()
        order.button_draft()
        order.order_line.date_planned = datetime.fromisoformat(day)
        order.button_confirm()

    def test_nobody_writes_a_promise(self):
        """Requirement: MDQ-SUP-257"""
        order, day = self._buy("2026-05-12"), datetime(2026, 5, 30)
        for user in (self.planner, self.admin, self.env.ref("base.user_root")):
            with self.assertRaises(UserError):  # AccessError is one of them
                order.order_line.with_user(user).write({"mdq_date_promised": day})
            with self.assertRaises(UserError):
                order.with_user(user).write({"order_line": [Command.update(order.order_line.id, {"mdq_date_promised": day})]})
        for user in (self.planner, self.sqe):
            with self.assertRaises(AccessError):
                self.env["mdq.purchase.promise"].with_user(user).create({"reference": "x"})
        for user in (self.inspector, self.auditor):
            with self.assertRaises(AccessError):
                self._agree(order, user=user)

    def test_agreed_on_the_form(self):
        """Requirement: MDQ-SUP-257"""
        order, foreign = self._buy("2026-05-12"), self._buy("2026-05-13")
        with freeze_time("2026-05-01 04:00:00"):
            action = order.with_user(self.planner).action_mdq_agree_date()
            form = self.env[action["res_model"]].with_user(self.planner).with_context(**action["context"]).create({
                "day": "2026-05-20 04:00:00", "agreed_with": "Wang Lin", "reason": "Later drawing"})
            form.line_ids |= foreign.order_line
            form.action_agree()
        self.assertEqual(order.order_line.mdq_date_promised, datetime(2026, 5, 20, 4))
        self.assertEqual(foreign.order_line.mdq_date_promised, datetime(2026, 5, 13, 4))
        self._deliver(order, "2026-05-20")
        with self.refused("Nothing of .* is still to come"):
            order.with_user(self.planner).action_mdq_agree_date()

    def test_many_lines_take_no_query_each(self):
        """Requirement: MDQ-SUP-257"""
        counts = []
        for number in (2, 40):
            order = self._order(*[self.box] * number)
            self.env.flush_all()
            self.env.invalidate_all()
            order.order_line.mapped("date_planned")
            before = self.env.cr.sql_log_count
            order.order_line._mdq_keep_promise()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
