from odoo import models


class StockLot(models.Model):
    """A lot that a doubtful gauge measured is not released before that is decided."""

    _inherit = "stock.lot"

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        # What must hold does not depend on what the asker may read.
        lots = self.sudo()
        origins = {lot.id: lot._mdq_get_origins() for lot in lots}  # what is in doubt of a lot, is of its parts
        doubtful = self.env["mdq.gauge.impact.line"].sudo().search(
            [("lot_id", "in", lots.union(*origins.values()).ids), ("impact_id.state", "=", "open")]
        )
        for lot in self:
            own = doubtful.filtered(lambda line, lot=lot: line.lot_id in origins[lot.id])
            checks[lot.id].append(lot._mdq_check_gauges_used(own))
        return checks

    def _mdq_check_gauges_used(self, lines):
        if not lines:
            return self._mdq_prepare_check("gauges", True, self.env._("No gauge of its readings is in doubt."))
        return self._mdq_prepare_check("gauges", False, self.env._(
            "Gauge %(gauge)s, which measured it, was found out of tolerance. Quality decides on the lot and closes %(impact)s first.",
            gauge=", ".join(dict.fromkeys(lines.gauge_id.mapped("display_name"))), impact=", ".join(lines.impact_id.mapped("name")),
        ), lines.impact_id)

    def _mdq_get_reading_sources(self):
        """Return {lot id: [{inspection, characteristic, persons, gauges, readings}]}: who measured what with which gauge.

        For certificates and inspection reports; with one query for the readings of all lots.
        """
        # Whoever may read the paper may read who measured with what.
        groups = self.env["mdq.measurement"].sudo()._read_group(
            [("inspection_id.lot_ids", "in", self.ids)], ["inspection_id", "plan_line_id", "recorded_by", "gauge"], ["__count"],
        )
        rows = {}
        for inspection, line, person, gauge, count in groups:
            row = rows.setdefault((inspection, line), {
                "inspection": inspection.name, "characteristic": line.display_name, "persons": [], "gauges": [], "readings": 0,
            })
            row["persons"] = list(dict.fromkeys([*row["persons"], person.name]))
            row["gauges"] = list(dict.fromkeys([*row["gauges"], *([gauge] if gauge else [])]))
            row["readings"] += count
        return {lot.id: [row for (inspection, _line), row in rows.items() if lot in inspection.lot_ids] for lot in self}
