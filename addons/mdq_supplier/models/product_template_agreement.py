from odoo import api, fields, models

from . import agreement_demand


class ProductTemplate(models.Model):
    """Whether goods are bought under a quality agreement."""

    _inherit = "product.template"

    _mdq_ledger_columns = ("mdq_needs_agreement", "mdq_agreement_past")

    mdq_needs_agreement = fields.Boolean(
        "Needs a Quality Agreement", compute="_compute_mdq_needs_agreement", store=True, readonly=False, precompute=True, tracking=True,
        help="No order without a quality agreement in force with the supplier. Set by itself for goods of grade A.",
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

    def write(self, vals):
        if {agreement_demand.PAST, *agreement_demand.MARKS} & set(vals):
            agreement_demand.check_kept(self, vals)
            agreement_demand.check_dated(self, vals)
        return super().write(vals)
