import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

MOST = 500  # new alerts of one rule in one run; the next run takes the next
_lt = LazyTranslate(__name__)


class MdqAlertRule(models.Model):
    """What to watch, how grave it is, who hears of it and until when: data, no program."""

    _name = "mdq.alert.rule"
    _description = "Alert Rule"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True, help="The alert carries this sentence.")
    active = fields.Boolean(default=True)
    advice = fields.Text("What to Do", translate=True)
    company_id = fields.Many2one("res.company", help="Empty: records of all companies.")
    trigger = fields.Selection(
        [("period", "Records that meet the filter"), ("code", "Raised by the system itself")],
        "Raised By", default="period", required=True,
    )
    code = fields.Char(help="For alerts that the system raises: their name in the program.")
    model_id = fields.Many2one("ir.model", "Records Of", ondelete="cascade")
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char("Filter", default="[]", help="Dates may be relative: 'today -7d', 'now +12H'.")
    severity = fields.Selection(
        [("info", "To know"), ("warning", "Warning"), ("critical", "Critical")], default="warning", required=True
    )
    group_ids = fields.Many2many("res.groups", string="For Roles", required=True)
    by_activity = fields.Boolean("Activity", default=True)
    by_email = fields.Boolean("E-mail")
    by_toast = fields.Boolean("Note on the Screen", default=True)
    hours_to_acknowledge = fields.Float("Hours to Acknowledge", default=24.0, required=True)
    escalation_group_id = fields.Many2one("res.groups", "Then Also For", ondelete="restrict")
    alert_count = fields.Integer("Alerts", compute="_compute_alert_count")

    _code_unique = models.UniqueIndex("(code) WHERE code IS NOT NULL", "There is already a rule for this code.")
    _hours_positive = models.Constraint(
        "CHECK (hours_to_acknowledge > 0)", "Give people some time to acknowledge: more than 0 hours.")
    _what_to_watch = models.Constraint(
        "CHECK ((trigger = 'period' AND model_id IS NOT NULL) OR (trigger = 'code' AND code IS NOT NULL"
        " AND company_id IS NULL))",
        "Say what the rule watches: the kind of record with a filter, or the code of a system alert (for all companies).",
    )

    def _compute_alert_count(self):
        counts = dict(self.env["mdq.alert"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.alert_count = counts.get(rule, 0)

    @api.constrains("model_id", "domain", "trigger", "group_ids")
    def _check_rule(self):
        for rule in self:
            why = rule._why_unusable()
            if why:
                raise ValidationError(why)
            rule._check_may_watch()

    def _why_unusable(self):
        """Return why the rule cannot be run, or ''; a filter is literals only, nothing is evaluated."""
        self.ensure_one()
        if not self.group_ids:
            return self.env._("Say who hears of alerts of the rule “%s”: choose at least one role.", self.name)
        if self.trigger != "period":
            return ""
        if self.model not in self.env or not self.env[self.model]._mdq_in_ledger():
            return self.env._(
                "“%s” is not a kind of quality record. Alerts watch what the audit ledger watches.",
                self.model_id.name or self.model,
            )
        try:
            self._get_domain().validate(self.env[self.model])
        except (ValueError, SyntaxError, TypeError) as error:
            return self.env._("The filter of the rule “%(rule)s” cannot be used: %(error)s", rule=self.name, error=error)
        return ""

    def _check_may_watch(self):
        """Nobody learns by a rule of records that he may not read."""
        if self.trigger == "period" and not self.env[self.model].has_access("read"):
            raise AccessError(self.env._("You may not read “%s”, so you cannot make a rule for it.", self.model_id.name))

    def _get_domain(self):
        return Domain(ast.literal_eval((self.domain or "[]").strip()))

    @api.model
    def _find(self, code):
        """Return the rule for alerts that code raises, or an empty recordset."""
        # Rules are configuration that who acts need not be able to read.
        return self.sudo().search([("trigger", "=", "code"), ("code", "=", code)], limit=1)

    def _get_channels(self, alerts):
        """The channels of this rule; without one: the screen, and e-mail for what is critical."""
        if not self:
            return ["activity", "toast"] + ["email"] * ("critical" in alerts.mapped("severity"))
        return [channel for channel in ("activity", "toast", "email") if self[f"by_{channel}"]]

    def action_open_alerts(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "mdq.alert", "name": self.name,
                "views": [(False, "list"), (False, "form")], "domain": [("rule_id", "=", self.id)]}

    # ---------------------------------------------------------------------------------- each period

    @api.model
    def _cron_check(self):
        """Look at all rules, then at what a filter cannot say, then at alerts that nobody answered."""
        for rule in self.search([("trigger", "=", "period")]):
            if rule._why_unusable():
                self.env["mdq.alert"]._mdq_raise("alert_rule_unusable", rule, _lt("This alert rule can no longer be used"))
            else:
                rule._check_records()
        self._watch()
        self.env["mdq.alert"]._escalate_overdue()

    @api.model
    def _watch(self):
        """Hook: raise alerts for what no filter can say; addons above add theirs."""

    def _check_records(self):
        """Raise an alert for each record that newly meets the filter; note which no longer meet it."""
        standing = self.env["mdq.alert"].search([("rule_id", "=", self.id), ("ended_at", "=", False)])
        records = self.env[self.model].with_context(active_test=False)
        domain = self._get_domain() & self._get_company_domain()
        watched = standing.mapped("res_id")
        still = set(records.search(domain & Domain("id", "in", watched)).ids)
        standing.filtered(lambda alert: alert.res_id not in still)._write_guarded({"ended_at": fields.Datetime.now()})
        found = records.search(domain & Domain("id", "not in", watched), limit=MOST)
        alerts = self.env["mdq.alert"]
        alerts._raise_subjects(alerts._get_subjects(found), self._get_names(), self.code, (), self.severity, rule=self)

    def _get_company_domain(self):
        if not self.company_id or "company_id" not in self.env[self.model]._fields:
            return Domain.TRUE
        return Domain("company_id", "=", self.company_id.id)

    def _get_names(self):
        """The sentence of the rule in each language."""
        return {lang: self.with_context(lang=lang).name for lang, _name in self.env["res.lang"].get_installed()}
