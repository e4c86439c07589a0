from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

BUYERS = "purchase.group_purchase_user"


class MdqPurchasePromise(models.Model):
    """Another delivery date that buyer and supplier agreed on before the promised one was over: what on-time is measured by."""

    _name = "mdq.purchase.promise"
    _description = "Agreed Delivery Date"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _mdq_server_written = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    order_id = fields.Many2one("purchase.order", "Order", readonly=True, ondelete="set null", index=True)
    line_id = fields.Many2one("purchase.order.line", "Order Line", readonly=True, ondelete="set null", index="btree_not_null")
    reference = fields.Char("Order and Product", required=True, readonly=True)
    date_before = fields.Datetime("Promised Before", required=True, readonly=True)
    date_after = fields.Datetime("Promised Now", required=True, readonly=True)
    agreed_with = fields.Char(required=True, readonly=True, help="The person of the supplier.")
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Agreed By", required=True, readonly=True, ondelete="restrict")
    agreed_on = fields.Datetime(required=True, readonly=True)


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    mdq_promise_ids = fields.One2many("mdq.purchase.promise", "order_id", "Agreed Delivery Dates", readonly=True, groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._mdq_keep_promises()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self._mdq_keep_promises()
        return result

    def _mdq_keep_promises(self):
        """With its confirmation an order promises the dates of its lines."""
        self.filtered(lambda order: order.state == "purchase").order_line._mdq_keep_promise()

    def action_mdq_agree_date(self):
        """Open the form on which another date is agreed for the lines that are still to come."""
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line.mdq_date_promised and line.qty_received < line.product_qty)
        if not lines:
            raise UserError(self.env._("Nothing of %s is still to come.", self.name))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Agree on Another Delivery Date"), "res_model": "mdq.purchase.agree",
            "views": [(False, "form")], "target": "new", "context": {"default_order_id": self.id, "default_line_ids": lines.ids},
        }


class PurchaseOrderLine(models.Model):
    """The day that was promised stays, whatever the planned one becomes, until another one is agreed on."""

    _inherit = "purchase.order.line"

    mdq_date_promised = fields.Datetime(
        "Promised For", readonly=True, copy=False, groups="base.group_user",
        help="The expected arrival when the order was confirmed, or the one that was agreed on since. On-time delivery is measured by it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any("mdq_date_promised" in vals for vals in vals_list):
            self._mdq_refuse_promise()
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.order_id.state == "purchase")._mdq_keep_promise()
        return lines

    def write(self, vals):
        if "mdq_date_promised" in vals:
            self._mdq_refuse_promise()
        return super().write(vals)

    def _mdq_refuse_promise(self):
        raise UserError(self.env._("The promised day is kept with the confirmation. Use “Agree on Another Date” on the order."))

    def _mdq_keep_promise(self):
        """Keep the planned day as the promised one; a promise that is over already stays, also when the order is confirmed again."""
        now = fields.Datetime.now()
        # Who confirms an order, a job or a buyer, need not be able to see the promise.
        lines = self.sudo().filtered(
            lambda line: line.date_planned and not line.display_type and (not line.mdq_date_promised or line.mdq_date_promised > now))
        for day, same in lines.grouped("date_planned").items():
            same._mdq_set_promise(day)

    def _mdq_set_promise(self, day):
        """The suite's own way to keep a promise."""
        super().write({"mdq_date_promised": day})

    def _mdq_agree_date(self, day, agreed_with, reason):
        """Move the promise of lines that are still to come, in words that stay; the planned day follows."""
        self._mdq_check_agreed(day, agreed_with, reason)
        # No role writes promises; the server does, after the check above.
        self.env["mdq.purchase.promise"].sudo().create([{
            "company_id": line.company_id.id, "order_id": line.order_id.id, "line_id": line.id, "user_id": self.env.uid,
            "reference": f"{line.order_id.name} · {line.product_id.display_name}", "date_before": line.mdq_date_promised,
            "date_after": day, "agreed_with": agreed_with.strip(), "reason": reason.strip(), "agreed_on": fields.Datetime.now(),
        } for line in self])
        # The server keeps the promise, after the check above.
        self.sudo()._mdq_set_promise(day)
        self.write({"date_planned": day})

    def _mdq_check_agreed(self, day, agreed_with, reason):
        if not self.env.user.has_group(BUYERS):
            raise AccessError(self.env._("Delivery dates are agreed on by somebody of purchasing."))
        self.check_access("write")
        if not (agreed_with or "").strip() or not (reason or "").strip() or not day:
            raise UserError(self.env._("Say the new day, with whom it was agreed, and why."))
        now = fields.Datetime.now()
        for line in self:
            if line.order_id.state != "purchase" or not line.mdq_date_promised:
                raise UserError(self.env._("%s is not confirmed: change its expected arrival.", line.order_id.name))
            if line.mdq_date_promised < now:
                raise UserError(self.env._(
                    "%(product)s was promised for %(day)s, which is over: a later date does not make it come in time. Change the"
                    " expected arrival only.", product=line.product_id.display_name, day=fields.Date.to_string(line.mdq_date_promised)))
            if day < now:
                raise UserError(self.env._("Agree on a day that is still ahead."))
