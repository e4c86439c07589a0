from odoo import api, fields, models

from . import agreement_demand


class ProductCategory(models.Model):
    """Whether the goods of a category, and of those below it, are bought under a quality agreement."""

    _inherit = "product.category"

    _mdq_ledger_columns = ("mdq_needs_agreement", "mdq_agreement_past")

    mdq_needs_agreement = fields.Boolean(
        "Needs a Quality Agreement", compute="_compute_mdq_needs_agreement", store=True, readonly=False, precompute=True,
        help="No order of its products, and of those of the categories below, without a quality agreement in force with the supplier.",
    )
    mdq_needs_agreement_since = fields.Date(
        "Agreement Needed Since", compute="_compute_mdq_needs_agreement_since", store=True, precompute=True, groups="base.group_user"
    )
    mdq_agreement_past = fields.Char(
        "Agreement Needed Before", compute="_compute_mdq_needs_agreement_since", store=True, precompute=True, groups="base.group_user",
        copy=False, help="The times in which it was needed until the mark was taken off.",
    )

    @api.depends("mdq_grade")
    def _compute_mdq_needs_agreement(self):
        agreement_demand.mark_graded(self)

    @api.depends("mdq_needs_agreement")
    def _compute_mdq_needs_agreement_since(self):
        agreement_demand.stamp(self)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {"mdq_grade", agreement_demand.PAST, *agreement_demand.MARKS} & set(vals):
            agreement_demand.check_kept(self, vals)
            agreement_demand.check_dated(self, vals)
            self.env.registry.clear_cache()
        return super().write(vals)

    def _mdq_get_path(self):
        """Return the ids of this category and of those above it, the nearest first."""
        return tuple(int(part) for part in reversed((self.parent_path or "").split("/")) if part)
