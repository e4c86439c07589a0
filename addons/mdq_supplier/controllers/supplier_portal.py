import werkzeug
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"


class SupplierPortal(CustomerPortal):
    """What a supplier's people see of records that are closed to them: their own, by pages made for it.

    The models give portal users no access at all, so neither RPC nor search nor relations reach them. A page finds a record by
    the supplier of who asks, and shows what it has to show of it.
    """

    def _mdq_is_supplier(self):
        return request.env.user.has_group(SUPPLIER)

    def _mdq_get_own_domain(self, states):
        return [("partner_id", "=", request.env.user.commercial_partner_id.id), ("state", "in", states)]

    def _mdq_get_own(self, model, res_id, states, extra=()):
        """Return a record of the supplier; what is not his looks as if it were not there."""
        if self._mdq_is_supplier():
            # The model is closed to suppliers; the domain narrows it to the own one and to what was sent.
            record = request.env[model].sudo().search([("id", "=", res_id), *self._mdq_get_own_domain(states), *extra])
            if record:
                return record
        raise werkzeug.exceptions.NotFound

    def _mdq_list_own(self, model, url, states, page, order, extra=()):
        """Return the records of one page, and its pager."""
        if not self._mdq_is_supplier():
            raise werkzeug.exceptions.NotFound
        records = request.env[model].sudo()  # reason: as above, narrowed by the domain
        domain = [*self._mdq_get_own_domain(states), *extra]
        pager = portal_pager(url=url, total=records.search_count(domain), page=page, step=self._items_per_page)
        return records.search(domain, order=order, limit=self._items_per_page, offset=pager["offset"]), pager

    def _mdq_count_own(self, model, states, extra=()):
        if not self._mdq_is_supplier():
            return 0
        # A number for the tile of the supplier's own page.
        return request.env[model].sudo().search_count([*self._mdq_get_own_domain(states), *extra])
