"""What products were before they were changed, so that a question about a past day keeps its answer."""

from odoo import api, fields, models

from ..core import goods
from .product_category import GRADES


class MdqProductPast(models.Model):
    """What a product was until a day, written by the server when the product is changed."""

    _name = "mdq.product.past"
    _description = "Product Before A Change"
    _inherit = ["mdq.audited.mixin"]
    _order = "product_tmpl_id, until, id"
    _rec_name = "until"
    _mdq_server_written = True

    # A product that nobody ever used may be deleted, and no question about it is left.
    product_tmpl_id = fields.Many2one("product.template", "Product", required=True, readonly=True, ondelete="cascade", index=True)
    until = fields.Date("Changed On", required=True, readonly=True, help="The first day on which it was no longer so.")
    is_controlled = fields.Boolean("Controlled", readonly=True)
    process_id = fields.Many2one("mdq.process", "Outside Process", readonly=True, ondelete="restrict")
    grade = fields.Selection(GRADES, "Material Grade", readonly=True)
    is_implant = fields.Boolean("Implant", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True, ondelete="set null")
    category_path = fields.Char("Path Of The Category", readonly=True, help="Where the category stood when the product left it.")

    @api.model
    def _keep(self, products):
        """Write down what products are, before they are changed."""
        # No role writes what was; the server does, before the change.
        self.sudo().create([{
            "product_tmpl_id": product.id, "until": self.env.company._mdq_today(), "is_controlled": product.mdq_controlled,
            "process_id": product.mdq_process_id.id, "grade": product.mdq_grade, "is_implant": product.mdq_is_implant,
            "categ_id": product.categ_id.id, "category_path": product.categ_id.parent_path,
        } for product in products.sudo()])  # what it is under is a fact, whatever the caller may read

    @api.model
    def _get_changes(self, products, on):
        """Return {product template id: [(until, row)]} of what was changed after a day, with one query."""
        # A gate looks at all facts, whatever the caller may read.
        found = self.sudo().search([("product_tmpl_id", "in", products.ids), ("until", ">", on)], order="id")
        return {product.id: [(row.until, row) for row in rows] for product, rows in found.grouped("product_tmpl_id").items()}

    def write(self, vals):
        """What was is a fact; a later change leaves another row."""
        self._mdq_refuse_frozen()
        return super().write(vals)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    _mdq_asked_fields = ("mdq_controlled", "mdq_process_id", "mdq_grade", "mdq_is_implant", "categ_id")

    def write(self, vals):
        asked = [name for name in self._mdq_asked_fields if name in vals]
        if asked:
            self.env["mdq.product.past"]._keep(self.filtered(lambda product: product._mdq_is_changed_by(vals, asked)))
        return super().write(vals)

    def _mdq_is_changed_by(self, vals, names):
        now = self.read(names, load=False)[0]
        return any((now[name] or False) != (vals[name] or False) for name in names)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _mdq_get_goods(self, on=None):
        """Return {product id: what a gate asks of it}, as it was on a day, with a constant number of queries.

        :param on: None, today or later: as it is, without a query for what was
        """
        # What goods are under is a fact, whatever the caller may read.
        known = self.sudo()
        tree, changes = self.env["mdq.category.past"]._get_tree(on), {}
        if on and on < self.env.company._mdq_today():
            changes = self.env["mdq.product.past"]._get_changes(known.product_tmpl_id, on)
        return {product.id: product._mdq_get_goods_then(changes.get(product.product_tmpl_id.id, ()), tree, on) for product in known}

    def _mdq_get_goods_then(self, changes, tree, on):
        row = goods.on_day(changes, None, on)
        if row:
            path = tree.get_path(row.categ_id, row.category_path)
            return goods.Goods(row.is_controlled, row.process_id.id or None, path, row.grade or None, row.is_implant)
        path = tree.get_path(self.categ_id)
        return goods.Goods(self.mdq_controlled, self.mdq_process_id.id or None, path, self.mdq_grade or None, self.mdq_is_implant)
