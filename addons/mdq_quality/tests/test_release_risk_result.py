from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .release_common import ReleaseRiskCase


class TestReleaseRiskResult(ReleaseRiskCase):
    """Requirement: MDQ-QUA-718"""

    def test_a_good_result_ends_the_risk(self):
        risk = self._grant()
        self._make(2)
        self._accept(self.inspection)
        self.assertEqual((risk.state, risk.condition_ids.state, self.lot.mdq_risk_id.id), ("closed", "good", False))
        self.assertEqual(self.lot.mdq_status, "quarantine")
        self._release(self.lot)
        self.assertEqual((self.lot.mdq_status, risk.signature_state), ("released", "valid"))

    def test_what_was_made_waits_for_the_result(self):
        risk = self._grant()
        self._plan(self.screw, point="fqc")
        made = self._make(2)
        self._accept(self._inspections(made))
        with self.assertRaisesRegex(UserError, f"A is in it.*{risk.name}.*Result of {self.inspection.name}"):
            self._release(made)
        self._accept(self.inspection)
        self._release(made)
        self.assertEqual(made.mdq_status, "released")

    def test_what_is_late_is_said_in_the_language_of_the_reader(self):
        """Requirement: MDQ-QUA-718"""
        self.env["res.lang"]._activate_lang("zh_CN")
        risk = self._grant()
        self._plan(self.screw, point="fqc")
        made = self._make(2).with_context(lang="zh_CN")
        said = next(check["why"] for check in made._mdq_release_checks()[made.id] if check["code"] == "inherited_risk")
        self.assertIn(f"{self.inspection.name} 的结果", said)
        self.assertNotIn("Result of", said)
        self.assertEqual(risk.condition_ids.with_context(lang="zh_CN").name, f"{self.inspection.name} 的结果")
        self.assertEqual(risk.condition_ids.why, f"Result of {self.inspection.name}")

    def test_production_release_may_go_on_and_market_release_waits(self):
        self.screw.product_tmpl_id.mdq_two_stage_release = "yes"
        market = self.new_user("mdq_market_releaser", "mdq_base.group_releaser")
        authority = self.env["mdq.release.authority"].with_user(self.quality_manager).create({"user_id": market.id, "basis": "Letter"})
        authority.appoint(self.credential_of(self.quality_manager))
        self._grant()
        self._plan(self.screw, point="fqc")
        made = self._make(2)
        self._accept(self._inspections(made))
        self.assertIn("For the market release later", made.with_user(self.releaser).mdq_release_gaps)
        self._release(made)
        self.assertEqual(made.mdq_release_stage, "market")
        with self.assertRaisesRegex(UserError, "used under risk"):
            self._release(made, market)
        self._accept(self.inspection)
        self._release(made, market)
        self.assertEqual(made.mdq_status, "released")

    def test_what_was_made_may_go_on_under_a_risk_of_its_own(self):
        risk = self._grant()
        self._plan(self.screw, point="fqc")
        made = self._make(4)
        self._accept(self._inspections(made))
        heir = self._grant(made, 2)
        self.assertEqual(heir.condition_ids.code, "inherited_risk")
        plate = self._product("Plate")
        further = self._make(1, made, product=plate)
        self.assertEqual((heir.used_quantity, heir.state), (1, "active"))
        self.assertIn(further, self.lot._mdq_find_carriers())
        self._accept(self.inspection)
        self.assertEqual((risk.state, heir.state, made.mdq_risk_id.id), ("closed", "closed", False))

    def test_a_bad_result_stops_everything_and_lists_every_piece(self):
        """Requirement: MDQ-QUA-719"""
        risk = self._grant(quantity=8, allows="delivery")
        self._plan(self.screw, point="fqc")
        made = self._make(3)
        self._accept(self._inspections(made))
        heir = self._grant(made, 3, allows="delivery")
        customer = self.env["res.partner"].create({"name": "Suzhou clinic"})
        self._picking("out", [(self.screw, made, 2)], partner_id=customer.id).button_validate()
        self._picking("out", [(self.bar, self.lot, 4)], partner_id=customer.id).button_validate()
        back = self._picking("in", [(self.bar, self.lot, 1)], source=self.customers, partner_id=customer.id)
        back.button_validate()
        self._reject()
        self.assertEqual((risk.state, heir.state, self.lot.mdq_status, made.mdq_status), ("failed", "failed", "hold", "hold"))
        self.assertEqual((risk.hold_id, risk.hold_id.lot_ids), (heir.hold_id, self.lot | made))
        self.assertFalse((self.lot | made).mdq_risk_id)
        rows = {(row.lot_id, row.kind, row.partner_id): row.quantity for row in risk.piece_ids}
        none = self.env["res.partner"]
        self.assertEqual(rows, {
            (self.lot, "stock", none): 4, (self.lot, "consumed", none): 3, (self.lot, "shipped", customer): 3,
            (made, "stock", none): 1, (made, "shipped", customer): 2,
        })
        self.assertEqual(risk.activity_ids.user_id, self.quality_manager)
        alert = self.env["mdq.alert"].search([("res_model", "=", risk._name), ("res_id", "=", risk.id)])
        self.assertEqual((alert.severity, alert.group_ids), ("critical", self.env.ref("mdq_base.group_quality_manager")))
        with self.assertRaisesRegex(UserError, "on hold"):
            self._picking("out", [(self.screw, made, 1)]).button_validate()

    def test_why_it_happened_is_kept_in_both_languages_and_the_task_in_that_of_the_person(self):
        """Requirement: MDQ-QUA-719"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.quality_manager.lang = "zh_CN"
        risk = self._grant(quantity=5)
        self._reject()
        why = risk.failed_why
        self.assertRegex(why, r"rejected the lot\. .*检验 .*判该批次不合格")
        self.assertEqual(risk.activity_ids.summary, "追回清单：请追回产品")
        self.assertTrue(risk.hold_id.reason.endswith(why))
        self.assertEqual(risk.hold_id.reason.count(why), 1)

    def test_reserved_orders_stop_when_the_result_is_bad(self):
        """Requirement: MDQ-QUA-719"""
        self._grant(quantity=5)
        order = self._order(self.lot, 3)
        self._reject()
        self.assertFalse(order.move_raw_ids.move_line_ids.filtered("quantity"))
        self.assertEqual(self.lot.mdq_status, "hold")

    def test_the_rows_are_dealt_with_by_name(self):
        """Requirement: MDQ-QUA-719"""
        risk = self._grant()
        self._make(2)
        self._reject()
        rows = risk.piece_ids
        for user in (self.planner, self.releaser, self.auditor, self.inspector):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).handle("x")
        with self.assertRaisesRegex(UserError, "Say what was done"):
            rows[:1].with_user(self.quality_engineer).handle(" ")
        asks = self.env["mdq.release.risk.handle"].with_user(self.quality_engineer)
        asks.create({"piece_ids": rows[:1].ids, "note": "Blocked on the shelf"}).action_handle()
        self.assertEqual((rows[:1].handled_by, rows[:1].note), (self.quality_engineer, "Blocked on the shelf"))
        self.assertEqual(risk.open_piece_count, len(rows) - 1)
        with self.assertRaisesRegex(UserError, "dealt with already"):
            rows.with_user(self.quality_engineer).handle("Again")
        for user in (self.quality_engineer, self.quality_manager, self.admin):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rows.with_user(user).write({"quantity": 0})

    def test_another_rejection_of_the_lot_counts_as_well(self):
        """Requirement: MDQ-QUA-718"""
        risk = self._grant()
        self.lot.with_user(self.inspector).action_mdq_inspect()
        self._reject(self._inspections(self.lot) - self.inspection)
        self.assertEqual((risk.state, self.lot.mdq_status), ("failed", "hold"))

    def test_a_manager_says_that_it_is_bad_without_an_inspection(self):
        """Requirement: MDQ-QUA-718"""
        risk = self._grant()
        for user in (self.quality_engineer, self.releaser):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                risk.with_user(user).fail(self.credential_of(user), "x")
        with self.assertRaisesRegex(UserError, "Say what was found"):
            risk.with_user(self.quality_manager).fail(self.credential_of(self.quality_manager), "")
        risk.with_user(self.quality_manager).fail(self.credential_of(self.quality_manager), "The mill recalls the melt")
        self.assertEqual((risk.state, self.lot.mdq_status, risk.hold_id.lot_ids), ("failed", "hold", self.lot))
        with self.assertRaises(UserError):
            risk.with_user(self.quality_manager).fail(self.credential_of(self.quality_manager), "Again")

    def test_a_cancelled_inspection_is_no_result(self):
        """Requirement: MDQ-QUA-718"""
        risk = self._grant()
        self.inspection.with_user(self.quality_engineer).action_cancel()
        with self.enter_registry_test_mode():
            self.env.ref("mdq_quality.ir_cron_mdq_release_risk").method_direct_trigger()
        self.assertEqual(risk.state, "active")
        self.lot.with_user(self.inspector).action_mdq_inspect()
        self._accept(self._inspections(self.lot).filtered(lambda each: each.state == "open"))
        self._release(self.lot)
        self.assertEqual(risk.state, "closed")

    def test_alerts_before_and_after_the_end(self):
        """Requirement: MDQ-QUA-720"""
        risk = self._grant(days=3)
        rules = self.env["mdq.alert.rule"]
        ending, late = (self.env.ref(f"mdq_quality.mdq_alert_rule_risk_{name}") for name in ("ending", "late"))
        for days, expected in ((0, (0, 0)), (2, (1, 0)), (4, (1, 1))):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                rules._cron_check()
            found = tuple(
                self.env["mdq.alert"].search_count([("rule_id", "=", rule.id), ("res_id", "=", risk.id)]) for rule in (ending, late))
            self.assertEqual(found, expected, f"after {days} days")
