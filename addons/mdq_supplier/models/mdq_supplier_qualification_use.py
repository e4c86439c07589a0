from odoo import api, fields, models

from ..core import limit as limit_core


class MdqSupplierQualificationUse(models.Model):
    """What an order line took from the limit of a qualification on a day, or gave back."""

    _name = "mdq.supplier.qualification.use"
    _description = "Use Of A Limited Qualification"
    _inherit = ["mdq.audited.mixin"]
    _order = "qualification_id, id"
    _rec_name = "reference"
    _mdq_server_written = True

    qualification_id = fields.Many2one(
        "mdq.supplier.qualification", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="qualification_id.company_id", store=True)
    order_line_id = fields.Many2one("purchase.order.line", "Order Line", readonly=True, ondelete="set null", index="btree_not_null")
    reference = fields.Char("Order and Product", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True, help="The day, at the company.")
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the unit of the limit; negative: given back.")
    uom_id = fields.Many2one(related="qualification_id.limit_uom_id")
    value = fields.Monetary(currency_field="currency_id", readonly=True, help="In the currency of the limit; negative: given back.")
    currency_id = fields.Many2one(related="qualification_id.limit_currency_id")
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True, ondelete="restrict")

    @api.model
    def _get_used(self, qualifications, on=None, without=None):
        """Return {qualification id: amount} of what is taken from limits, with one query.

        :param on: by the end of this day; None: by now
        :param without: order lines that do not count
        """
        domain = [("qualification_id", "in", qualifications.ids)]
        if on:
            domain.append(("date", "<=", on))
        if without:
            domain += ["|", ("order_line_id", "=", False), ("order_line_id", "not in", without.ids)]
        return {record.id: limit_core.Amount(quantity, value) for record, quantity, value in self._sum(domain, "qualification_id")}

    @api.model
    def _get_used_by_line(self, lines):
        """Return {(qualification id, line id): amount} of what these lines hold."""
        domain = [("order_line_id", "in", lines.ids)]
        return {(record.id, line.id): limit_core.Amount(quantity, value)
                for record, line, quantity, value in self._sum(domain, "qualification_id", "order_line_id")}

    def _sum(self, domain, *groups):
        # What is left of a limit does not depend on what the caller may read.
        return self.sudo()._read_group(domain, list(groups), ["quantity:sum", "value:sum"])

    @api.model
    def _record(self, changes):
        """Write what lines take or give back: {(qualification, line): amount}."""
        # No role writes uses; the gate does, when a line passed it.
        return self.sudo().create([{
            "qualification_id": record.id, "order_line_id": line.id, "date": record.company_id._mdq_today(),
            "reference": f"{line.order_id.name} · {line.product_id.display_name}",
            "quantity": amount.quantity, "value": amount.value, "user_id": self.env.uid,
        } for (record, line), amount in changes.items()])

    def write(self, vals):
        """What was taken on a day is a fact; giving back is another row."""
        self._mdq_refuse_frozen()
        return super().write(vals)
