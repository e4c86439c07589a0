from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestPurchaseRoutes(MdqSupplierCommon):
    """The ways to a confirmed order that do not use its button.

    Requirement: MDQ-SUP-022
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.bar)

    def _confirmed(self, *products):
        order = self._order(*(products or (self.paper,)))
        order.button_confirm()
        return order

    def test_button_approve(self):
        for order in (self.order, self.order.sudo()):
            with self.refused():
                order.button_approve()

    def test_write_of_the_state(self):
        """Requirement: MDQ-SUP-022"""
        for order in (self.order, self.order.sudo(), self.order.with_user(self.env.ref("base.user_admin"))):
            for state in ("purchase", "to approve"):
                with self.refused():
                    order.write({"state": state})

    def test_words_in_the_context(self):
        keys = dict.fromkeys(("skip_check", "force", "tracking_disable", "mdq_skip", "install_mode", "no_validate",
                              "validate_analytic", "from_orderpoint", "import_file", "module"), True)
        for order in (self.order, self.order.sudo()):
            with self.refused():
                order.with_context(**keys).button_confirm()
            with self.refused():
                order.with_context(**keys).write({"state": "purchase"})

    def test_a_time_zone_of_the_caller_does_not_shift_the_day(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        today = self.env.company._mdq_today()
        self._qualify(product=self.bar, valid_from=today, valid_to=today)
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            order = self._order(self.bar)
            order.with_context(tz=zone).button_confirm()
            self.assertEqual(order.state, "purchase")

    def test_create_of_a_confirmed_order(self):
        vals = {"partner_id": self.partner.id, "state": "purchase",
                "order_line": [Command.create({"product_id": self.bar.id, "product_qty": 1})]}
        for user in (self.planner, self.env.user):
            with self.refused():
                self.env["purchase.order"].with_user(user).create(vals)

    def test_lines_added_later(self):
        """Requirement: MDQ-SUP-022"""
        order = self._confirmed()
        line = {"product_id": self.bar.id, "product_qty": 1, "price_unit": 1}
        with self.refused():
            order.write({"order_line": [Command.create(line)]})
        with self.refused():
            self.env["purchase.order.line"].with_user(self.planner).create({**line, "order_id": order.id})
        with self.refused():
            self.env["purchase.order.line"].sudo().create({**line, "order_id": order.id})
        self._qualify(product=self.bar)
        order.write({"order_line": [Command.create(line)]})

    def test_added_from_the_catalogue(self):
        order = self._confirmed()
        with self.refused():
            order._update_order_line_info(self.bar.id, 3)

    def test_product_changed_on_a_confirmed_line(self):
        """Requirement: MDQ-SUP-022"""
        order = self._confirmed()
        for line in (order.order_line, order.order_line.sudo()):
            with self.refused():
                line.write({"product_id": self.bar.id})

    def test_process_changed_on_a_confirmed_line(self):
        order = self._confirmed()
        with self.refused():
            order.order_line.write({"mdq_process_id": self.anodising.id})

    def test_line_moved_to_a_confirmed_order(self):
        order = self._confirmed()
        with self.refused():
            self.order.order_line.write({"order_id": order.id})

    def test_supplier_changed_on_a_confirmed_order(self):
        """Requirement: MDQ-SUP-022"""
        self._qualify(product=self.bar)
        order = self._confirmed(self.bar)
        for changed in (order, order.sudo()):
            with self.refused():
                changed.write({"partner_id": self.other_partner.id})

    def test_more_of_it_is_a_new_purchase(self):
        """Requirement: MDQ-SUP-022"""
        record = self._qualify(product=self.bar)
        order = self._confirmed(self.bar)
        self._suspend(record)
        with self.refused():
            order.order_line.product_qty = 3
        with self.refused():
            order.sudo()._update_order_line_info(self.bar.id, 3)
        order.order_line.product_qty = 1
        order.order_line.price_unit = 7
        self.assertEqual(order.order_line.product_qty, 1)

    def test_more_of_it_under_a_concession_counts_the_difference(self):
        order_concession = self._concession(self.bar, max_uses=2, max_quantity=5)
        order = self._confirmed(self.bar)
        order.order_line.product_qty = 5
        self.assertEqual(order_concession.used_quantity, 5)
        with self.refused():
            order.order_line.product_qty = 6

    def test_merged_orders(self):
        """Requirement: MDQ-SUP-022"""
        target = self._order(self.paper)
        (target | self.order).action_merge()
        merged = target if self.bar in target.order_line.product_id else self.order
        with self.refused():
            merged.button_confirm()

    def test_cancelled_and_confirmed_again(self):
        record = self._qualify(product=self.bar)
        order = self._confirmed(self.bar)
        order.button_cancel()
        self._suspend(record)
        with self.refused():
            order.write({"state": "purchase"})
        order.button_draft()
        with self.refused():
            order.button_confirm()

    def test_copy_is_a_new_order(self):
        record = self._qualify(product=self.bar)
        copied = self._confirmed(self.bar).copy()
        self._suspend(record)
        with self.refused():
            copied.button_confirm()

    def test_several_orders_at_once(self):
        orders = self._order(self.paper) | self.order
        with self.refused():
            orders.button_confirm()

    def test_a_process_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Second maker"})
        foreign = self._process("FOR", "Foreign", company_id=company.id)
        with self.refused("another company", ValidationError):
            self.order.order_line.sudo().write({"mdq_process_id": foreign.id})

    def test_confirmed_orders_stay_when_the_supplier_is_suspended(self):
        """Receipts, dates and prices of what was ordered in good time go on."""
        record = self._qualify(product=self.bar)
        order = self._confirmed(self.bar)
        self._suspend(record)
        order.write({"partner_ref": "A-1", "note": "x"})
        order.order_line.write({"date_planned": "2030-01-01 00:00:00"})
        self.assertEqual(order.state, "purchase")
