from odoo import api, fields, models
from odoo.fields import Domain

from .mdq_training_assignment_remind import RENEW_DAYS

STATUSES = [
    ("due", "To Do"), ("overdue", "Overdue"), ("stale", "To Renew"), ("done", "Done"),
    ("expiring", "Expires Soon"), ("expired", "Expired"), ("superseded", "Superseded"), ("cancelled", "Cancelled"),
]


class MdqTrainingAssignment(models.Model):
    """How an assignment stands today: the one meaning behind each colour on lists, forms and the matrix."""

    _inherit = "mdq.training.assignment"

    status = fields.Selection(STATUSES, compute="_compute_status", search="_search_status")

    @api.depends("state", "due_date", "valid_until", "replaces_id")
    def _compute_status(self):
        today = self.env.company._mdq_today()
        for assignment in self:
            assignment.status = self._get_status(
                today, assignment.state, assignment.due_date, assignment.valid_until, bool(assignment.replaces_id)
            )

    @api.model
    def _get_status(self, today, state, due_date, valid_until, is_renewal):
        if state == "open":
            return "overdue" if due_date and due_date < today else "stale" if is_renewal else "due"
        if state == "done" and valid_until and valid_until <= fields.Date.add(today, days=RENEW_DAYS):
            return "expired" if valid_until < today else "expiring"
        return state

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_status_domain(choice) for choice in value)

    @api.model
    def _get_status_domain(self, choice):
        today = self.env.company._mdq_today()
        opened, done = Domain("state", "=", "open"), Domain("state", "=", "done")
        soon = fields.Date.add(today, days=RENEW_DAYS)
        domains = {
            "overdue": opened & Domain("due_date", "<", today),
            "stale": opened & Domain("due_date", ">=", today) & Domain("replaces_id", "!=", False),
            "due": opened & Domain("due_date", ">=", today) & Domain("replaces_id", "=", False),
            "expired": done & Domain("valid_until", "<", today),
            "expiring": done & Domain("valid_until", ">=", today) & Domain("valid_until", "<=", soon),
            "done": done & (Domain("valid_until", "=", False) | Domain("valid_until", ">", soon)),
        }
        return domains.get(choice, Domain("state", "=", choice))

    def _filter_read(self):
        """Return those that count as read: the revision is, or one before it was and the days of grace go on.

        They begin with the first revision that was missed; a later one gives no new days, and may give fewer.
        """
        done = self.filtered(lambda reading: reading.state == "done")
        missed, now = (self - done)._get_missed_revisions(), fields.Datetime.now()
        return done | self.browse(
            reading.id for reading, documents in missed.items() if all(now < document._get_end_of_grace() for document in documents)
        )

    def _get_missed_revisions(self):
        """Return {reading: the revisions after the one that its person has read, up to this}, for those who have read one."""
        renewals = self.filtered("replaces_id.document_id")
        documents = renewals.document_id.sudo()  # whether somebody has read does not depend on who asks
        revisions = documents.search([
            ("company_id", "in", documents.company_id.ids), ("code", "in", documents.mapped("code")), ("effective_date", "!=", False),
        ]) | documents
        return {reading: revisions.filtered(lambda document, reading=reading: (
            document._get_topics() == reading.document_id._get_topics()
            and reading.replaces_id.document_id.revision < document.revision <= reading.document_id.revision
        )) for reading in renewals}
