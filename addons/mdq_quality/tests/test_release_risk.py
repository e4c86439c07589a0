from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .release_common import ReleaseRiskCase


class TestReleaseRisk(ReleaseRiskCase):
    """Requirement: MDQ-QUA-716"""

    def test_so_many_are_used_before_the_result_and_no_more(self):
        risk = self._grant(quantity=5)
        self.assertEqual((self.lot.mdq_status, self.lot.mdq_risk_id, risk.signature_state), ("quarantine", risk, "valid"))
        self.assertEqual(risk.condition_ids.inspection_id, self.inspection)
        made = self._make(3)
        self.assertEqual((made.mdq_status, risk.used_quantity, risk.left_quantity), ("quarantine", 3, 2))
        self.assertEqual(risk.use_ids.mapped("operation"), ["consume"])
        with self.assertRaisesRegex(UserError, "for 5 Units, of which 2 are left: 3 are too many"), self.env.cr.savepoint():
            self._make(3)
        self._make(2)
        self.assertEqual((risk.used_quantity, risk.is_past), (5, True))
        with self.assertRaisesRegex(UserError, "of which 0 are left"):
            self._make(1)

    def test_two_lines_of_one_movement_share_the_limit(self):
        self._grant(quantity=5)
        order = self._order(self.lot, 6)
        order.move_raw_ids.move_line_ids.quantity = 3
        order.move_raw_ids.move_line_ids.copy({"quantity": 3})
        with self.assertRaisesRegex(UserError, "of which 2 are left: 3 are too many"):
            order.button_mark_done()

    def test_past_the_day_nothing_more_is_used(self):
        risk = self._grant(days=3)
        self.assertFalse(risk.is_past)
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            risk.invalidate_recordset()
            self.assertTrue(risk.is_past)
            self.assertIn(risk, risk.search([("is_past", "=", True)]))
            with self.assertRaisesRegex(UserError, f"{risk.name} ended on .* quality manager decides anew"):
                self._make(1)

    def test_only_for_what_was_signed(self):
        self._grant(allows="production")
        for kind, values, word in (
            ("out", {}, "shipped"), ("out", {"destination": self.suppliers}, "returned to the supplier"),
        ):
            with self.subTest(word=word), self.assertRaisesRegex(UserError, f"in quarantine.*{word}"):
                self._picking(kind, [(self.bar, self.lot, 1)], **values).button_validate()
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self.env["stock.scrap"].create({"product_id": self.bar.id, "lot_id": self.lot.id, "scrap_qty": 1}).action_validate()
        sent = self._picking("out", [(self.bar, self.lot, 2)], destination=self.outside)
        sent.button_validate()
        self.assertEqual((sent.state, self.lot.mdq_risk_id.used_quantity), ("done", 2))

    def test_only_to_whom_and_for_what_was_signed(self):
        risk = self._grant(allows="delivery", partner_id=self.supplier.id)
        other = self.env["res.partner"].create({"name": "Another clinic"})
        with self.assertRaisesRegex(UserError, f"goes only to {self.supplier.name}"):
            self._picking("out", [(self.bar, self.lot, 1)], partner_id=other.id).button_validate()
        with self.assertRaisesRegex(UserError, "goes only to"):
            self._make(1)
        self._picking("out", [(self.bar, self.lot, 1)]).button_validate()
        self.assertEqual((risk.used_quantity, risk.use_ids.partner_id), (1, self.supplier))
        risk._stop("Next")
        self._accept(self.inspection)
        second = self._receive((self.bar, "B", 10)).move_line_ids.lot_id
        plate = self._product("Plate")
        self._grant(second, product_id=plate.id)
        with self.assertRaisesRegex(UserError, "only to make Plate"), self.env.cr.savepoint():
            self._make(1, second)
        self._make(1, second, product=plate)

    def test_a_line_added_to_or_grown_in_a_done_delivery_counts_too(self):
        risk = self._grant(quantity=5, allows="delivery")
        picking = self._picking("out", [(self.bar, self.lot, 2)])
        picking.button_validate()
        picking.move_line_ids.quantity = 4
        self.assertEqual(risk.used_quantity, 4, "what is added is counted, not the whole again")
        with self.assertRaisesRegex(UserError, "too many"), self.env.cr.savepoint():
            picking.move_line_ids.quantity = 6
        with self.assertRaisesRegex(UserError, "too many"), self.env.cr.savepoint():
            picking.move_line_ids.copy({"quantity": 2, "move_id": picking.move_ids.id, "picking_id": picking.id})
        self.assertEqual(risk.used_quantity, 4)

    def test_what_is_reserved_by_itself_is_released_lots_only(self):
        self._grant(allows="delivery")
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": 2, "location_id": self.stock.id, "location_dest_id": self.customers.id})
        move._action_confirm()
        self.env["stock.rule"].run_scheduler()
        self.assertFalse(move.move_line_ids)

    def test_words_of_a_caller_and_the_superuser_open_nothing(self):
        risk = self._grant(quantity=1)
        order = self._order(self.lot, 2)
        with self.assertRaisesRegex(UserError, "too many"):
            order.sudo().with_context(skip_backorder=True, mdq_risk=True, tracking_disable=True).button_mark_done()
        other = self._lot(quantity=1)
        for user in (self.quality_manager, self.head_keeper, self.admin):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                other.with_user(user).write({"mdq_risk_id": risk.id})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                risk.with_user(user).write({"quantity": 9})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.env["mdq.release.risk"].with_user(user).create({"lot_id": other.id, "quantity": 9})
        made = self.env["stock.lot"].with_context(default_mdq_risk_id=risk.id).create({"name": "Y", "product_id": self.bar.id})
        self.assertFalse(made.mdq_risk_id or self.lot.copy({"name": "Z"}).mdq_risk_id)
        with self.assertRaises(UserError):
            risk.write({"valid_until": fields.Datetime.now() + timedelta(days=99)})
        with self.assertRaises(UserError):
            risk.unlink()

    def test_the_queries_of_the_gate_do_not_grow_with_lots(self):
        """Requirement: MDQ-QUA-717"""
        counts = {}
        for number in (2, 20):
            lots = self._receive(*((self.bar, f"Q{number}-{index}", 2) for index in range(number))).move_line_ids.lot_id
            for lot in lots:
                self._grant(lot, 1, allows="delivery")
            picking = self._picking("out", [(self.bar, lot, 1) for lot in lots])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            picking.move_line_ids._mdq_pass_gate()
            self.env.flush_all()
            counts[number] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[20], counts[2])
