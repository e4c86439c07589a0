from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.translate import LazyTranslate

from .common import MdqCase

_lt = LazyTranslate(__name__)


@tagged("post_install", "-at_install")
class TestAlert(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.concessions = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": f"Case {number}", "partner_id": cls.partner.id, "valid_to": "2099-01-01"}
            for number in range(3)
        ])
        cls.concession = cls.concessions[0]
        cls.alerts = cls.env["mdq.alert"]

    def _raise(self, records=None, message="Something happened", **kwargs):
        return self.alerts._mdq_raise("test", self.concession if records is None else records, message, **kwargs)

    def test_one_alert_a_record_and_repeats_are_counted(self):
        """Requirement: MDQ-BAS-240"""
        first = self._raise(self.concessions)
        again = self._raise(self.concession)
        self.assertEqual(len(first), 3)
        self.assertEqual(again, first[0])
        self.assertEqual(first.mapped("repeat_count"), [2, 1, 1])

    def test_after_the_answer_a_new_alert_is_raised(self):
        """Requirement: MDQ-BAS-240"""
        first = self._raise()
        first.with_user(self.quality_manager).acknowledge("Looked into it")
        self.assertNotEqual(self._raise(), first)

    def test_alert_about_the_whole_system(self):
        """Requirement: MDQ-BAS-240"""
        alert = self.alerts._mdq_raise("test", None, "The clock is wrong")
        self.assertEqual(self.alerts._mdq_raise("test", None, "The clock is wrong"), alert)
        self.assertFalse(alert.res_model)

    def test_many_alerts_cost_no_query_each(self):
        """Requirement: MDQ-BAS-240"""
        self.alerts._mdq_raise("warm", self.concession, "x")
        self.env.flush_all()
        counts = []
        for records in (self.concessions[:1], self.concessions):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.alerts._mdq_raise(f"count {len(records)}", records, "x")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 6)

    def test_people_of_the_role_are_told_by_activity_and_on_screen(self):
        """Requirement: MDQ-BAS-241"""
        alert = self._raise()
        self.assertIn(self.quality_manager, alert.activity_ids.user_id)
        self.assertNotIn(self.inspector, alert.activity_ids.user_id)
        self.assertIn("Something happened", alert.activity_ids[0].summary)
        self.env.cr.precommit.run()
        notes = self.env["bus.bus"].sudo().search([("message", "like", "Something happened")])
        self.assertTrue(notes)

    def test_critical_alert_is_mailed_to_each_in_his_language(self):
        """Requirement: MDQ-BAS-241"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.quality_manager.lang = "zh_CN"
        self._raise(message={"en_US": "It broke", "zh_CN": "出故障了"}, severity="critical")
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.quality_manager.partner_id.ids)])
        self.assertIn("出故障了", mails[0].subject)
        self.assertIn(self.concession.name, mails[0].body_html)

    def test_nobody_of_another_company_is_told(self):
        """Requirement: MDQ-BAS-241"""
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_manager",
                                 company_id=other.id, company_ids=[(6, 0, other.ids)])
        alert = self._raise()
        self.assertNotIn(stranger, alert.activity_ids.user_id)
        with self.assertRaises(AccessError):
            alert.with_user(stranger).read(["name"])

    def test_only_those_it_is_for_see_it(self):
        """Requirement: MDQ-BAS-241"""
        alert = self._raise()
        self.assertTrue(alert.with_user(self.auditor).name)
        for user in (self.inspector, self.new_user("mdq_portal", "mdq_base.group_supplier_signatory")):
            with self.assertRaises(AccessError):
                alert.with_user(user).read(["name"])

    def test_acknowledging_needs_a_comment_and_is_stamped(self):
        """Requirement: MDQ-BAS-053 MDQ-BAS-242"""
        alert = self._raise().with_user(self.quality_manager)
        for nothing in ("", "  ", None, False):
            with self.assertRaisesRegex(UserError, "Say what you found"):
                alert.acknowledge(nothing)
        alert.acknowledge("Drawing corrected")
        self.assertEqual((alert.state, alert.comment, alert.acknowledged_by), (
            "acknowledged", "Drawing corrected", self.quality_manager))
        self.assertFalse(alert.activity_ids)

    def test_the_dialog_acknowledges_many(self):
        """Requirement: MDQ-BAS-242"""
        alerts = self._raise(self.concessions).with_user(self.quality_manager)
        context = alerts.action_acknowledge()["context"]
        self.env["mdq.alert.answer"].with_user(self.quality_manager).with_context(**context).create(
            {"comment": "All seen"}).action_confirm()
        self.assertEqual(set(alerts.mapped("state")), {"acknowledged"})

    def test_other_roles_do_not_acknowledge(self):
        """Requirement: MDQ-BAS-242"""
        alert = self._raise()
        self.auditor.group_ids += self.env.ref("mdq_base.group_quality_manager")
        for user in (self.inspector, self.admin, self.auditor):
            with self.assertRaises(AccessError):
                alert.with_user(user).acknowledge("Not mine")

    def test_who_acknowledged_does_not_review(self):
        """Requirement: MDQ-BAS-242"""
        alert = self._raise()
        with self.assertRaisesRegex(UserError, "cannot become Reviewed"):
            alert.with_user(self.quality_manager).review_alerts("Too early")
        alert.with_user(self.quality_manager).acknowledge("Done")
        with self.assertRaisesRegex(UserError, "Another quality manager"):
            alert.with_user(self.quality_manager).review_alerts("Well done, me")
        second = self.new_user("mdq_manager_2", "mdq_base.group_quality_manager")
        with self.assertRaises(AccessError):
            alert.with_user(self.quality_engineer).review_alerts("x")
        alert.with_user(second).review_alerts("The cause is gone")
        self.assertEqual((alert.state, alert.reviewed_by), ("reviewed", second))

    def test_log_is_not_erased_nor_written(self):
        """Requirement: MDQ-BAS-053 MDQ-BAS-243"""
        alert = self._raise()
        for user in (self.quality_manager, self.admin, self.env.ref("base.user_admin")):
            for vals in ({"state": "reviewed"}, {"name": "Nothing"}, {"comment": "x"}):
                with self.assertRaises(UserError):
                    alert.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                self.alerts.with_user(user).create({"name": "x"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            alert.sudo().unlink()
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            alert.sudo().write({"state": "reviewed"})

    def test_late_alert_goes_to_the_next_role(self):
        """Requirement: MDQ-BAS-053 MDQ-BAS-244"""
        alert = self._raise(groups=("mdq_base.group_inspector",))
        self.assertNotIn(self.quality_manager, alert.activity_ids.user_id)
        self.env.cr.execute("UPDATE mdq_alert SET deadline = %s", [fields.Datetime.now() - timedelta(hours=1)])
        self.env.invalidate_all()
        self.assertTrue(alert.is_overdue)
        self.env["mdq.alert.rule"]._cron_check()
        self.assertEqual(alert.state, "escalated")
        self.assertIn(self.quality_manager, alert.activity_ids.user_id)
        alert.with_user(self.quality_manager).acknowledge("Took it over")

    def test_alert_outlives_a_rollback_when_asked(self):
        """Requirement: MDQ-BAS-245"""
        self.registry_enter_test_mode()
        # A test has one transaction: what counts is that the alert opens another one.
        with patch.object(self.registry, "cursor", wraps=self.registry.cursor) as opened:
            alert = self._raise(own_transaction=True)
        opened.assert_called_once()
        self.assertEqual(alert.exists().mapped("code"), ["test"])

    def test_raising_is_out_of_reach_of_rpc(self):
        """Requirement: MDQ-BAS-243"""
        from odoo.service.model import get_public_method

        with self.assertRaises(AccessError):
            get_public_method(self.alerts, "_mdq_raise")


@tagged("post_install", "-at_install")
class TestAlertRule(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mdq.alert.rule"].search([]).active = False
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.partner.id,
            "valid_to": fields.Datetime.now() + timedelta(days=2)})
        cls.rule = cls._rule()

    @classmethod
    def _rule(cls, **vals):
        return cls.env["mdq.alert.rule"].with_user(cls.quality_manager).create({
            "name": "It expires soon", "model_id": cls.env["ir.model"]._get_id("mdq.concession"),
            "domain": f"[('valid_to', '<', 'now +3d'), ('partner_id', '=', {cls.partner.id})]",
            "group_ids": [(4, cls.env.ref("mdq_base.group_sqe").id)], "hours_to_acknowledge": 2,
            "severity": "critical", **vals,
        })

    def _alerts(self):
        self.env["mdq.alert.rule"]._cron_check()
        return self.env["mdq.alert"].search([("rule_id", "=", self.rule.id)])

    def test_record_that_meets_the_filter_raises_one_alert(self):
        """Requirement: MDQ-BAS-246"""
        alert = self._alerts()
        self.assertEqual((alert.name, alert.severity, alert.res_id), ("It expires soon", "critical", self.concession.id))
        self.assertEqual(alert.group_ids, self.env.ref("mdq_base.group_sqe"))
        self.assertAlmostEqual(alert.deadline, fields.Datetime.now() + timedelta(hours=2), delta=timedelta(minutes=1))
        self.assertEqual(self._alerts(), alert)
        self.assertEqual(alert.repeat_count, 1)

    def test_acknowledged_alert_stays_quiet_while_the_cause_lasts(self):
        """Requirement: MDQ-BAS-246"""
        alert = self._alerts()
        alert.with_user(self.sqe).acknowledge("New one is written")
        self.assertEqual(self._alerts(), alert)

    def test_end_of_the_cause_is_noted_and_its_return_raised_anew(self):
        """Requirement: MDQ-BAS-246"""
        alert = self._alerts()
        alert.with_user(self.sqe).acknowledge("Prolonged")
        self.concession.valid_to = "2099-01-01"
        self._alerts()
        self.assertTrue(alert.ended_at)
        self.concession.valid_to = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(len(self._alerts()), 2)

    def test_filter_is_literals_of_a_quality_record(self):
        """Requirement: MDQ-BAS-246"""
        for domain in ("[('valid_to', '<', __import__('os'))]", "[('nothing', '=', 1)]", "[", "env", "[('id', 'in', uid)]",
                       "[('valid_to', '<', datetime.now())]"):
            with self.assertRaisesRegex(UserError, "cannot be used"):
                self.rule.domain = domain
        with self.assertRaisesRegex(UserError, "not a kind of quality record"):
            self._rule(model_id=self.env["ir.model"]._get_id("ir.config_parameter"))

    def test_only_managers_and_administrators_make_rules(self):
        """Requirement: MDQ-BAS-246"""
        for user in (self.quality_engineer, self.auditor, self.inspector):
            with self.assertRaises(AccessError):
                self.rule.with_user(user).severity = "info"
        self.rule.with_user(self.admin).severity = "info"
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.rule.sudo().unlink()

    def test_change_of_a_rule_is_in_the_ledger(self):
        """Requirement: MDQ-BAS-246"""
        self.rule.with_user(self.admin).hours_to_acknowledge = 99
        self.env.flush_all()
        changes = self.env["mdq.ledger"].with_user(self.auditor).history("mdq.alert.rule", self.rule.id)
        change = changes[-1]
        self.assertEqual((change["field"], change["new"], change["uid"]), ("hours_to_acknowledge", 99, self.admin.id))

    def test_rule_says_how_code_alerts_are_told(self):
        """Requirement: MDQ-BAS-241"""
        rule = self._rule(trigger="code", code="broken_thing", model_id=False, domain="[]", by_activity=False, by_email=True)
        alert = self.env["mdq.alert"]._mdq_raise("broken_thing", self.concession, "It broke")
        self.assertEqual((alert.rule_id, alert.group_ids, alert.name), (rule, rule.group_ids, "It broke"))
        self.assertFalse(alert.activity_ids)
        self.assertTrue(self.env["mail.mail"].search([("recipient_ids", "in", self.sqe.partner_id.ids)]))

    def test_rule_of_one_company_watches_that_company(self):
        """Requirement: MDQ-BAS-246"""
        self.rule.sudo().company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self._alerts())

    def test_rule_that_became_unusable_is_told_and_stops_no_other(self):
        """Requirement: MDQ-BAS-246"""
        bad = self._rule(name="Bad")
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_alert_rule SET domain = '[(1, 2)]' WHERE id = %s", [bad.id])
        self.env.invalidate_all()
        self.assertTrue(self._alerts())
        self.assertTrue(self.env["mdq.alert"].search([("code", "=", "alert_rule_unusable"), ("res_id", "=", bad.id)]))

    def test_ledger_that_nobody_seals_is_told(self):
        """Requirement: MDQ-BAS-247"""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_ledger DISABLE TRIGGER USER")
        self.env.cr.execute("UPDATE mdq_ledger SET recorded_at = recorded_at - interval '1 hour'"
                            " WHERE id = (SELECT max(id) FROM mdq_ledger)")
        self.env.cr.execute("ALTER TABLE mdq_ledger ENABLE TRIGGER USER")
        self.env["mdq.alert.rule"]._cron_check()
        self.assertTrue(self.env["mdq.alert"].search([("code", "=", "ledger_unsealed")]))

    def test_broken_signature_is_told(self):
        """Requirement: MDQ-BAS-247"""
        self.registry_enter_test_mode()
        self.env["mdq.signature"].with_user(self.quality_manager).sign(
            "mdq.concession", self.concession.ids, "reviewed", self.credential_of(self.quality_manager))
        self.env.cr.execute("UPDATE mdq_concession SET max_uses = 99 WHERE id = %s", [self.concession.id])
        self.env.invalidate_all()
        self.env["mdq.alert.rule"]._cron_check()
        alert = self.env["mdq.alert"].search([("code", "=", "signature_broken")])
        self.assertEqual(alert.mapped("res_id"), self.concession.ids)
