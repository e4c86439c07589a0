import werkzeug
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

SIGNATORY = "mdq_base.group_supplier_signatory"
PENDING = [("state", "=", "pending")]
ENDED = [("state", "!=", "pending")]


class ApprovalPortal(CustomerPortal):
    """What a supplier's signatory decides: a list, and one page with the content, its files and two buttons."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_approval_count" in counters:
            signs = request.env.user.has_group(SIGNATORY)
            values["mdq_approval_count"] = request.env["mdq.approval.request"].search_count(PENDING) if signs else 0
        return values

    @http.route(["/my/approvals", "/my/approvals/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_approvals(self, page=1, filterby="todo", **_kwargs):
        if not request.env.user.has_group(SIGNATORY):
            self._refuse()
        filters = {
            "todo": {"label": request.env._("To decide"), "domain": PENDING},
            "done": {"label": request.env._("Decided"), "domain": ENDED},
        }
        domain = filters.get(filterby, filters["todo"])["domain"]
        approvals = request.env["mdq.approval.request"]
        pager = portal_pager(url="/my/approvals", url_args={"filterby": filterby}, total=approvals.search_count(domain),
                             page=page, step=self._items_per_page)
        return request.render("mdq_base.portal_my_approvals", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_approval", "default_url": "/my/approvals",
            "approvals": approvals.search(domain, limit=self._items_per_page, offset=pager["offset"]), "pager": pager,
            "searchbar_filters": filters, "filterby": filterby if filterby in filters else "todo",
        })

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
                stream = request.env["ir.binary"]._get_stream_from(file, filename=name)
                return stream.get_response(as_attachment=True)
        return self._refuse()

    def _get_approval(self, request_id):
        """The request, if the visitor's rules let him see it; a page not found otherwise, whether or not it exists."""
        try:
            approval = request.env["mdq.approval.request"].browse(request_id)
            approval.check_access("read")
            return approval.exists() or self._refuse()
        except (AccessError, MissingError):
            return self._refuse()

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

    def _refuse(self):
        raise werkzeug.exceptions.NotFound
