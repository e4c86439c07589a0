from odoo import fields, models


class ResPartner(models.Model):
    """Steps that lie at a supplier stand on its start page in the portal, by the day on which they are due."""

    _inherit = "res.partner"

    def _mdq_get_portal_tasks(self):
        return [*super()._mdq_get_portal_tasks(), *self._mdq_get_step_tasks()]

    def _mdq_get_step_tasks(self):
        # The caller opened this company's own records to its people, as for the other tasks.
        steps = self.env["mdq.batch.step"].search([
            ("partner_id.commercial_partner_id", "=", self.id), ("state", "=", "at_supplier"),
            ("company_id", "in", self.env.companies.ids)])
        for step in steps:
            day = step.date_planned and fields.Datetime.context_timestamp(step, step.date_planned).date()
            yield self._mdq_make_task(self.env._("Report the process step"), step.process_id.name, f"/my/steps/{step.id}", day,
                                      step.product_id.name)
