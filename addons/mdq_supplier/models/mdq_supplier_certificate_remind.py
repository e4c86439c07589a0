from datetime import timedelta

from odoo import api, fields, models

from ..core import certificate as certificate_core

SOON = certificate_core.THRESHOLDS[0]


class MdqSupplierCertificate(models.Model):
    """How a certificate stands today, reckoned whenever somebody looks; and who is told before it ends."""

    _inherit = "mdq.supplier.certificate"

    validity = fields.Selection(
        [("waiting", "To review"), ("returned", "Sent back"), ("future", "Not yet valid"), ("valid", "Valid"),
         ("soon", "Expires soon"), ("expired", "Expired"), ("superseded", "Superseded"), ("withdrawn", "Withdrawn"),
         ("uploaded", "Not sent yet")],
        compute="_compute_validity", search="_search_validity", string="Today",
    )
    days_left = fields.Integer(compute="_compute_validity", aggregator=None, help="Days until the last day of its validity.")
    countdown = fields.Char(compute="_compute_validity")
    told = fields.Integer(
        "Last Reminder", default=SOON + 1, readonly=True, copy=False, aggregator=None, export_string_translation=False,
        help="The threshold, in days before the end, of which its people were told last.",
    )

    @api.depends_context("lang")
    @api.depends("state", "valid_from", "valid_to", "superseded_on")
    def _compute_validity(self):
        for record in self:
            today = (record.company_id or self.env.company)._mdq_today()
            record.validity = record._get_validity(today)
            record.days_left = (record.valid_to - today).days if record.valid_to else 0
            record.countdown = record._get_countdown(today)

    def _get_validity(self, today):
        if self.state != "effective":
            return {"in_review": "waiting"}.get(self.state, self.state)
        if self.superseded_on and self.superseded_on <= today:
            return "superseded"
        if self.valid_from and self.valid_from > today:
            return "future"
        if self._get_last_day() < today:
            return "expired"
        is_renewed = bool(self.superseded_on)
        return "soon" if self._get_last_day() <= today + timedelta(days=SOON) and not is_renewed else "valid"

    def _get_countdown(self, today):
        """What remains, in words a hurried reader takes in."""
        if self.validity not in ("valid", "soon", "expired"):
            return ""
        if not self.valid_to:
            return self.env._("no end")
        left = (self.valid_to - today).days
        if left < 0:
            return self.env._("ended %s days ago", -left)
        return self.env._("last day today") if left == 0 else self.env._("%s days left", left)

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain.OR(self._get_validity_domain(choice) for choice in value)

    def _get_validity_domain(self, choice):
        today = self.env.company._mdq_today()
        accepted = fields.Domain("state", "=", "effective")
        renewed = accepted & fields.Domain("superseded_on", "<=", today)
        counting = accepted & (fields.Domain("superseded_on", "=", False) | fields.Domain("superseded_on", ">", today))
        begun = counting & fields.Domain("valid_from", "<=", today)
        soon = fields.Domain("valid_to", "<=", today + timedelta(days=SOON)) & fields.Domain("superseded_on", "=", False)
        lasting = fields.Domain("valid_to", "=", False) | fields.Domain("valid_to", ">=", today)
        return {
            "waiting": fields.Domain("state", "=", "in_review"),
            **{state: fields.Domain("state", "=", state) for state in ("returned", "withdrawn", "uploaded")},
            "superseded": renewed, "future": counting & fields.Domain("valid_from", ">", today),
            "expired": begun & fields.Domain("valid_to", "<", today),
            "soon": begun & lasting & soon, "valid": begun & lasting & ~soon,
        }.get(choice, fields.Domain.FALSE)

    @api.model
    def _next_day(self, day):
        return day + timedelta(days=1)

    # --------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_remind(self):
        """Tell owner and supplier once a threshold; whether it counts is reckoned by date, never by this."""
        due = self.browse()
        for company in self.env["res.company"].search([]):
            today = company._mdq_today()
            ending = self.search([
                ("company_id", "=", company.id), ("state", "=", "effective"), ("superseded_on", "=", False), ("told", ">", 0),
                ("valid_to", "<=", today + timedelta(days=SOON)),
            ])
            due |= ending.filtered(lambda record, today=today: record._is_due(today))
        due._remind()

    def _is_due(self, today):
        threshold = certificate_core.days_due((self.valid_to - today).days)
        return threshold is not None and threshold < self.told

    def _remind(self):
        """One letter a recipient, whatever the number of certificates; one task each for the owner."""
        by_threshold = {}
        for record in self:
            today = record.company_id._mdq_today()
            threshold = certificate_core.days_due((record.valid_to - today).days)
            by_threshold[threshold] = by_threshold.get(threshold, self.browse()) | record
        for threshold, records in by_threshold.items():
            records._write_guarded({"told": threshold})
        self._tell_by_mail("mdq_supplier.mdq_supplier_certificate_email_ending", "_get_ending_subject")
        self._plan_renewal()

    def _get_ending_subject(self):
        if len(self) == 1:
            return self.env._("%(certificate)s: %(left)s", certificate=self.display_name, left=self.countdown)
        return self.env._("%s certificates end soon or have ended", len(self))

    def _plan_renewal(self):
        """The owner has one open task a certificate: get the renewal."""
        kind = self.env.ref("mail.mail_activity_data_todo")
        tasks = self.activity_ids.filtered(lambda task: task.activity_type_id == kind).grouped("res_id")
        # The word keeps Odoo from sending an e-mail for each activity: the letter says it already.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
            {"activity_type_id": kind.id, "res_model_id": self.env["ir.model"]._get_id(self._name), "res_id": record.id,
             "user_id": record.responsible_id.id, "date_deadline": record.valid_to, "automated": True,
             "summary": record.with_context(lang=record.responsible_id.lang)._get_renewal_task()}
            for record in self if record.responsible_id and record.id not in tasks
        ])

    def _get_renewal_task(self):
        return self.env._("Get the renewal of %s", self.display_name)
