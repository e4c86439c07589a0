from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

SOON = 90  # days before the end
REVIEW_SOON = 30
REPEAT = 7


class MdqQualityAgreement(models.Model):
    """How an agreement stands today, and who is told what: tasks inside, mails in the language of who gets them."""

    _inherit = "mdq.quality.agreement"

    validity = fields.Selection(
        [
            ("open", "Not in force yet"),
            ("valid", "In force"),
            ("soon", "Expires soon"),
            ("overdue", "Review overdue"),
            ("expired", "Expired"),
            ("ended", "Replaced or terminated"),
        ],
        compute="_compute_validity",
        search="_search_validity",
        string="Today",
    )
    told_on = fields.Date("Last Reminder", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"told_on"}

    @api.depends("state", "in_force_from", "valid_to", "next_review_date", "grace_days")
    def _compute_validity(self):
        for agreement in self:
            agreement.validity = agreement._get_validity()

    def _get_validity(self):
        if self.state != "effective":
            return "ended" if self.in_force_from or self.state == "obsolete" else "open"
        today = self.company_id._mdq_today()
        if self.valid_to < today:
            return "expired"
        if self.next_review_date and fields.Date.add(self.next_review_date, days=self.grace_days) < today:
            return "overdue"
        return "soon" if self.valid_to <= fields.Date.add(today, days=SOON) else "valid"

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self.search([("state", "!=", "draft")]).filtered(lambda agreement: agreement.validity in value)
        domain = Domain("id", "in", found.ids)
        return domain | Domain("state", "=", "draft") if "open" in value else domain

    # -------------------------------------------------------------------------------- notification

    def _tell_responsible(self, summary, deadline=None):
        """One task for who looks after it, however often it is found."""
        if summary not in self.activity_ids.mapped("summary"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                deadline or self.company_id._mdq_today(),
                summary=summary,
                user_id=(self.responsible_id or self.create_uid).id,
            )

    def _tell_supplier(self, subject, text):
        """Write to the supplier's signatories; `subject` and `text` speak for the record in the reader's language."""
        people = self.partner_id._mdq_find_portal_people("mdq_base.group_supplier_signatory")
        people._mdq_tell(self, subject, text, f"/my/mdq/agreements/{self.id}")

    @api.model
    def _cron_remind(self):
        """Remind of signatures that are missing, reviews that come up and agreements that end; validity never depends on it."""
        today = self.env.company._mdq_today()
        self.search(
            Domain("state", "=", "in_review")
            & Domain("sent_on", "<", fields.Datetime.subtract(fields.Datetime.now(), days=REPEAT))
            & (Domain("told_on", "=", False) | Domain("told_on", "<=", fields.Date.subtract(today, days=REPEAT)))
        )._remind_signature()
        self.search([("next_review_date", "<=", fields.Date.add(today, days=REVIEW_SOON))])._remind_review()
        self.search([("state", "=", "effective"), ("valid_to", "<=", fields.Date.add(today, days=SOON))])._remind_end()

    def _remind_signature(self):
        for agreement in self._get_waiting_for_supplier():
            agreement._tell_supplier(
                lambda record: record.env._("Your signature is missing: %s", record.display_name),
                lambda record: record.env._(
                    "%s waits for your signature in the portal. Orders that need it wait with it.", record.display_name
                ),
            )
            agreement._write_guarded({"told_on": agreement.company_id._mdq_today()})

    def _get_waiting_for_supplier(self):
        requests = self._mdq_get_requests("pending")
        waiting = requests.filtered(lambda request: any(step.is_portal for step in request._get_open_steps()))
        return self.filtered(lambda agreement: agreement.id in waiting.mapped("res_id"))

    def _remind_review(self):
        for agreement in self:
            review = agreement._get_open_review() or agreement._open_review()
            speaker = agreement.with_context(lang=review.reviewer_id.lang)
            summary = speaker.env._("Yearly review is due on %s", format_date(speaker.env, agreement.next_review_date))
            agreement._tell_responsible(summary, agreement.next_review_date)

    def _remind_end(self):
        """Once, to us and to the supplier, ninety days before the end."""
        for agreement in self:
            speaker = agreement.with_context(lang=agreement.responsible_id.lang)
            summary = speaker.env._("Agreement ends on %s: renew it or let it end", format_date(speaker.env, agreement.valid_to))
            if summary in agreement.activity_ids.mapped("summary"):
                continue
            agreement._tell_responsible(summary, agreement.valid_to)
            agreement._tell_supplier(
                lambda record: record.env._("Quality agreement ends on %s", format_date(record.env, record.valid_to)),
                lambda record: record.env._(
                    "%(agreement)s ends on %(day)s. Without a new one, orders that need it are no longer placed.",
                    agreement=record.display_name,
                    day=format_date(record.env, record.valid_to),
                ),
            )
