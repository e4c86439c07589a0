import contextlib

from odoo import fields
from odoo.addons.mdq_quality.core import movement
from odoo.exceptions import UserError

from .common import MdqQualityCase

BYPASS = {
    "skip_sanity_check": True, "skip_backorder": True, "skip_expired": True, "skip_immediate": True, "cancel_backorder": True,
    "mdq_only_statuses": ["quarantine"], "mdq_bypass": True, "mdq_gate": False, "tracking_disable": True,
    "quants_cache": None, "skip_consumption": True, "mrp_subcontracting": True, "no_procurement": True,
    "ignore_dest_packages": True, "active_test": False, "identity_checked": True, "default_mdq_status": "released",
}


class TestGate(MdqQualityCase):
    """A lot that is not released goes nowhere it should not, whoever asks and by whatever route.

    Requirement: MDQ-QUA-001
    """

    def test_every_status_and_operation_is_decided_by_the_table(self):
        """Requirement: MDQ-QUA-002"""
        for status, allowed in movement.ALLOWED.items():
            lot = self._lot(status=status)
            for operation in movement.OPERATIONS:
                refused = lot._mdq_move_blockers(operation)
                self.assertEqual(not refused, operation in allowed, f"{status} {operation}")

    def test_delivery_of_a_lot_in_quarantine_is_refused_with_lot_status_and_remedy(self):
        """Requirement: MDQ-QUA-003"""
        lot = self._lot(name="BAR-7", quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        with self.assertRaises(UserError) as refusal:
            picking.button_validate()
        for word in ("BAR-7", "Titanium bar", "in quarantine", "shipped", "releaser", "concession"):
            self.assertIn(word, str(refusal.exception))
        self.assertEqual((picking.state, self._on_hand(lot)), ("assigned", 10))

    def test_delivery_of_a_released_lot_passes(self):
        lot = self._lot(status="released", quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        picking.button_validate()
        self.assertEqual((picking.state, self._on_hand(lot)), ("done", 0))

    def test_every_status_but_released_is_refused_at_delivery(self):
        for status in set(movement.ALLOWED) - {"released"}:
            lot = self._lot(status=status, quantity=1)
            with self.assertRaises(UserError, msg=status):
                self._picking("out", [(self.bar, lot, 1)]).button_validate()

    def test_methods_below_the_button_refuse_too(self):
        """Requirement: MDQ-QUA-004"""
        lot = self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        for records in (picking, picking.move_ids, picking.move_line_ids):
            with self.subTest(records=records), self.assertRaisesRegex(UserError, "in quarantine"):
                records._action_done()

    def test_superuser_is_refused_as_anybody(self):
        lot = self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        for env in (self.env, self.env(user=self.keeper), self.env(user=self.keeper, su=True)):
            with self.subTest(uid=env.uid, su=env.su), self.assertRaisesRegex(UserError, "in quarantine"):
                picking.with_env(env).button_validate()

    def test_no_context_word_opens_the_gate(self):
        """Requirement: MDQ-QUA-005"""
        lot = self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        for records in (picking, picking.move_ids, picking.move_line_ids):
            with self.subTest(records=records), self.assertRaisesRegex(UserError, "in quarantine"):
                records.with_context(**BYPASS)._action_done()
        for key, value in BYPASS.items():
            with self.subTest(key=key), self.assertRaisesRegex(UserError, "in quarantine"):
                picking.with_context(**{key: value}).button_validate()

    def test_a_line_added_to_a_done_transfer_passes_the_gate(self):
        """Requirement: MDQ-QUA-006"""
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, good, 10)])
        picking.button_validate()
        vals = {
            "picking_id": picking.id, "product_id": self.bar.id, "lot_id": bad.id, "quantity": 1,
            "location_id": self.stock.id, "location_dest_id": self.customers.id,
        }
        for extra in ({}, {"move_id": picking.move_ids.id}):
            for user in (self.env.user, self.keeper):
                with self.subTest(extra=extra, user=user.login), self.assertRaisesRegex(UserError, "in quarantine"):
                    self.env["stock.move.line"].with_user(user).create({**vals, **extra})
        self.assertEqual(self._on_hand(bad), 10)

    def test_a_done_transfer_named_as_a_default_passes_the_gate_too(self):
        """A caller chooses the context of his call, and keeps defaults of his own."""
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, good, 10)])
        picking.button_validate()
        vals = {"product_id": self.bar.id, "lot_id": bad.id, "quantity": 1, "company_id": self.company.id, "location_id": self.stock.id,
                "location_dest_id": self.customers.id}
        lines, move = self.env["stock.move.line"].with_user(self.keeper), picking.move_ids
        for name, number in (("move_id", move.id), ("picking_id", picking.id)):
            with self.subTest(default=name), self.assertRaisesRegex(UserError, "in quarantine"):
                lines.with_context(**{f"default_{name}": number}).create(vals)
        self.env["ir.default"].with_user(self.keeper).set("stock.move.line", "move_id", move.id, user_id=True)
        with self.assertRaisesRegex(UserError, "in quarantine"):
            lines.create(vals)
        self.assertEqual(self._on_hand(bad), 10)

    def test_a_line_hung_on_a_done_movement_is_not_done_by_it(self):
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        sent, waiting = self._picking("out", [(self.bar, good, 10)]), self._picking("out", [(self.bar, bad, 1)])
        sent.button_validate()
        with self.assertRaisesRegex(UserError, "stay done"):
            waiting.move_line_ids.with_user(self.keeper).write({"move_id": sent.move_ids.id})

    def test_a_changed_line_of_a_done_transfer_passes_the_gate(self):
        """Requirement: MDQ-QUA-006"""
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, good, 5)])
        picking.button_validate()
        line = picking.move_line_ids.with_user(self.keeper)
        quant = self.env["stock.quant"].search([("lot_id", "=", bad.id), ("location_id", "=", self.stock.id)])
        for vals in ({"lot_id": bad.id}, {"lot_id": False}, {"quant_id": quant.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                line.write(vals)
        good._mdq_set_status("hold", "A doubt")
        with self.assertRaisesRegex(UserError, "on hold"):
            line.write({"quantity": 6})
        line.write({"quantity": 4})  # less of what was shipped is a correction
        self.assertEqual(self._on_hand(good), 6)

    def test_a_done_internal_move_cannot_be_turned_into_a_delivery(self):
        """Requirement: MDQ-QUA-006"""
        lot = self._lot(quantity=10)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        picking = self._picking("internal", [(self.bar, lot, 10)], destination=shelf)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        with self.assertRaisesRegex(UserError, "shipped"):
            picking.move_line_ids.write({"location_dest_id": self.customers.id})
        for record in (picking.move_ids, picking):
            with self.subTest(record=record), contextlib.suppress(UserError), self.cr.savepoint():
                record.write({"location_dest_id": self.customers.id})
            self.assertEqual((self._on_hand(lot, shelf), self._on_hand(lot, self.customers)), (10, 0))

    def test_a_controlled_product_never_moves_without_its_lot(self):
        """Requirement: MDQ-QUA-007"""
        self.warehouse.in_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        picking = self._picking("in", [(self.bar, None, 5)])
        with self.assertRaisesRegex(UserError, "name the lot"):
            picking.button_validate()

    def test_zero_lines_are_not_judged(self):
        good, bad = self._lot(status="released", quantity=10), self._lot(quantity=10)
        picking = self._picking("out", [(self.bar, good, 5), (self.bar, bad, 1)])
        picking.move_line_ids.filtered(lambda line: line.lot_id == bad).quantity = 0
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=picking.ids).button_validate()
        self.assertEqual((picking.state, self._on_hand(good), self._on_hand(bad)), ("done", 5, 10))

    def test_a_lot_past_its_expiration_date_is_expired_before_any_job_ran(self):
        """Requirement: MDQ-QUA-008"""
        lot = self._lot(status="released", quantity=10)
        lot.with_user(self.quality_manager).sudo().expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertEqual(lot.mdq_status, "released")
        for skip in (True, False):  # without the word, product_expiry asks first and nothing is done
            picking = self._picking("out", [(self.bar, lot, 1)])
            with self.assertRaisesRegex(UserError, "expired"):
                picking.with_context(skip_expired=skip)._action_done()
        self.assertEqual(self._on_hand(lot), 10)

    def test_a_hold_outlives_the_life_of_a_lot(self):
        """An expired lot may be scrapped or sent back; one that is held may not, until somebody signs that it may."""
        lot = self._lot(status="released", quantity=10)
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.inspector).place(lot.ids, "Evidence"))
        lot.with_user(self.quality_manager).sudo().expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        back = self._picking("out", [(self.bar, lot, 1)], destination=self.suppliers)
        with self.assertRaisesRegex(UserError, "on hold"):
            back.with_context(skip_expired=True)._action_done()
        with self.enter_registry_test_mode():
            self.env.ref("mdq_quality.ir_cron_mdq_lot_expire").method_direct_trigger()
        self.assertEqual(lot.mdq_status, "hold")
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Looked at")
        self.assertEqual(lot._mdq_get_effective_status(), "expired")

    def test_products_out_of_control_move_as_ever(self):
        """Requirement: MDQ-QUA-009"""
        lot = self._lot(self.cap, quantity=10)
        self.assertFalse(lot.mdq_status)
        picking = self._picking("out", [(self.cap, lot, 10)])
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_a_lot_without_company_is_judged_too(self):
        lot = self._lot(quantity=10)
        self.assertFalse(lot.company_id)
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.bar, lot, 1)]).button_validate()

    def test_a_concession_lets_its_lot_pass_and_is_counted(self):
        """Requirement: MDQ-QUA-010"""
        lot, other = self._lot(quantity=10), self._lot(quantity=10)
        concession = self._concession(lot, max_uses=1)
        with self.assertRaisesRegex(UserError, other.name):
            self._picking("out", [(self.bar, other, 1)]).button_validate()
        picking = self._picking("out", [(self.bar, lot, 4)])
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual((concession.used_count, concession.used_quantity), (1, 4))
        self.assertEqual(concession.use_ids.record_name, picking.name)
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.bar, lot, 1)]).button_validate()

    def test_a_concession_that_is_not_signed_or_is_over_opens_nothing(self):
        lot = self._lot(quantity=10)
        concession = self._concession(lot, max_uses=5)
        concession.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "No longer needed")
        self.env["mdq.concession"].with_user(self.quality_manager).create({
            "gate": "lot_use", "product_id": self.bar.id, "reason": "Draft", "valid_to": "2099-01-01",
        })
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.bar, lot, 1)]).button_validate()
