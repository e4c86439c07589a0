from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .release_common import ReleaseRiskCase


class TestReleaseRiskGrant(ReleaseRiskCase):
    """Requirement: MDQ-QUA-717"""

    def test_only_a_quality_manager_who_did_not_inspect_signs(self):
        for user in (self.quality_engineer, self.releaser, self.planner, self.inspector, self.admin, self.head_keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._grant(user=user)
            with self.subTest(user=user.login, sudo=True), self.assertRaises(AccessError):
                self.env["mdq.release.risk"].with_user(user).sudo().grant(
                    self.lot.id, 1, "2099-01-01 00:00:00", self.credential_of(user), "x")
        portal = self.new_user("mdq_portal_signatory", "mdq_base.group_supplier_signatory")
        with self.assertRaises(AccessError):
            self._grant(user=portal)
        with self.assertRaises(UserError):
            self.env["mdq.release.risk"].with_user(self.quality_manager).grant(
                self.lot.id, 1, fields.Datetime.now() + timedelta(days=1), {"type": "password", "password": "wrong"}, "x")
        self.quality_manager.group_ids += self.env.ref("mdq_base.group_inspector")
        self.inspection.with_user(self.quality_manager).record([{"characteristic": "OD", "unit_no": 1, "value": "5.980"}])
        with self.assertRaisesRegex(AccessError, "You inspected"):
            self._grant()
        self._grant(user=self.conceding_manager)

    def test_never_with_a_rejected_or_held_lot(self):
        for status, word in (("rejected", "rejected"), ("hold", "on hold"), ("recalled", "recalled"), ("released", "released")):
            lot = self._lot(status=status, quantity=5)
            with self.subTest(word=word), self.assertRaisesRegex(UserError, f"is {word}: only a lot in quarantine"):
                self._grant(lot)
        lot = self._lot(quantity=5, expiration_date=fields.Datetime.now() - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "is expired"):
            self._grant(lot)
        with self.assertRaisesRegex(UserError, "not controlled"):
            self._grant(self._lot(self.cap, quantity=5))

    def test_something_named_must_be_late(self):
        never = self._lot(quantity=5)
        with self.assertRaisesRegex(UserError, "never inspected"):
            self._grant(never)
        self._accept(self.inspection)
        with self.assertRaisesRegex(UserError, "Nothing is missing"):
            self._grant()
        self.lot.with_user(self.inspector).action_mdq_inspect()
        self._grant()
        self.assertEqual(self.lot.mdq_risk_id.condition_ids.inspection_id, self._inspections(self.lot) - self.inspection)

    def test_a_lot_that_was_rejected_last_is_not_risked(self):
        self._reject()
        self.lot.with_user(self.inspector).action_mdq_inspect()
        self.lot._mdq_set_status("quarantine", "Whatever held it is lifted")
        with self.assertRaisesRegex(UserError, "what may be late does not include"):
            self._grant()

    def test_what_may_be_late_is_configured(self):
        kinds = self.env["mdq.release.risk.kind"]
        kind = self.env.ref("mdq_quality.mdq_release_risk_kind_inspected")
        kind.active = False
        with self.assertRaisesRegex(UserError, "what may be late does not include.*\n.*Not inspected yet"):
            self._grant()
        kind.write({"active": True, "max_days": 2})
        with self.assertRaisesRegex(UserError, "2 days at most"):
            self._grant(days=3)
        category = self.env["product.category"].create({"name": "Chemicals"})
        kind.categ_ids = category
        with self.assertRaisesRegex(UserError, "what may be late does not include"):
            self._grant(days=1)
        self.bar.categ_id = self.env["product.category"].create({"name": "Acids", "parent_id": category.id})
        for code in ("status", "expiry", "accepted", "segregation", "market_releaser"):
            with self.subTest(code=code), self.assertRaisesRegex(ValidationError, "never left open"):
                kinds.create({"name": "x", "code": code})
        for user in (self.quality_engineer, self.releaser, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                kind.with_user(user).write({"max_days": 99})
        self._grant(days=1)

    def test_what_may_be_late_is_said_in_words(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        kinds, code = self.env["mdq.release.risk.kind"], "documents"
        for lang, words in (("en_US", "Its documents are accepted"), ("zh_CN", "所需文件均已通过审核")):
            offered = dict(kinds.with_context(lang=lang).fields_get(["code"])["code"]["selection"])
            self.assertEqual(offered[code], words)
            self.assertNotIn("status", offered)

    def test_limits_are_limits(self):
        for values, word in (
            ({"quantity": 0}, "more than none"), ({"quantity": -1}, "more than none"), ({"quantity": 11}, "not more than the 10"),
            ({"quantity": None}, "more than none"), ({"quantity": "5"}, "more than none"), ({"days": -1}, "still to come"),
            ({"days": 400}, "30 days at most"), ({"reason": " "}, "Say why"), ({"allows": "anything"}, "production"),
        ):
            with self.subTest(word=word), self.assertRaisesRegex(UserError, word):
                self._grant(**values)
        risks = self.env["mdq.release.risk"].with_user(self.quality_manager)
        for until in (None, "", "soon", False):
            with self.subTest(until=until), self.assertRaisesRegex(UserError, "until when"):
                risks.grant(self.lot.id, 1, until, self.credential_of(self.quality_manager), "x")
        for values in ({"partner_id": 987654321}, {"product_id": 987654321}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "is gone: choose it again"):
                self._grant(**values)
        moment = (fields.Datetime.now() + timedelta(days=2)).replace(microsecond=0)
        text = (moment + timedelta(hours=8)).isoformat() + "+08:00"
        risk = risks.browse(risks.grant(self.lot.id, 1, text, self.credential_of(self.quality_manager), "Urgent"))
        self.assertEqual(risk.valid_until, moment)
        with self.assertRaisesRegex(UserError, "under risk already"):
            self._grant()

    def test_the_registrants_release_is_not_replaced(self):
        """Requirement: MDQ-QUA-710 MDQ-QUA-717"""
        self.bar.product_tmpl_id.mdq_two_stage_release = "yes"
        with self.assertRaisesRegex(UserError, "market release before it goes to customers"):
            self._grant(allows="delivery")
        self._grant(allows="production")
        with self.assertRaisesRegex(UserError, "in quarantine.*shipped"):
            self._picking("out", [(self.bar, self.lot, 1)]).button_validate()

    def test_a_hold_and_more_goods_end_the_permission(self):
        risk = self._grant()
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.inspector).place(self.lot.ids, "Rust"))
        with self.assertRaisesRegex(UserError, "on hold"), self.env.cr.savepoint():
            self._make(1)
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "No rust")
        with self.assertRaisesRegex(UserError, f"{risk.name} was stopped"), self.env.cr.savepoint():
            self._make(1)
        other = self._receive((self.bar, "C", 4)).move_line_ids.lot_id
        self._grant(other, 2)
        self._receive((self.bar, other, 4))
        with self.assertRaisesRegex(UserError, "Goods of this lot came in"):
            self._make(1, other)

    def test_quality_stops_it_with_a_reason(self):
        risk = self._grant()
        for user in (self.planner, self.releaser, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                risk.with_user(user).stop("x")
        with self.assertRaisesRegex(UserError, "Say why"):
            risk.with_user(self.quality_engineer).stop("")
        risk.with_user(self.quality_engineer).stop("The customer can wait.")
        with self.assertRaisesRegex(UserError, "was stopped. The customer can wait"):
            self._make(1)
        with self.assertRaisesRegex(UserError, "not in use any more"):
            risk.with_user(self.quality_engineer).stop("Again")

    def test_another_company_neither_sees_signs_nor_uses_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_manager", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.lot.company_id = self.company
        with self.assertRaises(UserError):
            self._grant(user=stranger)
        risk = self._grant()
        with self.assertRaises(AccessError):
            risk.with_user(stranger).read(["name"])
        self.assertFalse(self.env["mdq.release.risk"].with_user(stranger).search([("id", "=", risk.id)]))
        self.assertFalse(self.env["mdq.release.risk.condition"].with_user(stranger).search([("risk_id", "=", risk.id)]))

    def test_the_manager_asks_on_the_form_of_the_lot(self):
        action = self.lot.with_user(self.quality_manager).action_mdq_risk()
        asks = self.env[action["res_model"]].with_user(self.quality_manager).with_context(**action["context"])
        with Form(asks) as form:
            self.assertIn(self.inspection.name, form.late)
            self.assertEqual((form.on_hand, form.days), (10, 30))
            form.quantity = 4
        params = form.record.action_sign()["params"]
        risks = self.env["mdq.release.risk"].with_user(self.quality_manager)
        risk = risks.browse(risks.grant(**params["args"], credential=self.credential_of(self.quality_manager), reason="Urgent"))
        self.assertEqual((risk.quantity, risk.reason, self.lot.mdq_risk_id), (4, "Urgent", risk))
        lots = self.env["stock.lot"].with_user(self.planner)
        self.assertIn(self.lot, lots.search([("mdq_risk_id", "!=", False)]))
        self.assertNotIn(self.lot, lots.search([("mdq_risk_id.is_past", "=", True)]))
