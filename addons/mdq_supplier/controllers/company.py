from odoo import http
from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.http import request

from .certificates import SUPPLIER

PAGE = "/my/mdq/company"


class CompanyPortal(PortalListing):
    """A supplier's own page: what we hold of his company, and for what he is admitted today, with the reasons."""

    @http.route(PAGE, type="http", auth="user", methods=["GET"], website=True)
    def mdq_company(self, **_kwargs):
        self._mdq_check_group(SUPPLIER)
        # The supplier's own company, its sites, its portal people and its scopes; the decisions themselves stay closed to him.
        partner = request.env.user.commercial_partner_id.sudo()
        return request.render("mdq_supplier.portal_my_company", self._mdq_company_prepare_values(partner))

    def _mdq_company_prepare_values(self, partner):
        return {
            **self._prepare_portal_layout_values(), "page_name": "mdq_company", "company": partner, "sites": partner._mdq_get_sites(),
            "people": partner._mdq_get_portal_people(), "scopes": partner._get_supplier_scopes(),
        }
