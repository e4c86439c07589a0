from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _mdq_get_name_and_employer(self):
        """The name, and of people outside the company that employs them: a name alone says little about them."""
        known = self.sudo()  # the caller has just named this person
        employer = known.commercial_partner_id - known
        return f"{known.name} ({employer.name})" if employer and not employer.ref_company_ids else known.name

    def action_open_mdq_training(self):
        """Open the training of these people: what they can do, and what they still have to learn; of a company, its staff's."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_training_assignment_action")
        domain = ["|", ("person_id", "in", self.ids), ("partner_id", "in", self.filtered("is_company").ids)]
        return {**action, "domain": domain, "context": {"default_person_id": self[:1].id, "search_default_in_force": 1}}
