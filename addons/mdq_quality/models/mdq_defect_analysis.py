from odoo import fields, models
from odoo.tools import SQL

from .mdq_inspection_plan import POINTS


class MdqDefectAnalysis(models.Model):
    """One row a reading out of limits that stands: what fails most, from whom, after which process. A question, not a table."""

    _name = "mdq.defect.analysis"
    _description = "Defects"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "characteristic_id"

    date = fields.Datetime("Found On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    process_id = fields.Many2one("mdq.process", "After Process", readonly=True)
    point = fields.Selection(POINTS, "Inspection Point", readonly=True)
    characteristic_id = fields.Many2one("mdq.characteristic", "Characteristic", readonly=True)
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], "Defect Class", readonly=True
    )
    unit_no = fields.Integer("Unit No.", readonly=True, aggregator=None)
    value = fields.Char(readonly=True)
    lower_limit = fields.Char(readonly=True)
    upper_limit = fields.Char(readonly=True)
    found_by = fields.Many2one("res.users", "Found By", readonly=True)
    defects = fields.Integer(readonly=True)

    @property
    def _table_query(self):
        """Read at the moment of asking; a partial index of the readings holds the failed ones. Extend `_get_parts` with others."""
        return SQL(" UNION ALL ").join(self._get_parts())

    def _get_parts(self):
        """Return the queries that the rows come from, all with the same columns. Ids of the first are those of readings."""
        return [SQL(
            """SELECT m.id, m.recorded_on AS date, i.company_id, i.id AS inspection_id, i.lot_id, i.product_id, i.partner_id,
                      i.process_id, i.point, m.characteristic_id, c.defect_class, m.unit_no, m.value, m.lower_limit, m.upper_limit,
                      m.recorded_by AS found_by, 1 AS defects
                 FROM mdq_measurement m
                 JOIN mdq_inspection i ON i.id = m.inspection_id AND i.state <> 'cancelled'
                 JOIN mdq_characteristic c ON c.id = m.characteristic_id
                WHERE m.passed IS FALSE
                  AND NOT EXISTS (SELECT 1 FROM mdq_measurement later
                                   WHERE later.inspection_id = m.inspection_id AND later.supersedes_id = m.id)"""
        )]

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
