from odoo import fields, models
from odoo.exceptions import AccessError

from .product_category import GRADES

GUARDED = ("mdq_controlled", "mdq_process_id", "mdq_grade")
ROLES = ("mdq_base.group_quality_engineer", "mdq_base.group_sqe", "mdq_base.group_admin")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    _mdq_ledger_columns = (
        "mdq_controlled", "mdq_process_id", "mdq_grade", "mdq_lifetime_years", "mdq_is_implant", "name", "default_code", "categ_id",
        "active",
    )
    _mdq_reason_fields = ("mdq_controlled", "mdq_lifetime_years", "mdq_is_implant")

    mdq_controlled = fields.Boolean(
        "Controlled", tracking=True, copy=True,
        help="Under quality control: only qualified suppliers deliver it, and only released lots are used.",
    )
    mdq_process_id = fields.Many2one(
        "mdq.process", "Outside Process", ondelete="restrict", tracking=True, index="btree_not_null",
        help="For a service: the process that is bought with it. For a subcontracted product: the process done outside.",
    )

    mdq_grade = fields.Selection(
        GRADES, "Material Grade", tracking=True,
        help="How much the device depends on these goods. Empty: the grade of the product category.",
    )

    def _mdq_get_grade(self):
        """Return the grade of these goods: their own, or that of their category."""
        self.ensure_one()
        return self.mdq_grade or self.categ_id._mdq_get_grade()

    def _mdq_get_asking(self):
        """Of products, those under quality control."""
        return self.filtered("mdq_controlled")

    def write(self, vals):
        if any(name in vals for name in GUARDED):
            self._mdq_check_control_kept(vals)
        return super().write(vals)

    def _mdq_check_control_kept(self, vals):
        """Control is taken on by anyone who keeps products, and given up only by quality."""
        eased = self.filtered(lambda product: product._mdq_is_eased_by(vals))
        if not eased or any(self.env.user.has_group(group) for group in ROLES):
            return
        raise AccessError(self.env._(
            "%(product)s is under quality control. Only a quality engineer, a supplier quality engineer or an"
            " administrator of device quality ends it or changes its outside process or its grade.",
            product=eased[0].display_name,
        ))

    def _mdq_is_eased_by(self, vals):
        self.ensure_one()
        ends_control = self.mdq_controlled and "mdq_controlled" in vals and not vals["mdq_controlled"]
        process = self.mdq_process_id
        changes_process = process and "mdq_process_id" in vals and vals["mdq_process_id"] != process.id
        changes_grade = self.mdq_grade and "mdq_grade" in vals and vals["mdq_grade"] != self.mdq_grade
        return bool(ends_control or changes_process or changes_grade)
