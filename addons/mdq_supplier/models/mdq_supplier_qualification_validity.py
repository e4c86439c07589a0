from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import format_date

from ..core import scope as scope_core

SOON = 30  # days


class MdqSupplierQualification(models.Model):
    """How a qualification stands today: reckoned from its dates whenever somebody looks."""

    _inherit = "mdq.supplier.qualification"

    validity = fields.Selection(
        [("open", "Not decided"), ("future", "Not yet valid"), ("valid", "Valid"), ("soon", "Expires soon"),
         ("expired", "Expired"), ("barred", "Suspended or withdrawn")],
        compute="_compute_validity", search="_search_validity", string="Today",
    )

    @api.depends("state", "valid_from", "valid_to")
    def _compute_validity(self):
        for record in self:
            record.validity = record._get_validity(record.company_id._mdq_today() if record.company_id else None)

    def _get_validity(self, today):
        if self.state == "draft":
            return "open"
        if self.state not in scope_core.PERMITS:
            return "barred"
        if self.valid_from > today:
            return "future"
        if self.valid_to < today:
            return "expired"
        return "soon" if self.valid_to <= today + relativedelta(days=SOON) else "valid"

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain.OR(self._get_validity_domain(choice) for choice in value)

    def _get_validity_domain(self, choice):
        today = self.env.company._mdq_today()
        soon = today + relativedelta(days=SOON)
        permits = fields.Domain("state", "in", scope_core.PERMITS)
        begun = permits & fields.Domain("valid_from", "<=", today)
        return {
            "open": fields.Domain("state", "=", "draft"),
            "barred": fields.Domain("state", "in", scope_core.BARS),
            "future": permits & fields.Domain("valid_from", ">", today),
            "expired": begun & fields.Domain("valid_to", "<", today),
            "soon": begun & fields.Domain("valid_to", ">=", today) & fields.Domain("valid_to", "<=", soon),
            "valid": begun & fields.Domain("valid_to", ">", soon),
        }.get(choice, fields.Domain.FALSE)

    # --------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_remind_expiry(self):
        """Tell who is responsible what ends within 30 days; validity itself is reckoned by date, never by this."""
        for company in self.env["res.company"].search([]):
            today = company._mdq_today()
            ending = self.search([
                ("company_id", "=", company.id), ("state", "in", scope_core.PERMITS), ("valid_to", ">=", today),
                ("valid_to", "<=", today + relativedelta(days=SOON)),
            ])
            for record in ending:
                record._remind_expiry()

    def _remind_expiry(self):
        """One reminder a record: its deadline is the last day of validity."""
        if self.activity_ids.filtered(lambda activity: activity.date_deadline == self.valid_to):
            return
        person = self.responsible_id or self.create_uid
        speaker = self.with_context(lang=person.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo", self.valid_to, user_id=person.id,
            summary=speaker.env._("Qualification ends on %s: renew it or let it end", format_date(speaker.env, self.valid_to)),
        )
