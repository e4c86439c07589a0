from odoo import fields
from odoo.exceptions import AccessError, UserError

from .common import MdqQualityCase


class TestHoldRule(MdqQualityCase):
    """Lots that share something are found and held together, and those that come later are caught.

    Requirement: MDQ-QUA-601
    """

    def _by_rule(self, rule, user=None, keep_catching=False, **values):
        holds = self.env["mdq.hold"].with_user(user or self.inspector)
        return self.env["mdq.hold"].browse(holds.place_by_rule(rule, values, "Wrong hardness", keep_catching))

    def _received(self, name, product=None, partner=None):
        return self._receive((product or self.bar, name, 5), partner_id=(partner or self.supplier).id).move_line_ids.lot_id

    def test_the_same_supplier_lot(self):
        first, second = self._lot(ref="Melt-7%"), self._lot(self.screw, ref="MELT-7%")
        other, uncontrolled = self._lot(ref="Melt-77"), self._lot(self.cap, ref="Melt-7%")
        hold = self._by_rule("supplier_lot", supplier_lot=" melt-7% ")
        self.assertEqual((hold.lot_ids, hold.rule, hold.supplier_lot), (first | second, "supplier_lot", " melt-7% "))
        self.assertEqual((other | uncontrolled).mapped("mdq_status"), ["quarantine", False])
        narrowed = self._by_rule("supplier_lot", supplier_lot="Melt-7%", product_id=self.screw.id)
        self.assertEqual(narrowed.lot_ids, second)

    def test_everything_from_a_supplier(self):
        stranger = self.env["res.partner"].create({"name": "Other", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Sales desk", "parent_id": self.supplier.id})
        lots = self._received("A") | self._received("B", self.screw, contact)
        other = self._received("C", partner=stranger)
        hold = self._by_rule("supplier", partner_id=contact.id)
        self.assertEqual((hold.lot_ids, other.mdq_status), (lots, "quarantine"))
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        with self.assertRaisesRegex(UserError, "No controlled lot fits"):
            self._by_rule("supplier", partner_id=self.supplier.id, date_from=tomorrow)

    def test_the_same_receipt(self):
        picking = self._receive((self.bar, "A", 5), (self.screw, "B", 5), (self.cap, "C", 5))
        other = self._received("D")
        hold = self._by_rule("receipt", picking_id=picking.id)
        self.assertEqual(hold.lot_ids, picking.move_line_ids.lot_id.filtered("mdq_status"))
        self.assertEqual(other.mdq_status, "quarantine")

    def test_a_product_received_or_made_in_a_period(self):
        now = fields.Datetime.now()
        lot, made = self._received("A"), self._lot(self.screw)
        self._order(self._lot(status="released", quantity=10), lot=made).button_mark_done()
        period = {"date_from": fields.Datetime.subtract(now, hours=1), "date_to": fields.Datetime.add(now, hours=1)}
        self.assertEqual(self._by_rule("window", product_id=self.bar.id, **period).lot_ids, lot)
        self.assertEqual(self._by_rule("window", product_id=self.screw.id, **period).lot_ids, made)
        with self.assertRaisesRegex(UserError, "name: .*Until"):
            self._by_rule("window", product_id=self.screw.id, date_from=now)

    def test_what_was_made_with_a_component_lot_at_any_depth(self):
        bar, screw, kit = self._lot(status="released", quantity=10), self._lot(self.screw), self._lot(self._product("Kit"))
        self._order(bar, lot=screw).button_mark_done()
        screw._mdq_set_status("released", "Test")
        self._order(screw, product=kit.product_id, lot=kit, quantity=2).button_mark_done()
        hold = self._by_rule("component", component_lot_id=bar.id)
        self.assertEqual(hold.lot_ids, bar | screw | kit)

    def test_later_lots_are_caught_until_the_hold_is_lifted(self):
        hold = self._by_rule("supplier", keep_catching=True, partner_id=self.supplier.id)
        self.assertFalse(hold.lot_ids)
        late = self._received("LATE")
        self.assertEqual((late.mdq_status, hold.lot_ids, hold.caught_count), ("hold", late, 1))
        self.assertTrue(self._inspections(late))
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Cleared")
        self.assertEqual(self._received("AFTER").mdq_status, "quarantine")

    def test_a_supplier_lot_entered_later_is_caught(self):
        hold = self._by_rule("supplier_lot", keep_catching=True, supplier_lot="M-9")
        named = self._lot(ref="M-9", status="hold")
        later = self._lot(status="released")
        later.with_user(self.keeper).ref = "M-9"
        self.assertEqual((hold.lot_ids, (named | later).mapped("mdq_status")), (named | later, ["hold", "hold"]))

    def test_what_is_made_later_with_the_component_is_caught(self):
        bar, screw = self._lot(status="released", quantity=10), self._lot(self.screw)
        hold = self._by_rule("component", keep_catching=True, component_lot_id=bar.id)
        bar._mdq_set_status("released", "Let it pass for the test")
        order = self._order(bar, lot=screw)
        order.button_mark_done()
        self.assertEqual((order.state, hold.lot_ids, screw.mdq_status), ("done", bar | screw, "hold"))

    def test_a_lot_that_was_lifted_is_not_caught_again(self):
        first, second = self._lot(ref="M-9"), self._lot(ref="M-9")
        hold = self._by_rule("supplier_lot", keep_catching=True, supplier_lot="M-9")
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Fine", first.ids)
        first.ref = "M-9"
        self.assertEqual((first.mdq_status, second.mdq_status), ("quarantine", "hold"))

    def test_another_companys_lots_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._lot(ref="M-9", company_id=other.id)
        with self.assertRaisesRegex(UserError, "No controlled lot fits"):
            self._by_rule("supplier_lot", supplier_lot="M-9")

    def test_rules_are_for_their_roles_and_say_what_they_need(self):
        for user in (self.planner, self.auditor, self.admin, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._by_rule("supplier", user, partner_id=self.supplier.id)
        for rule, values in (("list", {}), ("anything", {}), ("supplier", {"placed_by": 1, "partner_id": self.supplier.id})):
            with self.subTest(rule=rule), self.assertRaisesRegex(UserError, "takes one of"):
                self._by_rule(rule, **values)
        with self.assertRaisesRegex(UserError, "name: Supplier"):
            self._by_rule("supplier")

    def test_a_standing_rule_is_not_edited(self):
        hold = self._by_rule("supplier_lot", keep_catching=True, supplier_lot="M-9")
        for vals in ({"rule": "list"}, {"keep_catching": False}, {"supplier_lot": "x"}, {"caught_count": 5}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                hold.sudo().write(vals)

    def test_the_dialog_shows_what_the_rule_finds_before_it_holds(self):
        lots = self._received("A") | self._received("B")
        wizard = self.env["mdq.hold.place"].with_user(self.inspector).create({
            "rule": "supplier", "partner_id": self.supplier.id, "reason": "Wrong hardness", "keep_catching": True,
        })
        self.assertEqual((wizard.found_lot_ids, wizard.found_count), (lots, 2))
        self.assertIn("WH/Stock: 5", wizard.found_lot_ids[0].mdq_whereabouts)
        self.assertEqual(lots.mapped("mdq_status"), ["quarantine", "quarantine"])
        hold = self.env["mdq.hold"].browse(wizard.action_place()["res_id"])
        self.assertEqual((hold.lot_ids, hold.keep_catching, hold.rule), (lots, True, "supplier"))

    def test_a_receipt_asks_one_more_question_for_standing_holds_however_many_lots(self):
        counts = {}
        for number in (2, 30):
            lots = self.env["stock.lot"].create([{"name": f"Q{number}-{index}", "product_id": self.bar.id} for index in range(number)])
            self.env.flush_all()
            before = self.cr.sql_log_count
            lots._mdq_catch()
            counts[number] = self.cr.sql_log_count - before
        self.assertEqual(counts[2], counts[30])
        uncontrolled = self._lot(self.cap)
        uncontrolled.mapped("mdq_status")
        with self.assertQueryCount(0):
            uncontrolled._mdq_catch()
