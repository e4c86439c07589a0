from odoo import api, fields, models
from odoo.tools import format_datetime


class MdqApprovalRequestStep(models.Model):
    """What follows when a step is late: the next role is told, and later decides as well. Each once."""

    _inherit = "mdq.approval.request.step"

    @api.model
    def _cron_escalate(self):
        now = fields.Datetime.now()
        still_open = fields.Domain("state", "=", "open")
        self.search(still_open & fields.Domain("due_at", "<=", now) & fields.Domain("escalated_at", "=", False))._escalate()
        self.search(
            still_open & fields.Domain("takeover_at", "<=", now) & fields.Domain("taken_over_at", "=", False)
        )._hand_over()

    def _escalate(self):
        """Tell the role named for it, or remind those who decide."""
        self._write_guarded({"escalated_at": fields.Datetime.now()})
        for step in self:
            people = step.escalation_group_id.all_user_ids or step._get_people()
            step._tell_late(people, self.env._("Late: %s", step.request_id.record_name))

    def _hand_over(self):
        """From now on the role that was told decides as well."""
        self._write_guarded({"taken_over_at": fields.Datetime.now()})
        for step in self:
            step._tell_late(step.escalation_group_id.all_user_ids,
                            self.env._("You may decide now: %s", step.request_id.record_name))
            step.request_id._notify_approvers()

    def _tell_late(self, people, subject):
        """On the timeline of the request, as an activity and by mail; each person in his language and time zone."""
        self.ensure_one()
        request = self.request_id
        request.message_post(body=self._get_late_text(self.env.user))
        for user in (people - request.author_ids).filtered("active")[:20]:
            text = self.with_context(lang=user.lang)._get_late_text(user)
            if not user.share:
                request.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=subject, note=text)
            request.message_notify(partner_ids=user.partner_id.ids, subject=subject, body=text)

    def _get_late_text(self, user):
        return self.env._(
            "Step “%(step)s” was due on %(due)s and still waits for %(people)s.", step=self.label, people=self.deciders,
            due=format_datetime(self.env, self.due_at, tz=user.tz or "UTC"),
        )
