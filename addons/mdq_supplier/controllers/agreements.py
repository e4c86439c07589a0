import json

from odoo import http
from odoo.http import request

from .supplier_portal import SupplierPortal

MODEL = "mdq.quality.agreement"
SIGNATORY = "mdq_base.group_supplier_signatory"
SENT = [("sent_on", "!=", False)]
REPORT = "mdq_supplier.mdq_quality_agreement_report_action"


class AgreementPortal(SupplierPortal):
    """Quality agreements to sign and in force, read and signed on a phone."""

    STATES = ("in_review", "effective", "superseded", "obsolete")

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_agreement_count" in counters:
            values["mdq_agreement_count"] = self._mdq_count_own(MODEL, ("in_review", "effective"), SENT)
        return values

    def _mdq_get_agreement(self, agreement_id):
        return self._mdq_get_own(MODEL, agreement_id, self.STATES, SENT)

    @http.route(["/my/mdq/agreements", "/my/mdq/agreements/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_agreements(self, page=1, **_kwargs):
        agreements, pager = self._mdq_list_own(MODEL, "/my/mdq/agreements", self.STATES, page, "state desc, code desc, revision desc", SENT)
        return request.render(
            "mdq_supplier.portal_my_agreements",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "mdq_agreement",
                "pager": pager,
                "default_url": "/my/mdq/agreements",
                "agreements": agreements,
                "may_sign": request.env.user.has_group(SIGNATORY),
            },
        )

    @http.route("/my/mdq/agreements/<int:agreement_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_agreement(self, agreement_id, **_kwargs):
        agreement = self._mdq_get_agreement(agreement_id)
        approval = self._mdq_get_open_request(agreement)
        return request.render(
            "mdq_supplier.portal_my_agreement",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "mdq_agreement",
                "agreement": agreement,
                "signers": agreement._get_party_signatures(),
                "sign_props": self._mdq_get_sign_props(agreement, approval),
                "why_not": approval.why_not if approval else "",
                "is_open": bool(approval),
            },
        )

    @http.route("/my/mdq/agreements/<int:agreement_id>/pdf", type="http", auth="user", methods=["GET"], website=True)
    def mdq_agreement_pdf(self, agreement_id, **_kwargs):
        agreement = self._mdq_get_agreement(agreement_id)
        return self._show_report(model=agreement, report_type="pdf", report_ref=REPORT, download=True)

    def _mdq_get_open_request(self, agreement):
        """The open request for the signature of this supplier, as the visitor's own rules show it."""
        domain = [("res_model", "=", MODEL), ("res_id", "=", agreement.id), ("state", "=", "pending")]
        requests = request.env["mdq.approval.request"]
        return requests.search(domain, limit=1) if requests.has_access("read") else requests

    def _mdq_get_sign_props(self, agreement, approval):
        if not approval.is_mine:
            return {}
        same = {"model": approval._name, "ids": approval.ids, "records": [agreement.display_name], "reasonParam": "comment"}
        return {
            "approve": json.dumps(
                {
                    **same,
                    "method": "approve",
                    "meaning": "agreed",
                    "title": request.env._("Sign the Agreement"),
                    "className": "btn-primary btn-lg w-100",
                }
            ),
            "reject": json.dumps(
                {
                    **same,
                    "method": "reject",
                    "meaning": "rejected",
                    "title": request.env._("Return It With Remarks"),
                    "reasonRequired": True,
                    "className": "btn-outline-danger w-100",
                }
            ),
        }
