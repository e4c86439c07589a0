from datetime import timedelta

from odoo import api, fields, models

from .mdq_signature import MEANINGS


class MdqApprovalRequestStep(models.Model):
    """A step as it was when the request began; later revisions of the route do not touch it."""

    _name = "mdq.approval.request.step"
    _description = "Step Of An Approval Request"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "request_id, sequence, id"
    _rec_name = "label"
    _mdq_server_written = True

    request_id = fields.Many2one("mdq.approval.request", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="request_id.company_id")
    step_id = fields.Many2one("mdq.approval.step", "Step Of The Route", ondelete="restrict", index="btree_not_null")
    sequence = fields.Integer("Stage")
    name = fields.Char(required=True)
    label = fields.Char("Step", compute="_compute_label")
    group_id = fields.Many2one("res.groups", "Role", ondelete="restrict")
    user_ids = fields.Many2many("res.users", string="People")
    is_portal = fields.Boolean("Supplier Signatory")
    partner_id = fields.Many2one("res.partner", "Supplier", ondelete="restrict")
    quorum = fields.Integer("People Needed", default=1, required=True)
    meaning = fields.Selection(MEANINGS, default="approved", required=True)
    time_limit = fields.Float("Time Limit (Hours)")
    escalation_group_id = fields.Many2one("res.groups", "Then Tell", ondelete="restrict")
    takeover_limit = fields.Float("May Decide After (Hours)")
    competence_act = fields.Char("Competence For")
    opened_at = fields.Datetime("Open Since", readonly=True)
    due_at = fields.Datetime("Due", readonly=True, index="btree_not_null")
    takeover_at = fields.Datetime("Taken Over From", readonly=True)
    escalated_at = fields.Datetime("Escalated On", readonly=True)
    taken_over_at = fields.Datetime("Taken Over On", readonly=True)
    decision_ids = fields.One2many("mdq.approval.decision", "step_id", "Decisions")
    deciders = fields.Char("Who Decides", compute="_compute_deciders")
    state = fields.Selection(
        [("waiting", "Waiting"), ("open", "Open"), ("done", "Done"), ("rejected", "Rejected"), ("closed", "Closed")],
        default="waiting", required=True, readonly=True, copy=False, index=True,
    )

    def _get_transitions(self):
        return {"waiting": {"open", "closed"}, "open": {"done", "rejected", "closed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"opened_at", "due_at", "takeover_at", "escalated_at", "taken_over_at"}

    @api.depends("name", "step_id.name")
    @api.depends_context("lang")
    def _compute_label(self):
        for step in self:
            # The step of the route has its name in all languages; who reads the request may read it.
            step.label = step.sudo().step_id.name or step.name

    @api.depends_context("lang")
    @api.depends("group_id", "user_ids", "partner_id", "taken_over_at", "escalation_group_id")
    def _compute_deciders(self):
        for step in self:
            # Names of roles, people and the supplier are no secret to who reads the request.
            step.deciders = step.sudo()._get_deciders_text()

    def _get_deciders_text(self):
        names = [record.name for step in self for record in step._get_decider_records()]
        return " / ".join(dict.fromkeys(names))

    def _get_decider_records(self):
        self.ensure_one()
        late = self.escalation_group_id if self.taken_over_at else self.escalation_group_id.browse()
        return [*self.group_id, *self.user_ids, *self.partner_id, *late]

    # ------------------------------------------------------------------------------------ deciding

    def _is_for(self, user):
        """Whether this person decides the step by himself: by role, by name, as the supplier's signatory, as escalated."""
        self.ensure_one()
        if not user.active:
            return False
        if self.is_portal:
            return user.share and user.commercial_partner_id == self.partner_id and (
                self.env.ref("mdq_base.group_supplier_signatory") in user.all_group_ids
            )
        if user.share:
            return False
        groups = self.group_id | (self.escalation_group_id if self.taken_over_at else self.group_id)
        return user in self.user_ids or bool(groups & user.all_group_ids)

    def _get_people(self):
        """Everybody who `_is_for` says yes to, of all these steps."""
        people = self.user_ids | self.group_id.all_user_ids
        people |= self.filtered("taken_over_at").escalation_group_id.all_user_ids
        for step in self.filtered("is_portal"):
            people |= step.request_id._get_record()._mdq_get_portal_signatories()
        return people.filtered(lambda user: any(step._is_for(user) for step in self))

    def _has_quorum(self):
        approved = self.decision_ids.filtered(lambda decision: decision.decision == "approved")
        return len(approved.user_id) >= self.quorum

    def _after_move_to_open(self):
        now = fields.Datetime.now()
        for step in self:
            due = now + timedelta(hours=step.time_limit) if step.time_limit else False
            step._write_guarded({
                "opened_at": now, "due_at": due,
                "takeover_at": due + timedelta(hours=step.takeover_limit) if due and step.takeover_limit else False,
            })
