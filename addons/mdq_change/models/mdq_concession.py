from odoo import models


class MdqConcession(models.Model):
    _inherit = "mdq.concession"

    def _mdq_is_approved(self):
        """The concession of a permit rests on the approval of the permit, whose limits it repeats."""
        return super()._mdq_is_approved() or bool(self._get_approved_permit())

    def _get_approved_permit(self):
        # A gate looks at the permit, whatever the caller may read of it.
        permits = self.env["mdq.deviation.permit"].sudo().search([("concession_id", "=", self.id), ("state", "=", "active")])
        return permits.filtered(lambda permit: permit._mdq_is_approved())
