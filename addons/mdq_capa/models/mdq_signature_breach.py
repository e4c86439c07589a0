from odoo import models


class MdqSignatureBreach(models.Model):
    _inherit = "mdq.signature.breach"

    def _tell(self):
        """A record that is not what was signed is a deviation: somebody finds out how, and what rests on it."""
        super()._tell()
        for breach in self:
            # Whoever finds it: that the event follows is the rule of the house.
            self.env["mdq.event"].sudo()._raise_for(breach.signature_id, **breach._prepare_event_vals())

    def _prepare_event_vals(self):
        signature = self.signature_id
        company = signature.company_id or self.env.company
        return {
            "title": self.env._("Signature on %s is broken", signature.record_name), "description": self.why,
            "event_type": "deviation", "severity": "critical", "company_id": company.id,
            "owner_id": self.env["mdq.event"]._get_default_owner(company).id,
        }
