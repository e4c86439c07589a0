from collections import defaultdict
from typing import NamedTuple

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import float_compare


class Wanted(NamedTuple):
    """What one inspection is wanted for."""

    point: str
    plan: models.BaseModel
    lot: models.BaseModel  # empty where one inspection is of all lots of a delivery
    product: models.BaseModel
    picking: models.BaseModel
    production: models.BaseModel
    package: models.BaseModel

    def key(self):
        """What tells it from the other inspections of the same delivery."""
        return self.point, self.lot, self.product, self.picking, self.production, self.package


class MdqInspection(models.Model):
    """Inspections opened by stock operations, in bulk: the plan says of what, more of the same adds to what is open."""

    _inherit = "mdq.inspection"

    @api.model
    def _open_for_lines(self, lines):
        """Open the inspections of stock move lines that brought goods in, or that made them.

        With as many queries for four hundred lots as for one.
        """
        lines = lines.with_prefetch()
        lines.lot_id.mapped("product_id.categ_id")  # what the choice of a plan reads of one is read of all
        return self._open_wanted(self._group_wanted(lines, self._find_points(lines)))

    # --------------------------------------------------------------------------------------- points

    @api.model
    def _find_points(self, lines, points=None):
        """Return {movement: (point, plan)}: where what it moves is inspected. Of several points the last with a plan counts."""
        asked = {move: group[:1] for move, group in lines.grouped("move_id").items()}
        drafts = [(move, point, self.new(line._prepare_mdq_inspection_vals(point))) for move, line in asked.items() for point in points or line._mdq_get_points()]
        # Plans apply to whoever receives.
        plans = self.env["mdq.inspection.plan"].sudo()._find_many([draft._prepare_plan_case() for _move, _point, draft in drafts])
        found = {}
        for (move, point, _draft), plan in zip(drafts, plans, strict=True):
            if plan or move not in found:
                found[move] = (point, plan)
        return found

    # -------------------------------------------------------------------------------------- grouping

    @api.model
    def _group_wanted(self, lines, points):
        """Return {Wanted: lines}."""
        grouped = defaultdict(lines.browse)
        nothing = {name: self.env[name] for name in ("stock.lot", "stock.package")}
        for line in lines:
            point, plan = points[line.move_id]
            grouped[Wanted(
                point, plan, nothing["stock.lot"] if plan.unit == "batch" else line.lot_id, line.product_id, line.picking_id,
                line.move_id.production_id, line.result_package_id if plan.unit == "container" else nothing["stock.package"],
            )] |= line
        # What was read for all lines serves each group of them.
        return {wanted: group.with_prefetch(lines._prefetch_ids) for wanted, group in grouped.items()}

    @api.model
    def _open_wanted(self, grouped):
        """Open what is wanted, or add it to what is open; return what was opened."""
        return self._open_missing({wanted: (lines, sum(lines.mapped("quantity_product_uom"))) for wanted, lines in grouped.items()})

    @api.model
    def _open_missing(self, missing):
        """The same, of {Wanted: (lines, quantity)}."""
        known, vals_list = self._find_open(missing), []
        for wanted, (lines, quantity) in missing.items():
            inspections = known.get(wanted.key(), self.browse())
            if inspections and wanted.plan.unit != "portion":
                inspections[:1]._add_lines(lines, quantity)
                continue
            for number, part in wanted.plan._split_portions(quantity, inspections._get_last_portion()):
                vals_list.append({
                    **lines._prepare_mdq_inspection_vals(wanted.point), "quantity": part, "portion_no": number,
                    "package_id": wanted.package.id, "source": "stock",
                })
        return self._open_once_only(vals_list)

    @api.model
    def _open_once_only(self, vals_list):
        """Create inspections; where somebody else opens one of them at this moment, the whole call is tried again and finds it."""
        if not vals_list:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                return self._get_silent().create(vals_list)
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "mdq_inspection_open_once":
                raise
            raise ConcurrencyError(self.env._("Somebody else is opening the inspection of the same lot. Try again.")) from error

    @api.model
    def _find_open(self, wanted):
        """Return {key: open inspections} of the deliveries of what is wanted, with one search."""
        pickings = self.env["stock.picking"].union(*(each.picking for each in wanted))
        productions = self.env["mrp.production"].union(*(each.production for each in wanted))
        inspections = self.search([
            ("state", "=", "open"), ("workorder_id", "=", False), "|", ("picking_id", "in", pickings.ids), ("production_id", "in", productions.ids),
        ], order="id") if pickings or productions else self.browse()
        return inspections.grouped(lambda inspection: inspection._get_wanted_key())

    def _get_wanted_key(self):
        lot = self.env["stock.lot"] if self.plan_id.unit == "batch" else self.lot_id
        return (self.point, lot, self.product_id, self.picking_id, self.production_id, self.package_id)

    def _get_last_portion(self):
        return max(self.mapped("portion_no"), default=0)

    def _add_lines(self, lines, quantity):
        """More of the same delivery: the sample grows with it."""
        self._write_guarded({"quantity": self.quantity + quantity, "lot_ids": [fields.Command.link(lot.id) for lot in lines.lot_id - self.lot_ids]})
        self._apply_plans([self.plan_id])

    # ------------------------------------------------------------------------------------- work orders

    @api.model
    def _open_for_workorders(self, workorders):
        """Open the inspections at operations that are being worked on, for lots that are known and have none yet."""
        # Whoever works at the machine need not be an inspector.
        running = workorders.sudo().filtered(
            lambda order: order.operation_id and order.state in ("progress", "done") and order.production_id.lot_producing_ids
            and order.production_id.product_id.mdq_controlled
        )
        if not running:
            return self.browse()
        plans = running.env["mdq.inspection.plan"]._find_many([order._prepare_mdq_draft()._prepare_plan_case() for order in running])
        known = {(inspection.workorder_id, lot) for inspection in running.env["mdq.inspection"].search(
            [("workorder_id", "in", running.ids), ("state", "!=", "cancelled")]) for lot in inspection.lot_ids}
        return running.env["mdq.inspection"]._open_once_only([
            vals for order, plan in zip(running, plans, strict=True) if plan
            for vals in order._prepare_mdq_inspection_vals(plan, [lot for lot in order.production_id.lot_producing_ids if (order, lot) not in known])
        ])


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    def _split_portions(self, quantity, last=0):
        """Return [(number of the portion, quantity)] of what came; without portions it is one, without a number."""
        if self.unit != "portion":
            return [(0, quantity)]
        parts, rest, digits = [], quantity, self.env["decimal.precision"].precision_get("Product Unit")
        while float_compare(rest, 0, precision_digits=digits) > 0 and len(parts) < 10_000:
            parts.append((last + len(parts) + 1, min(self.portion_size, rest)))
            rest -= self.portion_size
        return parts or [(last + 1, quantity)]
