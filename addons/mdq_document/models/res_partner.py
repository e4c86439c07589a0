from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_mdq_training(self):
        """Open the training of these people: what they can do, and what they still have to learn; of a company, its staff's."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_training_assignment_action")
        domain = ["|", ("person_id", "in", self.ids), ("partner_id", "in", self.filtered("is_company").ids)]
        return {**action, "domain": domain, "context": {"default_person_id": self[:1].id, "search_default_in_force": 1}}
