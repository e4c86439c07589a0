"""Documents of a process: who works in the process has to know them, and the matrix shows them together."""

from odoo import api, fields, models
from odoo.fields import Domain


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _get_matrix_group(self):
        return ", ".join(self.process_ids.mapped("name")) or super()._get_matrix_group()


class MdqTrainingRule(models.Model):
    _inherit = "mdq.training.rule"

    process_ids = fields.Many2many(
        "mdq.process", string="Processes", check_company=True, help="All documents of these processes, also those to come."
    )

    @api.constrains("process_ids")
    def _check_still_says_something(self):
        self._check_says_something()

    def _has_subject(self):
        return super()._has_subject() or bool(self.process_ids)

    def _get_rule_fields(self):
        return super()._get_rule_fields() | {"process_ids"}

    def _get_documents_by_rule(self):
        documents = super()._get_documents_by_rule()
        # What has to be known does not depend on who asks.
        of_processes = self.env["mdq.document"].sudo().search([
            ("process_ids", "in", self.process_ids.ids), ("state", "in", ("in_review", "effective")),
        ])
        return {rule: documents[rule] | of_processes.filtered(lambda document, rule=rule: document.process_ids & rule.process_ids)
                for rule in self}


class MdqTrainingAssignment(models.Model):
    _inherit = "mdq.training.assignment"

    @api.model
    def _get_matrix_domain(self, kind, filters):
        domain = super()._get_matrix_domain(kind, filters)
        process = filters.get("process")
        if process:
            documents = Domain("document_id.process_ids", "in", process)
            courses = Domain("competence_id.document_ids.process_ids", "in", process)
            domain &= documents | courses
        return domain

    @api.model
    def get_matrix_filters(self):
        # Names of processes, to choose from.
        processes = self.env["mdq.process"].sudo().search([("company_id", "in", self.env.companies.ids)])
        return [*super().get_matrix_filters(), {
            "name": "process", "label": self.env._("Process"),
            "choices": [[process.id, process.display_name] for process in processes],
        }]
