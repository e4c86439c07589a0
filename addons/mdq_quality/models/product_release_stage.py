"""Which products are released twice: for production by the maker, and to the market by the registrant."""

from odoo import api, fields, models
from odoo.fields import Domain

ASKED = [("yes", "Production, then market release"), ("no", "One release")]
ROLES = ("mdq_base.group_quality_manager", "mdq_base.group_admin")


class ResCompany(models.Model):
    _inherit = "res.company"

    _mdq_ledger_columns = ("mdq_two_stage_release",)

    mdq_two_stage_release = fields.Boolean(
        "Market Release by the Registrant",
        help="A lot of a controlled product is released twice, by two people: for production by a releaser, and to the market"
             " by somebody whom the registrant has named. Categories and products may say otherwise.",
    )

    def write(self, vals):
        if "mdq_two_stage_release" in vals and not self.env.su:
            self.env.user._mdq_require(*ROLES)
        return super().write(vals)


class ProductCategory(models.Model):
    _inherit = "product.category"

    _mdq_ledger_columns = ("mdq_two_stage_release", "parent_id")

    mdq_two_stage_release = fields.Selection(
        ASKED, "Release", help="Whether lots need the registrant's market release after their production release."
                               " Empty: as the category above, then as the company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        self._mdq_check_stage_role(categories.filtered(lambda category: category.mdq_two_stage_release == "no"))
        return categories

    def write(self, vals):
        if not {"mdq_two_stage_release", "parent_id"} & vals.keys():
            return super().write(vals)
        below = self.search([("id", "child_of", self.ids)])
        before = {category: category._mdq_get_stage_rule() for category in below}
        result = super().write(vals)
        self._mdq_check_stage_role(below.filtered(lambda category: category._mdq_get_stage_rule() != before[category]))
        return result

    @api.model
    def _mdq_check_stage_role(self, changed):
        """How often a lot is signed for is not decided by whoever keeps products."""
        if changed and not self.env.su:
            self.env.user._mdq_require(*ROLES)

    def _mdq_get_stage_rule(self):
        """Return yes, no, or False where the company decides."""
        category = self
        while category and not category.mdq_two_stage_release:
            category = category.parent_id
        return category.mdq_two_stage_release


class ProductTemplate(models.Model):
    _inherit = "product.template"

    _mdq_ledger_columns = ("mdq_two_stage_release", "categ_id")

    mdq_two_stage_release = fields.Selection(
        ASKED, "Release", tracking=True, index="btree_not_null",
        help="Whether lots need the registrant's market release after their production release."
             " Empty: as the product category, then as the company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        # A copy, a default or an import may bring it too: what came out of it is looked at.
        self.categ_id._mdq_check_stage_role(products.filtered(lambda product: product.mdq_two_stage_release == "no"))
        return products

    def write(self, vals):
        if not {"mdq_two_stage_release", "categ_id"} & vals.keys():
            return super().write(vals)
        controlled = self.filtered("mdq_controlled")
        before = {product: product._mdq_get_stage_rule() for product in controlled}
        result = super().write(vals)
        changed = controlled.filtered(lambda product: product._mdq_get_stage_rule() != before[product])
        explicit = "mdq_two_stage_release" in vals and self or changed
        self.categ_id._mdq_check_stage_role(explicit)
        return result

    def _mdq_get_stage_rule(self):
        return self.mdq_two_stage_release or self.categ_id._mdq_get_stage_rule()

    def _mdq_is_released_twice(self, companies):
        """Whether lots of this product in these companies need two releases."""
        self.ensure_one()
        rule = self._mdq_get_stage_rule()
        return rule == "yes" or (not rule and any(companies.mapped("mdq_two_stage_release")))


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_is_released_twice(self):
        """Whether this lot needs two releases; of a lot that belongs to no company, one that asks for it is enough."""
        self.ensure_one()
        lot = self.sudo()  # what a lot needs does not depend on who asks
        return bool(lot.mdq_status) and lot.product_id.product_tmpl_id._mdq_is_released_twice(lot._mdq_get_companies())

    @api.model
    def _mdq_is_any_released_twice(self):
        """Whether anybody asks for two releases of anything: most companies that make for themselves do not."""
        return any(
            # Rules hold for every lot, whoever looks.
            self.env[model].sudo().search_count([("mdq_two_stage_release", "=", value)], limit=1)
            for model, value in (("res.company", True), ("product.category", "yes"), ("product.template", "yes"))
        )

    @api.model
    def _mdq_get_released_twice_domain(self):
        """The same as a filter."""
        # Rules of categories and companies hold for every lot, whoever looks.
        categories = self.env["product.category"].sudo().search([]).grouped(lambda category: category._mdq_get_stage_rule())
        asking = self.env["res.company"].sudo().search([("mdq_two_stage_release", "=", True)])  # the same
        template, category = "product_id.product_tmpl_id.mdq_two_stage_release", "product_id.product_tmpl_id.categ_id"
        ids = {rule: categories[rule].ids if rule in categories else [] for rule in ("yes", False)}
        inherited = Domain(category, "in", ids["yes"]) | (
            (Domain(category, "in", ids[False]) | Domain(category, "=", False)) & self._mdq_get_company_domain(asking))
        return Domain(template, "=", "yes") | (Domain(template, "=", False) & inherited)

    def _mdq_get_company_domain(self, companies):
        """Lots that belong to these companies, as `_mdq_get_companies` says it of one."""
        shared = Domain("mdq_inspection_ids.company_id", "in", companies.ids)
        if self.env.company in companies:
            shared |= Domain("mdq_inspection_ids", "=", False)
        return Domain("company_id", "in", companies.ids) | (Domain("company_id", "=", False) & shared)
