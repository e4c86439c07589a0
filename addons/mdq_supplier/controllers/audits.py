import json

import werkzeug
from odoo import http
from odoo.addons.mdq_base.core import upload
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from ..models.mdq_supplier_audit_answer import ANSWERERS
from .supplier_portal import SupplierPortal

AUDIT, FINDING = "mdq.supplier.audit", "mdq.supplier.audit.finding"
SIGNATORY = "mdq_base.group_supplier_signatory"
REPORT = "mdq_supplier.mdq_supplier_audit_report_action"
TOO_LARGE = 250 * 1024 * 1024  # read to its end, to be refused in words on the page


class AuditPortal(SupplierPortal):
    """Audit reports and their findings: read, answered with cause and action, acknowledged, on a phone."""

    ISSUED = ("issued", "closed")
    TO_SEE = ("open", "answered", "accepted", "closed")

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_finding_count" in counters:
            values["mdq_finding_count"] = self._mdq_count_own(FINDING, ("open",)) or self._mdq_count_own(AUDIT, self.ISSUED)
        return values

    @http.route(["/my/mdq/audits", "/my/mdq/audits/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_audits(self, page=1, **_kwargs):
        audits, pager = self._mdq_list_own(AUDIT, "/my/mdq/audits", self.ISSUED, page, "date_issued desc, id desc")
        return request.render("mdq_supplier.portal_my_audits", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_audit", "pager": pager, "default_url": "/my/mdq/audits", "audits": audits,
        })

    @http.route("/my/mdq/audits/<int:audit_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_audit(self, audit_id, **_kwargs):
        audit = self._mdq_get_own(AUDIT, audit_id, self.ISSUED)
        may_sign = request.env.user.has_group(SIGNATORY) and not audit.acknowledged_on
        sign = {"model": AUDIT, "method": "acknowledge", "ids": audit.ids, "meaning": "received", "records": [audit.name],
                "title": request.env._("Acknowledge the Report"), "className": "btn-primary btn-lg w-100"}
        return request.render("mdq_supplier.portal_my_audit", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_audit", "audit": audit, "sign_props": may_sign and json.dumps(sign),
        })

    @http.route("/my/mdq/audits/<int:audit_id>/pdf", type="http", auth="user", methods=["GET"], website=True)
    def mdq_audit_pdf(self, audit_id, **_kwargs):
        audit = self._mdq_get_own(AUDIT, audit_id, self.ISSUED)
        return self._show_report(model=audit, report_type="pdf", report_ref=REPORT, download=True)

    # ------------------------------------------------------------------------------------- findings

    @http.route("/my/mdq/findings/<int:finding_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_finding(self, finding_id, sent=None, **_kwargs):
        return self._render_finding(self._mdq_get_own(FINDING, finding_id, self.TO_SEE), {}, sent=sent == "1")

    @http.route("/my/mdq/findings/<int:finding_id>", type="http", auth="user", methods=["POST"], website=True, max_content_length=TOO_LARGE)
    def mdq_finding_answer(self, finding_id, **post):
        finding = self._mdq_get_own(FINDING, finding_id, self.TO_SEE)
        try:
            with request.env.cr.savepoint():
                # The method itself looks at who answers.
                request.env[FINDING].browse(finding.id).answer(self._get_answer(post))
        except (UserError, ValidationError) as error:  # AccessError is one of them
            return self._render_finding(finding, post, error=str(error))
        return request.redirect(f"/my/mdq/findings/{finding.id}?sent=1", code=303)

    @http.route("/my/mdq/findings/<int:finding_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_finding_file(self, finding_id, file_id, **_kwargs):
        file = self._mdq_get_own(FINDING, finding_id, self.TO_SEE).file_ids.filtered(lambda file: file.id == file_id)
        if not file:
            raise werkzeug.exceptions.NotFound
        return request.env["ir.binary"]._get_stream_from(file, "content", filename=file.name).get_response(as_attachment=True)

    def _get_answer(self, post):
        values = {name: (post.get(name) or "").strip() for name in ("cause", "correction", "action", "action_date")}
        # One byte more than is taken shows that a file is too large, however large it is.
        values["files"] = [{"name": file.filename, "data": file.read(upload.LARGEST + 1)}
                           for file in request.httprequest.files.getlist("files") if file.filename]
        return values

    def _render_finding(self, finding, post, error=None, sent=False):
        kept = {name: post.get(name, finding[name] or "") for name in ("cause", "correction", "action", "action_date")}
        return request.render("mdq_supplier.portal_my_finding", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_finding", "finding": finding, "kept": kept, "error": error, "sent": sent,
            "may_answer": finding.state == "open" and any(request.env.user.has_group(group) for group in ANSWERERS),
            "file_hint": request.env._("PDF, PNG or JPEG, at most %s MB each.", upload.LARGEST // (1024 * 1024)), "lost_files": bool(error and request.httprequest.files),
        })
