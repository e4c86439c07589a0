from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import canonical


class MdqApprovalRequest(models.Model):
    """One record on its way along an approval route, for one exact content."""

    _name = "mdq.approval.request"
    _description = "Approval Request"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "record_name"
    _mdq_server_written = True

    record_name = fields.Char("Record", readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    route_id = fields.Many2one("mdq.approval.route", "Route", readonly=True, ondelete="restrict")
    requester_id = fields.Many2one("res.users", "Requested By", required=True, readonly=True, ondelete="restrict")
    digest = fields.Char("SHA-256 Of Content", required=True, readonly=True)
    line_ids = fields.One2many("mdq.approval.request.step", "request_id", "Steps", readonly=True)
    decision_ids = fields.One2many("mdq.approval.decision", "request_id", "Decisions", readonly=True)
    current_step_id = fields.Many2one("mdq.approval.request.step", compute="_compute_current_step_id")
    is_mine = fields.Boolean("Waiting For Me", compute="_compute_is_mine", search="_search_is_mine")
    state = fields.Selection(
        [("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected"), ("superseded", "Superseded")],
        default="pending", required=True, readonly=True, tracking=True,
    )

    _record_index = models.Index("(res_model, res_id)")

    def _get_transitions(self):
        return {"pending": {"approved", "rejected", "superseded"}}

    @api.depends("line_ids.is_done", "state")
    def _compute_current_step_id(self):
        for request in self:
            waiting = request.line_ids.filtered(lambda step: not step.is_done) if request.state == "pending" else None
            request.current_step_id = waiting[:1] if waiting else False

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for request in self:
            request.is_mine = not request._why_not_mine()

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # While addons are being loaded, the models of those above are not there yet.
        pending = self.search([("state", "=", "pending"), ("res_model", "in", list(self.env))])
        mine = pending.filtered("is_mine")
        return [("id", "in" if True in value else "not in", mine.ids)]

    # ------------------------------------------------------------------------------------- public

    def approve(self, credential, comment=None):
        """Approve the current step, signed with the caller's own credential."""
        return self._decide("approved", credential, comment)

    def reject(self, credential, comment):
        """Reject the record, signed; the comment says why."""
        if not (comment or "").strip():
            raise UserError(self.env._("Say why you reject it: the author needs to know what to change."))
        return self._decide("rejected", credential, comment)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Approve"), "approved", reason_param="comment")

    def action_reject(self):
        return self._mdq_sign_action("reject", self.env._("Reject"), "rejected", reason_param="comment",
                                     reason_required=True)

    def action_open_record(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------ helpers

    @api.model
    def _start(self, records):
        """Open one request a record; a pending one for the same record is superseded."""
        self._supersede(records)
        vals_list = [self._prepare_request_vals(record) for record in records]
        # No role writes requests; the server opens them on behalf of who submits.
        requests = self.sudo().create(vals_list).sudo(False)
        for request in requests.sudo():  # the same: followers are told by the server
            request._notify_approvers()
        return requests

    def _supersede(self, records):
        # No role writes requests; a newer submission takes the place of the older.
        self.sudo().search([
            ("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "=", "pending"),
        ])._move_to("superseded")

    def _prepare_request_vals(self, record):
        # The route is configuration that the submitter need not be able to read.
        route = self.env["mdq.approval.route"].sudo()._find(record)
        company = record.company_id if "company_id" in record._fields else self.env.company
        return {
            "record_name": record.display_name, "res_model": record._name, "res_id": record.id,
            "company_id": company.id, "route_id": route.id, "requester_id": self.env.uid,
            "digest": canonical.digest(record._mdq_canonical_text()),
            "line_ids": [(0, 0, vals) for vals in self._prepare_step_vals_list(record, route)],
        }

    def _prepare_step_vals_list(self, record, route):
        if route:
            return [{"sequence": number, "name": step.name, "group_id": step.group_id.id, "quorum": step.quorum,
                     "meaning": step.meaning} for number, step in enumerate(route.step_ids, 1)]
        group = self.env.ref(getattr(record, "_mdq_approval_group", "mdq_base.group_quality_manager"))
        return [{"sequence": 1, "name": self.env._("Approval"), "group_id": group.id}]

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _get_authors(self):
        """Those who may not approve: who asked, who made the record."""
        # Authorship is a fact of the record, whatever the approver may read of it.
        return self.requester_id | self._get_record().sudo().create_uid

    def _why_not_mine(self):
        """Return why the caller cannot decide now, or ''."""
        self.ensure_one()
        step = self.current_step_id
        if self.state != "pending" or not step:
            return self.env._("This request is already decided.")
        if self.env.user in self._get_authors():
            return self.env._("Who made or submitted a record does not approve it. Somebody else decides.")
        if step.group_id not in self.env.user.all_group_ids:
            return self.env._("This step is for the role %s.", step.group_id.name)
        if self.env.user in self.decision_ids.user_id:
            return self.env._("You have already decided on this request. Another person decides this step.")
        return ""

    def _decide(self, decision, credential, comment):
        steps = self.sudo()  # steps and decisions are closed to roles; the caller is still `env.user`
        for request in steps:
            why_not = request._why_not_mine()
            if why_not:
                raise AccessError(why_not)
            request._check_content_unchanged()
        records = [request._get_record() for request in self]
        for record in records:
            record.check_access("read")
        meaning = "rejected" if decision == "rejected" else steps[:1].current_step_id.meaning
        signatures = self.env["mdq.signature"]._sign(records, meaning, credential, comment)
        for request, signature in zip(steps, signatures, strict=True):
            request._record_decision(decision, comment, signature)
        return True

    def _check_content_unchanged(self):
        record = self._get_record()
        if canonical.digest(record._mdq_canonical_text()) == self.digest:
            return
        raise UserError(self.env._(
            "%(record)s was changed after it was submitted. Its author submits it again; the route starts anew.",
            record=self.record_name,
        ))

    def _record_decision(self, decision, comment, signature):
        self.env["mdq.approval.decision"].create({
            "request_id": self.id, "step_id": self.current_step_id.id, "user_id": signature.user_id.id,
            "decision": decision, "comment": comment or False, "signature_id": signature.id,
        })
        if decision == "rejected":
            self._move_to("rejected")
            self._get_record()._after_mdq_rejected()
        elif not self.line_ids.filtered(lambda step: not step.is_done):
            self._move_to("approved")
            self._get_record()._after_mdq_approved()
        else:
            self._notify_approvers()

    def _notify_approvers(self):
        """The people of the next step get an activity."""
        self.activity_unlink(["mail.mail_activity_data_todo"])
        authors = self._get_authors()
        for user in (self.current_step_id.group_id.all_user_ids - authors).filtered("active")[:20]:
            self.activity_schedule("mail.mail_activity_data_todo", user_id=user.id,
                                   summary=self.env._("Approval: %s", self.record_name))

    def _after_move_to_approved(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_move_to_rejected(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_move_to_superseded(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _mdq_frozen(self):
        return self.browse()  # decisions follow one another under signatures; roles write nothing here

    def _get_signed_fields(self):
        return ["record_name", "res_model", "res_id", "digest", "requester_id", "route_id"]


class MdqApprovalRequestStep(models.Model):
    """A step as it was when the request began; later changes of the route do not touch it."""

    _name = "mdq.approval.request.step"
    _description = "Step Of An Approval Request"
    _inherit = ["mdq.audited.mixin"]
    _order = "request_id, sequence, id"
    _mdq_server_written = True

    request_id = fields.Many2one("mdq.approval.request", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="request_id.company_id")
    sequence = fields.Integer()
    name = fields.Char(required=True)
    group_id = fields.Many2one("res.groups", "Role", required=True, ondelete="restrict")
    quorum = fields.Integer("People Needed", default=1, required=True)
    meaning = fields.Char(default="approved", required=True)
    decision_ids = fields.One2many("mdq.approval.decision", "step_id", "Decisions")
    is_done = fields.Boolean("Done", compute="_compute_is_done")

    @api.depends("decision_ids.decision", "quorum")
    def _compute_is_done(self):
        for step in self:
            approved = step.decision_ids.filtered(lambda decision: decision.decision == "approved")
            step.is_done = len(approved.user_id) >= step.quorum


class MdqApprovalDecision(models.Model):
    """What one person decided, and the signature under it."""

    _name = "mdq.approval.decision"
    _description = "Approval Decision"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"
    _mdq_server_written = True

    request_id = fields.Many2one("mdq.approval.request", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="request_id.company_id")
    step_id = fields.Many2one("mdq.approval.request.step", "Step", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict")
    decision = fields.Selection([("approved", "Approved"), ("rejected", "Rejected")], required=True)
    comment = fields.Char()
    signature_id = fields.Many2one("mdq.signature", "Signature", required=True, ondelete="restrict")

    _one_a_person = models.UniqueIndex("(request_id, user_id)", "A person decides once on a request.")
