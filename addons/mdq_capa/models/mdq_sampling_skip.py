from odoo import models


class MdqSamplingSkip(models.Model):
    """Lots are not skipped while something about them is being looked into."""

    _inherit = "mdq.sampling.skip"

    def _get_skip_conditions(self):
        reasons = super()._get_skip_conditions()
        # What is open counts, whoever may read it.
        events = self.env["mdq.event"].sudo().search([
            ("company_id", "in", self.company_id.ids), ("state", "in", ("open", "in_review")), ("product_id", "in", self.product_id.ids),
        ])
        for skip in self:
            for event in events.filtered(lambda event, skip=skip: skip._is_concerned_by(event)):
                reasons[skip.id].append(self.env._("Quality event %s is open.", event.name))
        return reasons

    def _is_concerned_by(self, event):
        """An event of the same product: of this supplier, or of nobody in particular."""
        partner = event.partner_id.commercial_partner_id
        return event.company_id == self.company_id and event.product_id == self.product_id and partner in (self.partner_id, partner.browse())
