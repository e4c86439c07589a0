from collections import defaultdict

from lxml.builder import E
from odoo import api, fields, models
from odoo.exceptions import UserError

from . import ledger_edit

# Signatures given on these requests belong to content that is not decided, or not any more.
OPEN_OR_VOID = ("pending", "rejected", "superseded")


class MdqApprovalMixin(models.AbstractModel):
    """A record that is decided on an approval route, for the exact content that it has.

    Name in `_mdq_approved_states` the states that only an approved record reaches: no method, button or caller
    gets there otherwise. `_mdq_routed_states` names those that a role reaches by itself as long as no route in force fits the
    record. `_after_mdq_approved` and `_after_mdq_rejected` say what follows from the decision.
    """

    _name = "mdq.approval.mixin"
    _description = "Record Under Approval"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]

    _mdq_approved_states = ()
    _mdq_routed_states = ()
    _mdq_approval_group = "mdq_base.group_quality_manager"  # decides where no route fits

    approval_request_ids = fields.Many2many(
        "mdq.approval.request", compute="_compute_approval_request_ids", string="Approvals"
    )
    is_mine_to_decide = fields.Boolean("Waits For My Decision", compute="_compute_is_mine_to_decide")
    is_submitted = fields.Boolean(compute="_compute_submission", export_string_translation=False)
    is_mine_to_take_back = fields.Boolean(compute="_compute_submission", export_string_translation=False)

    def _compute_approval_request_ids(self):
        # Whoever may read the record may see how it was approved.
        requests = self._mdq_get_requests().sudo(False).grouped("res_id")
        for record in self:
            record.approval_request_ids = requests.get(record._origin.id, False)

    @api.depends_context("uid")
    def _compute_is_mine_to_decide(self):
        mine = self._mdq_get_requests("pending").sudo(False).filtered("is_mine").mapped("res_id")
        for record in self:
            record.is_mine_to_decide = record._origin.id in mine

    @api.depends_context("uid")
    def _compute_submission(self):
        # Who submitted a record is no secret to who reads it.
        requests = self._mdq_get_requests("pending").grouped("res_id")
        for record in self:
            request = requests.get(record._origin.id)
            record.is_submitted = bool(request)
            record.is_mine_to_take_back = bool(request) and request.requester_id == self.env.user

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Every form of a record under approval shows its route at the same place: on top of the sheet."""
        arch, view = super()._get_view(view_id, view_type, **options)
        sheet = arch.find("sheet") if view_type == "form" else None
        if sheet is not None:
            sheet.insert(0, E.widget(name="mdq_approval_route"))
        return arch, view

    def _mdq_get_requests(self, *states):
        """All requests of these records, newest first, whatever the caller may read."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # A gate looks at every request, also those closed to the caller.
        return self.env["mdq.approval.request"].sudo().search(domain + ([("state", "in", states)] if states else []))

    # -------------------------------------------------------------------------------------- hooks

    def _after_mdq_approved(self):
        """Called when the last step of the route approved. Extend."""

    def _after_mdq_rejected(self):
        """Called when a step of the route rejected. Extend."""

    def _mdq_why_not_decide(self, user):
        """Return why this person decides nothing on the record, beside having written it; "" if nothing stands against it. Extend."""
        return ""

    def _mdq_get_portal_partner(self):
        """Return the supplier whose signatory decides in the portal steps of the route. Extend."""
        partner = self.env["res.partner"]
        for name in ("partner_id", "supplier_id"):
            if self._fields.get(name) and self._fields[name].comodel_name == partner._name:
                partner = partner or self[name].commercial_partner_id
        return partner

    def _mdq_get_portal_signatories(self):
        """Return the portal users who sign for the supplier of the record. Extend."""
        self.ensure_one()
        group = self.env.ref("mdq_base.group_supplier_signatory")
        partner = self._mdq_get_portal_partner()
        # Who signs for a supplier is no secret to those who work on the record.
        return group.sudo().all_user_ids.filtered(
            lambda user: partner and user.active and user.share and user.commercial_partner_id == partner
        )

    # ----------------------------------------------------------------------------------- approval

    def _mdq_request_approval(self, requester=None):
        """Start the approval route of each record; return the requests."""
        return self.env["mdq.approval.request"]._start(self, requester)

    def _mdq_is_approved(self):
        """Whether the content, as it is now, went through its whole route, and was not asked for or refused anew since."""
        self.ensure_one()
        last = self._mdq_get_requests("pending", "approved", "rejected")[:1]
        return last.state == "approved" and last._is_content_of(self)

    def _mdq_decide(self, credential, reason=None):
        """Approve the open step of each record; records not submitted yet are, for who wrote them."""
        return self._mdq_get_open_requests().approve(credential, reason)

    def _mdq_get_open_requests(self):
        pending = self._mdq_get_requests("pending")
        missing = self.filtered(lambda record: record.id not in pending.mapped("res_id"))
        for author, records in missing.grouped("create_uid").items():
            pending |= records._mdq_request_approval(requester=author)
        return pending.with_env(self.env)

    def _mdq_get_routed(self):
        """Those that a route in force fits: they wait for its decision."""
        # Which route a record takes is configuration that its people need not be able to read.
        routes = self.env["mdq.approval.route"].sudo()
        return self.filtered(routes._find)

    def _mdq_move_or_send(self, target, reason=None):
        """Move those to a state that no route fits; send the others along their route, if they lack nothing but its decision."""
        waiting = self._mdq_get_routed().filtered(lambda record: not record._mdq_is_approved())
        waiting._check_declared(target)
        waiting._call_hook(f"_check_move_to_{target}")
        waiting._mdq_submit()
        return (self - waiting)._move_to(target, reason)

    def _mdq_submit(self):
        """Send records along their route; those that wait for its decision with this very content keep their place in it."""
        pending = self._mdq_get_requests("pending").filtered(lambda request: request._is_content_unchanged())
        new = self.filtered(lambda record: record.id not in pending.mapped("res_id"))._mdq_request_approval()
        return pending.with_env(self.env) | new

    def _mdq_end_approval(self):
        """What went back or was given up waits for nobody any more."""
        # No role writes requests.
        self.env["mdq.approval.request"].sudo()._supersede(self)

    def _mdq_take_back(self):
        """End the approval that the caller asked for, so that somebody else can ask for it, and he may decide."""
        self.check_access("write")
        for record in self:
            if not record.is_mine_to_take_back:
                raise UserError(self.env._(
                    "%s is not taken back: who submitted it does that, as long as it is not decided.", record.display_name
                ))
        self._mdq_end_approval()
        self.invalidate_recordset(["is_submitted", "is_mine_to_take_back"])
        for record in self:
            record.message_post(body=self.env._("%s took it back before it was decided.", self.env.user.name))
        return True

    def _check_move(self, target):
        if target in self._mdq_approved_states:
            self._mdq_check_approved()
        elif target in self._mdq_routed_states:
            self._mdq_get_routed()._mdq_check_approved()
        super()._check_move(target)

    def _mdq_check_approved(self):
        for record in self:
            if not record._mdq_is_approved():
                raise UserError(self.env._(
                    "%(record)s is not approved yet. Its approval route must be completed for exactly this content.",
                    record=record.display_name,
                ))

    # ---------------------------------------------------------------------------- changed content

    def _mdq_frozen(self):
        """Approvals of a route that still runs, or came to nothing, do not freeze: a change restarts the route."""
        frozen = super()._mdq_frozen()
        if not frozen:
            return frozen
        # A guard sees all signatures, whatever the caller may read.
        signatures = self.env["mdq.signature"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", frozen.ids), ("meaning", "!=", "rejected"),
        ])
        return frozen.browse(set((signatures - self._mdq_get_void_signatures(frozen)).mapped("res_id")))

    def _mdq_get_void_signatures(self, records):
        return records._mdq_get_requests(*OPEN_OR_VOID).decision_ids.signature_id

    def _mdq_is_bound(self, signature):
        if not super()._mdq_is_bound(signature):
            return False
        return signature not in self._mdq_get_requests("rejected", "superseded").decision_ids.signature_id

    def _mdq_content_changed(self):
        """What was submitted is not what is there now: the route starts anew for the new content."""
        super()._mdq_content_changed()
        if self:
            self._mdq_get_requests("pending")._restart_changed()

    # ------------------------------------------------------------------------------------ authors

    def _mdq_get_editors(self):
        """Return {record id: ids of who changed its content or a line of it since it was approved last}, as the ledger has it."""
        self.env.flush_all()
        approved, editors = self._mdq_get_approved_entries(), defaultdict(set)
        for model, ids_by_record in self._mdq_get_content_rows():
            owner = {row: record for record, rows in ids_by_record.items() for row in rows}
            since = {row: approved.get(record, 0) for row, record in owner.items()}
            for row, uid in ledger_edit.find_editors(model, since) if since else ():
                editors[owner[row]].add(uid)
        return editors

    def _mdq_get_approved_entries(self):
        """Return {record id: the ledger entry with which its newest approved submission was made}."""
        newest = {}
        for request in self._mdq_get_requests("approved"):
            newest.setdefault(request.res_id, request.id)
        entries = ledger_edit.find_made(self.env, "mdq_approval_request", newest.values())
        return {record: entries.get(request, 0) for record, request in newest.items()}

    def _mdq_get_content_rows(self):
        """The tables that the signed content of these records lies in: [(model, {record id: ids of rows})]."""
        # What counts as content does not depend on what the caller may read of it.
        whole = self.sudo().with_context(active_test=False)
        rows = [(whole.browse(), {record.id: record.ids for record in whole})]
        for name in self._get_signed_fields():
            if self._fields[name].type == "one2many":
                rows.append((whole[name].browse(), {record.id: record[name].ids for record in whole}))
        return rows
