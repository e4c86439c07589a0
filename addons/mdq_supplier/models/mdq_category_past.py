"""Where product categories stood before they were moved, so that a question about a past day keeps its answer."""

from odoo import api, fields, models

from ..core import goods
from .product_category import GRADES


class MdqCategoryPast(models.Model):
    """Where a product category stood until a day, and whether it was graded."""

    _name = "mdq.category.past"
    _description = "Product Category Before A Change"
    _inherit = ["mdq.audited.mixin"]
    _order = "categ_id, until, id"
    _rec_name = "until"
    _mdq_server_written = True

    # A category that holds nothing may be deleted, and no question about it is left.
    categ_id = fields.Many2one("product.category", "Product Category", required=True, readonly=True, ondelete="cascade", index=True)
    until = fields.Date("Changed On", required=True, readonly=True, help="The first day on which it was no longer so.")
    category_path = fields.Char("Path", readonly=True)
    grade = fields.Selection(GRADES, "Material Grade", readonly=True)

    @api.model
    def _keep(self, categories):
        """Write down where categories stand, before they are moved or graded otherwise."""
        # No role writes what was; the server does, before the change.
        self.sudo().create([{
            "categ_id": category.id, "until": self.env.company._mdq_today(),
            "category_path": category.parent_path, "grade": category.mdq_grade,
        } for category in categories.sudo()])  # where it stands is a fact, whatever the caller may read

    @api.model
    def _get_tree(self, on):
        """Return the tree of categories as it was on a day; without a query for today and later."""
        if not on or on >= self.env.company._mdq_today():
            return Tree({})
        # A gate looks at all facts, whatever the caller may read.
        found = self.sudo().search([("until", ">", on)], order="id")
        return Tree({category.id: goods.on_day([(row.until, row) for row in rows], None, on)
                     for category, rows in found.grouped("categ_id").items()})

    def write(self, vals):
        """What was is a fact; a later change leaves another row."""
        self._mdq_refuse_frozen()
        return super().write(vals)


class Tree:
    """The tree of product categories on a day: where each that was changed since stood then."""

    def __init__(self, rows):
        self.rows = rows  # {category id: what it was}

    def get_path(self, category, otherwise=""):
        """Return the ids of a category and of those above it then, the nearest first.

        :param otherwise: its path where the category is gone
        """
        row = self.rows.get(category.id)
        path = row.category_path if row else category.parent_path or otherwise
        return tuple(int(part) for part in reversed((path or "").split("/")) if part)

    def get_grades(self):
        """Return {category id: whether it was graded} of those that were changed since."""
        return {number: bool(row.grade) for number, row in self.rows.items()}


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        if "parent_id" in vals:
            moved = self.filtered(lambda category: category.parent_id.id != (vals["parent_id"] or False))
            self.env["mdq.category.past"]._keep(moved._mdq_get_below())
        elif "mdq_grade" in vals:
            self.env["mdq.category.past"]._keep(self.filtered(lambda category: category.mdq_grade != vals["mdq_grade"]))
        return super().write(vals)

    def _mdq_get_below(self):
        """Return these categories and all below them."""
        return self.search([("id", "child_of", self.ids)]) if self else self
