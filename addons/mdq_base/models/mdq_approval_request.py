from odoo import api, fields, models
from odoo.exceptions import UserError

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
    model_name = fields.Char("Kind of Record", compute="_compute_model_name")
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    route_id = fields.Many2one("mdq.approval.route", "Route", readonly=True, ondelete="restrict",
                               help="The revision that this request began with. Empty: the built-in route.")
    requester_id = fields.Many2one("res.users", "Requested By", required=True, readonly=True, ondelete="restrict")
    author_ids = fields.Many2many("res.users", "mdq_approval_request_author_rel", string="May Not Decide", readonly=True,
                                  groups="base.group_user", help="Who wrote, changed or submitted the content since it was approved last.")
    digest = fields.Char("SHA-256 Of Content", required=True, readonly=True)
    canonical_text = fields.Text("Content", readonly=True)
    line_ids = fields.One2many("mdq.approval.request.step", "request_id", "Steps", readonly=True)
    decision_ids = fields.One2many("mdq.approval.decision", "request_id", "Decisions", readonly=True)
    decision_count = fields.Integer(readonly=True, copy=False)
    current_step_ids = fields.Many2many("mdq.approval.request.step", compute="_compute_current_step_ids", string="Now At")
    due_at = fields.Datetime("Due", compute="_compute_due_at", store=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    is_mine = fields.Boolean("Waiting For Me", compute="_compute_is_mine", search="_search_is_mine")
    is_delegated = fields.Boolean("Delegated To Me", compute="_compute_is_mine", search="_search_is_delegated")
    has_revisions = fields.Boolean(compute="_compute_model_name")
    why_not = fields.Char("Why I Cannot Decide", compute="_compute_is_mine")
    state = fields.Selection(
        [("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected"), ("superseded", "Superseded")],
        default="pending", required=True, readonly=True, tracking=True,
    )

    _record_index = models.Index("(res_model, res_id)")

    def _get_transitions(self):
        return {"pending": {"approved", "rejected", "superseded"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"decision_count"}

    # ----------------------------------------------------------------------------------- computed

    def _compute_model_name(self):
        for request in self:
            request.model_name = self.env["ir.model"]._get(request.res_model).name
            request.has_revisions = hasattr(self.env.get(request.res_model), "_mdq_diff_action")

    @api.depends("line_ids.state")
    def _compute_current_step_ids(self):
        for request in self:
            # Whoever may read the request may see where it stands, suppliers too.
            request.current_step_ids = request.sudo().line_ids.filtered(lambda step: step.state == "open").sudo(False)

    @api.depends("line_ids.state", "line_ids.due_at")
    def _compute_due_at(self):
        for request in self:
            dates = request.line_ids.filtered(lambda step: step.state == "open" and step.due_at).mapped("due_at")
            request.due_at = min(dates) if dates else False

    @api.depends("due_at", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_overdue = bool(request.state == "pending" and request.due_at and request.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "=", "pending") & fields.Domain("due_at", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.depends_context("uid")
    def _compute_is_mine(self):
        claims = self._get_claims()
        for request in self:
            claim = claims[request.id]
            request.is_mine = not claim.why_not
            request.is_delegated = bool(not claim.why_not and claim.principal != self.env.user)
            request.why_not = claim.why_not

    def _search_is_mine(self, operator, value):
        return self._search_claimed(operator, value, "is_mine")

    def _search_is_delegated(self, operator, value):
        return self._search_claimed(operator, value, "is_delegated")

    def _search_claimed(self, operator, value, name):
        if operator != "in":
            return NotImplemented
        found = self.search(self._get_claim_domain()).filtered(name)
        return [("id", "in" if True in value else "not in", found.ids)]

    # ------------------------------------------------------------------------------------- public

    def approve(self, credential, comment=None):
        """Approve the open step of each request, signed with the caller's own credential: one proof for all."""
        return self._decide("approved", credential, comment)

    def reject(self, credential, comment):
        """Reject the records, signed; the comment says why."""
        if not (comment or "").strip():
            raise UserError(self.env._("Say why you reject it: the author needs to know what to change."))
        return self._decide("rejected", credential, comment)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Approve"), "approved", reason_param="comment")

    def action_reject(self):
        return self._mdq_sign_action("reject", self.env._("Reject"), "rejected", reason_param="comment",
                                     reason_required=True)

    def action_restart(self):
        """Begin the route anew for content that was changed behind it."""
        for request in self:
            request._get_record().check_access("write")
        # No role writes requests; who may write the record may submit it again.
        self.sudo()._restart_changed()
        return True

    def action_open_record(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}

    def action_compare(self):
        """Show what is new against the revision before."""
        record = self._get_record()
        record.check_access("read")
        return record._mdq_diff_action()

    # ------------------------------------------------------------------------------------ opening

    @api.model
    def _start(self, records, requester=None):
        """Open one request a record; a pending one for the same record is superseded."""
        self._supersede(records)
        editors = records._mdq_get_editors()
        vals_list = [
            self._prepare_request_vals(record, requester or self.env.user, editors[record.id]) for record in records
        ]
        # No role writes requests; the server opens them on behalf of who submits.
        requests = self.sudo().create(vals_list)
        for request in requests:
            request._open_next_stage()
        return requests.sudo(False)

    def _supersede(self, records):
        # No role writes requests; a newer submission takes the place of the older.
        self.sudo().search([
            ("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "=", "pending"),
        ])._move_to("superseded")

    def _restart_changed(self):
        """Supersede those whose content is not what was submitted; a new request opens for the new content."""
        for request in self:
            if not request._is_content_unchanged():
                request._start(request._get_record(), request.requester_id)._tell_restarted(request)

    def _tell_restarted(self, old):
        text = self.env._("The content was changed: the route starts anew, and approvals given so far no longer count.")
        # Told by the server, to who asked, whoever changed the content.
        old, new = old.sudo(), self.sudo()
        old.message_post(body=text)
        new.message_notify(
            partner_ids=self.requester_id.partner_id.ids, body=text,
            subject=self.env._("Approval starts anew: %s", self.record_name),
        )

    def _prepare_request_vals(self, record, requester, editors):
        # The route is configuration that the submitter need not be able to read.
        route = self.env["mdq.approval.route"].sudo()._find(record)
        company = record.company_id if "company_id" in record._fields else self.env.company
        # Authorship is a fact of the record, whatever the submitter may read of it.
        authors = {requester.id, record.sudo().create_uid.id, *editors} - {False}
        text = record._mdq_canonical_text()
        return {
            "record_name": record.display_name, "res_model": record._name, "res_id": record.id,
            "company_id": company.id, "route_id": route.id, "requester_id": requester.id,
            "author_ids": [fields.Command.set(sorted(authors))],
            "digest": canonical.digest(text), "canonical_text": text,
            "line_ids": [fields.Command.create(vals) for vals in self._prepare_step_vals_list(record, route)],
        }

    def _prepare_step_vals_list(self, record, route):
        if not route:
            group = self.env.ref(record._mdq_approval_group)
            return [{"sequence": 1, "name": self.env._("Approval"), "group_id": group.id}]
        vals_list = [{**step._prepare_request_step_vals(), "step_id": step.id} for step in route.step_ids]
        for vals in vals_list:
            if vals["is_portal"]:
                vals["partner_id"] = self._get_portal_partner(record).id
        return vals_list

    def _get_portal_partner(self, record):
        signatories = record._mdq_get_portal_signatories()
        if not signatories:
            raise UserError(self.env._(
                "%(record)s needs the signature of its supplier, and nobody signs for that supplier in the portal yet."
                " Name the supplier, or give one of its portal users the role Signatory.", record=record.display_name,
            ))
        return signatories.commercial_partner_id[:1]

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _mdq_frozen(self):
        return self.browse()  # decisions follow one another under signatures; roles write nothing here

    def _get_signed_fields(self):
        return ["record_name", "res_model", "res_id", "digest", "requester_id", "route_id"]

    def _mdq_get_line_fields(self):
        """A copy shows the decisions once: under the step they were given for."""
        return [name for name in super()._mdq_get_line_fields() if name != "decision_ids"]
