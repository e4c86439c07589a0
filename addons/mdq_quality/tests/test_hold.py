from odoo.exceptions import AccessError, UserError

from .common import MdqQualityCase


class TestHold(MdqQualityCase):
    """Requirement: MDQ-QUA-033"""

    def _place(self, lots, user=None, reason="Scratches seen"):
        holds = self.env["mdq.hold"]
        return holds.browse(holds.with_user(user or self.inspector).place(lots.ids, reason))

    def _lift(self, hold, user=None, reason="Checked, harmless"):
        user = user or self.quality_engineer
        return hold.with_user(user).lift(self.credential_of(user), reason)

    def test_a_hold_stops_lots_and_takes_back_their_reservations(self):
        lot, other = self._lot(status="released", quantity=10), self._lot(status="released", quantity=1)
        picking = self._picking("out", [])
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": 10, "picking_id": picking.id, "location_id": self.stock.id,
            "location_dest_id": self.customers.id,
        })
        picking.action_confirm()
        picking.action_assign()
        self.assertIn(lot, move.move_line_ids.lot_id)
        hold = self._place(lot)
        self.assertEqual((lot.mdq_status, hold.state, hold.placed_by), ("hold", "active", self.inspector))
        self.assertNotIn(lot, move.move_line_ids.lot_id)
        quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
        self.assertEqual((quant.quantity, quant.reserved_quantity), (10, 0))
        self.assertEqual(other.mdq_status, "released")

    def test_a_hold_leaves_what_may_still_come_in(self):
        lot = self._lot(status="released", quantity=5, location=self.outside)
        back = self._picking("in", [(self.bar, lot, 5)], source=self.outside)
        self._place(lot)
        self.assertEqual(back.move_line_ids.lot_id, lot)
        back.button_validate()
        self.assertEqual((back.state, lot.mdq_status), ("done", "hold"))

    def test_lifting_is_signed_and_returns_to_quarantine(self):
        lot = self._lot(status="released")
        hold = self._place(lot)
        self._lift(hold)
        self.assertEqual((hold.state, hold.signature_ids.meaning, lot.mdq_status), ("lifted", "lifted", "quarantine"))
        self.assertEqual(hold.signature_state, "valid")

    def test_why_the_status_changed_is_kept_in_both_languages(self):
        """People of both languages read the history, whoever acted in whichever."""
        self.env["res.lang"]._activate_lang("zh_CN")
        lot = self._lot(status="released")
        hold = self._place(lot)
        self._lift(hold.with_context(lang="zh_CN"))
        self.env.flush_all()
        step = [change for change in self.env["mdq.ledger"].history("stock.lot", lot.id) if change["field"] == "mdq_status"][-1]
        self.assertEqual(step["reason"], f"Hold lifted: {hold.name} 冻结已解除：{hold.name}")
        self.assertIn("Quality status: Quarantine.", lot.message_ids[0].body)
        self.assertIn("质量状态：待检。", lot.message_ids[0].body)

    def test_the_lift_button_is_not_for_who_placed_it(self):
        arch = self.env["mdq.hold"].with_user(self.quality_engineer).get_view(view_type="form")["arch"]
        self.assertRegex(arch, r'name="action_lift"[^>]*placed_by == uid')

    def test_a_lot_under_two_holds_stays_on_hold_until_both_are_lifted(self):
        lot = self._lot(status="released")
        first, second = self._place(lot), self._place(lot, self.releaser)
        self._lift(first)
        self.assertEqual(lot.mdq_status, "hold")
        self._lift(second)
        self.assertEqual(lot.mdq_status, "quarantine")

    def test_a_reason_is_needed_to_place_and_to_lift(self):
        lot = self._lot(status="released")
        with self.assertRaisesRegex(UserError, "Say why"):
            self._place(lot, reason=" ")
        hold = self._place(lot)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._lift(hold, reason="")

    def test_roles(self):
        lot = self._lot(status="released")
        for user in (self.planner, self.auditor, self.admin, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._place(lot, user)
        hold = self._place(lot)
        for user in (self.inspector, self.releaser, self.sqe, self.planner, self.auditor, self.admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._lift(hold, user)
        with self.assertRaises(UserError):
            hold.with_user(self.quality_engineer).lift({"type": "password", "password": "wrong"}, "x")
        self.assertEqual((hold.state, lot.mdq_status), ("active", "hold"))

    def test_a_hold_is_not_edited(self):
        hold = self._place(self._lot(status="released"))
        for vals in ({"lot_ids": [(5,)]}, {"reason": "x"}, {"state": "lifted"}, {"name": "x"}, {"placed_by": self.sqe.id}):
            for user in (self.quality_manager, self.inspector):
                with self.subTest(vals=vals, user=user.login), self.assertRaises(UserError):
                    hold.with_user(user).write(vals)
            with self.subTest(vals=vals), self.assertRaises(UserError):
                hold.sudo().write(vals)

    def test_uncontrolled_lots_are_not_held(self):
        with self.assertRaisesRegex(UserError, "not controlled"):
            self._place(self._lot(self.cap))

    def test_the_dialog_places_a_hold(self):
        lot = self._lot(status="released")
        wizard = self.env["mdq.hold.place"].with_user(self.inspector).create({"lot_ids": lot.ids, "reason": "A crack"})
        hold = self.env["mdq.hold"].browse(wizard.action_place()["res_id"])
        self.assertEqual((hold.lot_ids, lot.mdq_status), (lot, "hold"))
