from odoo import models
from odoo.exceptions import UserError


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        if vals.get("product_tmpl_id"):
            self._mdq_check_kept(self.env["product.template"].browse(vals["product_tmpl_id"]))
        return super().write(vals)

    def _mdq_check_kept(self, template):
        """Control belongs to the product: a variant neither leaves it nor slips into it by changing sides."""
        for product in self:
            # What a product is under is a fact of the product, whoever may read it.
            both = (product.product_tmpl_id | template).sudo()
            if len(both) > 1 and any(both.mapped("mdq_controlled")):
                raise UserError(self.env._(
                    "%(product)s cannot become a variant of %(other)s, as one of them is under quality control. Make a new variant there instead.",
                    product=product.display_name, other=template.display_name,
                ))

    def _mdq_is_gated(self):
        """Whether suppliers of this product must be qualified."""
        self.ensure_one()
        return bool(self.mdq_controlled or self.mdq_process_id)

    def _mdq_get_process(self, company):
        """The outside process of the product, as far as it is one of this company."""
        self.ensure_one()
        # What a product is under is a fact of the product, for every buyer.
        process = self.sudo().mdq_process_id
        return process if process.company_id == company else process.browse()

    def _prepare_sellers(self, params=False):
        """Propose qualified vendors only. On an order the vendor is chosen already: it keeps its price."""
        sellers = super()._prepare_sellers(params)
        if params and params.get("order_id"):
            return sellers
        return self._mdq_filter_sellers(sellers)

    def _mdq_filter_sellers(self, sellers, company=None):
        if not sellers or not self._mdq_is_gated():
            return sellers
        company = company or self.env.company
        process = self._mdq_get_process(company)
        cases = {seller: (seller.partner_id.id, self.id, process.id) for seller in sellers}
        verdicts = self.env["mdq.supplier.qualification"]._judge_many(
            list(cases.values()), company._mdq_today(), company
        )
        return sellers.filtered(lambda seller: verdicts[cases[seller]].allowed)

    def _mdq_why_no_seller(self, company):
        """Return why none of the vendors may deliver, one sentence a vendor."""
        process = self._mdq_get_process(company)
        cases = [(partner.id, self.id, process.id) for partner in self.seller_ids.partner_id]
        answers = self.env["mdq.supplier.qualification"]._check_many(cases, company=company)
        return "\n".join(reason for case in cases for reason in answers[case]["reasons"])
