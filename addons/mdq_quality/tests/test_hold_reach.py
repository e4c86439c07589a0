from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time

from .common import MdqQualityCase


class TestHoldReach(MdqQualityCase):
    """A hold reaches lots wherever they are, tells whom it stops, and says what had left already.

    Requirement: MDQ-QUA-602
    """

    def _place(self, lots, user=None):
        holds = self.env["mdq.hold"]
        return holds.browse(holds.with_user(user or self.inspector).place(lots.ids, "A crack"))

    def _reserve(self, lots, **vals):
        picking = self._picking("out", [], **vals)
        self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": sum(lots.mapped("product_qty")), "picking_id": picking.id,
            "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _find(self, hold, kind):
        return hold.finding_ids.filtered(lambda row: row.kind == kind)

    def test_the_owner_of_a_stopped_delivery_gets_a_task_and_the_delivery_a_note(self):
        lot = self._lot(status="released", quantity=10)
        picking = self._reserve(lot, user_id=self.keeper.id)
        hold = self._place(lot)
        self.assertEqual((picking.state, picking.move_line_ids.lot_id), ("confirmed", self.env["stock.lot"]))
        task = picking.activity_ids
        self.assertEqual((task.user_id, task.summary), (self.keeper, f"Stopped by hold {hold.name}"))
        self.assertIn(lot.name, picking.message_ids[0].body)
        stopped = self._find(hold, "stopped")
        self.assertEqual((stopped.picking_id, stopped.quantity, stopped.partner_id), (picking, 10, self.supplier))
        self.assertEqual(hold.stopped_count, 1)

    def test_the_owner_reads_his_task_in_his_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.keeper.lang = "zh_CN"
        lot = self._lot(status="released", quantity=10)
        picking = self._reserve(lot, user_id=self.keeper.id)
        hold = self._place(lot)
        self.assertEqual(picking.activity_ids.summary, f"因冻结单 {hold.name} 而暂停")
        note = picking.message_ids[0].body
        self.assertIn(f"Hold {hold.name} takes back", note)
        self.assertIn(f"冻结单 {hold.name} 取消了此处的预留", note)
        self.assertEqual(note.count("A crack"), 1)

    def test_the_task_is_due_on_the_day_that_it_is_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        lot = self._lot(status="released", quantity=10)
        picking = self._reserve(lot, user_id=self.keeper.id)
        with freeze_time("2026-11-02 21:00:00"):
            self._place(lot)
        self.assertEqual(picking.activity_ids.date_deadline, Date.to_date("2026-11-03"))

    def test_the_owner_of_a_stopped_production_is_told(self):
        lot = self._lot(status="released", quantity=10)
        order = self._order(lot)
        order.user_id = self.planner
        hold = self._place(lot)
        self.assertEqual((order.activity_ids.user_id, self._find(hold, "stopped").production_id), (self.planner, order))
        self.assertFalse(order.move_raw_ids.move_line_ids)

    def test_stock_in_transit_and_at_the_subcontractor_is_held_and_stays_there(self):
        transit = self.env["stock.location"].create({"name": "Truck", "usage": "transit", "company_id": self.company.id})
        lot = self._lot(status="released", quantity=3)
        for place, quantity in ((self.outside, 4), (transit, 5)):
            self.env["stock.quant"]._update_available_quantity(self.bar, place, quantity, lot_id=lot)
        order = self._order(lot, quantity=1)
        order.move_raw_ids.move_line_ids.location_id = self.outside
        hold = self._place(lot)
        rows = {row.kind: (row.location_id, row.quantity) for row in hold.finding_ids if row.kind != "stopped"}
        self.assertEqual(rows, {"stock": (self.stock, 3), "outside": (self.outside, 4), "transit": (transit, 5)})
        self.assertFalse(order.move_raw_ids.move_line_ids)
        with self.assertRaisesRegex(UserError, "on hold"):
            self._picking("out", [(self.bar, lot, 1)], source=self.outside).button_validate()
        arrived = self._picking("internal", [(self.bar, lot, 5)], source=transit)
        arrived.button_validate()
        self.assertEqual((arrived.state, lot.mdq_status), ("done", "hold"))

    def test_what_was_shipped_or_used_is_listed(self):
        lot, made = self._lot(status="released", quantity=20), self._lot(self.screw)
        customer = self.env["res.partner"].create({"name": "Hospital"})
        sent = self._picking("out", [(self.bar, lot, 4)], partner_id=customer.id)
        sent.button_validate()
        order = self._order(lot, lot=made)
        order.button_mark_done()
        self.assertEqual((lot.mdq_whereabouts, lot.mdq_gone), ("WH/Stock: 11", "Shipped: 4, Used in production: 5"))
        hold = self._place(lot)
        shipped, used = self._find(hold, "shipped"), self._find(hold, "consumed")
        self.assertEqual((shipped.picking_id, shipped.partner_id, shipped.quantity), (sent, customer, 4))
        self.assertEqual((used.production_id, used.quantity, hold.gone_count), (order, 5, 2))

    def test_some_lots_are_lifted_by_a_signature_of_their_own(self):
        lots = self._lot(status="released") | self._lot(status="released") | self._lot(status="released")
        hold = self._place(lots)
        engineer = hold.with_user(self.quality_engineer)
        engineer.lift(self.credential_of(self.quality_engineer), "These are fine", lots[0].ids)
        self.assertEqual(lots.mapped("mdq_status"), ["quarantine", "hold", "hold"])
        self.assertEqual((hold.state, hold.lot_ids, hold.lift_ids.lot_ids), ("active", lots[1:], lots[0]))
        self.assertEqual((hold.lift_ids.signature_ids.meaning, hold.lift_ids.signature_state), ("lifted", "valid"))
        for ids in (lots[0].ids, [], self._lot().ids):
            with self.subTest(ids=ids), self.assertRaisesRegex(UserError, "still holds"):
                engineer.lift(self.credential_of(self.quality_engineer), "Again", ids)
        engineer.lift(self.credential_of(self.quality_engineer), "All fine", lots[1:].ids)
        self.assertEqual((hold.state, lots.mapped("mdq_status")), ("lifted", ["quarantine"] * 3))
        self.assertEqual((hold.signature_state, hold.lift_ids.signature_state), ("valid", "valid"))

    def test_a_lot_lifted_in_part_stays_under_its_other_hold(self):
        lots = self._lot(status="released") | self._lot(status="released")
        hold, _other = self._place(lots), self._place(lots[0])
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Fine", lots[0].ids)
        self.assertEqual(lots[0].mdq_status, "hold")

    def test_a_wrong_credential_lifts_no_part(self):
        lots = self._lot(status="released") | self._lot(status="released")
        hold = self._place(lots)
        with self.assertRaises(UserError):
            hold.with_user(self.quality_engineer).lift({"type": "password", "password": "wrong"}, "x", lots[0].ids)
        self.assertEqual((hold.lot_ids, lots[0].mdq_status), (lots, "hold"))

    def test_who_placed_a_hold_does_not_lift_it(self):
        """Requirement: MDQ-QUA-603"""
        lots = self._lot(status="released") | self._lot(status="released")
        hold = self._place(lots, self.quality_engineer)
        for ids in (None, lots[0].ids):
            with self.subTest(ids=ids), self.assertRaisesRegex(AccessError, "another quality engineer"):
                hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Fine", ids)
        second = self.new_user("mdq_second_engineer", "mdq_base.group_quality_engineer")
        hold.with_user(second).lift(self.credential_of(second), "Fine")
        self.assertEqual(hold.state, "lifted")

    def test_the_dialog_asks_for_the_signature_on_the_chosen_lots(self):
        lots = self._lot(status="released") | self._lot(status="released")
        hold = self._place(lots)
        dialog = self.env["mdq.hold.lift.some"].with_user(self.quality_engineer).create(
            {"hold_id": hold.id, "lot_ids": [Command.set(lots[0].ids)]}
        )
        self.assertEqual(dialog.action_sign()["params"]["args"], {"ids": hold.ids, "lot_ids": lots[0].ids})

    def test_what_a_hold_found_is_read_by_roles_and_written_by_none(self):
        hold = self._place(self._lot(status="released", quantity=1))
        for user in (self.inspector, self.sqe, self.auditor):
            self.assertEqual(hold.with_user(user).finding_ids.quantity, 1)
        with self.assertRaises(AccessError):
            hold.finding_ids.with_user(self.quality_manager).write({"quantity": 5})
        with self.assertRaises(AccessError):
            hold.with_user(self.keeper).finding_ids.read(["quantity"])
        other = self.env["res.company"].create({"name": "Other"})
        hold.finding_ids.sudo().company_id = other
        self.assertFalse(self.env["mdq.hold.finding"].with_user(self.inspector).search([("hold_id", "=", hold.id)]))

    def test_a_thousand_lots_cost_as_many_questions_as_a_few(self):
        """Requirement: MDQ-QUA-604"""
        counts = {}
        for number in (50, 1000):
            lots = self.env["stock.lot"].create([{"name": f"B{number}-{index}", "product_id": self.bar.id} for index in range(number)])
            self.env["stock.quant"].sudo().create([
                {"product_id": self.bar.id, "location_id": self.stock.id, "lot_id": lot.id, "quantity": 1} for lot in lots
            ])
            lots._mdq_set_status("released", "Test")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._place(lots)
            self.env.flush_all()
            counts[number] = self.cr.sql_log_count - before
        # What is written goes out a hundred or a thousand rows at a time; nothing is asked lot by lot.
        self.assertLess(counts[1000] - counts[50], 80, f"{counts}")
