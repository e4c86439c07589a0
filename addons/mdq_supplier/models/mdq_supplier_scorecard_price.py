"""Prices: each ordered line against the price of the same goods before."""

from odoo import api, models
from odoo.tools import SQL, float_repr

from .mdq_supplier_scorecard_compute import Row

# Prices are compared for one of the smallest unit, in the currency of the order, net of discount.
_PRICES = """
WITH priced AS (
    SELECT l.id, l.product_id, o.name AS order_name, o.currency_id, p.commercial_partner_id AS partner, o.date_approve,
           l.price_unit * (1 - COALESCE(l.discount, 0) / 100) / u.factor AS price, u.factor
      FROM purchase_order_line l
      JOIN purchase_order o ON o.id = l.order_id
      JOIN res_partner p ON p.id = o.partner_id
      JOIN uom_uom u ON u.id = l.product_uom_id
     WHERE o.company_id = %(company)s AND o.state = 'purchase' AND p.commercial_partner_id = ANY(%(partners)s)
       AND l.product_id IS NOT NULL AND l.display_type IS NULL AND l.product_qty > 0 AND o.date_approve < %(end)s
), compared AS (
    SELECT priced.*, lag(price) OVER same AS before, lag(order_name) OVER same AS order_before
      FROM priced
    WINDOW same AS (PARTITION BY partner, product_id, currency_id ORDER BY date_approve, id)
)
SELECT c.partner, c.id, c.order_name, ((c.date_approve AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date, t.name,
       c.price * c.factor, c.before * c.factor, c.order_before, currency.name
  FROM compared c
  JOIN product_product v ON v.id = c.product_id
  JOIN product_template t ON t.id = v.product_tmpl_id
  JOIN res_currency currency ON currency.id = c.currency_id
 WHERE c.date_approve >= %(begin)s AND c.before > 0
 ORDER BY c.date_approve, c.id
"""


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        return [*super()._get_metrics(), {
            "code": "price", "name": self.env._("Price stability"), "unit": "%", "kind": "share", "direction": "up",
            "best": 1.0, "worst": 0.7, "minimum": 3, "source": self.env._("Confirmed purchase order lines"),
            "formula": self.env._(
                "Order lines whose price is not above the one before by more than the price rise allowed ÷ order lines confirmed"
                " in the period that have a price before: of the same product, supplier and currency, net of discount, for the"
                " same quantity. First orders, and the first one in another currency, are not counted."
            ),
        }]

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        rows = super()._get_facts(partners, date_from, date_to, company)
        begin, end = company._mdq_get_bounds(date_from, date_to)
        self.env.flush_all()
        lines = self.env.execute_query(SQL(
            _PRICES, company=company.id, partners=partners.ids, begin=begin, end=end, zone=company._mdq_get_zone()
        ))
        return [*rows, *(_price_row(line, 1 + company.mdq_score_price / 100) for line in lines)]

    @api.model
    def _explain_fact(self, code, data):
        if code != "price":
            return super()._explain_fact(code, data)
        return self.env._(
            "%(product)s: %(price)s %(currency)s after %(before)s %(currency)s on %(order)s.", product=self._say(data["product"]),
            price=data["price"], before=data["before"], currency=data["currency"], order=data["order"],
        )


def _price_row(line, most):
    partner, number, order, day, product, price, before, order_before, currency = line
    stable = float(price <= before * most * (1 + 1e-9))
    return Row(partner, "price", stable, 1.0, "purchase.order.line", number, order, day, {
        "product": product, "price": float_repr(price, 4), "before": float_repr(before, 4), "order": order_before,
        "currency": currency,
    })
