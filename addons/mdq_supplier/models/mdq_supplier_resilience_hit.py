from typing import NamedTuple

from odoo import fields, models

from ..core import resilience as core


class Hit(NamedTuple):
    """What stops: what is bought, for which process, and the goods that then run short."""

    bought: object
    process: object
    goods: object

    @property
    def case(self):
        """What an alternate must be qualified for."""
        return self.bought, self.process


class MdqSupplierResilience(models.TransientModel):
    """What-if: a supplier or one of its sites stops today."""

    _inherit = "mdq.supplier.resilience"

    def _prepare_hits(self):
        """Return (values of one line a product and process that is hit, who stops with it in words)."""
        stopped = self._get_stopped()
        hits = self._get_hits(stopped)
        stock, durations = self._get_stock(hits), self._get_durations()
        alternates = self._get_allowed_by_case({hit.case for hit in hits})
        lines = [
            {"product_id": hit.goods.id, "bought_id": hit.bought.id if hit.bought != hit.goods else False, "process_id": hit.process.id,
             "through": self._say_path(found["path"]), "open_quantity": found["open"], **stock[hit],
             **self._prepare_alternates(
                 alternates[hit.case].filtered(lambda place, h=hit: not self._stops(place, h, stopped)), durations, hit.case)}
            for hit, found in hits.items()
        ]
        return lines, self._say_stopped(stopped)

    # --------------------------------------------------------------------------------- who stops

    def _get_stopped(self):
        """Return {supplier: (path of suppliers down to the one that stops, sub-tier row or empty)}; itself first."""
        rows = self._get_subtiers()
        start = self.partner_id.commercial_partner_id
        edges = [(row.partner_id, row.subpartner_id.commercial_partner_id) for row in rows]
        paths = core.get_dependents(start, edges)
        return {
            supplier: (path, rows.filtered(
                lambda row, path=path: len(path) > 1 and row.partner_id == path[0]
                and row.subpartner_id.commercial_partner_id == path[1]))
            for supplier, path in paths.items()
        }

    def _get_subtiers(self):
        # The sub-tiers of all suppliers count, whatever the caller may read.
        rows = self.env["mdq.supplier.subtier"].sudo().search([
            ("company_id", "=", self.company_id.id), ("is_current", "=", True), ("subpartner_id", "!=", False)])
        site = self.partner_id._mdq_get_site()
        if site == self.partner_id.commercial_partner_id:
            return rows
        # One site alone stops: only what names that very place, or no place at all, stops with it.
        first = rows.filtered(lambda row: row.subpartner_id.commercial_partner_id == site.commercial_partner_id)
        return (rows - first) | first.filtered(lambda row: row.subpartner_id in (site, site.commercial_partner_id))

    def _say_stopped(self, stopped):
        return "\n".join(self._say_path(path) for path, _rows in stopped.values())

    def _say_path(self, path):
        return " → ".join(partner.name for partner in reversed(path))

    # ------------------------------------------------------------------------------- what stops

    def _get_hits(self, stopped):
        """Return {Hit: {path, open}} of what was ordered in the period from those who stop, or is open with them. Extend."""
        suppliers = self.env["res.partner"].union(*stopped)
        begin, _end = self._get_bounds()
        lines = self._get_lines([
            ("order_id.partner_id.commercial_partner_id", "in", suppliers.ids), "|", ("order_id.date_approve", ">=", begin),
            ("order_id.receipt_status", "in", (False, "pending", "partial"))])
        hits = {}
        for line in lines:
            place, hit = line.order_id.partner_id, Hit(line.product_id, line.mdq_process_id, line._mdq_get_goods())
            missing = max(line.product_uom_id._compute_quantity(line.product_qty - line.qty_received, line.product_id.uom_id), 0)
            if self._stops(place, hit, stopped) and (missing or line.order_id.date_approve >= begin):
                path = stopped[place.commercial_partner_id][0]
                found = hits.setdefault(hit, {"path": path, "open": 0})
                found.update(path=min(found["path"], path, key=len), open=found["open"] + missing)
        return hits

    def _stops(self, place, hit, stopped):
        """Whether a place no longer delivers what is hit: it stops itself, or works with a sub-supplier that stops."""
        if place.commercial_partner_id not in stopped:
            return False
        path, rows = stopped[place.commercial_partner_id]
        if len(path) == 1:
            return self.partner_id._mdq_get_site() in (path[0], place._mdq_get_site())
        return any(
            (not row.process_id or row.process_id == hit.process) and (not row.product_ids or row.product_ids & (hit.bought | hit.goods))
            and (not row.site_id or row.site_id == place._mdq_get_site())
            for row in rows
        )

    # ------------------------------------------------------------------------------------- stock

    def _get_stock(self, hits):
        """Return {Hit: {free, used, cover_days, is_cover_known}}: what the free stock lasts at the use of the period."""
        # How long the stock lasts concerns those who keep supply going, whatever they may read of stock.
        known = self.env["product.product"].union(*(hit.goods for hit in hits)).sudo().with_company(self.company_id)
        free = {product.id: product.free_qty if product.is_storable else 0 for product in known}
        used, days = self._get_used(known), (self.date_to - self.date_from).days + 1
        waiting = self._get_waiting(hits)
        return {
            hit: self._prepare_stock(free[hit.goods.id] - waiting.get(hit, 0), used.get(hit.goods.id, 0), days) for hit in hits
        }

    def _get_waiting(self, hits):
        """Return {Hit: free stock of the goods that has yet to go through the process, and so covers nothing}. Extend."""
        return {}

    def _prepare_stock(self, free, used, days):
        cover = core.get_cover_days(free, used, days)
        return {"free": free, "used": used, "cover_days": cover or 0, "is_cover_known": cover is not None}

    def _get_used(self, products):
        """Return {product id: quantity that left our stock in the period: consumed, shipped, sent out or scrapped}."""
        begin, end = self._get_bounds()
        # How much left our stock, as above: whatever the caller may read of it.
        groups = self.env["stock.move"].sudo()._read_group([
            ("product_id", "in", products.ids), ("state", "=", "done"), ("company_id", "=", self.company_id.id),
            ("date", ">=", begin), ("date", "<", end),
            ("location_id.usage", "=", "internal"), ("location_dest_id.usage", "in", ("customer", "production", "inventory"))],
            ["product_id"], ["product_qty:sum"])
        return {product.id: quantity for product, quantity in groups}


class MdqSupplierResilienceHit(models.TransientModel):
    """One product or process that stops, how long we last, and who could take over."""

    _name = "mdq.supplier.resilience.hit"
    _description = "Product Hit By A Stop"
    _inherit = ["mdq.supplier.resilience.line.mixin"]
    _order = "is_cover_known desc, cover_days, product_id"
    _rec_name = "product_id"

    bought_id = fields.Many2one("product.product", "Bought As", help="The service that is ordered for these goods.")
    through = fields.Char(help="Who stops first, and who stops with it.")
    open_quantity = fields.Float("Open In Orders", digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    free = fields.Float("Free Stock", digits="Product Unit")
    used = fields.Float("Used In The Period", digits="Product Unit")
    cover_days = fields.Integer("Cover (Days)", aggregator="min", help="Free stock ÷ average daily use in the period.")
    is_cover_known = fields.Boolean(export_string_translation=False)

    def _get_ordered_product(self):
        return self.bought_id or super()._get_ordered_product()

    def _get_orders_title(self):
        return self.env._("Open Orders")

    def _get_orders_domain(self):
        partners = self.env["res.partner"].union(*self.resilience_id._get_stopped())
        return [("receipt_status", "in", (False, "pending", "partial")), ("partner_id", "child_of", partners.ids)]
