"""How the people of an alert hear of it: an activity, an e-mail, a note on the screen; each in his language."""

from odoo import models

TOASTS = {"info": "info", "warning": "warning", "critical": "danger"}


class MdqAlert(models.Model):
    _inherit = "mdq.alert"

    def _tell(self, groups):
        """Tell the people of the groups by the channels of each alert's rule, once for all alerts together."""
        for (rule, company), alerts in self.grouped(lambda alert: (alert.rule_id, alert.company_id)).items():
            people = groups._mdq_get_people(company)
            for channel in rule._get_channels(alerts):
                getattr(alerts, f"_tell_by_{channel}")(people)

    def _tell_by_activity(self, people):
        kind = self.env.ref("mail.mail_activity_data_warning")
        model_id = self.env["ir.model"]._get_id(self._name)
        # The word keeps Odoo from sending an e-mail for each activity: e-mail is a channel of its own.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
            {"activity_type_id": kind.id, "res_model_id": model_id, "res_id": alert.id, "user_id": user.id,
             "summary": alert.with_context(lang=user.lang)._get_title(), "date_deadline": alert.deadline.date()}
            for user in people for alert in self
        ])

    def _tell_by_toast(self, people):
        for user in people:
            alerts = self.with_context(lang=user.lang)
            user._bus_send("simple_notification", {
                "title": alerts.env._("Alert"), "message": alerts._get_summary(),
                "type": TOASTS[self[:1].severity], "sticky": "critical" in self.mapped("severity"),
            })

    def _tell_by_email(self, people):
        self.env["mail.mail"].create([
            {"subject": alerts._get_summary(), "recipient_ids": user.partner_id.ids, "auto_delete": True,
             "body_html": alerts.env["ir.qweb"]._render("mdq_base.mdq_alert_email", {"alerts": alerts})}
            for user in people for alerts in [self.with_context(lang=user.lang, tz=user.tz)]
        ])

    def _get_title(self):
        self.ensure_one()
        return f"{self.name} · {self.record_name}" if self.record_name else self.name

    def _get_summary(self):
        """One line for all: the alert itself, or how many there are."""
        first = self[:1]._get_title()
        if len(self) == 1:
            return first
        return self.env._("%(alert)s, and %(count)s more", alert=first, count=len(self) - 1)

    def _get_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/{self._name}/{self.id}"


class ResGroups(models.Model):
    _inherit = "res.groups"

    def _mdq_get_people(self, company=None):
        """The active people inside the company (of Odoo) who are in one of the groups."""
        users = self.all_user_ids.filtered(lambda user: user.active and not user.share)
        return users.filtered(lambda user: company in user.company_ids) if company else users
