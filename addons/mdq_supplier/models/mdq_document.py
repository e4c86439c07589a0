from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare


class MdqDocument(models.Model):
    """Documents of processes, and what suppliers have in work while a document changes under it."""

    _inherit = "mdq.document"

    process_ids = fields.Many2many("mdq.process", string="Processes", check_company=True)
    open_order_count = fields.Integer("Orders To Re-Confirm", compute="_compute_open_order_count")

    @api.depends("receipt_ids.state", "product_ids", "process_ids")
    def _compute_open_order_count(self):
        for document in self:
            document.open_order_count = len(document._origin._get_orders_to_confirm())

    def _get_orders_to_confirm(self):
        """Return the orders of suppliers who have not confirmed this revision yet; the caller may not read them."""
        waiting = self.receipt_ids.filtered(lambda receipt: receipt.state == "waiting").partner_id
        return self._get_open_order_lines(waiting).order_id

    def _get_open_order_lines(self, suppliers):
        """Return the lines that these suppliers still work on, of the products and processes that the document concerns."""
        concerned = Domain("product_id", "in", self.product_ids.ids) | Domain("mdq_process_id", "in", self.process_ids.ids)
        # Orders are closed to most roles of quality; that a supplier works by an old drawing concerns them all.
        lines = self.env["purchase.order.line"].sudo().search(concerned & Domain([
            ("order_id.state", "=", "purchase"), ("company_id", "in", self.company_id.ids),
            ("order_id.partner_id.commercial_partner_id", "in", suppliers.ids),
        ]))
        return lines.filtered(lambda line: float_compare(
            line.qty_received, line.product_qty, precision_rounding=line.product_uom_id.rounding or 0.01) < 0)

    def _mdq_get_where_used(self):
        # Facts about the document, whatever its reader may see of suppliers and orders.
        known = self.sudo()
        qualifications = known.env["mdq.supplier.qualification"].search([
            ("document_ids", "in", self.ids), ("validity", "in", ("valid", "soon", "open")),
        ])
        return super()._mdq_get_where_used() + [
            {"title": self.env._("Processes"), "records": known.process_ids, "blocks": False},
            {"title": self.env._("Qualifications that rest on it"), "records": qualifications, "blocks": True},
            {"title": self.env._("Open orders at suppliers who have it"), "blocks": True,
             "records": known._get_open_order_lines(known.receipt_ids.partner_id).order_id},
        ]

    def _tell_recipients(self, receipts):
        """The planner hears which orders a supplier has in work under the earlier revision."""
        super()._tell_recipients(receipts)
        if self.revision == 1:
            return
        for order in self._get_open_order_lines(receipts.partner_id).order_id:
            person = order.user_id or self.owner_id
            order.activity_schedule(
                "mdq_supplier.mail_activity_type_reconfirm", user_id=person.id,
                summary=self.with_context(lang=person.lang).env._("Supplier to re-confirm: %s", self.display_name),
            )

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_form_action")
        return {**action, "domain": [("id", "in", self._get_orders_to_confirm().ids)], "name": self.env._("Orders To Re-Confirm")}
