"""How much of a product is released, in quarantine, on hold, rejected: beside the quantity on hand, and in the forecast."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

FIELD_BY_STATUS = {
    "released": "mdq_qty_released", "quarantine": "mdq_qty_quarantine", "hold": "mdq_qty_hold", "rejected": "mdq_qty_rejected",
    "recalled": "mdq_qty_rejected", "expired": "mdq_qty_rejected",
}
NAMES = sorted(set(FIELD_BY_STATUS.values()))


class ProductProduct(models.Model):
    _inherit = "product.product"

    mdq_qty_released = fields.Float("Released", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_quarantine = fields.Float("In Quarantine", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_hold = fields.Float("On Hold", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_rejected = fields.Float(
        "Not Usable", digits="Product Unit", compute="_compute_mdq_quantities", help="Rejected, recalled or expired.",
    )

    @api.depends("stock_quant_ids.quantity", "stock_quant_ids.mdq_status")
    @api.depends_context("location", "warehouse_id", "allowed_company_ids")
    def _compute_mdq_quantities(self):
        quantities = self._mdq_get_quantities()
        for product in self:
            own = quantities[product._origin.id]
            for name in NAMES:
                product[name] = own[name]

    def _mdq_get_quantities(self):
        """Return {product id: {field: quantity}} of what is on hand, by quality status; two questions for all products."""
        quantities = defaultdict(lambda: dict.fromkeys(NAMES, 0.0))
        controlled = self.filtered("mdq_controlled")
        if not controlled:
            return quantities
        for product, status, quantity in self._mdq_group_quants(controlled, []):
            quantities[product.id][FIELD_BY_STATUS[status]] += quantity
        past = [("mdq_status", "in", ("released", "quarantine", "hold")), ("expiration_date", "<=", fields.Datetime.now())]
        for product, status, quantity in self._mdq_group_quants(controlled, past):  # expired already, job or not
            quantities[product.id][FIELD_BY_STATUS[status]] -= quantity
            quantities[product.id]["mdq_qty_rejected"] += quantity
        return quantities

    def _mdq_group_quants(self, products, domain):
        here = Domain(self._get_domain_locations()[0]) & Domain("product_id", "in", products.ids) & Domain("mdq_status", "!=", False)
        # Who may read a product may read how much of it there is, in his companies.
        quants = self.env["stock.quant"].sudo()
        return quants._read_group(here & Domain(domain), ["product_id", "mdq_status"], ["quantity:sum"])

    def _compute_quantities_dict(self, lot_id, owner_id, package_id, from_date=False, to_date=False):
        """What is not released is on hand, but not free to use."""
        found = super()._compute_quantities_dict(lot_id, owner_id, package_id, from_date, to_date)
        for product_id, quantity in self._mdq_get_not_free(lot_id, owner_id, package_id).items():
            if product_id in found:
                found[product_id]["free_qty"] = self.browse(product_id).uom_id.round(found[product_id]["free_qty"] - quantity)
        return found

    def _mdq_get_not_free(self, lot_id, owner_id, package_id):
        controlled = self._origin.filtered("mdq_controlled")
        if not controlled:
            return {}
        domain = Domain(self._get_domain_locations()[0]) & Domain("product_id", "in", controlled.ids)
        domain &= Domain("mdq_status", "not in", (False, "released"))
        # What is to be removed from stock was left out already, released or not: by the day that Odoo takes for that, in UTC.
        domain &= Domain("removal_date", "=", False) | Domain("removal_date", ">", fields.Date.today())
        for name, value in (("lot_id", lot_id), ("owner_id", owner_id), ("package_id", package_id)):
            if value is not None:
                domain &= Domain(name, "=", value)
        groups = self.env["stock.quant"]._read_group(domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"])
        return {product.id: quantity - reserved for product, quantity, reserved in groups}

    def action_mdq_view_status_quants(self):
        return self.product_tmpl_id._mdq_prepare_quants_action([("product_id", "in", self.ids)])


class ProductTemplate(models.Model):
    _inherit = "product.template"

    mdq_qty_released = fields.Float("Released", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_quarantine = fields.Float("In Quarantine", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_hold = fields.Float("On Hold", digits="Product Unit", compute="_compute_mdq_quantities")
    mdq_qty_rejected = fields.Float(
        "Not Usable", digits="Product Unit", compute="_compute_mdq_quantities", help="Rejected, recalled or expired.",
    )

    @api.depends("product_variant_ids.mdq_qty_released")
    @api.depends_context("location", "warehouse_id", "allowed_company_ids")
    def _compute_mdq_quantities(self):
        for product in self:
            for name in NAMES:
                product[name] = sum(product.product_variant_ids.mapped(name))

    def action_mdq_view_status_quants(self):
        return self._mdq_prepare_quants_action([("product_id", "in", self.product_variant_ids.ids)])

    def _mdq_prepare_quants_action(self, domain):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Stock by Quality Status"), "res_model": "stock.quant",
            "views": [(self.env.ref("mdq_quality.stock_quant_view_list_mdq_status").id, "list")],
            "search_view_id": (self.env.ref("mdq_quality.stock_quant_view_search_mdq_status").id,),
            "domain": [*domain, ("location_id.usage", "in", ("internal", "transit"))], "context": {"search_default_group_by_status": 1},
        }


class StockForecasted(models.AbstractModel):
    _inherit = "stock.forecasted_product_product"

    def _get_product_quantities(self, res, product_template_ids, product_ids):
        super()._get_product_quantities(res, product_template_ids, product_ids)
        for product in self._get_products(product_template_ids, product_ids).filtered("mdq_controlled"):
            res["product"][product.id]["mdq"] = {name: product[name] for name in NAMES}
