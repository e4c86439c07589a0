from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqChangeCommon


@tagged("post_install", "-at_install")
class TestChangeImpact(MdqChangeCommon):
    def test_open_orders_stock_and_suppliers_are_listed(self):
        """Requirement: MDQ-CHG-009"""
        released, waiting = self._lot("L-1", 30, status="released"), self._lot("L-2", 20)
        self._lot("L-3", 10, status="rejected")
        self.product.seller_ids = [Command.create({"partner_id": self.supplier.id})]
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": 5, "price_unit": 1.0}),
                    Command.create({"product_id": self.product.id, "product_qty": 7, "price_unit": 1.0}),
                ],
            }
        )
        change = self._change(product_ids=[Command.set(self.product.ids)])
        change.action_assess()
        rows = {(row.kind, row.res_id): row.quantity for row in change.impact_ids}
        self.assertEqual(
            rows,
            {
                ("purchase", order.id): 12,
                ("lot", released.id): 30,
                ("lot", waiting.id): 20,
                ("supplier", self.supplier.id): 0,
            },
        )
        self.assertEqual(change.impact_open_count, 4)
        self.assertEqual(change.activity_ids.user_id, self.engineer)

    def test_products_come_from_the_linked_revisions_too(self):
        """Requirement: MDQ-CHG-009"""
        lot = self._lot()
        change = self._change(self._document())
        change.action_assess()
        self.assertEqual(change.impact_ids.mapped("res_id"), lot.ids)

    def test_other_products_and_companies_are_not_listed(self):
        self._lot()
        other = self.env["product.product"].create({"name": "Plate", "tracking": "lot", "is_storable": True})
        change = self._change(product_ids=[Command.set(other.ids)])
        change.action_assess()
        self.assertFalse(change.impact_ids)

    def test_computing_again_keeps_decisions(self):
        lot, gone = self._lot("L-1"), self._lot("L-2")
        change = self._change(product_ids=[Command.set(self.product.ids)])
        change.action_assess()
        change = change.with_user(self.engineer)
        change.impact_ids.decision = "use_up"
        change.impact_ids = [Command.create({"name": "Registration certificate"})]
        self.env["stock.quant"]._update_available_quantity(self.product, self.stock, -100, lot_id=gone)
        late = self._lot("L-3", 9)
        change.action_compute_impact()
        rows = {row.name: row.decision for row in change.impact_ids}
        self.assertEqual(
            rows, {lot.name: "use_up", late.name: "to_decide", "Registration certificate": "to_decide"}
        )

    def test_an_impact_opens_its_record(self):
        lot = self._lot()
        change = self._change(product_ids=[Command.set(self.product.ids)])
        change.action_assess()
        action = change.impact_ids.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.lot", lot.id))
