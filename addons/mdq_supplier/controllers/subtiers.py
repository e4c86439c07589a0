from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from .certificates import QUALITY, SUPPLIER

FIELDS = ("name", "does", "place", "country_id", "process_id", "site_id", "since")
MODEL = "mdq.supplier.subtier"
PAGE = "/my/mdq/subtiers"


class SubtierPortal(PortalListing):
    """Who works for the supplier: declared by him, on one short form."""

    @http.route([PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def mdq_subtiers(self, **options):
        self._mdq_check_group(SUPPLIER)
        everything, now = request.env._("All"), request.env._("Working for us now")
        filters = {"all": {"label": everything, "domain": []}, "now": {"label": now, "domain": [("is_current", "=", True)]}}
        sorts = {"new": {"label": request.env._("Newest"), "order": "until desc, id desc"}}
        values = self._mdq_list(MODEL, PAGE, options, filters=filters, sorts=sorts, words=("name", "does", "place"))
        # Names of processes and places in the supplier's own declarations, which the rules have just picked out.
        values["records"] = values["records"].sudo()
        return request.render("mdq_supplier.portal_my_subtiers", {
            **values, "page_name": "mdq_subtier", "is_list": True, "may_send": request.env.user.has_group(QUALITY),
        })

    @http.route([f"{PAGE}/new", f"{PAGE}/<int:subtier_id>/again"], type="http", auth="user", methods=["GET", "POST"], website=True)
    def mdq_subtier_new(self, subtier_id=None, **post):
        self._mdq_check_group(QUALITY)
        subtier = self._mdq_subtier_get(subtier_id) if subtier_id else None
        if request.httprequest.method == "GET":
            return self._mdq_subtier_render_form(self._mdq_subtier_prepare(subtier), subtier)
        return self._mdq_subtier_try(lambda: self._mdq_subtier_declare(post, subtier), lambda error: self._mdq_subtier_render_form(post, subtier, error))

    @http.route(f"{PAGE}/<int:subtier_id>/end", type="http", auth="user", methods=["GET", "POST"], website=True)
    def mdq_subtier_end(self, subtier_id, **post):
        self._mdq_check_group(QUALITY)
        subtier = self._mdq_subtier_get(subtier_id)
        if request.httprequest.method == "GET":
            return self._mdq_subtier_render_end(subtier, {})
        return self._mdq_subtier_try(lambda: subtier.declare_end(post.get("until"), post.get("reason")),
                         lambda error: self._mdq_subtier_render_end(subtier, post, error))

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_subtier_get(self, subtier_id):
        return self._mdq_own(MODEL, subtier_id)

    def _mdq_subtier_try(self, act, render):
        try:
            with request.env.cr.savepoint():
                act()
        except (UserError, ValidationError, ValueError) as refusal:  # AccessError is one of them
            return render(str(refusal))
        return request.redirect(PAGE, code=303)

    def _mdq_subtier_declare(self, post, subtier):
        values = {name: (post.get(name) or "").strip() for name in FIELDS}
        for name in ("country_id", "process_id", "site_id"):
            values[name] = int(values[name]) if values[name].isdigit() else False
        request.env["mdq.supplier.subtier"].declare({**values, **({"subtier_id": subtier.id} if subtier else {})})

    def _mdq_subtier_prepare(self, subtier):
        if not subtier:
            return {}
        known = subtier.sudo()  # his own, with ids of what it names
        return {name: str(known[name].id if name.endswith("_id") else known[name] or "") for name in FIELDS}

    def _mdq_subtier_render_form(self, values, subtier=None, error=None):
        supplier = request.env.user.commercial_partner_id
        # What the supplier may choose from: the processes that he is qualified for, his sites, all countries.
        known = request.env["mdq.supplier.subtier"].sudo()
        return request.render("mdq_supplier.portal_subtier_form", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_subtier", "error": error,
            "subtier": subtier.sudo() if subtier else None, "post": values,  # his own, as above
            "processes": known.env["mdq.process"].search(known._get_nameable_domain("mdq.process", supplier)),
            "countries": known.env["res.country"].search([]), "sites": known.env["res.partner"].browse(supplier.id)._mdq_get_sites(),
        })

    def _mdq_subtier_render_end(self, subtier, values, error=None):
        return request.render("mdq_supplier.portal_subtier_end", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_subtier", "error": error, "post": values,
            "subtier": subtier.sudo(),  # his own, with the names in it
        })
