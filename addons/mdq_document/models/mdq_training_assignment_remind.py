from odoo import api, fields, models
from odoo.fields import Domain

SOON_DAYS = 5
RENEW_DAYS = 60


class MdqTrainingAssignment(models.Model):
    """Who is told what, and when: by an activity, and by a mail in his own language."""

    _inherit = "mdq.training.assignment"

    def _tell_assigned(self):
        """Users of the company get an activity at once; staff of suppliers a mail, as they have no activities."""
        known = self.sudo()  # users of others are closed to most roles; the server tells them
        inside = known.filtered(lambda assignment: assignment._get_user())
        # One mail a task would drown people when a rule is made; the reminder comes by mail.
        known.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [assignment._prepare_activity_vals() for assignment in inside]
        )
        (known - inside)._send_reminder("assigned")

    def _prepare_activity_vals(self):
        user = self._get_user()
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id, "automated": True, "user_id": user.id,
            "res_model_id": self.env["ir.model"]._get_id(self._name), "res_id": self.id, "date_deadline": self.due_date,
            "summary": self.with_context(lang=user.lang)._get_task(),
        }

    def _get_user(self):
        return self.person_id.user_ids.filtered(lambda user: user.active and not user.share)[:1]

    def _get_task(self):
        subject = self._get_subject()
        if self.document_id:
            return self.env._("Read and confirm: %s", subject.display_name)
        return self.env._("Take the course: %s", subject.display_name)

    def _send_reminder(self, kind):
        """One mail of a kind for each assignment, to whoever can be reached."""
        template = self.env.ref("mdq_document.mail_template_mdq_training")
        reached = self.filtered(lambda assignment: assignment.person_id.email and assignment._has_login())
        self._write_guarded({"told": kind})
        if reached:
            template.send_mail_batch(reached.ids, email_layout_xmlid="mail.mail_notification_light")

    def _get_portal_url(self):
        """Where the person finds it: in the portal, or in the backend."""
        self.ensure_one()
        return f"{self.get_base_url()}/my/training/{self.id}"

    # ------------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_remind(self):
        """Remind once before the due day and once after it; assign courses anew before a competence expires."""
        today = self.env.company._mdq_today()
        opened = Domain("state", "=", "open")
        overdue = self.search(opened & Domain("due_date", "<", today) & Domain("told", "!=", "overdue"))
        overdue._send_reminder("overdue")
        soon = self.search(opened & Domain("due_date", ">=", today) & Domain("due_date", "<=", fields.Date.add(today, days=SOON_DAYS))
                           & Domain("told", "not in", ("soon", "overdue")))
        soon._send_reminder("soon")
        self._assign_renewals(today)

    def _assign_renewals(self, today):
        """A competence that will expire is asked for again in time."""
        expiring = self.search([
            ("state", "=", "done"), ("competence_id.active", "=", True), ("person_id.active", "=", True),
            ("valid_until", "<=", fields.Date.add(today, days=RENEW_DAYS)),
        ])
        opened = self.search([("state", "=", "open"), ("person_id", "in", expiring.person_id.ids), ("competence_id", "!=", False)])
        known = {(course.person_id, course.competence_id) for course in opened}
        self.with_context(tracking_disable=True).create([
            {**self._prepare_assignment_vals(award.person_id, award.competence_id), "due_date": max(award.valid_until, today)}
            for award in expiring if (award.person_id, award.competence_id) not in known
        ])
