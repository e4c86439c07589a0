from odoo import models
from odoo.fields import Domain

OPEN = ("assessment", "board", "approved")  # not yet carried out


class MdqSamplingSkip(models.Model):
    """A lot is inspected while a change of its product or its supplier is under way."""

    _inherit = "mdq.sampling.skip"

    def _get_skip_conditions(self):
        reasons = super()._get_skip_conditions()
        # What is open counts, whoever may read it.
        changes = self.env["mdq.change"].sudo().search(
            Domain("company_id", "in", self.company_id.ids) & Domain("state", "in", OPEN)
            & (Domain("product_ids", "in", self.product_id.ids) | Domain("partner_id", "in", self.partner_id.ids))
        )
        for skip in self:
            for change in changes.filtered(lambda change, skip=skip: skip._is_touched_by(change)):
                reasons[skip.id].append(self.env._("Change %s is under way.", change.name))
        return reasons

    def _is_touched_by(self, change):
        """A change of the product, by this supplier or by nobody in particular; or of the supplier in general."""
        partner = change.partner_id.commercial_partner_id
        if change.company_id != self.company_id or partner not in (self.partner_id, partner.browse()):
            return False
        return self.product_id in change.product_ids or (bool(partner) and not change.product_ids)
