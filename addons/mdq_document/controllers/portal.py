import json

import werkzeug
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
CURRENT = [("document_state", "=", "effective"), ("partner_id", "!=", False), ("state", "!=", "withdrawn")]


class DocumentPortal(CustomerPortal):
    """The documents that a supplier works by: the effective revisions given to his company, opened and confirmed on a phone.

    The supplier reads receipts, which rules narrow to his company; documents and files are closed to him, and what a page shows
    of them it shows because a receipt of his names them.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_document_count" in counters:
            is_supplier = request.env.user.has_group(SUPPLIER)
            values["mdq_document_count"] = request.env["mdq.document.receipt"].search_count(CURRENT) if is_supplier else 0
        return values

    @http.route(["/my/documents", "/my/documents/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def mdq_documents(self, page=1, **_kwargs):
        self._check_supplier()
        receipts = request.env["mdq.document.receipt"]
        pager = portal_pager(url="/my/documents", total=receipts.search_count(CURRENT), page=page, step=self._items_per_page)
        found = receipts.search(CURRENT, order="state desc, due_date, id", limit=self._items_per_page, offset=pager["offset"])
        return request.render("mdq_document.portal_my_documents", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_document", "default_url": "/my/documents", "pager": pager,
            # Title and kind of the documents given to this supplier, which the rules have just picked out.
            "receipts": found.sudo(),
        })

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

    def _check_supplier(self):
        if not request.env.user.has_group(SUPPLIER):
            raise werkzeug.exceptions.NotFound

    def _get_receipt(self, receipt_id):
        """Return a receipt of the supplier for a revision in force; what is not his looks as if it were not there."""
        self._check_supplier()
        receipt = request.env["mdq.document.receipt"].browse(receipt_id)
        try:
            receipt.check_access("read")
            if receipt.exists() and receipt.filtered_domain(CURRENT):
                return receipt
        except (AccessError, MissingError):
            pass
        raise werkzeug.exceptions.NotFound
