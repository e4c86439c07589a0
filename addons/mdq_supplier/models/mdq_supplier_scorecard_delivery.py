"""Deliveries: each ordered line, and what came of it by the day it was promised for.

The promise is kept with the confirmation, and moved only by an agreement in time; lines that were confirmed before promises
were kept have their planned day.
"""

from odoo import api, models
from odoo.tools import SQL, float_repr

from .mdq_supplier_scorecard_compute import Row

# Quantities are compared in the unit of the order line. A return takes back what had come, a replacement counts by its own day.
_LINES = """
WITH line AS (
    SELECT l.id, l.name, l.product_id, l.product_qty, u.factor, u.name AS unit, t.name AS product, o.name AS order_name,
           p.commercial_partner_id AS partner,
           ((COALESCE(l.mdq_date_promised, l.date_planned) AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date + %(grace)s AS deadline
      FROM purchase_order_line l
      JOIN purchase_order o ON o.id = l.order_id
      JOIN res_partner p ON p.id = o.partner_id
      JOIN uom_uom u ON u.id = l.product_uom_id
      JOIN product_product v ON v.id = l.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
     WHERE o.company_id = %(company)s AND o.state = 'purchase' AND p.commercial_partner_id = ANY(%(partners)s)
       AND t.type = 'consu' AND l.display_type IS NULL AND l.product_qty > 0
       AND COALESCE(l.mdq_date_promised, l.date_planned) >= %(begin)s::timestamp - (%(grace)s + 1) * interval '1 day'
       AND COALESCE(l.mdq_date_promised, l.date_planned) < %(end)s
), moved AS (
    SELECT line.id, bool_or(m.product_id <> line.product_id) AS is_kit,
           SUM(CASE WHEN target.usage = 'supplier' THEN -1 WHEN source.usage = 'customer' THEN 0
                    WHEN ((m.date AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date <= line.deadline THEN 1 ELSE 0 END
               * m.quantity * unit.factor) AS quantity
      FROM line
      JOIN stock_move m ON m.purchase_line_id = line.id AND m.state = 'done' AND m.date < %(end)s
      JOIN uom_uom unit ON unit.id = m.product_uom
      JOIN stock_location source ON source.id = m.location_id
      JOIN stock_location target ON target.id = m.location_dest_id
     GROUP BY line.id
)
SELECT line.partner, line.id, line.order_name, line.deadline, line.product, line.unit, line.product_qty,
       GREATEST(COALESCE(moved.quantity, 0), 0) / line.factor AS received
  FROM line LEFT JOIN moved ON moved.id = line.id
 WHERE line.deadline BETWEEN %(first)s AND %(last)s AND NOT COALESCE(moved.is_kit, false)
 ORDER BY line.deadline, line.id
"""


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        return [*super()._get_metrics(), {
            "code": "otif", "name": self.env._("On time in full"), "unit": "%", "kind": "share", "direction": "up",
            "best": 0.98, "worst": 0.80, "minimum": 3, "source": self.env._("Purchase order lines and receipts"),
            "formula": self.env._(
                "Order lines received in full by the promised day ÷ order lines promised for a day of the period. The promised"
                " day is the expected arrival at the confirmation of the order, or the one agreed on before that day was over, plus"
                " the days of grace; days are those of the company. Goods sent back count as"
                " not received. Cancelled orders, services and kits are not counted."
            ),
        }]

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        rows = super()._get_facts(partners, date_from, date_to, company)
        return [*rows, *self._get_delivery_facts(partners, date_from, date_to, company)]

    def _get_delivery_facts(self, partners, date_from, date_to, company):
        begin, end = company._mdq_get_bounds(date_from, date_to)
        self.env.flush_all()
        lines = self.env.execute_query(SQL(
            _LINES, zone=company._mdq_get_zone(), grace=company.mdq_score_days, company=company.id, partners=partners.ids,
            begin=begin, end=end, first=date_from, last=date_to,
        ))
        least = 1 - company.mdq_score_short / 100
        return [_delivery_row(line, least) for line in lines]

    @api.model
    def _explain_fact(self, code, data):
        if code != "otif":
            return super()._explain_fact(code, data)
        return self.env._(
            "%(product)s: %(received)s of %(ordered)s %(unit)s had come by %(date)s.", product=self._say(data["product"]),
            received=data["received"], ordered=data["ordered"], unit=self._say(data["unit"]), date=data["date"],
        )

    @api.model
    def _say(self, names):
        """Return a name that a row keeps in all its languages, in the caller's."""
        return names.get(self.env.lang) or names.get("en_US") or next(iter(names.values()), "")


def _delivery_row(line, least):
    partner, number, order, deadline, product, unit, ordered, received = line
    in_full = received >= ordered * least - 1e-6 * ordered
    return Row(partner, "otif", float(in_full), 1.0, "purchase.order.line", number, order, deadline, {
        "product": product, "unit": unit, "ordered": _short(ordered), "received": _short(received), "date": str(deadline),
    })


def _short(number):
    return float_repr(number, 3).rstrip("0").rstrip(".")
