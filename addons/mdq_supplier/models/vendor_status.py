"""The status of vendors where buyers choose them: in the drop-down, beside the vendor of an order, in price lists."""

from odoo import api, fields, models

SIGNS = {"approved": "✓", "conditional": "!", "refused": "✗"}
VENDOR_STATUS = [("approved", "Approved for this"), ("conditional", "Conditionally approved"), ("refused", "Not approved for this")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """In the drop-down of a vendor, a sign and a word say whether he may deliver what the order holds.

        Only this answer to the screen carries them, never the name of a partner that is written or signed elsewhere.
        """
        rows = super().web_name_search(name, specification, domain, operator, limit)
        asked = self._mdq_read_asked(self.env.context.get("mdq_asked"))
        if asked and self.env.user._is_internal():
            found = self.browse([row["id"] for row in rows])._mdq_get_vendor_status(asked)
            words = dict(self.env["purchase.order"]._fields["mdq_vendor_status"]._description_selection(self.env))
            for row in rows:
                status = found.get(self.browse(row["id"]))
                if status and "__formatted_display_name" in row:
                    # First, as a long name is cut at its end.
                    row["__formatted_display_name"] = f"`{SIGNS[status]} {words[status]}` {row['__formatted_display_name']}"
        return rows

    def _mdq_read_asked(self, said):
        """Return [(product id, process id or False)] from "12:0,13:5"; anything else is no question."""
        words = said.split(",") if isinstance(said, str) else []
        pairs = [word.split(":") for word in words]
        return [(int(product), int(process) or False) for product, process in (pair for pair in pairs if len(pair) == 2)
                if product.isdecimal() and process.isdecimal()]

    def _mdq_get_vendor_status(self, asked):
        """Return {partner: status} for [(product id, process id or False)]; partners have none where nothing needs approval.

        The question comes from the screen; nothing is decided by it.
        """
        saved = [partner for partner in self if isinstance(partner.id, int)]
        cases = {partner: [(partner.id, product, process) for product, process in asked] for partner in saved}
        company = self.env.company
        verdicts = self.env["mdq.supplier.qualification"]._judge_many(
            [case for found in cases.values() for case in found], company._mdq_today(), company)
        found = {}
        for partner in saved:
            status = _sum_up([verdicts[case] for case in cases[partner]])
            if status:
                found[partner] = status
        return found


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    # The products and processes that need an approved vendor, for the context of the drop-down.
    mdq_asked = fields.Char(compute="_compute_mdq_vendor_status", export_string_translation=False)
    # For employees: a supplier reads his orders in the portal.
    mdq_vendor_status = fields.Selection(
        VENDOR_STATUS, "Vendor Approval", compute="_compute_mdq_vendor_status", groups="base.group_user",
        help="Whether this vendor is approved for the products and processes of the order, today.",
    )

    @api.depends("partner_id", "company_id", "order_line.product_id", "order_line.mdq_process_id")
    def _compute_mdq_vendor_status(self):
        for order in self:
            cases = order.order_line._mdq_get_asked()
            order.mdq_asked = ",".join(f"{product}:{process or 0}" for product, process in cases)
            judged = order.order_line._mdq_judge() if cases and order.partner_id else {}
            order.mdq_vendor_status = _sum_up([verdict for verdicts in judged.values() for verdict in verdicts.values()])


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _mdq_get_asked(self):
        """Return the (product id, process id or False) that need an approved supplier, whoever he is."""
        asked = {}
        for line in self.filtered(lambda line: line.product_id and not line.display_type):
            product = line.product_id._origin
            processes = line.mdq_process_id | product._mdq_get_process(line.order_id.company_id)
            asked.update(dict.fromkeys((product.id, process._origin.id) for process in processes))
            if not processes and product.mdq_controlled:
                asked[product.id, False] = None
        return list(asked)


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    mdq_vendor_status = fields.Selection(VENDOR_STATUS, "Vendor Approval", compute="_compute_mdq_vendor_status", groups="base.group_user")

    @api.depends_context("company")
    @api.depends("partner_id", "product_id", "product_tmpl_id")
    def _compute_mdq_vendor_status(self):
        company = self.env.company
        cases = {seller: seller._mdq_get_case(company) for seller in self}
        verdicts = self.env["mdq.supplier.qualification"]._judge_many(
            [case for case in cases.values() if case], company._mdq_today(), company)
        for seller in self:
            seller.mdq_vendor_status = _sum_up([verdicts[cases[seller]]]) if cases[seller] else False

    def _mdq_get_case(self, company):
        product = (self.product_id or self.product_tmpl_id.product_variant_id)._origin
        if not product or not self.partner_id or not product._mdq_is_gated():
            return None
        return self.partner_id._origin.id, product.id, product._mdq_get_process(company).id


def _sum_up(verdicts):
    """The worst of several verdicts; False where none of them needs an approval."""
    if any(not verdict.allowed for verdict in verdicts):
        return "refused"
    statuses = {verdict.status for verdict in verdicts} - {"free"}
    return ("conditional" if "conditional" in statuses else "approved") if statuses else False
