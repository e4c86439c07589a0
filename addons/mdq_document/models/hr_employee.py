from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _mdq_get_persons(self):
        """Return the contact of each: that of his login if he has one, else his work contact."""
        persons = self.env["res.partner"]
        for employee in self:
            persons |= employee.user_id.partner_id or employee.work_contact_id
        return persons

    def action_open_mdq_training(self):
        """Open the training of these employees."""
        return self._mdq_get_persons().action_open_mdq_training()
