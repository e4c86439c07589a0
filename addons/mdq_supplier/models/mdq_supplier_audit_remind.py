from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .mdq_supplier_audit import OPEN_STATES
from .mdq_supplier_audit_answer import ANSWERERS

SOON = 14
REPEAT = 7


class MdqSupplierAudit(models.Model):
    """Who is told what of an audit: the lead auditor by a task, the supplier by mail in his language."""

    _inherit = "mdq.supplier.audit"

    def _tell_supplier(self, subject, text):
        for audit in self:
            people = audit.partner_id._mdq_find_portal_people(*ANSWERERS)
            people._mdq_tell(audit, subject, text, f"/my/mdq/audits/{audit.id}")

    def _tell_supplier_issued(self):
        self._tell_supplier(
            lambda audit: audit.env._("Audit report %s", audit.name),
            lambda audit: audit.env._(
                "The report of the audit is in the portal, with %(count)s findings to answer. Answer each with cause, correction and"
                " corrective action by its due date.", count=len(audit.finding_ids),
            ),
        )

    @api.model
    def _cron_remind(self):
        """Remind of planned audits that come up or are late, and of findings that wait for an answer."""
        today = self.env.company._mdq_today()
        coming = self.search([("state", "in", OPEN_STATES), ("date_planned", "<=", fields.Date.add(today, days=SOON))])
        for audit in coming:
            audit._remind_lead()
        self.env["mdq.supplier.audit.finding"]._remind_overdue(today)

    def _remind_lead(self):
        """One task an audit and planned day."""
        if self.date_planned in self.activity_ids.mapped("date_deadline"):
            return
        speaker = self.with_context(lang=self.lead_id.lang)
        summary = speaker.env._("Audit planned for %s", format_date(speaker.env, self.date_planned))
        self.activity_schedule("mail.mail_activity_data_todo", self.date_planned, user_id=self.lead_id.id, summary=summary)

    def _after_move_to_closed(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_move_to_cancelled(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])


class MdqSupplierAuditFinding(models.Model):
    _inherit = "mdq.supplier.audit.finding"

    def _tell_supplier(self, subject, text):
        for finding in self:
            people = finding.partner_id._mdq_find_portal_people(*ANSWERERS)
            people._mdq_tell(finding, subject, text, f"/my/mdq/findings/{finding.id}")

    def _tell_supplier_returned(self):
        self._tell_supplier(
            lambda finding: finding.env._("Your answer to %s needs more", finding.name),
            lambda finding: finding.env._("Your answer to finding %(finding)s was sent back: %(note)s", finding=finding.name, note=finding.review_note),
        )

    @api.model
    def _remind_overdue(self, today):
        """Once a week, for what the supplier has to answer."""
        waiting = Domain("state", "=", "open") & Domain("date_due", "<", today)
        again = Domain("reminded_on", "=", False) | Domain("reminded_on", "<=", fields.Date.subtract(today, days=REPEAT))
        late = self.search(waiting & again)
        late._tell_supplier(
            lambda finding: finding.env._("Answer overdue: %s", finding.name),
            lambda finding: finding.env._("The answer to finding %(finding)s was due on %(day)s. Please answer it in the portal.",
                                          finding=finding.name, day=format_date(finding.env, finding.date_due)),
        )
        late._write_guarded({"reminded_on": today})
