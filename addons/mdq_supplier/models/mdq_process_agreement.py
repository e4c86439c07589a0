from odoo import api, fields, models

from . import agreement_demand


class MdqProcess(models.Model):
    """Whether a process is given out only under a quality agreement."""

    _inherit = "mdq.process"

    mdq_needs_agreement = fields.Boolean(
        "Needs a Quality Agreement",
        tracking=True,
        help="No order of this process without a quality agreement in force with the supplier.",
    )
    mdq_needs_agreement_since = fields.Date(
        "Agreement Needed Since", compute="_compute_mdq_needs_agreement_since", store=True, precompute=True
    )
    mdq_agreement_past = fields.Char(
        "Agreement Needed Before", compute="_compute_mdq_needs_agreement_since", store=True, precompute=True,
        copy=False, help="The times in which it was needed until the mark was taken off.",
    )

    @api.depends("mdq_needs_agreement")
    def _compute_mdq_needs_agreement_since(self):
        agreement_demand.stamp(self)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if {agreement_demand.PAST, *agreement_demand.MARKS} & set(vals):
            agreement_demand.check_dated(self, vals)
            self.env.registry.clear_cache()
        return super().write(vals)
