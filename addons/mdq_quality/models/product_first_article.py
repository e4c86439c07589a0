from odoo import api, fields, models

ASKED = [("yes", "Asked for"), ("no", "Not asked for")]
ROLES = ("mdq_base.group_quality_engineer", "mdq_base.group_sqe", "mdq_base.group_admin")


class ProductCategory(models.Model):
    _inherit = "product.category"

    _mdq_ledger_columns = ("mdq_first_article",)

    mdq_first_article = fields.Selection(
        ASKED, "First Article", help="Whether a first article of each supplier is inspected and accepted. Empty: as the category above.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._mdq_check_first_article_role(any(vals.get("mdq_first_article") for vals in vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._mdq_check_first_article_role("mdq_first_article" in vals)
        return super().write(vals)

    def _mdq_check_first_article_role(self, asked):
        if asked and not self.env.su:
            self.env.user._mdq_require(*ROLES)

    def _mdq_asks_first_article(self):
        category = self
        while category and not category.mdq_first_article:
            category = category.parent_id
        return category.mdq_first_article == "yes"


class ProductTemplate(models.Model):
    _inherit = "product.template"

    _mdq_ledger_columns = ("mdq_first_article",)

    mdq_first_article = fields.Selection(
        ASKED, "First Article", tracking=True,
        help="Whether a first article of each supplier, process and drawing is inspected and accepted before lots are released."
             " Empty: as the product category.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.categ_id._mdq_check_first_article_role(any(vals.get("mdq_first_article") for vals in vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self.categ_id._mdq_check_first_article_role("mdq_first_article" in vals)
        return super().write(vals)

    def _mdq_asks_first_article(self):
        """Whether lots of this product wait for a first article."""
        self.ensure_one()
        if not self.mdq_controlled or self.mdq_first_article == "no":
            return False
        return self.mdq_first_article == "yes" or self.categ_id._mdq_asks_first_article()


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _mdq_asks_first_article(self):
        return self.product_tmpl_id._mdq_asks_first_article()
