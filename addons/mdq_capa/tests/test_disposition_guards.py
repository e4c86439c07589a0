from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestDispositionGuards(MdqCapaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot()
        cls.event = cls._event(cls.lot)

    def test_the_decision_is_signed(self):
        """Requirement: MDQ-CAP-010"""
        scrap = self._decide(self._disposition(self.event, "scrap"))
        self.assertEqual(scrap.state, "decided")
        self.assertEqual(scrap.decided_by_id, self.engineer2)
        self.assertEqual(scrap.signature_ids.user_id, self.engineer2)
        self.assertEqual(scrap.signature_ids.meaning, "approved")
        self.assertEqual(scrap.signature_state, "valid")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.addons.mdq_base.models.mdq_signature_attempt")
    def test_without_the_right_credential_nothing_is_decided(self):
        """Requirement: MDQ-CAP-010"""
        scrap = self._disposition(self.event, "scrap").with_user(self.engineer2)
        for credential in (None, {}, {"type": "password", "password": "wrong"}, {"type": "session"}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                scrap.decide(credential)
        with self.assertRaises(AccessError):
            scrap.sudo().decide(CREDENTIAL)
        self.assertEqual(scrap.state, "draft")

    def test_who_raised_the_event_does_not_decide(self):
        """Requirement: MDQ-CAP-011"""
        event = self._event(self._lot("L-2"), user=self.engineer2)
        scrap = self._disposition(event, "scrap")
        scrap.action_submit()
        request = scrap.approval_request_ids.with_user(self.engineer2)
        for decide in (lambda: self._decide(scrap), lambda: request.approve(CREDENTIAL)):
            with self.assertRaisesRegex(AccessError, "You raised"):
                decide()
        self.engineer2.group_ids = [Command.link(self.env.ref("mdq_base.group_quality_manager").id)]
        with self.assertRaisesRegex(AccessError, "You raised"):
            self._decide(scrap)
        self._decide(scrap, self.manager)

    def test_a_critical_event_is_decided_by_the_quality_manager(self):
        """Requirement: MDQ-CAP-003"""
        event = self._event(self._lot("L-2"), severity="critical")
        scrap = self._disposition(event, "scrap")
        with self.assertRaisesRegex(AccessError, "Quality Manager"):
            self._decide(scrap)
        self._decide(scrap, self.manager)
        with self.assertRaisesRegex(AccessError, "Quality Manager"):
            self._execute(scrap)
        self._execute(scrap, self.manager)

    def test_other_roles_decide_nothing(self):
        scrap = self._disposition(self.event, "scrap")
        for user in (self.inspector, self.releaser, self.planner, self.sqe, self.board, self.auditor, self.admin_user):
            with self.assertRaises(AccessError, msg=user.login):
                scrap.with_user(user).decide(CREDENTIAL)
            with self.assertRaises(AccessError, msg=user.login):
                scrap.with_user(user).action_execute()

    def test_only_a_decided_disposition_is_executed(self):
        scrap = self._disposition(self.event, "scrap")
        for actor in (scrap.with_user(self.engineer), scrap.with_user(self.manager)):
            with self.assertRaisesRegex(UserError, "Have it decided"):
                actor.action_execute()
        self.assertEqual(self._on_hand(self.lot), 100)
        self._execute(self._decide(scrap))
        with self.assertRaisesRegex(UserError, "Have it decided"):
            self._execute(scrap)

    def test_state_and_results_are_the_servers(self):
        scrap = self._disposition(self.event, "scrap")
        vals_list = [
            {"state": "decided"},
            {"state": "done"},
            {"decided_by_id": self.manager.id},
            {"scrap_ids": [Command.clear()]},
            {"concession_id": False, "executed_by_id": self.engineer.id},
        ]
        for vals in vals_list:
            for actor in (scrap.with_user(self.manager), scrap.sudo()):
                with self.assertRaisesRegex(UserError, "cannot be set directly"):
                    actor.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self._disposition(self.event, "scrap", 1, state="decided")

    def test_a_decided_disposition_is_not_changed(self):
        """Requirement: MDQ-CAP-010"""
        scrap = self._decide(self._disposition(self.event, "scrap", 10))
        for vals in ({"quantity": 99}, {"kind": "use_as_is"}, {"reason": "Other"}):
            for actor in (scrap.with_user(self.manager), scrap.sudo()):
                with self.assertRaisesRegex(UserError, "no longer be changed"):
                    actor.write(vals)
        with self.assertRaisesRegex(UserError, "were signed for this quantity"):
            self.event.with_user(self.engineer).line_ids.quantity = 10

    def test_dispositions_never_take_more_than_does_not_conform(self):
        """Requirement: MDQ-CAP-004"""
        self._disposition(self.event, "scrap", 60)
        with self.assertRaisesRegex(ValidationError, "only 100.0 do not conform"):
            self._disposition(self.event, "rework", 41)
        with self.assertRaisesRegex(ValidationError, "only 50.0 do not conform"):
            self.event.with_user(self.engineer).line_ids.quantity = 50
        with self.assertRaises(Exception), mute_logger("odoo.sql_db"), self.env.cr.savepoint():  # noqa: B017
            self._disposition(self.event, "rework", -5)

    def test_a_cancelled_disposition_frees_its_quantity(self):
        scrap = self._decide(self._disposition(self.event, "scrap"))
        scrap.with_user(self.engineer).action_cancel()
        self.assertEqual(self._disposition(self.event, "rework").quantity, 100)

    def test_a_lot_of_another_event_is_refused(self):
        other = self._event(self._lot("L-2"))
        with self.assertRaisesRegex(ValidationError, "is not a lot of"):
            self._disposition(self.event, "scrap", line_id=other.line_ids.id)

    def test_a_draft_or_closed_event_takes_no_disposition(self):
        draft = self._event(self._lot("L-2"), opened=False)
        with self.assertRaisesRegex(UserError, "is not open"):
            self._disposition(draft, "scrap")
        self._execute(self._decide(self._disposition(self.event, "scrap")))
        event = self.event.with_user(self.engineer)
        event.action_review()
        event.conclusion = "Done"
        event.action_close()
        with self.assertRaisesRegex(UserError, "is not open"):
            self._disposition(self.event, "scrap", 1)

    def test_an_expired_or_foreign_concession_does_not_help(self):
        """Requirement: MDQ-CAP-009"""
        lots = [Command.set(self.lot.ids)]
        self._concession(valid_from="2020-01-01", valid_to="2020-02-01", lot_ids=lots)
        other = self.env["product.product"].create({"name": "Plate", "tracking": "lot", "is_storable": True})
        self._concession(product_id=other.id)
        self._concession(max_quantity=99, lot_ids=lots)
        keep = self._decide(self._disposition(self.event, "use_as_is"))
        with self.assertRaisesRegex(UserError, "concession"):
            self._execute(keep)
        self.assertEqual(self.lot.mdq_status, "hold")

    def test_a_hold_is_not_passed_by_a_scrap_order_of_ones_own(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "lot_id": self.lot.id, "scrap_qty": 5, "location_id": self.stock.id}
        )
        with self.assertRaisesRegex(UserError, "L-1"):
            scrap.do_scrap()
        self.assertEqual(self._on_hand(self.lot), 100)

    def test_a_rejected_lot_leaves_by_its_signed_disposition_alone(self):
        """Requirement: MDQ-CAP-007"""
        lot = self._lot("L-2")
        event = self._event(lot)
        lot._mdq_set_status("rejected", "Inspected once more")
        vals = {"product_id": self.product.id, "lot_id": lot.id, "scrap_qty": 5, "location_id": self.stock.id}
        with self.assertRaisesRegex(UserError, event.name), self.env.cr.savepoint():
            self.env["stock.scrap"].create(vals).do_scrap()
        proposed = self._disposition(event, "scrap")
        with self.assertRaisesRegex(UserError, event.name), self.env.cr.savepoint():
            self.env["stock.scrap"].create(vals).do_scrap()
        self._execute(self._decide(proposed))
        self.assertEqual((self._on_hand(lot), lot.mdq_status), (0, "rejected"))

    def test_dispositions_are_never_deleted(self):
        scrap = self._disposition(self.event, "scrap")
        with self.assertRaisesRegex(UserError, "never deleted"):
            scrap.sudo().unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            scrap.with_user(self.manager).unlink()

    def test_other_companies_see_nothing(self):
        scrap = self._disposition(self.event, "scrap")
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer2.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["mdq.disposition"].with_user(self.engineer2).search([("id", "=", scrap.id)]))
        with self.assertRaises(AccessError):
            scrap.with_user(self.engineer2).decide(CREDENTIAL)

    def test_the_button_asks_for_the_signature(self):
        scrap = self._disposition(self.event, "scrap")
        action = scrap.with_user(self.engineer2).action_decide()
        self.assertEqual(action["tag"], "mdq_sign")
        self.assertEqual(action["params"]["method"], "decide")
        self.assertEqual(action["params"]["args"], {"ids": scrap.ids})
        with self.assertRaises(AccessError):
            scrap.with_user(self.inspector).action_decide()
