from odoo import models
from odoo.addons.stock.models.stock_rule import ProcurementException


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_matching_supplier(self, product_id, product_qty, product_uom, company_id, values):
        """A vendor named on the reordering rule or by a caller is proposed only when he is qualified, too."""
        supplier = super()._get_matching_supplier(product_id, product_qty, product_uom, company_id, values)
        return product_id._mdq_filter_sellers(supplier, company_id) if supplier else supplier

    def _run_buy(self, procurements):
        """Say why nothing is bought, where somebody reads it: on the reordering rule, or to who replenishes by hand."""
        errors = []
        for procurement, rule in procurements:
            company = rule.company_id or procurement.company_id
            is_read = procurement.values.get("orderpoint_id") or procurement.values.get("mdq_by_hand")
            if is_read and rule._mdq_is_without_qualified_vendor(procurement, company):
                errors.append((procurement, procurement.product_id._mdq_why_no_seller(company)))
        if errors:
            raise ProcurementException(errors)
        return super()._run_buy(procurements)

    def _mdq_is_without_qualified_vendor(self, procurement, company):
        product = procurement.product_id
        if not product._mdq_is_gated() or not product.seller_ids:
            return False
        return not self._get_matching_supplier(
            product, procurement.product_qty, procurement.product_uom, company, procurement.values
        )

    def _notify_responsible(self, procurement):
        """Nobody reads an exception of a manufacturing or sales order's procurement: the product keeps the note."""
        result = super()._notify_responsible(procurement)
        product = procurement.product_id
        if product._mdq_is_gated() and product.seller_ids:
            why = product._mdq_why_no_seller(procurement.company_id)
            # Who plans may not be able to write on products.
            product.sudo().message_post(body=self.env._("Not bought for %(origin)s: %(why)s",
                                                        origin=procurement.origin or "-", why=why))
        return result
