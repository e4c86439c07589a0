from odoo import models


class MdqDocumentReceipt(models.Model):
    """With its receipt a supplier confirms that his open orders are made by the new revision."""

    _inherit = "mdq.document.receipt"

    def _get_open_orders(self):
        lines = self.document_id._get_open_order_lines(self.partner_id)
        return super()._get_open_orders() + [
            {"name": line.order_id.name, "product": line.product_id.display_name,
             "quantity": f"{line.product_qty - line.qty_received:g} {line.product_uom_id.name}"}
            for line in lines
        ]

    def _after_acknowledged(self):
        super()._after_acknowledged()
        for receipt in self.filtered("partner_id"):
            orders = receipt.document_id._get_open_order_lines(receipt.partner_id).order_id
            orders.activity_feedback(["mdq_supplier.mail_activity_type_reconfirm"], feedback=self.env._(
                "%(person)s confirmed %(document)s.", person=self.env.user.name, document=receipt.name))
