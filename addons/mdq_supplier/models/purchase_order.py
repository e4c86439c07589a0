from odoo import api, fields, models

CONFIRMED = ("to approve", "purchase")
MOST_HINTS = 5  # what fits on a banner


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    _mdq_ledger_columns = (
        "name", "partner_id", "partner_ref", "company_id", "state", "date_order", "date_approve", "locked", "origin",
        "dest_address_id", "user_id",
    )

    # For employees: a supplier reads his orders in the portal, and must not learn of his competitors.
    mdq_why_not = fields.Text(
        "Why It Cannot Be Confirmed", compute="_compute_mdq_why_not", groups="base.group_user"
    )
    mdq_vendor_hint = fields.Text("Qualified Suppliers", compute="_compute_mdq_why_not", groups="base.group_user")
    mdq_concession_hint = fields.Text("Passes Under a Concession", compute="_compute_mdq_why_not", groups="base.group_user")

    @api.constrains("state", "partner_id", "company_id")
    def _check_mdq_qualification(self):
        """The gate of orders: on `write`, so that no button, RPC call, merge or server code passes beside it."""
        for order in self.filtered(lambda order: order.state in CONFIRMED):
            order.order_line._mdq_pass_gate(count=order.state == "purchase")

    def write(self, vals):
        """An order that is cancelled gives back what it took from limits; one in another currency takes something else."""
        result = super().write(vals)
        if vals.get("state", "purchase") != "purchase" or "currency_id" in vals:
            self.order_line._mdq_rebook()
        return result

    @api.depends("state", "partner_id", "company_id", "order_line.product_id", "order_line.mdq_process_id",
                 "order_line.product_qty", "order_line.price_subtotal")
    def _compute_mdq_why_not(self):
        """What the gate would say now, before anybody runs into it."""
        for order in self:
            order.mdq_why_not = order.mdq_vendor_hint = order.mdq_concession_hint = False
            if order.state in ("purchase", "cancel") or not order.partner_id:
                continue
            uncovered = order.order_line._mdq_get_refused()
            refused = order.order_line._mdq_use_concessions(uncovered, count=False, quantities=None) if uncovered else {}
            order.mdq_why_not = "\n".join(order.order_line._mdq_explain(refused)) or False
            order.mdq_vendor_hint = order._mdq_get_vendor_hint(refused)
            order.mdq_concession_hint = order._mdq_get_concession_hint([line for line in uncovered if line not in refused])

    def _mdq_get_concession_hint(self, lines):
        """Say which concessions let pass what no qualification covers, and that they are counted."""
        found = {line: line._mdq_find_concession(line.product_uom_qty) for line in lines}
        return "\n".join(dict.fromkeys(
            self.env._("%(product)s: concession %(concession)s lets it pass, and is counted.",
                       product=line.product_id.display_name, concession=concession.name)
            for line, concession in found.items() if concession
        )) or False

    def _mdq_get_vendor_hint(self, refused):
        """Name the suppliers that are qualified for what this one is not qualified for, one line a case."""
        cases = dict.fromkeys(case[1:] for reasons in refused.values() for case, _left in reasons)
        return "\n".join(self._mdq_get_alternates(*case) for case in list(cases)[:MOST_HINTS]) or False

    def _mdq_get_alternates(self, product_id, process_id):
        product = self.env["product.product"].browse(product_id)
        process = self.env["mdq.process"].browse(process_id or ())
        allowed = self.env["res.partner"]._mdq_get_allowed(product, process, self.company_id)
        others = allowed.filtered(lambda place: place._origin != self.partner_id._origin)
        if others:
            return self.env._("Qualified for %(product)s today: %(suppliers)s", product=product.display_name,
                              suppliers=", ".join(others.mapped("display_name")))
        if allowed:
            return self.env._("No other supplier is qualified for %s today.", product.display_name)
        return self.env._("No supplier is qualified for %s today.", product.display_name)
