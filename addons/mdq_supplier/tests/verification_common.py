"""Orders whose goods are verified at the supplier's premises, the reports of it, and who receives them."""

from .common import MdqSupplierCommon

TEXTS = {
    "mdq_source_verification": "Anodised surface, 20 pieces a lot, by our supplier quality",
    "mdq_source_release": "Release note signed by our supplier quality",
}


class MdqVerificationCommon(MdqSupplierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls._product("Box", tracking="none")
        cls.tray = cls._product("Tray", tracking="none")
        cls.storeman = cls.new_user("mdq_storeman", "stock.group_stock_user")

    @classmethod
    def _arranged(cls, *products, confirm=True, **vals):
        order = cls._order(*products or (cls.box,), **{**TEXTS, **vals})
        order.order_line.product_qty = 10
        if confirm:
            order.button_confirm()
        return order

    def _report(self, order, quantity=10, result="accepted", user=None, **values):
        user = user or self.sqe
        number = self.env["mdq.supplier.verification"].with_user(user).record(order.id, {
            "day": "2026-01-05", "present": "Our Zhao, their Wang", "result": result, "remarks": "As found",
            "lines": [{"line_id": line.id, "quantity": quantity, "lots": "L1"} for line in order.order_line], **values,
        }, self.credential_of(user))
        return self.env["mdq.supplier.verification"].browse(number)

    def _open(self, order):
        return order.sudo().picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def _take(self, order, quantity=10, user=None):
        """Count what came, as the storeman does; not yet done."""
        picking = self._open(order)
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        return picking.with_user(user or self.storeman)

    def _receive(self, order, quantity=10):
        picking = self._take(order, quantity)
        picking._action_done()
        return picking
