from odoo import models


class StockLot(models.Model):
    """The audit trail of a lot: told with its inspections and releases, and reviewed before release where asked for."""

    _inherit = "stock.lot"

    def _mdq_get_told_records(self):
        # Who may read the lot may read how it was inspected and released.
        lots = self.sudo()
        return [*super()._mdq_get_told_records(), lots.mdq_inspection_ids.sudo(False), lots.mdq_release_ids.sudo(False)]

    def _mdq_get_reviewed_records(self):
        return [*super()._mdq_get_reviewed_records(), self.mdq_inspection_ids]

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        # What must hold does not depend on what the asker may read.
        required = self.sudo().filtered(lambda lot: any(lot._mdq_get_companies().mapped("mdq_review_before_release")))
        if required:
            gaps = self.env["mdq.audit.review"]._get_gaps(required)
            for lot in required:
                why = gaps[lot.id] or self.env._("The audit trail is reviewed and signed.")
                checks[lot.id].append(self._mdq_prepare_check("audit_trail", not gaps[lot.id], why))
        return checks

    def _mdq_get_companies(self):
        """A lot may belong to no company: then those that inspected it have their rules kept, whichever the caller is in."""
        return self.company_id or self.mdq_inspection_ids.company_id or self.env.company
