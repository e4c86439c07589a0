"""Lots of a supplier as they were inspected: accepted or not, and how many units were bad."""

from odoo import api, models
from odoo.addons.mdq_supplier.models.mdq_supplier_scorecard_compute import Row
from odoo.tools import SQL

# A lot counts once for a supplier, by its first decision: an inspection after rework says nothing of how it was delivered.
_LOTS = """
WITH decided AS (
    SELECT i.id, i.name, i.state, l.name AS lot, p.commercial_partner_id AS partner,
           ((i.state_changed_on AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date AS day
      FROM mdq_inspection i
      JOIN res_partner p ON p.id = i.partner_id
      JOIN stock_lot l ON l.id = i.lot_id
     WHERE i.company_id = %(company)s AND i.state IN ('accepted', 'rejected') AND p.commercial_partner_id = ANY(%(partners)s)
       AND i.state_changed_on >= %(begin)s AND i.state_changed_on < %(end)s
       AND NOT EXISTS (
           SELECT 1 FROM mdq_inspection e JOIN res_partner q ON q.id = e.partner_id
            WHERE e.lot_id = i.lot_id AND e.id < i.id AND e.state IN ('accepted', 'rejected') AND e.point = i.point
              AND q.commercial_partner_id = p.commercial_partner_id AND e.process_id IS NOT DISTINCT FROM i.process_id)
), read AS (
    SELECT m.inspection_id, COUNT(DISTINCT m.unit_no) AS units, COUNT(DISTINCT m.unit_no) FILTER (WHERE NOT m.passed) AS bad
      FROM mdq_measurement m
      JOIN decided ON decided.id = m.inspection_id
      LEFT JOIN mdq_measurement newer ON newer.inspection_id = m.inspection_id AND newer.supersedes_id = m.id
     WHERE newer.id IS NULL
     GROUP BY m.inspection_id
)
SELECT decided.partner, decided.id, decided.name, decided.lot, decided.state, decided.day, COALESCE(read.units, 0), COALESCE(read.bad, 0)
  FROM decided LEFT JOIN read ON read.inspection_id = decided.id
 ORDER BY decided.day, decided.id
"""


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    _decided_index = models.Index("(state_changed_on) WHERE state IN ('accepted', 'rejected')")


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        return [*super()._get_metrics(), {
            "code": "lots", "name": self.env._("Lots accepted"), "unit": "%", "kind": "share", "direction": "up", "best": 1.0,
            "worst": 0.85, "minimum": 3, "source": self.env._("Inspections of the supplier's lots"),
            "formula": self.env._(
                "Lots accepted ÷ lots decided in the period, by the first decision on each lot. Inspections after rework and"
                " cancelled ones are not counted."
            ),
        }, {
            "code": "ppm", "name": self.env._("Bad units per million"), "unit": "ppm", "kind": "ppm", "direction": "down",
            "best": 500, "worst": 20000, "minimum": 30, "source": self.env._("Readings of the supplier's lots"),
            "formula": self.env._(
                "Units with a bad reading ÷ units inspected × 1,000,000, of the lots decided in the period, corrections of readings"
                " taken into account. It is a rate of the samples, not of all that was delivered."
            ),
        }]

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        rows = super()._get_facts(partners, date_from, date_to, company)
        begin, end = company._mdq_get_bounds(date_from, date_to)
        self.env.flush_all()
        lots = self.env.execute_query(SQL(
            _LOTS, zone=company._mdq_get_zone(), company=company.id, partners=partners.ids, begin=begin, end=end
        ))
        return [*rows, *(row for lot in lots for row in _lot_rows(*lot))]

    @api.model
    def _explain_fact(self, code, data):
        if code == "lots":
            return self.env._("Lot %(lot)s was rejected.", lot=data["lot"])
        if code == "ppm":
            return self.env._("Lot %(lot)s: %(bad)s of %(units)s units bad.", **data)
        return super()._explain_fact(code, data)


def _lot_rows(partner, number, name, lot, state, day, units, bad):
    yield Row(partner, "lots", float(state == "accepted"), 1.0, "mdq.inspection", number, name, day, {"lot": lot})
    if units:
        yield Row(partner, "ppm", float(bad), float(units), "mdq.inspection", number, name, day, {"lot": lot, "bad": bad, "units": units})
