from odoo import fields, models

GRADES = [("A", "A: critical to the device"), ("B", "B: important"), ("C", "C: general")]


class ProductCategory(models.Model):
    _inherit = "product.category"

    _mdq_ledger_columns = ("name", "parent_id", "mdq_grade")

    mdq_grade = fields.Selection(
        GRADES, "Material Grade",
        help="How much the device depends on the goods of this category. Empty: the grade of the category above.",
    )

    def _mdq_get_grade(self):
        """Return the grade of the category, or of the nearest one above that has one; B where nobody graded it."""
        category = self
        while category and not category.mdq_grade:
            category = category.parent_id
        return category.mdq_grade or "B"
