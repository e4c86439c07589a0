"""What `bench.scorecards` measures, inside the process that has the database. Nothing is committed."""

from dateutil.relativedelta import relativedelta
from odoo.api import SUPERUSER_ID, Environment

from .certificates_work import timed

FILL = """
INSERT INTO purchase_order_line (order_id, company_id, partner_id, product_id, product_uom_id, name, product_qty, product_uom_qty,
                                 price_unit, price_subtotal, date_planned, mdq_date_promised, sequence)
SELECT o.id, o.company_id, o.partner_id, %(product)s, %(unit)s, 'Part', 10, 10, 5, 50, day, day, 10
  FROM purchase_order o, generate_series(0, %(each)s - 1) AS number,
       LATERAL (SELECT o.date_approve + number * interval '2 days' + interval '4 hours' AS day) AS promised
 WHERE o.id = ANY(%(orders)s);
INSERT INTO stock_move (company_id, product_id, product_uom, product_uom_qty, quantity, product_qty, location_id, location_dest_id, date,
                        state, purchase_line_id, procure_method, reference)
SELECT l.company_id, l.product_id, l.product_uom_id, 10, 10, 10, %(supplier)s, %(stock)s,
       l.date_planned + (CASE WHEN l.id %% 9 = 0 THEN 3 ELSE 0 END) * interval '1 day', 'done', l.id, 'make_to_stock', 'Receipt'
  FROM purchase_order_line l WHERE l.order_id = ANY(%(orders)s)
"""


def score(registry, suppliers, months, each):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        company = env.company
        first = company._mdq_today().replace(day=1)
        partners = fill(env, suppliers, [first - relativedelta(months=number) for number in range(months, 0, -1)], each)
        cards, told = env["mdq.supplier.scorecard"], []
        for number in range(months, 0, -1):
            begin = first - relativedelta(months=number)
            told.append(timed(env, lambda begin=begin: cards._snapshot(partners, begin, begin + relativedelta(months=1, days=-1), company)))
        last = first - relativedelta(months=1)
        again = timed(env, lambda: cards.compute(partners.ids, str(last), str(first - relativedelta(days=1))))
        made = cards.search_count([("partner_id", "in", partners.ids)])
        cr.rollback()
        return {"months": told, "compute": again, "cards": made}


def fill(env, suppliers, months, each):
    """Suppliers with an order a month, its lines on different days, and most of them received in time."""
    partners = env["res.partner"].create([{"name": f"Supplier {number}", "is_company": True} for number in range(suppliers)])
    product = env["product.product"].create({"name": "Part", "is_storable": True})
    orders = env["purchase.order"].create([{"partner_id": partner.id} for partner in partners for _month in months])
    for number, month in enumerate(months):
        orders[number :: len(months)].write({"date_approve": f"{month} 02:00:00"})
    env.flush_all()
    env.cr.execute("UPDATE purchase_order SET state = 'purchase' WHERE id = ANY(%s)", [orders.ids])
    env.cr.execute(FILL, {
        "product": product.id, "unit": product.uom_id.id, "each": each, "orders": orders.ids,
        "supplier": env.ref("stock.stock_location_suppliers").id, "stock": env.ref("stock.stock_location_stock").id,
    })
    # The scheme that is shipped rates inspections, too, which nobody makes here: all is rated that there is, so that points are lost.
    env.cr.execute("UPDATE mdq_supplier_scorecard_scheme SET least_rated = 1")
    env.cr.execute("ANALYZE purchase_order; ANALYZE purchase_order_line; ANALYZE stock_move; ANALYZE res_partner")  # as autovacuum does
    env.invalidate_all()
    return partners
