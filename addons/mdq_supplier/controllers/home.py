from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
SHOWN = 10  # the rest unfolds


class SupplierHome(CustomerPortal):
    """The start page of a supplier's people: what is due from their company, the first on top, each with its day and its link."""

    @http.route()
    def home(self, **kw):
        response = super().home(**kw)
        if request.env.user.has_group(SUPPLIER):
            # What is asked of the visitor's own company; the records themselves stay closed to him.
            due = request.env.user.commercial_partner_id.sudo()._mdq_get_portal_due()
            response.qcontext.update({"is_mdq_supplier": True, "mdq_due": due[:SHOWN], "mdq_due_more": due[SHOWN:]})
        return response
