from odoo import fields, models
from odoo.tools import SQL

from .mdq_inspection_plan import POINTS


class MdqDefectAnalysis(models.Model):
    """One row a defect that was found, by its code and how often, and one a reading out of limits: what stands of both.

    What fails most, from whom, after which process. A question, not a table. The two kinds are told apart and never added: a unit with
    a defect has a bad reading as well.
    """

    _name = "mdq.defect.analysis"
    _description = "Defects"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "characteristic_id"

    kind = fields.Selection([("code", "Defect by Code"), ("reading", "Reading out of Limits")], "Counted", readonly=True)
    date = fields.Datetime("Found On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    process_id = fields.Many2one("mdq.process", "After Process", readonly=True)
    point = fields.Selection(POINTS, "Inspection Point", readonly=True)
    code_id = fields.Many2one("mdq.defect.code", "Defect Code", readonly=True)
    characteristic_id = fields.Many2one(
        "mdq.characteristic", "Characteristic", readonly=True, help="Of a defect: that whose reading of the unit is bad, where there is one alone.")
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], "Defect Class", readonly=True
    )
    unit_no = fields.Integer("Unit No.", readonly=True, aggregator=None)
    value = fields.Char(readonly=True)
    lower_limit = fields.Char(readonly=True)
    upper_limit = fields.Char(readonly=True)
    found_by = fields.Many2one("res.users", "Found By", readonly=True)
    defects = fields.Integer("Number of Defects", readonly=True)

    @property
    def _table_query(self):
        """Read at the moment of asking; a partial index of the readings holds the failed ones. Extend `_get_parts` with others.

        Ids are even of readings and odd of defects.
        """
        return SQL(" UNION ALL ").join(self._get_parts())

    def _get_parts(self):
        """Return the queries that the rows come from, all with the same columns."""
        return [self._get_readings_part(), self._get_codes_part()]

    def _get_readings_part(self):
        return SQL(
            """SELECT m.id * 2 AS id, 'reading' AS kind, m.recorded_on AS date, i.company_id, i.id AS inspection_id, i.lot_id, i.product_id,
                      i.partner_id, i.process_id, i.point, NULL::integer AS code_id, m.characteristic_id, c.defect_class, m.unit_no,
                      m.value, m.lower_limit, m.upper_limit, m.recorded_by AS found_by, 1 AS defects
                 FROM mdq_measurement m
                 JOIN mdq_inspection i ON i.id = m.inspection_id AND i.state <> 'cancelled'
                 JOIN mdq_characteristic c ON c.id = m.characteristic_id
                WHERE m.passed IS FALSE
                  AND NOT EXISTS (SELECT 1 FROM mdq_measurement later
                                   WHERE later.inspection_id = m.inspection_id AND later.supersedes_id = m.id)"""
        )

    def _get_codes_part(self):
        return SQL(
            """SELECT d.id * 2 + 1, 'code', d.recorded_on, i.company_id, i.id, i.lot_id, i.product_id, i.partner_id, i.process_id, i.point,
                      d.code_id, %(characteristic)s, d.defect_class, d.unit_no, NULL, NULL, NULL, d.recorded_by, d.count
                 FROM mdq_inspection_defect d
                 JOIN mdq_inspection i ON i.id = d.inspection_id AND i.state <> 'cancelled'
                WHERE d.count > 0 AND NOT EXISTS (SELECT 1 FROM mdq_inspection_defect later WHERE later.supersedes_id = d.id)""",
            characteristic=self._get_bad_characteristic(),
        )

    def _get_bad_characteristic(self):
        """The one characteristic that is bad on the unit of defect `d`; none where there are several."""
        return SQL(
            """(SELECT CASE WHEN min(m.characteristic_id) = max(m.characteristic_id) THEN min(m.characteristic_id) END
                  FROM mdq_measurement m
                 WHERE m.inspection_id = d.inspection_id AND m.unit_no = d.unit_no AND m.passed IS FALSE
                   AND NOT EXISTS (SELECT 1 FROM mdq_measurement later
                                    WHERE later.inspection_id = m.inspection_id AND later.supersedes_id = m.id))"""
        )

    def _prepare_360_row(self):
        limits = " … ".join((self.lower_limit or "", self.upper_limit or "")) if self.lower_limit or self.upper_limit else ""
        return {
            "id": self.id, "inspection_id": self.inspection_id.id, "inspection": self.inspection_id.name,
            "characteristic": self.characteristic_id.display_name, "unit_no": self.unit_no,
            "value": self.value or self.env._("bad"), "limits": limits, "on": self._mdq_local_time(self.date)[:16],
        }


class MdqMeasurement(models.Model):
    _inherit = "mdq.measurement"

    _failed_index = models.Index("(inspection_id) WHERE passed IS FALSE")
