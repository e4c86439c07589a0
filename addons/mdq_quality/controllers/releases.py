import json

from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
SIGNATORY = "mdq_base.group_supplier_signatory"
PAGE = "/my/mdq/releases"


class ReleasePortal(PortalListing):
    """Lots of a contract maker's own making: what its production release waits for, the signature, and what it has signed.

    Lots and releases are closed to suppliers here, so neither RPC nor search reaches them. A page finds a lot by the company that made it.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_release_count" in counters:
            values["mdq_release_count"] = len(self._mdq_release_waiting()) if request.env.user.has_group(SUPPLIER) else 0
        return values

    @http.route([PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", methods=["GET"], website=True, readonly=True)
    def mdq_releases(self, page=1, filterby="todo", **_kwargs):
        self._mdq_check_group(SUPPLIER)
        filters = {"todo": {"label": request.env._("To sign")}, "done": {"label": request.env._("Signed")}}
        filterby = filterby if filterby in filters else "todo"
        lots, releases = self._mdq_release_waiting(), request.env["mdq.release"]
        total = self._mdq_release_signed_count() if filterby == "done" else len(lots)
        pager = portal_pager(url=PAGE, total=total, page=page, step=self._items_per_page, url_args={"filterby": filterby})
        begin, end = pager["offset"], pager["offset"] + self._items_per_page
        if filterby == "done":
            lots, releases = lots.browse(), self._mdq_release_signed(limit=self._items_per_page, offset=begin)
        return request.render("mdq_quality.portal_my_releases", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_release", "is_list": True, "default_url": PAGE, "pager": pager,
            "searchbar_filters": filters, "filterby": filterby, "records": lots[begin:end] or releases, "rows": self._mdq_release_rows(lots[begin:end]),
            "releases": releases,
        })

    @http.route(f"{PAGE}/<int:lot_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_release(self, lot_id, **_kwargs):
        self._mdq_check_group(SUPPLIER)
        lot = self._mdq_release_waiting().filtered(lambda each: each.id == lot_id)
        signed = self._mdq_release_signed([("lot_id", "=", lot_id)], limit=1)
        if not (lot or signed):
            self._mdq_not_found()
        return request.render("mdq_quality.portal_my_release", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_release", "lot": lot or signed.lot_id,
            **(self._mdq_release_prepare_waiting(lot) if lot else self._mdq_release_prepare_signed(signed)),
        })

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_release_waiting(self):
        return request.env["mdq.release.maker"]._find_waiting(request.env.user.commercial_partner_id)

    def _mdq_release_signed_domain(self):
        return [("maker_id.partner_id", "=", request.env.user.commercial_partner_id.id)]

    def _mdq_release_signed(self, domain=(), **options):
        # Releases are closed to suppliers; the domain narrows them to those that the visitor's own company signed.
        return request.env["mdq.release"].sudo().search([*self._mdq_release_signed_domain(), *domain], **options)

    def _mdq_release_signed_count(self):
        # The same: how many there are.
        return request.env["mdq.release"].sudo().search_count(self._mdq_release_signed_domain())

    def _mdq_release_rows(self, lots):
        """Return [{lot, checks, open}] of lots that wait, as their maker reads it."""
        found = lots._mdq_release_checks() if lots else {}
        told = {lot: lot._mdq_tell_maker(found[lot.id]) for lot in lots}
        return [{"lot": lot, "checks": checks, "open": sum(not check["ok"] for check in checks)} for lot, checks in told.items()]

    def _mdq_release_prepare_waiting(self, lot):
        row, = self._mdq_release_rows(lot)
        why_not = request.env["mdq.release"]._get_maker_refusals(lot).get(lot.id, "")
        may_sign = request.env.user.has_group(SIGNATORY) and not why_not and not row["open"]
        people = request.env["mdq.release.maker"]._find_for_lots(lot)[lot.id]._get_able_people()
        return {"row": row, "signed": None, "why_not": why_not, "people": ", ".join(people.mapped("name")),
                "sign_props": self._mdq_release_sign_props(lot) if may_sign else ""}

    def _mdq_release_sign_props(self, lot):
        return json.dumps({
            "model": "mdq.release", "method": "release_as_maker", "args": {"lot_ids": lot.ids}, "meaning": "released",
            "records": [f"{lot.name} · {lot.product_id.name}"], "title": request.env._("Sign Production Release"),
            "className": "btn-primary btn-lg w-100",
        })

    def _mdq_release_prepare_signed(self, release):
        given = release.signature_ids.filtered(lambda signature: signature.meaning == "released")
        return {"row": None, "signed": release, "signature": given._get_facts()[0],
                "holds": release.lot_id.mdq_production_release_id == release}
