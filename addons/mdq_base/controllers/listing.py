import contextlib

import werkzeug
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request


def readable(record):
    """Return the record, if the visitor may read it; otherwise it looks as if it were not there."""
    with contextlib.suppress(AccessError, MissingError):
        record.check_access("read")
        if record.exists():
            return record
    raise werkzeug.exceptions.NotFound


class PortalListing(CustomerPortal):
    """What the suite's portal lists share: who may come in, own records only, filters, order, search words and pages.

    A list calls `_mdq_list` and renders `mdq_base.portal_list` around its lines; a page asks `_mdq_own` for its record. Rules decide
    what is the visitor's own; nothing here widens them.
    """

    def _mdq_count(self, model, domain, group):
        """How many records the tile on the start page shows; none for those outside the group."""
        return request.env[model].search_count(domain) if request.env.user.has_group(group) else 0

    def _mdq_check_group(self, group):
        """Let members of the group in; for others there is no such page."""
        if not request.env.user.has_group(group):
            self._mdq_not_found()

    def _mdq_own(self, model, record_id, domain=()):
        """Return a record that the visitor's rules show him; what is not his looks as if it were not there."""
        record = readable(request.env[model].browse(record_id))
        return record.filtered_domain(list(domain)) or self._mdq_not_found()

    def _mdq_not_found(self):
        raise werkzeug.exceptions.NotFound

    def _mdq_list(self, model, url, options, *, filters, sorts, words=()):
        """Return the values of a list page: `records` of one page, and what the search bar and the pager need.

        filters {key: {"label", "domain"}} and sorts {key: {"label", "order"}}: the first of each is shown unless the visitor asks for
        another one. words: the fields that a search looks at, all of them shown on the page. options: what the address says.
        """
        filterby, sortby = (key if key in known else next(iter(known)) for key, known in (
            (options.get("filterby"), filters), (options.get("sortby"), sorts)))
        search = (options.get("search") or "").replace("\0", "").strip()
        domain = Domain(filters[filterby]["domain"]) & self._mdq_search_domain(model, words, search)
        arguments = {"filterby": filterby, "sortby": sortby, "search": search}
        pager = portal_pager(url=url, total=request.env[model].search_count(domain), page=options.get("page", 1),
                             step=self._items_per_page, url_args=arguments)
        records = request.env[model].search(domain, order=sorts[sortby]["order"], limit=self._items_per_page, offset=pager["offset"])
        return {
            **self._prepare_portal_layout_values(), **arguments, "records": records, "pager": pager, "default_url": url,
            "searchbar_filters": filters if len(filters) > 1 else None, "searchbar_sortings": sorts if len(sorts) > 1 else None,
            "searchbar_inputs": {"all": {"input": "all", "label": request.env._("Search in all")}} if words else None, "search_in": "all",
        }

    def _mdq_search_domain(self, model, words, search):
        if not (words and search):
            return Domain.TRUE
        # Words are looked for in names that belong to the visitor's records, such as that of a product, whose own models are closed to
        # him; which records are his is decided by the search around this one, under his rules.
        found = request.env[model].sudo()._search(Domain.OR(Domain(field, "ilike", search) for field in words))
        return Domain("id", "in", found)
