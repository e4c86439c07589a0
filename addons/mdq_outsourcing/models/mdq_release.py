from odoo import models


class MdqRelease(models.Model):
    """Who reported a process step of a lot does not sign its production release for the contract maker."""

    _inherit = "mdq.release"

    def _get_maker_barred(self, lots):
        # Reports count whoever asks, and those of a lot that it was part of then.
        wholes = {lot.id: lot._mdq_get_origins() for lot in lots.sudo()}
        reports = self.env["mdq.batch.report"].sudo().search([  # as above
            ("lot_id", "in", lots.union(*wholes.values()).ids), ("reported_by", "=", self.env.uid)])
        return super()._get_maker_barred(lots) | lots.filtered(lambda lot: wholes[lot.id] & reports.lot_id)
