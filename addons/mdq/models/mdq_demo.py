from odoo import api, models

from ..demo import due_dates, labels, lot_documents, releases, retests, rules, sampling, scorecards, story, supplier_cases
from ..demo.stage import Stage


class MdqDemo(models.AbstractModel):
    """Makes the demonstration company: rules in force, one lot from bar to customer, and lots in every other state."""

    _name = "mdq.demo"
    _description = "Demonstration Company"

    @api.model
    def _build(self):
        if self.env.ref("mdq.document_drawing_demo", raise_if_not_found=False):
            return  # it was built before
        self._keep_company_at_home()
        stage = Stage(self.env)
        rules.build(stage)
        story.build(stage)
        labels.build(stage)
        retests.build(stage)
        labels.come_in(stage)
        scorecards.build(stage)
        supplier_cases.build(stage)
        sampling.build(stage)
        releases.build(stage)
        lot_documents.build(stage)
        due_dates.build(stage)

    def _keep_company_at_home(self):
        """The company is invented: Odoo's enrichment service is not asked about it at the first login."""
        if "iap_enrich_auto_done" in self.env["res.company"]._fields:
            self.env.company.iap_enrich_auto_done = True
