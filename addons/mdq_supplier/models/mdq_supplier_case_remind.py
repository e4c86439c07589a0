from odoo import api, fields, models
from odoo.fields import Domain

BEFORE = 3  # days before something is due
AGAIN = 7  # days between two reminders


class MdqSupplierQuestionnaireAnswer(models.Model):
    _inherit = "mdq.supplier.questionnaire.answer"

    def _remind(self, today):
        """Write to the supplier's people, each in his language, once a week from shortly before the date."""
        due = self.search([
            ("state", "in", ("sent", "returned")), ("due_date", "<=", fields.Date.add(today, days=BEFORE)),
            "|", ("reminded_on", "=", False), ("reminded_on", "<=", fields.Date.subtract(today, days=AGAIN)),
        ])
        due._tell_suppliers()
        due._write_guarded({"reminded_on": today})


class MdqSupplierCase(models.Model):
    """Nobody is left waiting: overdue stages, questionnaires and documents are told to those who can move them on."""

    _inherit = "mdq.supplier.case"

    documents_reminded_on = fields.Date("Documents Last Asked For", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"documents_reminded_on"}

    @api.model
    def _cron_remind(self):
        """Once a day: what is overdue inside becomes an activity, what waits for a supplier a mail."""
        today = self.env.company._mdq_today()
        for case in self.search(self._get_overdue_domain()):
            case._remind_responsible()
        self.env["mdq.supplier.questionnaire.answer"]._remind(today)
        self._remind_documents(today)

    def _remind_responsible(self):
        """One activity a stage: its deadline is the day the stage was due."""
        if self.activity_ids.filtered(lambda activity: activity.date_deadline == self.due_date):
            return
        person = self.responsible_id or self.create_uid
        speaker = self.with_context(lang=person.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo", self.due_date, user_id=person.id,
            summary=speaker.env._("%(case)s: the stage “%(stage)s” is overdue", case=self.name, stage=speaker.stage_id.name),
        )

    def _remind_documents(self, today):
        waiting = Domain("state", "in", ("requested", "returned")) & Domain(
            "due_date", "<=", fields.Date.add(today, days=BEFORE))
        cases = self.search(Domain("state", "=", "open") & Domain("document_ids", "any", waiting) & (
            Domain("documents_reminded_on", "=", False)
            | Domain("documents_reminded_on", "<=", fields.Date.subtract(today, days=AGAIN))
        ))
        for case in cases:
            case._tell_supplier_of_documents(case.document_ids.filtered_domain(waiting))
        cases._write_guarded({"documents_reminded_on": today})
