from odoo import api, fields, models
from odoo.tools import SQL

from ..core import graph

# How a lot comes into being; everything else it may be is a place.
ORIGINS = ("received", "produced", "gained")
PLACES = ("stock", "quarantine", "at_supplier", "in_transit", "customer", "consumed", "unbuilt", "split", "scrapped", "lost", "returned",
          "unexplained")
USABLE = (False, "released")
SMALLEST = 1e-6

# Each done line enters one location and leaves another; only those outside count here, what is inside is in the quants.
FLOWS = """
    SELECT l.lot_id, CASE outside.usage
               WHEN 'customer' THEN 'customer'
               WHEN 'supplier' THEN
                   CASE WHEN side.sign > 0 OR m.origin_returned_move_id IS NOT NULL THEN 'returned' ELSE 'received' END
               WHEN 'production' THEN
                   CASE WHEN side.sign > 0 AND m.unbuild_id IS NOT NULL THEN 'unbuilt'
                        WHEN side.sign > 0 AND m.mdq_split_id IS NOT NULL THEN 'split'
                        WHEN side.sign > 0 OR m.unbuild_id IS NOT NULL THEN 'consumed' ELSE 'produced' END
               ELSE CASE WHEN m.is_inventory THEN 'adjusted' ELSE 'scrapped' END END AS kind,
           CASE WHEN outside.usage = 'customer' THEN
               CASE WHEN side.sign < 0 THEN coalesce(origin.picking_id, m.picking_id) ELSE m.picking_id END
           WHEN outside.usage = 'supplier' THEN m.picking_id END AS picking_id,
           CASE WHEN outside.usage = 'production' THEN
               coalesce(m.raw_material_production_id, m.production_id, unbuild.mo_id) END AS production_id,
           outside.id AS location_id, l.company_id,
           sum(side.sign * l.quantity_product_uom)::float8 AS quantity, max(l.date) AS date
      FROM stock_move_line l
      JOIN stock_move m ON m.id = l.move_id
      CROSS JOIN LATERAL (VALUES (l.location_dest_id, 1), (l.location_id, -1)) side (location_id, sign)
      JOIN stock_location outside ON outside.id = side.location_id
           AND outside.usage IN ('supplier', 'customer', 'production', 'inventory')
      LEFT JOIN stock_move origin ON origin.id = m.origin_returned_move_id
      LEFT JOIN mrp_unbuild unbuild ON unbuild.id = m.unbuild_id
     WHERE l.lot_id = ANY(%s) AND l.state = 'done' AND l.company_id = ANY(%s)
     GROUP BY 1, 2, 3, 4, 5, 6"""

ON_HAND = """
    SELECT q.lot_id, q.location_id, place.usage, q.company_id, sum(q.quantity)::float8 AS quantity,
           max(q.in_date) AS date,
           place.parent_path LIKE coalesce(subcontracting.parent_path, '-') || '%%' AS at_supplier
      FROM stock_quant q
      JOIN stock_location place ON place.id = q.location_id AND place.usage IN ('internal', 'transit')
      LEFT JOIN res_company company ON company.id = q.company_id
      LEFT JOIN stock_location subcontracting ON subcontracting.id = company.subcontracting_location_id
     WHERE q.lot_id = ANY(%s) AND (q.company_id = ANY(%s) OR q.company_id IS NULL)
     GROUP BY 1, 2, 3, 4, 7"""

# Subcontractors may share one location: who holds how much is what was sent to each, or made there, less what left.
HOLDERS = """
    SELECT l.lot_id, side.location_id, coalesce(o.subcontractor_id, holder.commercial_partner_id) AS partner_id,
           sum(side.sign * l.quantity_product_uom)::float8 AS quantity
      FROM stock_move_line l
      JOIN stock_move m ON m.id = l.move_id
      CROSS JOIN LATERAL (VALUES (l.location_dest_id, 1), (l.location_id, -1)) side (location_id, sign)
      LEFT JOIN mrp_production o ON o.id = coalesce(m.production_id, m.raw_material_production_id)
      LEFT JOIN stock_picking p ON p.id = m.picking_id
      LEFT JOIN res_partner holder ON holder.id = p.partner_id
     WHERE l.lot_id = ANY(%s) AND side.location_id = ANY(%s) AND l.state = 'done'
     GROUP BY 1, 2, 3"""


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.readonly
    def mdq_where_now(self):
        """Say where every piece of these lots is now.

        :return: list of {lot_id, lot, product_id, product, status, kind, quantity, uom, location_id, location,
            partner_id, partner, address, country, picking_id, picking, production_id, production, date}; kind is one
            of stock, quarantine, at_supplier, in_transit, customer, consumed, unbuilt, split, scrapped, lost, returned and,
            where stock itself does not add up, unexplained. Per lot the quantities add up to what came into being.
        """
        self._mdq_check_traceable()
        return self._mdq_places()[0]

    @api.readonly
    def mdq_balance(self):
        """Return [{lot_id, lot, received, produced, gained, made, accounted, difference, uom}] for these lots."""
        self._mdq_check_traceable()
        places, origins = self._mdq_places()
        accounted = {}
        for place in places:
            if place["kind"] != "unexplained":
                accounted[place["lot_id"]] = accounted.get(place["lot_id"], 0.0) + place["quantity"]
        # The name of the unit of a lot belongs to the lot that the caller may read.
        units = {lot.id: lot.product_id.uom_id.name for lot in self.sudo()}
        return [
            {
                "lot_id": lot.id, "lot": lot.name, **{kind: origins.get((lot.id, kind), 0.0) for kind in ORIGINS},
                "made": made, "accounted": accounted.get(lot.id, 0.0), "uom": units[lot.id],
                "difference": _clean(made - accounted.get(lot.id, 0.0)),
            }
            for lot in self
            for made in [sum(origins.get((lot.id, kind), 0.0) for kind in ORIGINS)]
        ]

    # ------------------------------------------------------------------------------------ reckoning

    def _mdq_places(self):
        """Return (places, {(lot_id, origin): quantity}) of these lots: a constant number of queries."""
        self.env.flush_all()
        inside = self._mdq_on_hand()
        outside, origins = self._mdq_flows()
        made = {}
        for (lot_id, _kind), quantity in origins.items():
            made[lot_id] = made.get(lot_id, 0.0) + quantity
        places = [*inside, *outside]
        missing = graph.balance(made, [(place["lot_id"], place["quantity"]) for place in places])
        places += [
            {"lot_id": lot_id, "kind": "unexplained", "quantity": quantity}
            for lot_id, quantity in missing.items() if _clean(quantity)
        ]
        return self._mdq_name_places(places), origins

    def _mdq_on_hand(self):
        rows = self.env.execute_query_dict(SQL(ON_HAND, self.ids, self.env.companies.ids))
        rows = [row for row in rows if _clean(row["quantity"])]
        usable = {lot.id for lot in self if lot.mdq_status in USABLE}
        holders = self._mdq_holders([row["location_id"] for row in rows if row["at_supplier"]])
        return [
            {**row, **share, "kind": _kind_inside(row, usable)}
            for row in rows for share in _shares(row, holders.get((row["lot_id"], row["location_id"]), []))
        ]

    def _mdq_holders(self, location_ids):
        """Return {(lot, location): [{partner_id, quantity}]} of locations at suppliers."""
        holders = {}
        rows = self.env.execute_query(SQL(HOLDERS, self.ids, location_ids)) if location_ids else []
        for lot_id, location_id, partner_id, quantity in rows:
            if _clean(quantity):
                holders.setdefault((lot_id, location_id), []).append({"partner_id": partner_id, "quantity": quantity})
        return holders

    def _mdq_flows(self):
        """Return (places outside, origins); corrections of stock count by their sum."""
        places, origins, adjusted = [], {}, {}
        for row in self.env.execute_query_dict(SQL(FLOWS, self.ids, self.env.companies.ids)):
            key = (row["lot_id"], row["kind"])
            if row["kind"] == "adjusted":
                adjusted.setdefault(row["lot_id"], []).append(row)
            elif row["kind"] in ORIGINS:
                origins[key] = origins.get(key, 0.0) - row["quantity"]
            elif _clean(row["quantity"]):
                places.append(row)
        for lot_id, rows in adjusted.items():
            total = sum(row["quantity"] for row in rows)
            if total > 0:
                places.append({**rows[-1], "kind": "lost", "quantity": total})
            else:
                origins[lot_id, "gained"] = -total
        return places, origins

    def _mdq_made(self):
        """Return {lot_id: quantity that came into being}: bought, made or found."""
        self.env.flush_all()
        made = {}
        if self:
            for (lot_id, _kind), quantity in self._mdq_flows()[1].items():
                made[lot_id] = made.get(lot_id, 0.0) + quantity
        return made

    def _mdq_name_places(self, places):
        """Give names to what the places refer to."""
        named = self.sudo()  # who may read a lot may know where it is
        lots = {lot.id: lot for lot in named}
        pickings = {p.id: p for p in named.env["stock.picking"].browse(_ids(places, "picking_id"))}
        orders = {o.id: o for o in named.env["mrp.production"].browse(_ids(places, "production_id"))}
        locations = {x.id: x for x in named.env["stock.location"].browse(_ids(places, "location_id"))}
        partners = {p.id: p for p in named.env["res.partner"].browse(_ids(places, "partner_id"))}
        empty_picking, empty_partner = named.env["stock.picking"], named.env["res.partner"]
        result = []
        for place in places:
            lot, picking = lots[place["lot_id"]], pickings.get(place.get("picking_id"), empty_picking)
            partner = partners.get(place.get("partner_id"), empty_partner) or picking.partner_id
            order, location = orders.get(place.get("production_id")), locations.get(place.get("location_id"))
            result.append({
                "lot_id": lot.id, "lot": lot.name, "product_id": lot.product_id.id,
                "product": lot.product_id.display_name, "status": lot.mdq_status or False, "kind": place["kind"],
                "quantity": place["quantity"], "uom": lot.product_id.uom_id.name,
                "location_id": location.id if location else False,
                "location": location.complete_name if location else False,
                "partner_id": partner.id or False, "partner": partner.display_name or False,
                "address": _one_line(partner._display_address(without_company=True)) if partner else False,
                "country": partner.country_id.code or False,
                "picking_id": picking.id or False, "picking": picking.name or False,
                "production_id": order.id if order else False, "production": order.name if order else False,
                "date": fields.Datetime.to_string(place.get("date")) or False,
            })
        return sorted(result, key=lambda row: (row["lot_id"], PLACES.index(row["kind"]), row["date"] or ""))


def _shares(row, holders):
    """Split what lies at a supplier among its holders; where the moves do not say, it stays one."""
    whole = abs(sum(holder["quantity"] for holder in holders) - row["quantity"]) < SMALLEST
    if whole and all(holder["quantity"] > 0 for holder in holders):
        return holders
    most = max(holders, key=lambda holder: holder["quantity"], default={"partner_id": None})
    return [{"partner_id": most["partner_id"] if row["at_supplier"] else None}]


def _kind_inside(row, usable):
    if row["at_supplier"]:
        return "at_supplier"
    if row["usage"] == "transit":
        return "in_transit"
    return "stock" if row["lot_id"] in usable else "quarantine"


def _one_line(address):
    return ", ".join(line.strip(" ,") for line in address.splitlines() if line.strip(" ,"))


def _ids(places, name):
    return {place[name] for place in places if place.get(name)}


def _clean(quantity):
    """A remainder of adding floats is nothing."""
    return 0.0 if abs(quantity) < SMALLEST else quantity
