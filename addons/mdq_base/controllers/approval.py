from odoo import http
from odoo.http import request

from .listing import PortalListing

MODEL = "mdq.approval.request"
SIGNATORY = "mdq_base.group_supplier_signatory"
PENDING = [("state", "=", "pending")]
ENDED = [("state", "!=", "pending")]


class ApprovalPortal(PortalListing):
    """What a supplier's signatory decides: a list, and one page with the content, its files and two buttons."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_approval_count" in counters:
            values["mdq_approval_count"] = self._mdq_count(MODEL, PENDING, SIGNATORY)
        return values

    @http.route(["/my/approvals", "/my/approvals/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_approvals(self, **options):
        self._mdq_check_group(SIGNATORY)
        filters = {"todo": {"label": request.env._("To decide"), "domain": PENDING},
                   "done": {"label": request.env._("Decided"), "domain": ENDED}}
        sorts = {"new": {"label": request.env._("Newest"), "order": "id desc"},
                 "due": {"label": request.env._("Due"), "order": "due_at, id"}}
        values = self._mdq_list(MODEL, "/my/approvals", options, filters=filters, sorts=sorts, words=("record_name",))
        return request.render("mdq_base.portal_my_approvals", {**values, "page_name": "mdq_approval"})

    @http.route("/my/approvals/<int:request_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_approval(self, request_id, **_kwargs):
        approval = self._get_approval(request_id)
        record = self._get_record(approval)
        step = approval._get_claims()[approval.id].step
        return request.render("mdq_base.portal_my_approval", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_approval", "approval": approval,
            "meaning": step.meaning if step else "", "requester": self._get_requester_name(approval), "content": record._mdq_get_readable_content(), "tables": record._mdq_get_readable_lines(),
            "files": record._mdq_get_approval_files(), "decisions": self._get_own_decisions(approval),
            "approve_title": request.env._("Approve and Sign"), "reject_title": request.env._("Reject"),
            "unchanged": approval._is_content_unchanged(),
        })

    @http.route("/my/approvals/<int:request_id>/file/<int:attachment_id>", type="http", auth="user", methods=["GET"],
                website=True)
    def mdq_approval_file(self, request_id, attachment_id, **_kwargs):
        record = self._get_record(self._get_approval(request_id))
        for file, name in record._mdq_get_approval_files():
            if file.id == attachment_id:
                return record._mdq_get_approval_stream(file, name).get_response(as_attachment=True)
        return self._mdq_not_found()

    def _get_approval(self, request_id):
        return self._mdq_own(MODEL, request_id)

    def _get_record(self, approval):
        # Who is asked to sign a content reads that content, though the model itself is closed to him.
        return approval._get_record().sudo()

    def _get_requester_name(self, approval):
        # Who submitted it is named on the page; nothing else of his account is.
        return approval.sudo().requester_id.name

    def _get_own_decisions(self, approval):
        # Decisions of the visitor's own company only; those of the house stay in the house.
        decisions = approval.sudo().decision_ids
        supplier = request.env.user.commercial_partner_id
        return decisions.filtered(lambda decision: decision.user_id.commercial_partner_id == supplier)
