from odoo import api, models


class ProductReplenish(models.TransientModel):
    """Who replenishes by hand is offered qualified vendors, and is told when there is none."""

    _inherit = "product.replenish"

    @api.onchange("route_id")
    def _onchange_supplier_id(self):
        super()._onchange_supplier_id()
        if self.supplier_id and not self._mdq_is_allowed(self.supplier_id):
            allowed = self.product_id._mdq_filter_sellers(self.product_tmpl_id.seller_ids, self.company_id)
            self.supplier_id = allowed[:1]

    def _mdq_is_allowed(self, seller):
        return bool(self.product_id._mdq_filter_sellers(seller, self.company_id or self.env.company))

    def _prepare_run_values(self):
        return {**super()._prepare_run_values(), "mdq_by_hand": True}
