from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.mdq_supplier_registration import to_id
from ..models.mdq_supplier_registration_change import COMPANY, SENDERS, WAITING
from .admission import LARGEST_REQUEST, read_files
from .company import PAGE, CompanyPortal


class CompanyChangePortal(CompanyPortal):
    """A supplier reports what has changed of his company; his page shows what waits and what became of the last report."""

    def _mdq_company_prepare_values(self, partner):
        # The newest report of his own company.
        change = request.env["mdq.supplier.registration"].sudo().search(
            [("kind", "=", "change"), ("partner_id", "=", partner.id), ("company_id", "=", request.env.company.id)], limit=1)
        return {
            **super()._mdq_company_prepare_values(partner), "change": change, "is_waiting": change.state in WAITING,
            "may_change": self._mdq_company_may_change(),
        }

    @http.route(f"{PAGE}/change", type="http", auth="user", methods=["GET"], website=True)
    def mdq_company_change(self, **_kwargs):
        self._mdq_company_check_sender()
        # What is known of his own company is filled in.
        partner, changes = request.env.user.commercial_partner_id.sudo(), request.env["mdq.supplier.registration"].sudo()
        return self._mdq_company_render_change({key: changes._get_present_value(partner, key) or "" for key in COMPANY}, [])

    @http.route(f"{PAGE}/change", type="http", auth="user", methods=["POST"], website=True, max_content_length=LARGEST_REQUEST)
    def mdq_company_send_change(self, **post):
        self._mdq_company_check_sender()
        try:
            with request.env.cr.savepoint():  # nothing of a refused report stays
                request.env["mdq.supplier.registration"]._propose(post, read_files("files"))
        except UserError as error:
            return self._mdq_company_render_change(post, str(error.args[0]).split("\n"))
        return request.redirect(f"{PAGE}?sent=1#change", code=303)

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_company_may_change(self):
        return any(request.env.user.has_group(group) for group in SENDERS)

    def _mdq_company_check_sender(self):
        if not self._mdq_company_may_change():
            self._mdq_not_found()

    def _mdq_company_render_change(self, values, problems):
        countries = request.env["res.country"].sudo().search([])  # the list of countries is public
        return request.render("mdq_supplier.portal_company_change_form", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_company", "is_change": True, "values": values, "problems": problems,
            "countries": countries, "chosen": to_id(values.get("country_id")),
        })
