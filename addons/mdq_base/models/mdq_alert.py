from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyGettext
from psycopg2.errors import SerializationFailure

STANDING = ("open", "escalated")
TRIES = 3  # of an alert in a transaction of its own
HOURS = 24.0  # to acknowledge, where no rule says otherwise


class MdqAlert(models.Model):
    """Something that people have to know and to answer: raised by a rule or by code, never erased."""

    _name = "mdq.alert"
    _description = "Alert"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"
    _mdq_server_written = True

    name = fields.Char("What Happened", required=True, readonly=True, translate=True)
    code = fields.Char(readonly=True, index=True, help="Alerts of the same kind share it.")
    rule_id = fields.Many2one("mdq.alert.rule", "Rule", readonly=True, ondelete="restrict", index="btree_not_null")
    advice = fields.Text(related="rule_id.advice")
    severity = fields.Selection(
        [("info", "To know"), ("warning", "Warning"), ("critical", "Critical")],
        default="warning", required=True, readonly=True,
    )
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", readonly=True)
    record_name = fields.Char("Record", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    group_ids = fields.Many2many("res.groups", string="For Roles", readonly=True)
    escalation_group_id = fields.Many2one("res.groups", "Escalated To", readonly=True, ondelete="restrict")
    is_mine = fields.Boolean("For Me", compute="_compute_is_mine", search="_search_is_mine")
    raised_at = fields.Datetime("Raised On", required=True, readonly=True)
    repeat_count = fields.Integer("Times Raised", default=1, readonly=True)
    repeated_at = fields.Datetime("Last Raised On", readonly=True)
    ended_at = fields.Datetime("No Longer So Since", readonly=True)
    deadline = fields.Datetime("Acknowledge By", required=True, readonly=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")
    comment = fields.Text("What Was Done", readonly=True)
    acknowledged_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    acknowledged_at = fields.Datetime("Acknowledged On", readonly=True)
    review = fields.Text("Result of the Review", readonly=True)
    reviewed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reviewed_at = fields.Datetime("Reviewed On", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("escalated", "Escalated"), ("acknowledged", "Acknowledged"), ("reviewed", "Reviewed")],
        default="open", required=True, readonly=True, tracking=True,
    )

    _record_index = models.Index("(res_model, res_id)")
    _standing_index = models.Index("(deadline) WHERE state IN ('open', 'escalated')")

    def init(self):
        super().init()
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS mdq_alert_turn (kind varchar, model varchar, record int, turn bigint NOT NULL DEFAULT 1,"
            " PRIMARY KEY (kind, model, record))")

    def _get_transitions(self):
        return {"open": {"escalated", "acknowledged"}, "escalated": {"acknowledged"}, "acknowledged": {"reviewed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "comment", "acknowledged_by", "acknowledged_at", "review", "reviewed_by", "reviewed_at", "ended_at",
            "repeat_count", "repeated_at",
        }

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for alert in self:
            alert.is_overdue = alert.state in STANDING and alert.deadline < now

    @api.depends("group_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for alert in self:
            alert.is_mine = bool(alert.group_ids & self.env.user.all_group_ids)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("group_ids", "in" if True in value else "not in", self.env.user.all_group_ids.ids)]

    # -------------------------------------------------------------------------------------- public

    def acknowledge(self, comment):
        """Say that the alerts were seen and what is done about them."""
        for alert in self:
            alert._check_may_acknowledge()
        return self._answer("acknowledged", "comment", comment)

    def review_alerts(self, comment):
        """Close acknowledged alerts: the quality manager looked at the answer, and did not give it himself."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        if self.env.user in self.acknowledged_by:
            raise UserError(self.env._("Who acknowledged an alert does not review it. Another quality manager does."))
        return self._answer("reviewed", "review", comment)

    def action_acknowledge(self):
        return self._answer_action("acknowledge", self.env._("Acknowledge"))

    def action_review(self):
        return self._answer_action("review", self.env._("Review"))

    def action_open_record(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------- answers

    def _answer_action(self, answer, title):
        return {"type": "ir.actions.act_window", "res_model": "mdq.alert.answer", "name": title, "target": "new",
                "views": [(False, "form")],
                "context": {"default_answer": answer, "default_alert_ids": self.ids}}

    def _check_may_acknowledge(self):
        """Those whom the alert is for, and quality managers; an auditor writes nothing."""
        self.check_access("read")
        user = self.env.user
        if user.has_group("mdq_base.group_auditor") or not (
            self.is_mine or user.has_group("mdq_base.group_quality_manager")
        ):
            raise AccessError(self.env._(
                "The alert “%(alert)s” is for the role %(roles)s. Somebody with that role acknowledges it.",
                alert=self.name, roles=" / ".join(self.sudo().group_ids.mapped("name")),  # names of roles are no secret
            ))

    def _answer(self, state, field, comment):
        if not (comment or "").strip():
            raise UserError(self.env._("Say what you found and what is done about it."))
        self.check_access("read")
        alerts = self.sudo()  # no role writes alerts; the role and the comment were checked above
        alerts._move_to(state, comment)
        alerts._write_guarded({
            field: comment, f"{state}_by": self.env.uid, f"{state}_at": fields.Datetime.now(),
        })
        return True

    def _after_move_to_acknowledged(self):
        self.activity_ids.unlink()

    # ------------------------------------------------------------------------------------- raising

    @api.model
    def _mdq_raise(self, code, records, message, groups=("mdq_base.group_quality_manager",), severity="warning",
                   own_transaction=False):
        """Raise one alert a record; while one of the same code is unanswered, its repeats are counted instead.

        A rule with this code says otherwise how grave it is, who is told, how, and until when.

        :param records: a recordset, or None when the alert is about the whole system
        :param message: what happened, in a sentence; a lazy translation (`_lt`) or {language: sentence}
            reaches everybody in his language
        :param own_transaction: keep the alert even when the caller's transaction is rolled back
        """
        facts = {"code": code, "groups": tuple(groups), "severity": severity}
        subjects = self._get_subjects(records)
        if not own_transaction:
            return self._raise_subjects(subjects, message, **facts)
        for tries_left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    alerts = self.with_env(self.env(cr=cr))
                    ids = alerts._raise_subjects(subjects, message, **facts).ids
                return self.browse(ids)
            except SerializationFailure:  # somebody else raised it at this moment
                if not tries_left:
                    raise
        return self.browse()

    def _get_subjects(self, records):
        """What the alerts are about, as plain values: they may be written in another transaction."""
        if records is None:
            return [{"res_model": False, "res_id": False, "record_name": False, "company_id": False}]
        # Who is told learns the name of the record, no more; its content stays behind its own rules.
        known = records.sudo()
        return [{"res_model": record._name, "res_id": record.id, "record_name": record.display_name,
                 "company_id": record.company_id.id if "company_id" in record._fields else False}
                for record in known]

    def _raise_subjects(self, subjects, message, code, groups, severity, rule=None):
        if not subjects:
            return self.browse()
        rule = rule if rule is not None else self.env["mdq.alert.rule"]._find(code)
        self._take_turn(subjects, code, rule)
        known = self._find_standing(subjects, code, rule)
        known._count_repeat()
        waiting = {(alert.res_model, alert.res_id) for alert in known}
        new = [subject for subject in subjects if (subject["res_model"], subject["res_id"] or 0) not in waiting]
        common = self._prepare_alert_vals(message, code, groups, severity, rule)
        # No role writes alerts; the server raises them, whoever acts.
        raised = self.sudo().create([{**common, **subject} for subject in new])
        raised._translate_message(message)
        raised._tell(raised.group_ids)
        return (known | raised).sudo(False)

    def _take_turn(self, subjects, code, rule):
        """Of two transactions that raise the same alert, the second is tried again and counts a repeat of what the first raised."""
        kind = f"rule {rule.id}" if rule else code
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_alert_turn (kind, model, record) SELECT %s, %s, unnest(%s::int[]) ORDER BY 3
               ON CONFLICT (kind, model, record) DO UPDATE SET turn = mdq_alert_turn.turn + 1""",
            kind, subjects[0]["res_model"] or "", sorted({subject["res_id"] or 0 for subject in subjects})))

    def _find_standing(self, subjects, code, rule):
        kind = ("rule_id", "=", rule.id) if rule else ("code", "=", code)
        # Whether an alert stands does not depend on what the acting person may read.
        return self.sudo().search([
            kind, ("state", "in", STANDING), ("res_model", "=", subjects[0]["res_model"]),
            ("res_id", "in", [subject["res_id"] for subject in subjects]),
        ])

    def _count_repeat(self):
        for count, alerts in self.grouped("repeat_count").items():
            alerts._write_guarded({
                "repeat_count": count + 1, "repeated_at": fields.Datetime.now(), "ended_at": False,
            })

    def _prepare_alert_vals(self, message, code, groups, severity, rule):
        groups = rule.group_ids or self.env["res.groups"].union(*(self.env.ref(group) for group in groups))
        hours = rule.hours_to_acknowledge or HOURS
        now = fields.Datetime.now()
        return {
            "name": self._get_message(message, "en_US"), "code": code, "rule_id": rule.id,
            "severity": rule.severity or severity, "group_ids": groups.ids, "raised_at": now,
            "deadline": now + timedelta(hours=hours),
            "escalation_group_id": (rule.escalation_group_id or self.env.ref("mdq_base.group_quality_manager")).id,
        }

    def _get_message(self, message, lang):
        if isinstance(message, dict):
            return message[lang]
        return self.with_context(lang=lang).env._(message) if isinstance(message, LazyGettext) else message

    def _translate_message(self, message):
        if not self or isinstance(message, str):
            return
        for lang, _name in self.env["res.lang"].get_installed():
            self.with_context(lang=lang).write({"name": self._get_message(message, lang)})

    # ---------------------------------------------------------------------------------- escalation

    @api.model
    def _escalate_overdue(self):
        """Alerts that nobody acknowledged in time go to the next role as well."""
        overdue = self.search([("state", "=", "open"), ("deadline", "<", fields.Datetime.now())], limit=1000)
        for group, alerts in overdue.grouped("escalation_group_id").items():
            alerts._move_to("escalated")
            alerts.write({"group_ids": [(4, group.id)]})
            alerts._tell(group)
