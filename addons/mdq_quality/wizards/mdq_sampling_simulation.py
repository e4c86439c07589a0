from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core import judging, replay
from ..core import sampling as tables
from ..models.mdq_inspection_plan_sampling import AQLS, CLASSES
from ..models.mdq_sampling_series import SEVERITIES

LARGEST = 2000  # lots of one replay


class MdqSamplingSimulation(models.TransientModel):
    """What another plan would have said of the lots of the past. It reads, and changes nothing."""

    _name = "mdq.sampling.simulation"
    _description = "Replay of Past Lots"

    product_id = fields.Many2one("product.product", "Product", required=True, domain=[("mdq_controlled", "=", True)])
    partner_id = fields.Many2one("res.partner", "Supplier", help="Empty: the lots of all suppliers, each in a series of its own.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._mdq_today() - relativedelta(years=1))
    date_to = fields.Date("To", required=True, default=lambda self: self.env.company._mdq_today())
    standard = fields.Selection([(name, name) for name in tables.STANDARDS], "Standard and Edition", required=True, default=tables.GB)
    level = fields.Selection([(name, name) for name in tables.LEVELS], "Inspection Level", default="II")
    plan_type = fields.Selection([("single", "Single"), ("double", "Double")], "Plans", required=True, default="single")
    aql_critical = fields.Selection(AQLS, "AQL Critical", help="Empty: none is accepted, on the largest sample.")
    aql_major = fields.Selection(AQLS, "AQL Major", default="1.0")
    aql_minor = fields.Selection(AQLS, "AQL Minor", default="2.5")
    severity = fields.Selection(SEVERITIES[:3], "First Lot Inspected", required=True, default="normal")
    switching = fields.Boolean("With Switching Rules", default=True)
    reduction_agreed = fields.Boolean("Reduced Where Earned")
    line_ids = fields.One2many("mdq.sampling.simulation.line", "simulation_id", "Lots", readonly=True)
    lot_count = fields.Integer("Lots Replayed", readonly=True)
    accepted_count = fields.Integer("Accepted by This Plan", readonly=True)
    rejected_count = fields.Integer("Not Accepted by This Plan", readonly=True)
    tightened_count = fields.Integer("Inspected Tightened", readonly=True)
    reduced_count = fields.Integer("Inspected Reduced", readonly=True)
    units = fields.Integer("Units Inspected by This Plan", readonly=True)
    units_then = fields.Integer("Units Inspected Then", readonly=True)
    differing_count = fields.Integer("Decided Otherwise", readonly=True)
    estimated_count = fields.Integer("Estimated Lots", readonly=True)
    summary = fields.Char(compute="_compute_summary")

    @api.depends("product_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.product_id.display_name or self.env._("Replay of Past Lots")

    @api.depends("lot_count", "accepted_count", "units", "units_then", "differing_count")
    def _compute_summary(self):
        for record in self:
            record.summary = record.lot_count and self.env._(
                "%(accepted)s of %(lots)s lots would have been accepted, with %(units)s units inspected instead of %(then)s; %(other)s lots"
                " would have been decided otherwise.", accepted=record.accepted_count, lots=record.lot_count, units=record.units,
                then=record.units_then, other=record.differing_count,
            )

    # -------------------------------------------------------------------------------------- action

    def action_simulate(self):
        """Replay, and show the result on the same screen."""
        self.ensure_one()
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe", "mdq_base.group_auditor")
        self._check_question()
        inspections = self._find_inspections()
        if not inspections:
            raise UserError(self.env._("No lot of %s was decided in this time.", self.product_id.display_name))
        lines = self._replay(inspections)
        self.line_ids.unlink()
        self.write({"line_ids": [fields.Command.create(line) for line in lines], **self._count(lines)})
        return True  # the form reads itself again; an action would add a step to the way back each time

    def _check_question(self):
        if self.date_to < self.date_from:
            raise UserError(self.env._("The time begins after it ends."))
        rules = self._get_rules()
        if not rules:
            raise UserError(self.env._("Choose an AQL for at least one class of defects."))
        for rule in rules.values():
            try:
                rule.lookup(1000, self.severity)
            except ValueError as error:
                raise UserError(self.env._("This plan cannot be replayed: %s.", error)) from None

    def _get_rules(self):
        """Return {class: rule} of the classes with an AQL."""
        return {
            name: replay.Rule(self.standard, self.level or "II", self[f"aql_{name}"], self.plan_type, self.severity, self.switching,
                              self.reduction_agreed)
            for name in CLASSES if self[f"aql_{name}"]
        }

    # ------------------------------------------------------------------------------------- the past

    def _find_inspections(self):
        """Return the decided inspections, oldest first; a lot that was offered again is not among them."""
        domain = (
            Domain("product_id", "=", self.product_id.id) & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", ("accepted", "rejected")) & Domain("plan_id", "!=", False)
            & Domain("state_changed_on", ">=", self.date_from) & Domain("state_changed_on", "<", self.date_to + relativedelta(days=1))
        )
        if self.partner_id:
            domain &= Domain("partner_id", "child_of", self.partner_id.commercial_partner_id.id)
        found = self.env["mdq.inspection"].search(domain, order="state_changed_on, id", limit=LARGEST + 1)
        if len(found) > LARGEST:
            raise UserError(self.env._("These are more than %s lots. Choose a shorter time, or one supplier.", LARGEST))
        first = {}
        for inspection in found:
            first.setdefault((inspection.lot_id, inspection.point), inspection)
        return found.browse([inspection.id for inspection in first.values()])

    def _get_bad_units(self, inspections):
        """Return {inspection: {class: units that were nonconforming}}; a unit counts in its worst class; one query for all readings."""
        rows = self.env["mdq.measurement"].search_fetch(
            [("inspection_id", "in", inspections.ids)], ["inspection_id", "plan_line_id", "unit_no", "passed"], order="id"
        )
        classes = {line.id: line.defect_class for line in inspections.plan_id.line_ids}
        standing = {(row.inspection_id.id, row.unit_no, row.plan_line_id.id): row.passed for row in rows}
        worst = {}
        for (inspection, unit, line), passed in standing.items():
            if not passed:
                name = classes[line]
                worst[inspection, unit] = min(worst.get((inspection, unit), name), name, key=judging.CLASSES.index)
        bad = {inspection.id: {name: [] for name in CLASSES} for inspection in inspections}
        for (inspection, unit), name in worst.items():
            bad[inspection][name].append(unit)
        return bad

    # ------------------------------------------------------------------------------------- the replay

    def _replay(self, inspections):
        bad, lines = self._get_bad_units(inspections), {}
        for group in inspections.grouped(lambda inspection: (inspection.partner_id.commercial_partner_id, inspection.point)).values():
            lines |= self._replay_series(group, bad)
        return [lines[inspection.id] for inspection in inspections]

    def _replay_series(self, inspections, bad):
        results = {}
        for name, rule in self._get_rules().items():
            lots = [replay.Past(max(1, round(i.quantity)), i.sample_size, tuple(bad[i.id][name])) for i in inspections]
            for inspection, row in zip(inspections, replay.run(lots, rule), strict=True):
                results.setdefault(inspection.id, {})[name] = row
        return {inspection.id: self._prepare_line(inspection, results[inspection.id], bad[inspection.id]) for inspection in inspections}

    def _prepare_line(self, inspection, rows, bad):
        refused = [name for name, row in rows.items() if not row.accepted]
        if bad["critical"] and "critical" not in rows:
            refused.insert(0, "critical")  # none is accepted, whatever the sample
        strictest = max((row.severity for row in rows.values()), key=("reduced", "normal", "tightened", "discontinued").index)
        accepted_then = inspection.state == "accepted"
        return {
            "inspection_id": inspection.id, "quantity": inspection.quantity, "severity": strictest,
            "units_then": inspection.sample_size, "units": max(row.n for row in rows.values()), "accepted_then": accepted_then,
            "accepted": not refused, "differs": accepted_then == bool(refused), "estimated": any(row.estimated for row in rows.values()),
            "why": self._explain(rows, refused),
        }

    def _explain(self, rows, refused):
        words = self.env["mdq.inspection.plan"]._get_class_word
        parts = [
            self.env._("%(class)s: %(found)s of n %(n)s, Ac %(ac)s", **{"class": words(name), "found": row.found, "n": row.n, "ac": row.ac})
            for name, row in rows.items()
        ]
        if "critical" in refused and "critical" not in rows:
            parts.insert(0, self.env._("critical defects, of which none is accepted"))
        return "; ".join(parts)

    def _count(self, lines):
        return {
            "lot_count": len(lines), "accepted_count": sum(line["accepted"] for line in lines),
            "rejected_count": sum(not line["accepted"] for line in lines), "units": sum(line["units"] for line in lines),
            "units_then": sum(line["units_then"] for line in lines), "differing_count": sum(line["differs"] for line in lines),
            "tightened_count": sum(line["severity"] in ("tightened", "discontinued") for line in lines),
            "reduced_count": sum(line["severity"] == "reduced" for line in lines), "estimated_count": sum(line["estimated"] for line in lines),
        }


class MdqSamplingSimulationLine(models.TransientModel):
    """What the other plan says of one lot."""

    _name = "mdq.sampling.simulation.line"
    _description = "Lot of a Replay"
    _order = "id"

    simulation_id = fields.Many2one("mdq.sampling.simulation", required=True, ondelete="cascade", index=True)
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True)
    lot_id = fields.Many2one(related="inspection_id.lot_id")
    partner_id = fields.Many2one(related="inspection_id.partner_id")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    severity = fields.Selection(SEVERITIES, "Inspected", readonly=True)
    units_then = fields.Integer("Units Then", readonly=True)
    units = fields.Integer("Units", readonly=True)
    accepted_then = fields.Boolean("Accepted Then", readonly=True)
    accepted = fields.Boolean(readonly=True)
    differs = fields.Boolean("Decided Otherwise", readonly=True)
    estimated = fields.Boolean(readonly=True, help="The plan asks for more units than were looked at: scaled up from what was found.")
    why = fields.Char(readonly=True)
