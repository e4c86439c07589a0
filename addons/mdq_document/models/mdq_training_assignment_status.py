from datetime import timedelta

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
        today = fields.Date.context_today(self)
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
        today = fields.Date.context_today(self)
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

    def _counts_as_read(self):
        """Whether the revision is read, or the one before it was and the days of grace are not used up."""
        if self.state == "done":
            return True
        now, document = fields.Datetime.now(), self.document_id
        until = (document.effective_date or now) + timedelta(days=document.grace_days)
        return bool(self.replaces_id) and now < until
