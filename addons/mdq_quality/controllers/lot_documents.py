import base64

from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.addons.mdq_base.core import upload
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
QUALITY = "mdq_base.group_supplier_quality"
MODEL = "mdq.lot.document.need"
PAGE = "/my/mdq/lot-documents"
FIELDS = ("number", "issuer", "issued_on")
ASKED = [("state", "in", ("missing", "refused"))]
IN_REVIEW = [("state", "=", "in_review")]
ACCEPTED = [("state", "=", "accepted")]
WORDS = ("kind_id.name", "product_id.name", "lot_id.name", "picking_id.name", "document_id.number")


class LotDocumentPortal(PortalListing):
    """Documents that a supplier owes for his goods: what is due, one form to send a scan from a phone, and how it was answered."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_lot_document_count" in counters:
            is_supplier = request.env.user.has_group(SUPPLIER)
            values["mdq_lot_document_count"] = len(self._mdq_lot_document_first(ASKED)) if is_supplier else 0
        return values

    @http.route([PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def mdq_lot_documents(self, **options):
        self._mdq_check_group(SUPPLIER)
        filters = {
            "todo": {"label": request.env._("To send"), "domain": ASKED},
            "review": {"label": request.env._("In review"), "domain": IN_REVIEW},
            "done": {"label": request.env._("Accepted"), "domain": ACCEPTED},
        }
        for each in filters.values():
            each["domain"] = [("id", "in", self._mdq_lot_document_first(each["domain"]))]
        sorts = {"due": {"label": request.env._("Due"), "order": "due_date, id"}, "new": {"label": request.env._("Newest"), "order": "id desc"}}
        values = self._mdq_list(MODEL, PAGE, options, filters=filters, sorts=sorts, words=WORDS)
        return request.render("mdq_quality.portal_my_lot_documents", {
            **values, "page_name": "mdq_lot_document", "is_list": True, "may_send": self._mdq_lot_document_may_send(),
            # Names of goods in the supplier's own rows, which the rules have just picked out.
            "groups": [need._get_siblings() for need in values["records"].sudo()],
        })

    @http.route(f"{PAGE}/<int:need_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_lot_document(self, need_id, **kwargs):
        return self._mdq_lot_document_render(self._mdq_lot_document_get(need_id), sent=kwargs.get("sent") == "1")

    @http.route(f"{PAGE}/<int:need_id>", type="http", auth="user", methods=["POST"], website=True, max_content_length=4 * upload.LARGEST)
    def mdq_lot_document_send(self, need_id, **post):
        self._mdq_check_group(QUALITY)
        need = self._mdq_lot_document_get(need_id)
        try:
            with request.env.cr.savepoint():
                request.env["mdq.lot.document"].upload(self._mdq_lot_document_get_values(need, post))
        except (UserError, ValidationError) as refusal:  # AccessError is one of them
            return self._mdq_lot_document_render(need, post=post, error=str(refusal))
        return request.redirect(f"{PAGE}/{need.id}?sent=1", code=303)

    @http.route(f"{PAGE}/<int:need_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_lot_document_file(self, need_id, file_id, **_kwargs):
        need = self._mdq_lot_document_get(need_id)
        file = request.env["mdq.lot.document.file"].search([("id", "=", file_id), ("document_id", "=", need.document_id.id)])
        if not file:
            self._mdq_not_found()
        return request.env["ir.binary"]._get_stream_from(file, "content", filename=file.name).get_response(as_attachment=True)

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_lot_document_may_send(self):
        return request.env.user.has_group(QUALITY)

    def _mdq_lot_document_first(self, domain):
        """Return the first row of each group of rows that one document may answer: the list shows one line for them."""
        groups = request.env[MODEL]._read_group(
            domain, ["company_id", "kind_id", "product_id", "picking_id", "document_id"], ["id:array_agg"])
        return [min(group[-1]) for group in groups]

    def _mdq_lot_document_get(self, need_id):
        self._mdq_check_group(SUPPLIER)
        return self._mdq_own(MODEL, need_id)

    def _mdq_lot_document_get_values(self, need, post):
        values = {name: (post.get(name) or "").strip() for name in FIELDS}
        values["files"] = [self._mdq_lot_document_read(file) for file in request.httprequest.files.getlist("scan") if file.filename]
        if need.state == "refused":
            values["document_id"] = need.document_id.id
        else:
            values["need_ids"] = [int(each) for each in request.httprequest.form.getlist("need_ids") if each.isdigit()]
        return values

    def _mdq_lot_document_read(self, file):
        # One byte more than is taken shows that it is too large, however large it is.
        content = file.read(upload.LARGEST + 1)
        return {"name": file.filename, "data": base64.b64encode(content).decode()}

    def _mdq_lot_document_render(self, need, post=None, error=None, sent=False):
        # The supplier's own rows, with the names of his goods in them.
        need = need.sudo()
        document = need.document_id
        values = {name: str(document[name] or "") for name in FIELDS} if need.state == "refused" else {}
        return request.render("mdq_quality.portal_my_lot_document", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_lot_document", "need": need, "needs": need._get_siblings(),
            "document": document, "sent": sent, "error": error, "may_send": self._mdq_lot_document_may_send(),
            "post": {**values, **{name: value for name, value in (post or {}).items() if isinstance(value, str)}},
            "ticked": request.httprequest.form.getlist("need_ids") if post else None,
        })
