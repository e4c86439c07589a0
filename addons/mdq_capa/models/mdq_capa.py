from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MdqCapa(models.Model):
    """Corrective and preventive action: why it happened, what was changed, and whether that worked."""

    _name = "mdq.capa"
    _description = "CAPA"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_reason_fields = ("date_due",)
    _check_company_auto = True
    _mdq_routed_states = ("closed",)

    title = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("analysis", "Root Cause"),
            ("implementation", "Implementation"),
            ("verification", "Effectiveness Check"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    kind = fields.Selection(
        [("corrective", "Corrective"), ("preventive", "Preventive")], required=True, default="corrective", tracking=True
    )
    owner_id = fields.Many2one(
        "res.users", "Owner", required=True, default=lambda self: self.env.user, tracking=True
    )
    date_due = fields.Date("Due Date", tracking=True)
    event_ids = fields.Many2many(
        "mdq.event", "mdq_capa_event_rel", "capa_id", "event_id", "Events", check_company=True
    )
    problem = fields.Text("Problem Statement", help="What, where, when and how much; no cause yet.")
    why_ids = fields.One2many("mdq.capa.why", "capa_id", "Five Whys", copy=True)
    root_cause = fields.Text()
    action_ids = fields.One2many("mdq.capa.action", "capa_id", "Actions", copy=False)
    open_action_count = fields.Integer("Open Actions", compute="_compute_open_action_count")
    criterion = fields.Text(
        "Effectiveness Criterion",
        tracking=True,
        help="Measurable, and written before anything is implemented: how we shall know that it worked.",
    )
    date_effectiveness = fields.Date("Effectiveness Check On", tracking=True)
    effectiveness = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed")], "Effectiveness", readonly=True, copy=False, tracking=True
    )
    effectiveness_evidence = fields.Text(copy=False, help="What the check of the criterion showed.")
    check_ids = fields.One2many("mdq.capa.check", "capa_id", "Effectiveness Checks", readonly=True)
    reopened_count = fields.Integer("Times Reopened", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name)")

    @api.depends("action_ids.state")
    def _compute_open_action_count(self):
        for capa in self:
            capa.open_action_count = len(capa.action_ids.filtered(lambda a: a.state == "open"))

    def write(self, vals):
        if {"criterion", "date_effectiveness"} & vals.keys():
            self._check_criterion_open()
        return super().write(vals)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"effectiveness", "reopened_count"}

    def _mdq_get_asking(self):
        """A date that was set is moved for a reason."""
        return self.filtered(lambda capa: capa.state != "draft" and capa.date_due)

    def _get_locked_states(self):
        return {"closed", "cancelled"}

    def _get_signed_fields(self):
        return ["name", "title", "problem", "root_cause", "criterion", "why_ids", "action_ids"]

    def _get_transitions(self):
        return {
            "draft": {"analysis", "cancelled"},
            "analysis": {"implementation", "cancelled"},
            "implementation": {"verification"},
            "verification": {"closed", "analysis"},
        }

    def _check_criterion_open(self):
        late = self.filtered(lambda capa: capa.state not in ("draft", "analysis"))
        if late:
            raise UserError(
                self.env._(
                    "%(names)s: the effectiveness criterion is fixed before implementation and not changed after it.",
                    names=", ".join(late.mapped("name")),
                )
            )

    # The way through

    def action_start(self):
        self._move_to("analysis")

    def _check_move_to_analysis(self):
        for capa in self.filtered(lambda capa: not capa.problem):
            raise UserError(self.env._("Write the problem statement of %(capa)s first.", capa=capa.name))

    def action_implement(self):
        self._move_to("implementation")

    def _check_move_to_implementation(self):
        for capa in self:
            if not capa.root_cause:
                raise UserError(self.env._("%(capa)s has no root cause yet.", capa=capa.name))
            if not capa.action_ids:
                raise UserError(self.env._("%(capa)s has no action yet.", capa=capa.name))
            if not (capa.criterion and capa.date_effectiveness):
                raise UserError(
                    self.env._(
                        "%(capa)s: write the effectiveness criterion and the date of its check before implementing.",
                        capa=capa.name,
                    )
                )

    def _after_move_to_implementation(self):
        self.action_ids._remind()

    def action_verify(self):
        self._move_to("verification")

    def _check_move_to_verification(self):
        for action in self.action_ids.filtered(lambda a: a.state == "open"):
            raise UserError(
                self.env._(
                    "%(capa)s: the action “%(action)s” of %(owner)s is still open. Finish it with its evidence, or cancel it.",
                    capa=action.capa_id.name,
                    action=action.name,
                    owner=action.owner_id.name,
                )
            )

    def action_cancel(self):
        self._check_is_engineer()
        self._move_to("cancelled")

    # Effectiveness: judged by somebody else, signed; a failure reopens the analysis.

    def conclude(self, passed, credential, reason=None):
        """Sign the result of the effectiveness check; passed closes the CAPA, failed sends it back to the cause.

        Where an approval route fits the CAPA, a passed check sends it along, and its last signature closes.
        """
        self._check_may_conclude()
        # No role writes checks; what was just verified above is recorded by the server.
        checks = self.env["mdq.capa.check"].sudo().create([capa._prepare_check_vals(passed) for capa in self])
        self.env["mdq.signature"]._sign(checks.sudo(False), "verified", credential, reason)
        self._write_guarded({"effectiveness": "passed" if passed else "failed"})
        if passed:
            self._mdq_move_or_send("closed", reason)
        else:
            self._reopen(reason)
        return True

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("closed")

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self._write_guarded({"effectiveness": "failed"})
        self._reopen(self.env._("The closure was not approved."))

    def _prepare_check_vals(self, passed):
        return {
            "capa_id": self.id,
            "criterion": self.criterion,
            "evidence": self.effectiveness_evidence,
            "result": "passed" if passed else "failed",
            "checked_by_id": self.env.uid,
            "checked_on": fields.Datetime.now(),
        }

    def _reopen(self, reason=None):
        for capa in self:
            capa._write_guarded({"reopened_count": capa.reopened_count + 1})
        self._move_to("analysis", reason)
        self.effectiveness_evidence = False

    def _check_move_to_closed(self):
        for capa in self.filtered(lambda capa: capa.effectiveness != "passed"):
            raise UserError(
                self.env._("%(capa)s cannot be closed: its effectiveness check has not been passed.", capa=capa.name)
            )

    def _after_move_to_closed(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _check_may_conclude(self):
        self._check_is_engineer()
        for capa in self:
            if capa.state != "verification":
                raise UserError(
                    self.env._("%(capa)s: the effectiveness check comes after the implementation.", capa=capa.name)
                )
            if capa._mdq_get_requests("pending"):
                raise UserError(self.env._("%(capa)s was judged already; its closure waits for approval.", capa=capa.name))
            if not capa.effectiveness_evidence:
                raise UserError(self.env._("Write the evidence of the effectiveness of %(capa)s first.", capa=capa.name))
            if self.env.user in capa._get_barred_users():
                raise AccessError(
                    self.env._(
                        "You own %(capa)s or one of its actions, so somebody else must judge whether it worked.",
                        capa=capa.name,
                    )
                )

    def _get_barred_users(self):
        """Who may not judge whether it worked: who wrote it, owns it, or did one of its actions."""
        return self.owner_id | self.create_uid | self.action_ids.owner_id | self.action_ids.state_changed_by

    def _check_is_engineer(self):
        self.check_access("write")
        self.env.user._mdq_require("mdq_base.group_quality_engineer")

    def action_pass(self):
        return self._get_conclude_action(True)

    def action_fail(self):
        return self._get_conclude_action(False)

    def _get_conclude_action(self, passed):
        self._check_may_conclude()
        names = ", ".join(self.mapped("name"))
        if passed:
            title = self.env._("Effective: close %(capa)s", capa=names)
        else:
            title = self.env._("Not effective: reopen %(capa)s", capa=names)
        args = {"ids": self.ids, "passed": passed}
        return self._mdq_sign_action("conclude", title, "verified", args=args, reason_required=not passed)
