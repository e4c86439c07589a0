import base64

from odoo import Command
from odoo.tests import tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestDocument(MdqSupplierCommon):
    """What suppliers have in work when a drawing changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signatory = cls.new_user("mdq_lantian_signatory", "mdq_base.group_supplier_signatory")
        cls.signatory.partner_id.parent_id = cls.partner
        cls._qualify(product=cls.bar)
        cls._qualify(process=cls.anodising)
        cls.drawing = cls._effective(cls.env["mdq.document"].with_user(cls.quality_engineer).create({
            "name": "Titanium bar", "type_id": cls.env.ref("mdq_document.mdq_document_type_drawing").id,
            "product_ids": cls.bar.ids, "process_ids": cls.anodising.ids, "supplier_ids": cls.partner.ids,
            "file_ids": [Command.create({"name": "bar.txt", "content": base64.b64encode(b"Diameter 6 h6")})],
        }))

    @classmethod
    def _effective(cls, document):
        document.action_submit()
        request = document.approval_request_ids.filtered(lambda request: request.state == "pending")
        request.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager))
        document.action_make_effective()
        return document

    def _revised(self):
        revision = self.drawing.action_revise()["res_id"]
        return self._effective(self.env["mdq.document"].with_user(self.quality_engineer).browse(revision))

    def _confirmed(self, *products, **vals):
        order = self._order(*products, **vals)
        order.button_confirm()
        return order

    def test_open_orders_are_listed_and_told_to_the_planner(self):
        """Requirement: MDQ-DOC-116"""
        goods, service = self._confirmed(self.bar), self._confirmed(self.service)
        other = self._confirmed(self.paper)
        self.assertFalse(goods.activity_ids)
        revision = self._revised()
        self.assertEqual(revision._get_orders_to_confirm(), goods | service)
        for user in (self.inspector, self.auditor, self.admin):  # who may not read orders reads how many there are
            self.assertEqual(revision.with_user(user).read(["open_order_count"])[0]["open_order_count"], 2)
        self.assertEqual((goods | service).activity_ids.user_id, self.planner)
        self.assertIn(revision.display_name, goods.activity_ids.summary)
        self.assertFalse(other.activity_ids)
        orders = revision.receipt_ids._get_open_orders()
        self.assertEqual([(order["name"], order["quantity"]) for order in orders if order["name"] == goods.name],
                         [(goods.name, f"2 {self.bar.uom_id.name}")])
        action = revision.action_open_orders()
        self.assertEqual(self.env["purchase.order"].search(action["domain"]), goods | service)

    def test_the_signature_of_the_supplier_ends_the_waiting(self):
        """Requirement: MDQ-DOC-116"""
        order = self._confirmed(self.bar)
        revision = self._revised()
        revision.receipt_ids.with_user(self.signatory).acknowledge(self.credential_of(self.signatory))
        self.env.invalidate_all()
        self.assertFalse(order.activity_ids)
        self.assertFalse(revision.open_order_count)
        self.assertTrue(any(self.signatory.name in (body or "") for body in order.message_ids.mapped("body")))

    def test_what_is_received_is_no_longer_in_work(self):
        order = self._confirmed(self.bar)
        order.order_line.qty_received_method = "manual"
        order.order_line.qty_received = 2
        self.assertFalse(self._revised().open_order_count)

    def test_what_rests_on_it_keeps_it_in_force(self):
        """Requirement: MDQ-DOC-122"""
        order = self._confirmed(self.bar)
        uses = {use["title"]: use for use in self.drawing._mdq_get_where_used()}
        self.assertEqual(uses["Processes"]["records"], self.anodising)
        self.assertEqual(uses["Open orders at suppliers who have it"]["records"], order)
        withdrawal = self.env["mdq.document.withdrawal"].with_user(self.quality_engineer).create(
            {"document_id": self.drawing.id, "reason": "No longer made"})
        with self.refused(f"still needed. First clear: .*{order.name}"):
            withdrawal.action_submit()

    def test_documents_of_a_process(self):
        action = self.anodising.with_user(self.planner).action_open_documents()
        self.assertEqual(self.env["mdq.document"].search(action["domain"]), self.drawing)
