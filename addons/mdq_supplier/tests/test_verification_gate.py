from odoo import Command
from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .verification_common import TEXTS, MdqVerificationCommon


@tagged("post_install", "-at_install")
class TestVerificationGate(MdqVerificationCommon):
    """Goods that are verified at the supplier's premises come in with an accepted report, by every route.

    Requirement: MDQ-SUP-049
    """

    NEEDED = "is verified at the supplier's premises before it is shipped"

    def test_not_by_any_route(self):
        order = self._arranged()
        picking = self._take(order)
        move = picking.move_ids
        for route in (
            picking.button_validate, picking.with_context(skip_backorder=True, skip_sms=True).button_validate, picking._action_done,
            picking.sudo()._action_done, move._action_done, move.sudo()._action_done, lambda: move.sudo().write({"state": "done"}),
            lambda: move.with_user(self.storeman).write({"state": "done"}),
        ):
            with self.refused(self.NEEDED), self.cr.savepoint():
                route()
            self.assertNotEqual(move.state, "done")
        self._report(order)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_one_of_a_batch_stops_it(self):
        order, plain = self._arranged(), self._order(self.tray)
        plain.button_confirm()
        both = self._take(order) | self._take(plain, 2)
        with self.refused(self.NEEDED), self.cr.savepoint():
            both._action_done()
        self._report(order)
        both._action_done()
        self.assertEqual(set(both.mapped("state")), {"done"})

    def test_the_backorder_needs_a_report_of_its_own_goods(self):
        order = self._arranged()
        self._report(order, 6)
        with self.refused("Accepted there: 6 .*, coming in with this: 10"), self.cr.savepoint():
            self._receive(order, 10)
        self._receive(order, 6)
        with self.refused("Accepted there: 6"), self.cr.savepoint():
            self._receive(order, 4)
        self._report(order, 4)
        self._receive(order, 4)
        self.assertEqual(order.order_line.qty_received, 10)

    def test_a_refusal_stops_until_it_was_verified_again(self):
        order = self._arranged()
        self._report(order)
        self._receive(order, 3)
        refusal = self._report(order, 7, "refused")
        with self.refused(f"refused at the supplier's premises on 2026-01-05 .{refusal.name}"), self.cr.savepoint():
            self._receive(order, 7)
        self._report(order, 7)
        self._receive(order, 7)

    def test_more_on_a_done_receipt(self):
        order = self._arranged()
        self._report(order)
        picking = self._receive(order).sudo()
        line = picking.move_ids.move_line_ids
        with self.refused(self.NEEDED), self.cr.savepoint():
            line.quantity = 11
        with self.refused(self.NEEDED), self.cr.savepoint():
            line.create({"move_id": line.move_id.id, "picking_id": picking.id, "product_id": self.box.id, "quantity": 1})
        line.quantity = 9  # less of it is a correction

    def test_what_is_not_on_the_order_needs_it_too(self):
        order = self._arranged()
        self._report(order)
        picking = self._take(order).sudo()
        picking.write({"move_ids": [Command.create({
            "product_id": self.tray.id, "product_uom_qty": 1, "quantity": 1, "picked": True, "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        })]})
        with self.refused(self.NEEDED), self.cr.savepoint():
            picking._action_done()

    def test_a_receipt_stays_with_its_order(self):
        move = self._take(self._arranged()).move_ids
        for moves in (move, move.sudo()):
            with self.refused("its receipts stay with its lines"):
                moves.write({"purchase_line_id": False})

    def test_what_goes_back_passes_and_what_replaces_it_does_not(self):
        order = self._arranged()
        self._report(order)
        picking = self._receive(order).sudo()
        self._report(order, 1, "refused")
        back = self._return(picking)
        with self.refused("refused at the supplier's premises"), self.cr.savepoint():
            self._return(back)

    def _return(self, picking):
        wizard = self.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(back.state, "done")
        return back

    def test_straight_to_the_customer_too(self):
        order = self._arranged()
        move = self._take(order).sudo().move_ids
        customers = self.env.ref("stock.stock_location_customers")
        move.location_dest_id = move.move_line_ids.location_dest_id = customers
        with self.refused(self.NEEDED):
            move._action_done()

    def test_a_signed_concession_lets_it_pass_and_counts(self):
        order = self._arranged()
        concession = self._concession(self.box, gate="verification", max_uses=2, max_quantity=10)
        self._receive(order, 4)
        self.assertEqual((concession.used_count, concession.used_quantity), (1, 4))
        self._receive(order, 6)
        self.assertEqual((concession.used_count, concession.used_quantity), (2, 10))
        with self.refused(self.NEEDED):
            self._receive(self._arranged())

    def test_the_receipt_says_it_beforehand(self):
        order = self._arranged()
        picking = self._take(order)
        self.assertIn(self.NEEDED, picking.mdq_unverified)
        self._report(order)
        picking.invalidate_recordset()
        self.assertFalse(picking.mdq_unverified)
        self.assertTrue(picking.mdq_is_verified_at_source)

    def test_other_orders_cost_nothing_and_many_lines_no_query_each(self):
        plain = [self._count(self._order(*[self.box] * number)) for number in (2, 20)]
        with_it = [self._count(self._order(*[self.box] * number, **TEXTS)) for number in (2, 20)]
        self.assertEqual([queries for _count, queries in plain], [0, 0])
        self.assertLessEqual(with_it[1][0], with_it[0][0] + 1)

    def _count(self, order):
        """(queries of the gate, those among them that ask for reports)"""
        order.button_confirm()
        moves = order.sudo().picking_ids.move_ids
        self.env.flush_all()
        moves.purchase_line_id.order_id.fetch(["name"])
        before = self.env.cr.sql_log_count
        lines = moves._mdq_get_arranged_lines()
        if lines:
            lines._mdq_get_verified()
            lines._mdq_get_came()
        count = self.env.cr.sql_log_count - before
        return count, count if not lines else 0


@tagged("post_install", "-at_install")
class TestVerificationPortal(PortalIsolation, MdqVerificationCommon, HttpCase):
    """A supplier reads what was agreed on his own order, and nothing of another's; reports stay with us.

    Requirement: MDQ-SUP-049
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._person(cls.partner, "mdq_own")
        cls.rival = cls._person(cls.other_partner, "mdq_rival")
        cls.own, cls.foreign = cls._arranged(), cls._arranged(partner=cls.other_partner)
        cls.theirs = {cls.user: [cls.own], cls.rival: [cls.foreign]}

    @classmethod
    def _person(cls, partner, login):
        return cls.new_user(login, "mdq_base.group_supplier_user", partner_id=cls.env["res.partner"].create(
            {"name": login, "parent_id": partner.id, "email": f"{login}@example.com"}).id)

    def test_the_page_of_the_own_order_shows_it(self):
        self.authenticate(self.user.login, self.user.login.ljust(8, "x"))
        page = self.url_open(f"/my/purchase/{self.own.id}")
        for text in TEXTS.values():
            self.assertIn(text, page.text)
        foreign = self.url_open(f"/my/purchase/{self.foreign.id}")
        self.assertNotIn(TEXTS["mdq_source_release"], foreign.text)

    def test_suppliers_write_neither_and_read_no_report(self):
        report = self._report(self.own)
        for record in (report, report.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.user).read(["display_name"])
        with self.assertRaises(AccessError):
            self.own.with_user(self.user).read(["mdq_verification_ids"])
        with self.assertRaises(UserError):
            self.own.with_user(self.user).write({"mdq_source_release": "x"})
        with self.assertRaises(AccessError):
            self.own.with_user(self.user).action_mdq_verify()
