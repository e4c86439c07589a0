from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime


class MdqDocument(models.Model):
    """Approved today, effective on a day to come: the old revision serves until that very moment."""

    _inherit = "mdq.document"

    effective_from = fields.Datetime(
        "To Be Effective From", copy=False,
        help="Once approved, the revision becomes effective by itself at this time, and the old one is superseded. Empty: as"
             " soon as somebody makes the approved revision effective.",
    )
    is_scheduled = fields.Boolean("Scheduled", compute="_compute_is_scheduled", search="_search_is_scheduled")

    def _get_scheduled_domain(self):
        """Return what waits for its time, or for its approval."""
        return Domain("state", "=", "in_review") & Domain("effective_from", "!=", False)

    @api.depends("state", "effective_from")
    def _compute_is_scheduled(self):
        waiting = self.filtered_domain(self._get_scheduled_domain())
        for document in self:
            document.is_scheduled = document in waiting and document._mdq_is_approved()

    def _search_is_scheduled(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.search(self._get_scheduled_domain()).filtered("is_scheduled")
        return [("id", "in" if True in value else "not in", found.ids)]

    def _is_early(self):
        return bool(self.effective_from and self.effective_from > fields.Datetime.now())

    def _compute_can_make_effective(self):
        super()._compute_can_make_effective()
        for document in self.filtered("can_make_effective"):
            document.can_make_effective = not document._is_early()

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for document in self:
            if document.effective_from and not document._is_early():
                raise UserError(self.env._(
                    "%(document)s is to be effective from %(time)s, which is past. Choose a time to come, or leave it empty.",
                    document=document.display_name, time=format_datetime(self.env, document.effective_from),
                ))

    def _check_move_to_effective(self):
        super()._check_move_to_effective()
        for document in self:
            if document._is_early():
                raise UserError(self.env._(
                    "%(document)s becomes effective by itself on %(time)s. To have it earlier, take it back to draft, change"
                    " the time and submit it again.",
                    document=document.display_name, time=format_datetime(self.env, document.effective_from),
                ))

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        # The time is known, so the job need not wait for its next round.
        job = self.env.ref("mdq_document.ir_cron_mdq_document_effective").sudo()
        for document in self.filtered("effective_from"):
            job._trigger(at=document.effective_from)

    # --------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_make_effective(self):
        """Make effective what is approved and whose time has come; what cannot is told to its owner."""
        due = self.search(self._get_scheduled_domain() & Domain("effective_from", "<=", fields.Datetime.now()))
        for document in due._filter_approved():
            document._make_effective_on_time()

    def _filter_approved(self):
        """Those whose last request was approved, also where the content changed since: their owner must hear of it."""
        requests = self._mdq_get_requests().grouped("res_id")
        return self.filtered(lambda document: document.id in requests and requests[document.id][0].state == "approved")

    def _make_effective_on_time(self):
        """One document that cannot does not hold up the others."""
        try:
            with self.env.cr.savepoint():
                self.action_make_effective()
        except UserError as refusal:
            self._tell_owner(self.env._("Not effective on time: %s", refusal))

    def _tell_owner(self, summary):
        """One task for the owner, however often it is found."""
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule("mail.mail_activity_data_todo", user_id=self.owner_id.id, summary=summary)
