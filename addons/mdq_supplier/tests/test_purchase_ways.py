from odoo import Command
from odoo.tests import tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestPurchaseWays(MdqSupplierCommon):
    """Ways to a confirmed order that come from outside its form: imports, jobs, companies, deliveries, the supplier.

    Requirement: MDQ-SUP-077
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second maker"})
        for user in (cls.planner, cls.sqe, cls.quality_manager):
            user.company_ids |= cls.second

    def _load(self, model, names, *rows):
        return self.env[model].with_user(self.planner).load(names, [list(map(str, row)) for row in rows])

    # --------------------------------------------------------------------------------- imports

    def test_an_import_of_a_confirmed_order_is_refused_as_a_whole(self):
        """Requirement: MDQ-SUP-077"""
        names = ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_qty", "order_line/price_unit"]
        before = self.env["purchase.order"].search_count([])
        result = self._load("purchase.order", names, (self.partner.id, "purchase", self.bar.id, 3, 1))
        self.assertFalse(result["ids"])
        self.assertIn("No approved qualification", result["messages"][0]["message"])
        self.assertEqual(self.env["purchase.order"].search_count([]), before)

    def test_an_import_of_lines_into_a_confirmed_order_is_refused(self):
        """Requirement: MDQ-SUP-077"""
        order = self._order(self.paper)
        order.button_confirm()
        result = self._load("purchase.order.line", ["order_id/.id", "product_id/.id", "product_qty", "price_unit", "name"],
                            (order.id, self.bar.id, 3, 1, "Bar"))
        self.assertFalse(result["ids"])
        self.assertIn("No approved qualification", result["messages"][0]["message"])
        self.assertEqual(order.order_line.product_id, self.paper)

    def test_an_import_that_only_changes_the_state_is_refused(self):
        order = self._order(self.bar)
        result = self._load("purchase.order", [".id", "state"], (order.id, "purchase"))
        self.assertFalse(result["ids"])
        self.assertEqual(order.state, "draft")

    # ------------------------------------------------------------------------------------ jobs

    def test_a_job_in_the_name_of_the_system_is_refused(self):
        """Requirement: MDQ-SUP-077"""
        action = self.env["ir.actions.server"].create({
            "name": "Confirm at night", "model_id": self.env.ref("purchase.model_purchase_order").id, "state": "code",
            "code": "records.button_confirm()",
        })
        order = self._order(self.bar)
        with self.refused():
            action.with_user(self.env.ref("base.user_root")).sudo().with_context(
                active_model="purchase.order", active_ids=order.ids, active_id=order.id).run()
        self.assertEqual(order.state, "draft")

    # ------------------------------------------------------------------------------- companies

    def test_the_approval_of_one_company_does_not_serve_another(self):
        """Requirement: MDQ-SUP-077"""
        self._qualify(product=self.bar)
        order = self._order(self.bar, company_id=self.second.id)
        first, second = self.env.company.id, self.second.id
        for companies in ([first, second], [second, first], [second]):
            with self.refused():
                order.with_context(allowed_company_ids=companies).button_confirm()
        with self.refused():
            order.sudo().button_confirm()
        self.env["mdq.supplier.qualification"].with_user(self.sqe).with_company(self.second).create({
            "partner_id": self.partner.id, "product_id": self.bar.id, "company_id": self.second.id,
        }).with_user(self.quality_manager).with_company(self.second).approve(self.credential_of(self.quality_manager))
        order.with_context(allowed_company_ids=[first, second]).button_confirm()
        self.assertEqual(order.sudo().state, "purchase")

    def test_orders_of_two_companies_are_each_judged_in_their_own(self):
        self._qualify(product=self.bar)
        orders = self._order(self.bar) | self._order(self.bar, company_id=self.second.id)
        with self.refused(orders[1].name):
            orders.button_confirm()

    def test_a_sister_company_is_a_supplier_like_others(self):
        with self.refused(self.second.name):
            self._order(self.bar, partner=self.second.partner_id).button_confirm()

    # ------------------------------------------------------------------------------ deliveries

    def test_what_is_delivered_straight_to_the_customer_passes_the_same_gate(self):
        dropship = self.env["stock.picking.type"].search([("code", "=", "dropship")], limit=1)
        order = self._order(self.bar, dest_address_id=self.other_partner.id, **({"picking_type_id": dropship.id} if dropship else {}))
        with self.refused():
            order.button_confirm()

    def test_back_orders_of_what_was_ordered_in_good_time_go_on(self):
        """Requirement: MDQ-SUP-077"""
        record = self._qualify(product=self.bar)
        order = self._order(self.bar)
        order.button_confirm()
        self._suspend(record)
        picking = order.sudo().picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [Command.create({
            "product_id": self.bar.id, "quantity": 1, "lot_name": "BACK-1", "picking_id": picking.id,
            "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id, "picked": True})]
        picking.with_context(skip_backorder=True).button_validate()
        self.assertTrue(order.sudo().picking_ids - picking)
        self.assertEqual((order.state, order.order_line.qty_received), ("purchase", 1))
        with self.refused():
            order.order_line.product_qty = 3

    # ----------------------------------------------------------------------------- the supplier

    def test_what_the_supplier_says_confirms_nothing(self):
        """The link of a mail lets its holder acknowledge and promise dates: neither confirms an order."""
        order = self._order(self.bar)
        order.sudo().button_draft()
        order.sudo().action_acknowledge() if hasattr(order, "action_acknowledge") else order.sudo().confirm_reminder_mail()
        order.sudo()._update_date_planned_for_lines([(order.order_line.sudo(), order.date_order)])
        self.assertEqual(order.state, "draft")

    # ------------------------------------------------------------------------------ concessions

    def test_a_concession_that_has_ended_passes_nothing(self):
        """Requirement: MDQ-SUP-024"""
        concession = self._concession(self.bar, valid_from="2026-01-01 00:00:00", valid_to="2026-01-31 00:00:00")
        with self.refused():
            self._order(self.bar).button_confirm()
        self.assertFalse(concession.use_ids)
