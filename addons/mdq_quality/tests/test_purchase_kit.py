from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestPurchaseKit(MdqQualityCase):
    """A kit brings in its parts: its supplier must be qualified for them.

    Requirement: MDQ-SUP-077
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set = cls._kit("Screw set", cls.screw, cls.cap)

    @classmethod
    def _kit(cls, name, *parts):
        kit = cls._product(name, mdq_controlled=False, tracking="none")
        cls.env["mrp.bom"].create({
            "product_tmpl_id": kit.product_tmpl_id.id, "type": "phantom",
            "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 10}) for part in parts]})
        return kit

    def _order(self, product, **line):
        return self.env["purchase.order"].with_user(self.planner).create({
            "partner_id": self.supplier.id, "order_line": [Command.create({"product_id": product.id, "product_qty": 2, "price_unit": 1, **line})]})

    def _qualify(self, **vals):
        record = self.env["mdq.supplier.qualification"].with_user(self.sqe).create({"partner_id": self.supplier.id, **vals})
        record.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Audit passed")
        return record

    def test_a_kit_is_refused_for_its_controlled_part(self):
        for kit in (self.set, self._kit("Box of sets", self.set)):
            order = self._order(kit)
            self.assertIn("Bone screw", order.mdq_why_not)
            self.assertEqual(order.mdq_vendor_status, "refused")
            for route in (order.button_confirm, lambda order=order: order.write({"state": "purchase"})):
                with self.assertRaisesRegex(UserError, "Bone screw from Baoji Titanium is not allowed"):
                    route()

    def test_a_supplier_qualified_for_the_parts_delivers_the_kit(self):
        self._qualify(product_id=self.screw.id)
        order = self._order(self.set)
        order.button_confirm()
        self.assertEqual(order.picking_ids.move_ids.product_id, self.screw | self.cap)
        self.env["mdq.supplier.gap"].with_user(self.sqe).action_open()

    def test_a_kit_of_what_anybody_delivers_passes(self):
        self._order(self._kit("Cap set", self.cap)).button_confirm()

    def test_what_becomes_a_kit_later_is_one(self):
        plain = self._product("Bag", mdq_controlled=False, tracking="none")
        self._order(plain).button_confirm()
        bom = self.env["mrp.bom"].create({
            "product_tmpl_id": plain.product_tmpl_id.id, "type": "normal", "bom_line_ids": [Command.create({"product_id": self.screw.id})]})
        self._order(plain).button_confirm()
        bom.type = "phantom"
        with self.assertRaisesRegex(UserError, "Bone screw"):
            self._order(plain).button_confirm()

    def test_a_limit_of_parts_does_not_count_kits(self):
        record = self._qualify(product_id=self.screw.id, limit_quantity=100, limit_uom_id=self.screw.uom_id.id)
        with self.assertRaisesRegex(UserError, "Screw set is a kit, whose parts are not counted"):
            self._order(self.set).button_confirm()
        self._order(self.screw).button_confirm()
        self.assertEqual(record.used_quantity, 2)
