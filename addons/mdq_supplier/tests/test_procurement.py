from odoo import Command, fields
from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestProcurement(MdqSupplierCommon):
    """The scheduler proposes only suppliers that are allowed.

    Requirement: MDQ-SUP-023
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part, cls.free_part = cls.env["product.product"].create([{
            "name": name, "is_storable": True, "tracking": "lot", "mdq_controlled": controlled,
            "seller_ids": [Command.create({"partner_id": partner.id, "price": price, "sequence": sequence})
                           for sequence, (partner, price) in enumerate(((cls.partner, 1), (cls.other_partner, 9)))],
        } for name, controlled in (("Controlled part", True), ("Free part", False))])
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.buy = cls.env.ref("purchase_stock.route_warehouse0_buy")

    def _orderpoint(self, product, **vals):
        return self.env["stock.warehouse.orderpoint"].create({
            "product_id": product.id, "location_id": self.warehouse.lot_stock_id.id, "route_id": self.buy.id,
            "product_min_qty": 5, "product_max_qty": 5, **vals})

    def _bought_from(self, product):
        return self.env["purchase.order.line"].search([("product_id", "=", product.id)]).order_id.partner_id

    def test_sellers_are_the_qualified_ones(self):
        """Requirement: MDQ-SUP-023"""
        self.assertFalse(self.part._select_seller(quantity=1))
        self._qualify(partner=self.other_partner, product=self.part)
        self.assertEqual(self.part._select_seller(quantity=1).partner_id, self.other_partner)
        self.assertEqual(self.part._prepare_sellers().partner_id, self.other_partner)
        self.assertFalse(self.part._select_seller(partner_id=self.partner, quantity=1))

    def test_uncontrolled_products_keep_all_sellers(self):
        self.assertEqual(self.free_part._select_seller(quantity=1).partner_id, self.partner)

    def test_an_order_keeps_the_price_of_its_vendor(self):
        order = self._order(self.part)
        order.order_line.unlink()
        line = self.env["purchase.order.line"].create({"order_id": order.id, "product_id": self.part.id, "product_qty": 1})
        self.assertEqual(line.selected_seller_id.partner_id, self.partner)
        self.assertEqual(line.price_unit, 1)

    def test_replenishment_takes_the_qualified_vendor(self):
        """Requirement: MDQ-SUP-023"""
        self._qualify(partner=self.other_partner, product=self.part)
        self._orderpoint(self.part).action_replenish()
        self.assertEqual(self._bought_from(self.part), self.other_partner)

    def test_without_a_qualified_vendor_nothing_is_bought_and_the_reason_is_given(self):
        """Requirement: MDQ-SUP-023"""
        with self.assertRaises(RedirectWarning) as refusal:
            self._orderpoint(self.part).action_replenish()
        self.assertIn("Lantian Surface", str(refusal.exception))
        self.assertIn("No approved qualification", str(refusal.exception))
        self.assertFalse(self._bought_from(self.part))

    def test_a_vendor_named_on_the_reordering_rule_is_checked_too(self):
        self._qualify(partner=self.other_partner, product=self.part)
        named = self.part.seller_ids.filtered(lambda seller: seller.partner_id == self.partner)
        with self.assertRaises(RedirectWarning):
            self._orderpoint(self.part, supplier_id=named.id).action_replenish()
        self.assertFalse(self._bought_from(self.part))

    def test_one_barred_product_does_not_stop_the_others(self):
        points = self._orderpoint(self.part) | self._orderpoint(self.free_part)
        self.env["stock.rule"].run_scheduler(company_id=self.env.company.id)
        self.assertEqual(self._bought_from(self.free_part), self.partner)
        self.assertFalse(self._bought_from(self.part))
        self.assertTrue(points)

    def test_procurement_for_a_move_leaves_the_reason_with_the_product(self):
        move = self.env["stock.move"].create({
            "product_id": self.part.id, "product_uom_qty": 1, "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id, "procure_method": "make_to_order",
            "route_ids": [Command.set(self.buy.ids)], "warehouse_id": self.warehouse.id, "origin": "Test need",
        })
        move._action_confirm()
        self.assertFalse(self._bought_from(self.part))
        self.assertTrue(any("Not bought for" in (body or "") for body in self.part.message_ids.mapped("body")))

    # ----------------------------------------------------------------------------------- by hand

    def _replenish(self, **vals):
        keeper = self.new_user("mdq_stock_keeper", "stock.group_stock_user", "purchase.group_purchase_user")
        wizard = self.env["product.replenish"].with_user(keeper).with_context(
            default_product_tmpl_id=self.part.product_tmpl_id.id, default_product_id=self.part.id)
        return wizard.create({"route_id": self.buy.id, "quantity": 5, "product_uom_id": self.part.uom_id.id, **vals})

    def test_who_replenishes_by_hand_is_told_why_nothing_is_bought(self):
        """Requirement: MDQ-SUP-023"""
        barred = self.part.seller_ids[0]
        for vals in ({}, {"supplier_id": barred.id}):
            with self.refused("No approved qualification"):
                self._replenish(**vals).launch_replenishment()
        self.assertFalse(self._bought_from(self.part))
        self._qualify(partner=self.other_partner, product=self.part)
        self._replenish().launch_replenishment()
        self.assertEqual(self._bought_from(self.part), self.other_partner)

    def test_the_wizard_offers_a_qualified_vendor(self):
        """Requirement: MDQ-SUP-023"""
        self._qualify(partner=self.other_partner, product=self.part)
        wizard = self._replenish()
        wizard.supplier_id = self.part.seller_ids.filtered(lambda seller: seller.partner_id == self.partner)
        wizard._onchange_supplier_id()
        self.assertEqual(wizard.supplier_id.partner_id, self.other_partner)

    def test_shipping_from_the_supplier_to_the_customer_is_bought_from_the_qualified(self):
        """Requirement: MDQ-SUP-023"""
        route = self.env.ref("stock_dropshipping.route_drop_shipping", raise_if_not_found=False) or self.buy
        self._qualify(partner=self.other_partner, product=self.part)
        place = route.rule_ids.filtered(lambda rule: rule.company_id == self.env.company)[:1].location_dest_id
        self.env["stock.rule"].run([self.env["stock.rule"].Procurement(
            self.part, 3, self.part.uom_id, place, "Delivery", "Delivery", self.env.company,
            {"route_ids": route, "warehouse_id": self.warehouse, "date_planned": fields.Datetime.now(),
             "partner_id": self.person.id})])
        self.assertEqual(self._bought_from(self.part), self.other_partner)
