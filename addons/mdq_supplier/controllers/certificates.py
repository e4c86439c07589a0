import base64

import psycopg2
from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.addons.mdq_base.core import upload
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
QUALITY = "mdq_base.group_supplier_quality"
FIELDS = ("type_id", "number", "issuer", "valid_from", "valid_to", "site_id", "renews_id", "scope_note")
TO_DO = [("validity", "in", ("returned", "expired", "soon"))]
MODEL = "mdq.supplier.certificate"
PAGE = "/my/mdq/certificates"


class CertificatePortal(PortalListing):
    """A supplier's certificates: what is due, what he sent and how it was answered, and one form to send a scan from a phone."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_certificate_count" in counters:
            is_supplier = request.env.user.has_group(SUPPLIER)
            values["mdq_certificate_count"] = self._mdq_certificate_count_due() if is_supplier else 0
        return values

    def _mdq_certificate_count_due(self):
        return request.env["mdq.supplier.certificate"].search_count(TO_DO) + len(self._mdq_certificate_get_asked())

    @http.route([PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def mdq_certificates(self, **options):
        self._mdq_check_group(SUPPLIER)
        filters = {"all": {"label": request.env._("All"), "domain": []},
                   "todo": {"label": request.env._("To do"), "domain": TO_DO}}
        sorts = {"due": {"label": request.env._("Ends first"), "order": request.env[MODEL]._order},
                 "new": {"label": request.env._("Newest"), "order": "id desc"}}
        values = self._mdq_list(MODEL, PAGE, options, filters=filters, sorts=sorts, words=("number", "issuer", "type_id.name"))
        # Names of the types of the supplier's own certificates, which the rules have just picked out.
        values["records"] = values["records"].sudo()
        return request.render("mdq_supplier.portal_my_certificates", {
            **values, "page_name": "mdq_certificate", "is_list": True, "asked": self._mdq_certificate_get_asked(), "may_send": self._mdq_certificate_may_send(),
        })

    @http.route(f"{PAGE}/new", type="http", auth="user", methods=["GET"], website=True)
    def mdq_certificate_new(self, type_id=None, renews_id=None, **_kwargs):
        self._mdq_certificate_check_sender()
        earlier = self._mdq_certificate_get(int(renews_id)) if (renews_id or "").isdigit() else None
        return self._mdq_certificate_render_form({**self._mdq_certificate_prepare_renewal(earlier), **({"type_id": type_id} if type_id else {})})

    @http.route(f"{PAGE}/new", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=4 * upload.LARGEST)
    def mdq_certificate_send(self, **post):
        self._mdq_certificate_check_sender()
        return self._mdq_certificate_send(post)

    @http.route(f"{PAGE}/<int:certificate_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_certificate(self, certificate_id, **kwargs):
        certificate = self._mdq_certificate_get(certificate_id)
        return request.render("mdq_supplier.portal_my_certificate", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_certificate", "sent": kwargs.get("sent") == "1",
            # The supplier's own certificate, with the names in it.
            "certificate": certificate.sudo(), "may_send": self._mdq_certificate_may_send(),
        })

    @http.route(f"{PAGE}/<int:certificate_id>/again", type="http", auth="user", methods=["GET"], website=True)
    def mdq_certificate_again(self, certificate_id, **_kwargs):
        self._mdq_certificate_check_sender()
        certificate = self._mdq_certificate_get(certificate_id)
        if certificate.state != "returned":
            self._mdq_not_found()
        return self._mdq_certificate_render_form(self._mdq_certificate_prepare_values(certificate), certificate=certificate)

    @http.route(f"{PAGE}/<int:certificate_id>/again", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=4 * upload.LARGEST)
    def mdq_certificate_send_again(self, certificate_id, **post):
        self._mdq_certificate_check_sender()
        return self._mdq_certificate_send(post, certificate=self._mdq_certificate_get(certificate_id))

    @http.route(f"{PAGE}/<int:certificate_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_certificate_file(self, certificate_id, file_id, **_kwargs):
        certificate = self._mdq_certificate_get(certificate_id)
        file = request.env["mdq.supplier.certificate.file"].search([("id", "=", file_id), ("certificate_id", "=", certificate.id)])
        if not file:
            self._mdq_not_found()
        return request.env["ir.binary"]._get_stream_from(file, "content", filename=file.name).get_response(as_attachment=True)

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_certificate_check_sender(self):
        self._mdq_check_group(QUALITY)

    def _mdq_certificate_may_send(self):
        return request.env.user.has_group(QUALITY)

    def _mdq_certificate_get(self, certificate_id):
        """Return one of the supplier's own."""
        self._mdq_check_group(SUPPLIER)
        return self._mdq_own(MODEL, certificate_id)

    def _mdq_certificate_get_asked(self):
        """What we ask of this supplier and have not got: facts about his own scopes."""
        # His own scopes and what they need; the scopes themselves are closed to him here.
        return request.env.user.commercial_partner_id.sudo()._mdq_get_missing_certificates()

    def _mdq_certificate_send(self, post, certificate=None):
        try:
            with request.env.cr.savepoint():
                sent = request.env["mdq.supplier.certificate"].upload(self._mdq_certificate_get_values(post, certificate))
        except (UserError, ValidationError) as refusal:  # AccessError is one of them
            return self._mdq_certificate_render_form(post, certificate, error=str(refusal))
        except psycopg2.errors.UniqueViolation:  # somebody sent it at this very moment
            return self._mdq_certificate_render_form(post, certificate, error=request.env._(
                "A certificate of this type with this number is kept already. Compare the number with the paper."))
        return request.redirect(f"{PAGE}/{sent}?sent=1", code=303)

    def _mdq_certificate_get_values(self, post, certificate):
        values = {name: (post.get(name) or "").strip() for name in FIELDS}
        for name in ("type_id", "site_id", "renews_id"):
            values[name] = int(values[name]) if values[name].isdigit() else False
        values["files"] = [self._mdq_certificate_read(file) for file in request.httprequest.files.getlist("scan") if file.filename]
        if certificate:
            values["certificate_id"] = certificate.id
        return values

    def _mdq_certificate_read(self, file):
        # One byte more than is taken shows that it is too large, however large it is.
        content = file.read(upload.LARGEST + 1)
        return {"name": file.filename, "data": base64.b64encode(content).decode()}

    def _mdq_certificate_prepare_renewal(self, earlier):
        """What stays the same in a renewal is filled in."""
        if not earlier:
            return {}
        values = self._mdq_certificate_prepare_values(earlier)
        start = earlier._next_day(earlier.valid_to) if earlier.valid_to else ""
        return {**values, "renews_id": str(earlier.id), "valid_from": str(start), "valid_to": ""}

    def _mdq_certificate_prepare_values(self, certificate):
        # The supplier's own certificate, with ids of what it names.
        known = certificate.sudo()
        return {name: str(known[name].id if name.endswith("_id") else known[name] or "") for name in FIELDS}

    def _mdq_certificate_render_form(self, values, certificate=None, error=None):
        # What the supplier may choose from: types in use, his own sites, his own certificates.
        company = request.env.user.commercial_partner_id.sudo()
        own = [("partner_id", "=", company.id), ("state", "=", "effective"),
               ("renewal_ids", "not any", [("state", "=", "effective")])]
        return request.render("mdq_supplier.portal_certificate_form", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_certificate", "error": error,
            "certificate": certificate.sudo() if certificate else None,  # his own, as above
            "post": {name: value for name, value in values.items() if isinstance(value, str)},
            "types": company.env["mdq.supplier.certificate.type"].search([]), "earlier": company.env[MODEL].search(own),
            "sites": company._mdq_get_sites(), "lost_file": bool(error),
        })
