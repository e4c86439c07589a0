from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mdq_get_competence_gaps(self, records, act):
        gaps = super()._mdq_get_competence_gaps(records, act)
        required = self.env["mdq.competence.requirement"]._get_required(records, act)
        return gaps + required._get_gaps(self.sudo().partner_id)  # every user has his own contact

    def action_open_mdq_training(self):
        return self.partner_id.action_open_mdq_training()
