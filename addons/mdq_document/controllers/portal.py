import json

import werkzeug
from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.http import request

MODEL = "mdq.document.receipt"
SUPPLIER = "mdq_base.group_supplier_user"
WORDS = ("name", "document_id.name", "document_id.type_id.name")
CURRENT = [("document_state", "=", "effective"), ("partner_id", "!=", False), ("state", "!=", "withdrawn")]


class DocumentPortal(PortalListing):
    """The documents that a supplier works by: the effective revisions given to his company, opened and confirmed on a phone.

    The supplier reads receipts, which rules narrow to his company; documents and files are closed to him, and what a page shows
    of them it shows because a receipt of his names them.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_document_count" in counters:
            values["mdq_document_count"] = self._mdq_count(MODEL, CURRENT, SUPPLIER)
        return values

    @http.route(["/my/documents", "/my/documents/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_documents(self, **options):
        self._mdq_check_group(SUPPLIER)
        waiting, confirmed = ([*CURRENT, ("state", "=", state)] for state in ("waiting", "acknowledged"))
        filters = {"all": {"label": request.env._("All"), "domain": CURRENT},
                   "todo": {"label": request.env._("To confirm"), "domain": waiting},
                   "done": {"label": request.env._("Confirmed"), "domain": confirmed}}
        sorts = {"due": {"label": request.env._("To confirm first"), "order": "state desc, due_date, id"},
                 "new": {"label": request.env._("Newest"), "order": "id desc"}}
        values = self._mdq_list(MODEL, "/my/documents", options, filters=filters, sorts=sorts, words=WORDS)
        # Title and kind of the documents given to this supplier, which the rules have just picked out.
        values["records"] = values["records"].sudo()
        return request.render("mdq_document.portal_my_documents", {**values, "page_name": "mdq_document"})

    @http.route("/my/documents/<int:receipt_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_document(self, receipt_id, **_kwargs):
        receipt = self._get_receipt(receipt_id)
        may_sign = receipt._is_recipient(request.env.user)
        sign = {"model": receipt._name, "method": "acknowledge", "ids": receipt.ids, "title": request.env._("Confirm receipt"),
                "meaning": "received", "records": [receipt.name]}
        return request.render("mdq_document.portal_my_document", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_document",
            # The document named by a receipt of this supplier, and his own orders.
            "receipt": receipt.sudo(), "document": receipt.sudo().document_id, "orders": receipt.sudo()._get_open_orders(),
            "may_sign": may_sign, "sign_props": json.dumps(sign),
        })

    @http.route("/my/documents/<int:receipt_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_document_file(self, receipt_id, file_id, **_kwargs):
        receipt = self._get_receipt(receipt_id)
        # A file of the document that a receipt of this supplier names, and of no other.
        line = receipt.sudo().document_id.file_ids.filtered(lambda line: line.id == file_id)
        if not line:
            raise werkzeug.exceptions.NotFound
        # The name of his own company, for the stamp on the pages.
        return line._get_stream(receipt.partner_id.sudo().name).get_response(as_attachment=not line.is_pdf)

    # ------------------------------------------------------------------------------------ helpers

    def _get_receipt(self, receipt_id):
        """Return a receipt of the supplier for a revision in force."""
        self._mdq_check_group(SUPPLIER)
        return self._mdq_own(MODEL, receipt_id, CURRENT)
