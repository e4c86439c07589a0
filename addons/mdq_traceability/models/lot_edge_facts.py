"""What stock says about which lot went into which: the SQL that both the events and the rebuild read.

One reading for both: an event reads the facts of its own orders, the rebuild those of all orders.
"""

from odoo.tools import SQL

# Quantities are double precision: a share that was reckoned twice may differ in its last digits.
SAME = SQL(
    """e.consume_line_id = f.consume_line_id AND e.produce_line_id = f.produce_line_id
       AND e.parent_lot_id = f.parent_lot_id AND e.child_lot_id = f.child_lot_id AND e.kind = f.kind
       AND abs(e.quantity - f.quantity) <= 1e-6 * greatest(1, abs(f.quantity))
       AND abs(e.child_quantity - f.child_quantity) <= 1e-6 * greatest(1, abs(f.child_quantity))"""
)


def of_orders(ids=None):
    """Components into finished lots: what each line consumed, shared among the finished lots by their quantity.

    Finished lots of one product share a component fully; by-products get their own rows beside them.
    """
    return SQL(
        """WITH consumed AS (
               SELECT m.raw_material_production_id AS order_id, l.id, l.lot_id, l.quantity_product_uom AS quantity
                 FROM stock_move m JOIN stock_move_line l ON l.move_id = m.id
                WHERE %(of_raw)s AND l.state = 'done' AND l.lot_id IS NOT NULL AND l.quantity_product_uom > 0
           ), produced AS (
               SELECT m.production_id AS order_id, l.id, l.lot_id, l.product_id, l.date, l.company_id,
                      l.quantity_product_uom AS quantity,
                      sum(l.quantity_product_uom) OVER (PARTITION BY m.production_id, l.product_id) AS total
                 FROM stock_move m JOIN stock_move_line l ON l.move_id = m.id
                WHERE %(of_finished)s AND l.state = 'done' AND l.lot_id IS NOT NULL AND l.quantity_product_uom > 0
           )
           SELECT c.lot_id AS parent_lot_id, p.lot_id AS child_lot_id,
                  (c.quantity * p.quantity / p.total)::float8 AS quantity, p.quantity::float8 AS child_quantity,
                  CASE WHEN p.product_id = o.product_id THEN 'produce' ELSE 'byproduct' END AS kind,
                  c.id AS consume_line_id, p.id AS produce_line_id, o.id AS production_id, NULL::int AS unbuild_id,
                  o.subcontractor_id AS partner_id, p.company_id, p.date AS event_date
             FROM consumed c JOIN produced p ON p.order_id = c.order_id
             JOIN mrp_production o ON o.id = p.order_id
            WHERE c.lot_id <> p.lot_id""",
        of_raw=_among("m.raw_material_production_id", ids), of_finished=_among("m.production_id", ids),
    )


def of_unbuilds(ids=None):
    """A finished lot taken apart: from it into the component lots that came back."""
    return SQL(
        """WITH lines AS (
               SELECT m.unbuild_id, l.id, l.lot_id, l.product_id, l.date, l.company_id,
                      l.quantity_product_uom AS quantity, source.usage = 'production' AS recovered
                 FROM stock_move m JOIN stock_move_line l ON l.move_id = m.id
                 JOIN stock_location source ON source.id = l.location_id
                WHERE %(of_unbuild)s AND l.state = 'done' AND l.lot_id IS NOT NULL AND l.quantity_product_uom > 0
           ), back AS (
               SELECT *, sum(quantity) OVER (PARTITION BY unbuild_id, product_id) AS total FROM lines WHERE recovered
           )
           SELECT t.lot_id AS parent_lot_id, b.lot_id AS child_lot_id,
                  (t.quantity * b.quantity / b.total)::float8 AS quantity, b.quantity::float8 AS child_quantity,
                  'unbuild' AS kind, t.id AS consume_line_id, b.id AS produce_line_id,
                  u.mo_id AS production_id, u.id AS unbuild_id, NULL::int AS partner_id, b.company_id,
                  b.date AS event_date
             FROM lines t JOIN back b ON b.unbuild_id = t.unbuild_id
             JOIN mrp_unbuild u ON u.id = t.unbuild_id
            WHERE NOT t.recovered AND t.lot_id <> b.lot_id""",
        of_unbuild=_among("m.unbuild_id", ids),
    )


def of_splits(ids=None):
    """A part taken out of a lot: from the lot into the part, place by place, as they were moved."""
    return SQL(
        """WITH lines AS (
               SELECT m.mdq_split_id AS split_id, l.id, l.lot_id, l.date, l.company_id, l.quantity_product_uom AS quantity,
                      s.new_lot_id = l.lot_id AS is_part, coalesce(l.owner_id, 0) AS owner,
                      CASE WHEN s.new_lot_id = l.lot_id THEN l.location_dest_id ELSE l.location_id END AS place,
                      coalesce(CASE WHEN s.new_lot_id = l.lot_id THEN l.result_package_id ELSE l.package_id END, 0) AS package
                 FROM stock_move m JOIN stock_move_line l ON l.move_id = m.id JOIN mdq_lot_split s ON s.id = m.mdq_split_id
                WHERE %(of_split)s AND l.state = 'done' AND l.quantity_product_uom > 0
           )
           SELECT t.lot_id AS parent_lot_id, p.lot_id AS child_lot_id, t.quantity::float8 AS quantity,
                  p.quantity::float8 AS child_quantity, 'split' AS kind, t.id AS consume_line_id, p.id AS produce_line_id,
                  NULL::int AS production_id, NULL::int AS unbuild_id, NULL::int AS partner_id, p.company_id, p.date AS event_date
             FROM lines t JOIN lines p ON p.split_id = t.split_id AND p.is_part AND p.place = t.place
                  AND p.package = t.package AND p.owner = t.owner
            WHERE NOT t.is_part""",
        of_split=_among("m.mdq_split_id", ids),
    )


def of_everything():
    return SQL(
        "SELECT * FROM (%s) orders UNION ALL SELECT * FROM (%s) unbuilds UNION ALL SELECT * FROM (%s) splits",
        of_orders(), of_unbuilds(), of_splits(),
    )


def _among(column, ids):
    column = SQL(column)
    return SQL("%s IS NOT NULL", column) if ids is None else SQL("%s = ANY(%s)", column, list(ids))


def supersede(facts, scope, now):
    """Close the rows that the facts no longer bear out; their content stays."""
    return SQL(
        """WITH facts AS MATERIALIZED (%(facts)s)
           UPDATE mdq_lot_edge e SET superseded_on = %(now)s
            WHERE e.superseded_on IS NULL AND %(scope)s
              AND NOT EXISTS (SELECT 1 FROM facts f WHERE %(same)s)""",
        facts=facts, scope=scope, now=now, same=SAME,
    )


def insert_missing(facts, now):
    """Add the rows that are missing, each knowing the row that it corrects."""
    return SQL(
        """WITH facts AS MATERIALIZED (%(facts)s)
           INSERT INTO mdq_lot_edge (parent_lot_id, child_lot_id, quantity, child_quantity, kind, consume_line_id,
                  produce_line_id, production_id, unbuild_id, partner_id, company_id, event_date, recorded_at,
                  supersedes_id)
           SELECT f.parent_lot_id, f.child_lot_id, f.quantity, f.child_quantity, f.kind, f.consume_line_id,
                  f.produce_line_id, f.production_id, f.unbuild_id, f.partner_id, f.company_id, f.event_date, %(now)s,
                  (SELECT max(o.id) FROM mdq_lot_edge o
                    WHERE o.consume_line_id = f.consume_line_id AND o.produce_line_id = f.produce_line_id
                      AND o.superseded_on IS NOT NULL)
             FROM facts f
            WHERE NOT EXISTS (SELECT 1 FROM mdq_lot_edge e WHERE e.superseded_on IS NULL AND %(same)s)""",
        facts=facts, now=now, same=SAME,
    )


def differences(company_id, limit):
    """Rows where the graph and stock disagree, with what each of them says."""
    return SQL(
        """WITH f AS (SELECT * FROM (%(facts)s) every WHERE company_id = %(company)s),
                e AS (SELECT * FROM mdq_lot_edge WHERE superseded_on IS NULL AND company_id = %(company)s)
           SELECT CASE WHEN e.id IS NULL THEN 'missing' WHEN f.kind IS NULL THEN 'extra' ELSE 'different' END AS problem,
                  coalesce(f.production_id, e.production_id) AS production_id,
                  coalesce(f.parent_lot_id, e.parent_lot_id) AS parent_lot_id,
                  coalesce(f.child_lot_id, e.child_lot_id) AS child_lot_id,
                  f.quantity AS expected, e.quantity AS found
             FROM f FULL JOIN e ON e.consume_line_id = f.consume_line_id AND e.produce_line_id = f.produce_line_id
            WHERE (%(same)s) IS NOT TRUE
            ORDER BY coalesce(f.consume_line_id, e.consume_line_id) LIMIT %(limit)s""",
        facts=of_everything(), company=company_id, same=SAME, limit=limit,
    )
