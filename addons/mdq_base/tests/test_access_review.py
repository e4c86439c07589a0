import io
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from .common import MdqCase


class AccessCase(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_manager = cls.new_user("mdq_second_manager", "mdq_base.group_quality_manager")
        cls.releasers = cls.env.ref("mdq_base.group_releaser")

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()

    def _review(self, **vals):
        review = self.env["mdq.access.review"].with_user(self.quality_manager).create(vals)
        review.action_start()
        return review

    def _line(self, review, user, group=None):
        return review.line_ids.filtered(lambda line: line.user_id == user and (not group or line.group_id == group))

    def _decide_all(self, review, **kwargs):
        own = self._line(review, self.quality_manager)
        own.with_user(self.second_manager).decide("keep")
        (review.line_ids - own).filtered(lambda line: not line.decision).decide("keep")

    def _complete(self, review):
        return review.complete(self.credential_of(self.quality_manager), "Half-yearly review")

    def _shift_ledger(self, statement, *parameters):
        """A test takes milliseconds: move what the ledger saw to another time."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_ledger DISABLE TRIGGER USER")
        self.env.cr.execute(statement, parameters)
        self.env.cr.execute("ALTER TABLE mdq_ledger ENABLE TRIGGER USER")


@tagged("post_install", "-at_install")
class TestAccessReview(AccessCase):
    def test_it_lists_people_and_roles_with_what_comes_along(self):
        """Requirement: MDQ-BAS-250"""
        review = self._review()
        roles = {line.group_id: line.via for line in self._line(review, self.quality_manager)}
        self.assertFalse(roles[self.env.ref("mdq_base.group_quality_manager")])
        self.assertIn("Quality Manager", roles[self.env.ref("mdq_base.group_quality_engineer")])
        self.assertTrue(self._line(review, self.admin).is_admin)

    def test_portal_users_are_listed_with_their_company(self):
        """Requirement: MDQ-BAS-250"""
        supplier = self.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        user = self.new_user("mdq_signatory", "mdq_base.group_supplier_signatory")
        user.partner_id.parent_id = supplier
        line = self._line(self._review(), user, self.env.ref("mdq_base.group_supplier_signatory"))
        self.assertEqual((line.supplier, line.is_share), ("宝鸡钛业", True))

    def test_conflicts_of_duties_are_flagged(self):
        """Requirement: MDQ-BAS-250"""
        self.inspector.group_ids += self.releasers
        review = self._review()
        self.assertIn("does not release it", self._line(review, self.inspector, self.releasers).conflict)
        self.assertFalse(self._line(review, self.planner).conflict)

    def test_past_moment_is_told_by_the_ledger(self):
        """Requirement: MDQ-BAS-051 MDQ-BAS-251"""
        self.inspector.group_ids += self.releasers
        self.planner.active = False
        now = fields.Datetime.now()
        # Everything so far was yesterday; then one loses a role, one an account, and one comes.
        self._shift_ledger("UPDATE mdq_ledger SET recorded_at = %s WHERE recorded_at > %s",
                           now - timedelta(days=1), now - timedelta(hours=1))
        self.inspector.group_ids -= self.releasers
        self.sqe.active = False
        self.planner.active = True
        past = self._review(as_of=now - timedelta(hours=1))
        today = self._review(as_of=now + timedelta(seconds=0))
        self.assertTrue(self._line(past, self.inspector, self.releasers))
        self.assertTrue(self._line(past, self.sqe))
        self.assertFalse(self._line(past, self.planner))
        self._shift_ledger("UPDATE mdq_ledger SET recorded_at = %s WHERE recorded_at > %s", now, now)
        today = self._review()
        self.assertFalse(self._line(today, self.inspector, self.releasers))
        self.assertFalse(self._line(today, self.sqe))
        self.assertTrue(self._line(today, self.planner))

    def test_before_the_ledger_and_the_future_nobody_knows(self):
        """Requirement: MDQ-BAS-251"""
        with self.assertRaisesRegex(UserError, "begins on"):
            self._review(as_of="2001-01-01")
        with self.assertRaisesRegex(UserError, "future date"):
            self._review(as_of="2099-01-01")

    def test_each_line_is_decided_before_signing(self):
        """Requirement: MDQ-BAS-051 MDQ-BAS-252"""
        review = self._review()
        with self.assertRaisesRegex(UserError, "not decided yet"):
            self._complete(review)
        self._decide_all(review)
        self._complete(review)
        self.assertEqual((review.state, review.signature_state), ("signed", "valid"))
        self.assertIn('"decision":"keep"', review.signature_ids.sudo().canonical_text)

    def test_nobody_decides_about_himself(self):
        """Requirement: MDQ-BAS-252"""
        review = self._review()
        with self.assertRaisesRegex(AccessError, "his own access"):
            self._line(review, self.quality_manager).decide("keep")
        self._line(review, self.quality_manager).with_user(self.second_manager).decide("keep")

    def test_an_administrator_stands_in_where_there_is_one_manager(self):
        """Requirement: MDQ-BAS-257"""
        review = self._review()
        own = self._line(review, self.quality_manager)
        with self.assertRaisesRegex(AccessError, "the only one of the company"):
            own.with_user(self.admin).decide("keep", "Needs it")
        others = self.env.ref("mdq_base.group_quality_manager").all_user_ids - self.quality_manager
        others.active = False
        for user in (self.auditor, self.sqe, self.releaser):
            with self.assertRaises(AccessError):
                own.with_user(user).decide("keep", "Needs it")
        with self.assertRaisesRegex(AccessError, "an administrator decides these lines"):
            own.decide("keep", "I need it")
        with self.assertRaisesRegex(AccessError, "the only one of the company"):
            self._line(review, self.sqe).with_user(self.admin).decide("keep", "Needs it")
        with self.assertRaisesRegex(UserError, "Say why"):
            own.with_user(self.admin).decide("keep")
        self.assertEqual(own.with_user(self.admin).action_keep()["res_model"], "mdq.access.decide")
        own.with_user(self.admin).decide("keep", "Answers for quality, as appointed on 2026-01-01")
        (review.line_ids - own).decide("keep")
        with self.assertRaises(AccessError):
            review.with_user(self.admin).complete(self.credential_of(self.admin))
        self._complete(review)
        self.assertEqual((review.state, own.decided_by), ("signed", self.admin))
        self.assertIn("as appointed", review.signature_ids.sudo().canonical_text)

    def test_removal_and_change_need_a_reason(self):
        """Requirement: MDQ-BAS-252"""
        line = self._line(self._review(), self.sqe)
        for decision in ("remove", "change"):
            with self.assertRaisesRegex(UserError, "Say why"):
                line.decide(decision, " ")
        with self.assertRaisesRegex(UserError, "one of"):
            line.decide("burn", "x")

    def test_signed_removal_is_carried_out_with_its_reason(self):
        """Requirement: MDQ-BAS-253"""
        self.inspector.group_ids += self.releasers
        review = self._review()
        line = self._line(review, self.inspector, self.releasers)
        line.decide("remove", "Moved to the warehouse")
        self._decide_all(review)
        self.assertIn(self.releasers, self.inspector.group_ids)
        self._complete(review)
        self.assertNotIn(self.releasers, self.inspector.group_ids)
        self.assertTrue(line.is_done)
        self.env.flush_all()
        self.env.cr.execute("SELECT operation, reason, uid FROM mdq_ledger WHERE table_name = 'res_groups_users_rel'"
                            " AND res_id = %s ORDER BY id DESC LIMIT 1", [self.inspector.id])
        operation, reason, uid = self.env.cr.fetchone()
        self.assertEqual((operation, uid), ("D", self.quality_manager.id))
        self.assertIn("Moved to the warehouse", reason)

    def test_what_the_system_does_not_do_is_asked_of_administrators(self):
        """Requirement: MDQ-BAS-253"""
        review = self._review(removes_roles=False)
        self._line(review, self.sqe).decide("change", "Should be planner")
        line = self._line(review, self.releaser, self.releasers)
        line.decide("remove", "Left the company")
        self._decide_all(review)
        self._complete(review)
        tasks = review.activity_ids.filtered(lambda task: task.user_id == self.admin)
        self.assertEqual(sorted(tasks.mapped("summary")), [
            "Change the roles of Mdq Releaser", "Change the roles of Mdq Sqe"])
        self.assertIn(self.releasers, self.releaser.group_ids)
        self.assertFalse(line.is_done)
        self.assertEqual(review.unfinished_count, 2)

    def test_role_that_comes_with_another_is_left_to_administrators(self):
        """Requirement: MDQ-BAS-253"""
        review = self._review()
        engineers = self.env.ref("mdq_base.group_quality_engineer")
        self._line(review, self.second_manager, engineers).decide("remove", "x")
        self._decide_all(review)
        self._complete(review)
        self.assertIn(engineers, self.second_manager.all_group_ids)
        self.assertTrue(review.activity_ids)

    def test_only_quality_managers_review_and_administrators_sign_nothing(self):
        """Requirement: MDQ-BAS-252"""
        review = self._review()
        for user in (self.admin, self.auditor):
            with self.assertRaises(AccessError):
                review.line_ids.with_user(user).decide("keep")
            with self.assertRaises(AccessError):
                review.with_user(user).complete(self.credential_of(user))
        for user in (self.inspector, self.sqe, self.new_user("mdq_portal", "mdq_base.group_supplier_signatory")):
            with self.assertRaises(AccessError):
                review.with_user(user).read(["name"])

    def test_signed_review_is_fixed(self):
        """Requirement: MDQ-BAS-252"""
        review = self._review()
        with self.assertRaisesRegex(UserError, "has begun"):
            review.as_of = "2026-01-01"
        self._decide_all(review)
        self._complete(review)
        with self.assertRaisesRegex(UserError, "not in review"):
            self._line(review, self.sqe).decide("remove", "Too late")
        with self.assertRaises(UserError):
            review.line_ids.sudo().write({"decision": "remove"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            review.sudo().unlink()

    def test_next_review_is_remembered(self):
        """Requirement: MDQ-BAS-254"""
        review = self._review(next_review_on=fields.Date.today() + timedelta(days=7))
        self._decide_all(review)
        self._complete(review)
        rule = self.env.ref("mdq_base.mdq_alert_rule_access_review_due")
        self.env["mdq.alert.rule"]._cron_check()
        alert = self.env["mdq.alert"].search([("rule_id", "=", rule.id)])
        self.assertEqual(alert.res_id, review.id)
        following = self._review()
        self._decide_all(following)
        self._complete(following)
        self.assertEqual(review.followed_by_id, following)
        self.env["mdq.alert.rule"]._cron_check()
        self.assertTrue(alert.ended_at)

    def test_it_prints_who_decided_what(self):
        """Requirement: MDQ-BAS-252"""
        review = self._review()
        self._line(review, self.sqe).decide("change", "Should be planner")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("mdq_base.mdq_access_review_report", review.ids)
        for words in ("Should be planner", "not yet done", review.name, self.sqe.login):
            self.assertIn(words, html.decode())

    def test_other_companies_are_not_listed(self):
        """Requirement: MDQ-BAS-250"""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_manager",
                                 company_id=other.id, company_ids=[Command.set(other.ids)])
        review = self._review()
        self.assertFalse(self._line(review, stranger))
        with self.assertRaises(AccessError):
            review.with_user(stranger).read(["name"])

    def test_queries_do_not_grow_with_people(self):
        """Requirement: MDQ-BAS-250"""
        facts = self.env["mdq.access.facts"].with_user(self.quality_manager)
        groups = self.env["mdq.access.review"]._get_default_groups()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            facts._get_facts(fields.Datetime.now(), groups, self.env.company)
            return self.cr.sql_log_count - before

        queries()  # what is cached for good does not count
        few = queries()
        for number in range(10):
            self.new_user(f"mdq_more_{number}", "mdq_base.group_inspector")
        queries()
        self.assertLessEqual(queries(), few)


@tagged("post_install", "-at_install")
class TestAccessDay(AccessCase):
    def _day(self, user, **vals):
        return self.env["mdq.access.day"].with_user(user).create(vals)

    def test_user_list_as_of_a_date(self):
        """Requirement: MDQ-BAS-251"""
        for user in (self.quality_manager, self.auditor, self.admin):
            day = self._day(user)
            action = day.action_show()
            lines = self.env["mdq.access.day.line"].with_user(user).search(action["domain"])
            self.assertIn(self.releaser, lines.user_id)

    def test_all_roles_of_odoo_when_asked(self):
        """Requirement: MDQ-BAS-251"""
        day = self._day(self.auditor, is_all_roles=True)
        day.action_show()
        self.assertIn(self.env.ref("base.group_user"), day.line_ids.group_id)

    def test_it_is_for_those_who_answer_for_access(self):
        """Requirement: MDQ-BAS-251"""
        for user in (self.inspector, self.new_user("mdq_portal", "mdq_base.group_supplier_signatory")):
            with self.assertRaises(AccessError):
                self._day(user)
            with self.assertRaises(AccessError):
                self.env["mdq.access.facts"].with_user(user)._get_facts(fields.Datetime.now())


@tagged("post_install", "-at_install")
class TestAccessWorkbook(HttpCase, MdqCase):
    def test_review_and_day_are_exported(self):
        """Requirement: MDQ-BAS-251"""
        review = self.env["mdq.access.review"].with_user(self.quality_manager).create({})
        review.action_start()
        self.releaser.name = "=cmd()"
        day = self.env["mdq.access.day"].with_user(self.quality_manager).create({})
        day.action_show()
        self.authenticate(self.quality_manager.login, self.quality_manager.login)
        for record in (review, day):
            answer = self.url_open(record.action_export()["url"])
            self.assertEqual(answer.status_code, 200)
            sheet = load_workbook(io.BytesIO(answer.content)).active
            logins = [row[1].value for row in sheet.iter_rows(min_row=5)]
            self.assertIn(self.releaser.login, logins)
        self.assertIn(("=cmd()", "s"), [(row[0].value, row[0].data_type) for row in sheet.iter_rows(min_row=5)])

    def test_others_get_no_workbook(self):
        """Requirement: MDQ-BAS-251"""
        review = self.env["mdq.access.review"].with_user(self.quality_manager).create({})
        self.authenticate(self.inspector.login, self.inspector.login)
        self.assertEqual(self.url_open(review.action_export()["url"]).status_code, 403)
