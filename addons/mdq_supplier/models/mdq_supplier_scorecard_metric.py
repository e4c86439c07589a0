import json

from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.exceptions import UserError
from odoo.tools import float_repr

from ..core import scorecard as core


class MdqSupplierScorecardMetric(models.Model):
    """One metric of a frozen scorecard: what was counted, the value with its interval, and the points."""

    _name = "mdq.supplier.scorecard.metric"
    _description = "Metric of a Scorecard"
    _inherit = ["mdq.content.mixin"]
    _order = "scorecard_id desc, sequence, id"
    _rec_name = "name"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "scorecard_id"

    scorecard_id = fields.Many2one("mdq.supplier.scorecard", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    date_from = fields.Date(related="scorecard_id.date_from")
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    name = fields.Char("Metric", compute="_compute_name")
    formula = fields.Text(compute="_compute_name")
    unit = fields.Char(compute="_compute_name")
    curve = fields.Char("Points", compute="_compute_name")
    count = fields.Float("Counted", readonly=True, digits=(16, 0), aggregator="sum")
    numerator = fields.Float(readonly=True, digits=False)
    denominator = fields.Float(readonly=True, digits=False)
    has_value = fields.Boolean(readonly=True)
    value = fields.Float("Value as Number", readonly=True, digits=False, aggregator="avg")
    has_interval = fields.Boolean(readonly=True)
    low = fields.Float("Lower Bound", readonly=True, digits=False, aggregator=None)
    high = fields.Float("Upper Bound", readonly=True, digits=False, aggregator=None)
    value_text = fields.Char("Measured", compute="_compute_texts")
    interval_text = fields.Char("95 % Interval", compute="_compute_texts")
    points_text = fields.Char("Points (0–100)", compute="_compute_texts")
    best = fields.Float(readonly=True, digits=False, aggregator=None)
    worst = fields.Float(readonly=True, digits=False, aggregator=None)
    minimum = fields.Integer("Least Number", readonly=True, aggregator=None)
    is_rated = fields.Boolean("Rated", readonly=True)
    points = fields.Float("Points of 100", readonly=True, digits=(5, 1), aggregator="avg")
    weight = fields.Float(readonly=True, digits=(5, 1), aggregator=None)
    share = fields.Float("Weight Among the Rated (%)", readonly=True, digits=(5, 1), aggregator=None)
    lost = fields.Float("Lost of the Score", readonly=True, digits=(5, 1))

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Metrics of a scorecard are frozen. Make the scorecard anew instead."))

    def unlink(self):
        raise UserError(self.env._("Metrics of a scorecard are frozen. Make the scorecard anew instead."))

    # --------------------------------------------------------------------------------------- words

    @api.depends("code", "best", "worst", "minimum")
    @api.depends_context("lang")
    def _compute_name(self):
        known = {metric["code"]: metric for metric in self.env["mdq.supplier.scorecard"]._get_metrics()}
        for line in self:
            metric = known.get(line.code, {})
            line.name, line.formula = metric.get("name", line.code), metric.get("formula", "")
            line.unit = metric.get("unit", "")
            line.curve = self.env._(
                "100 points at %(best)s, 0 at %(worst)s, a straight line between; rated from %(minimum)s counted on.",
                best=line._show(line.best), worst=line._show(line.worst), minimum=line.minimum,
            )

    @api.depends("value", "low", "high", "points")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.value_text = line._show(line.value) if line.has_value else "–"
            line.interval_text = f"{line._show(line.low)} – {line._show(line.high)}" if line.has_interval else "–"
            line.points_text = float_repr(line.points, 1) if line.is_rated else self.env._("not rated")

    def _show(self, number):
        """Return a value of this metric as people read it, with its unit."""
        if self.kind == "share":
            return f"{float_repr(100 * number, 1)} %"
        if self.kind == "ppm":
            return f"{float_repr(number, 0)} ppm"
        return f"{float_repr(number, 1)} {self.unit or ''}".strip()

    # ---------------------------------------------------------------------------------- lost points

    def _prepare_loss_vals_list(self, cards):
        return [vals for metric in self if metric.is_rated for vals in metric._prepare_losses(cards[metric.scorecard_id.id])]

    def _prepare_losses(self, card):
        result = next(result for result in card.results if result.rule.code == self.code)
        facts = [core.Fact(row.numerator, row.denominator, row) for row in card.rows.get(self.code, ())]
        return [self._prepare_loss(fact.key, points) for fact, points in core.lost_by(result.rule, facts, self.lost)]

    def _prepare_loss(self, row, points):
        return {
            "metric_id": self.id, "scorecard_id": self.scorecard_id.id, "partner_id": self.partner_id.id,
            "company_id": self.company_id.id, "code": self.code, "points": points, "numerator": row.numerator,
            "denominator": row.denominator, "res_model": row.model, "res_id": row.res_id, "name": row.name, "date": row.date,
            "data": json.dumps(row.data, ensure_ascii=False, sort_keys=True),
        }

    def action_view_counted(self):
        """Open the records that count for this metric now; the ones that cost points are frozen with the scorecard."""
        self.ensure_one()
        card = self.scorecard_id
        card.check_access("read")
        rows = card._get_ruled_facts(card.partner_id, card.date_from, card.date_to, card.company_id)
        rows = [row for row in rows if row.metric == self.code]
        if not rows:
            raise UserError(self.env._("Nothing was counted for this metric in the period."))
        return {
            "type": "ir.actions.act_window", "name": self.name, "res_model": rows[0].model,
            "views": [(False, "list"), (False, "form")], "domain": [("id", "in", [row.res_id for row in rows])],
            "context": {"create": False},
        }


class MdqSupplierScorecardLoss(models.Model):
    """One record that cost points, and how many."""

    _name = "mdq.supplier.scorecard.loss"
    _description = "Lost Points"
    _inherit = ["mdq.content.mixin"]
    _order = "scorecard_id desc, points desc, id"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "scorecard_id"

    scorecard_id = fields.Many2one("mdq.supplier.scorecard", required=True, readonly=True, ondelete="restrict", index=True)
    metric_id = fields.Many2one("mdq.supplier.scorecard.metric", "Metric Line", required=True, readonly=True, ondelete="restrict", index=True)
    metric_name = fields.Char(related="metric_id.name", string="Metric")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char("Record", readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    date = fields.Date(readonly=True)
    points = fields.Float("Points Lost", readonly=True, digits=(5, 2))
    numerator = fields.Float(readonly=True, digits=False)
    denominator = fields.Float(readonly=True, digits=False)
    data = fields.Text(readonly=True)
    what = fields.Char("What Cost Them", compute="_compute_what")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Lost points are frozen. Make the scorecard anew instead."))

    def unlink(self):
        raise UserError(self.env._("Lost points are frozen. Make the scorecard anew instead."))

    @api.depends("code", "data")
    @api.depends_context("lang")
    def _compute_what(self):
        for loss in self:
            loss.what = self.env["mdq.supplier.scorecard"]._explain_fact(loss.code, json.loads(loss.data or "{}"))

    def action_open_record(self):
        """Open what cost the points; its own rights decide who sees it."""
        self.ensure_one()
        model, number = self._get_opened()
        return {"type": "ir.actions.act_window", "res_model": model, "res_id": number, "views": [(False, "form")]}

    def _get_opened(self):
        """Lines are shown in their document."""
        if self.res_model == "purchase.order.line":
            line = self.env[self.res_model].browse(self.res_id)
            return "purchase.order", line.order_id.id
        return self.res_model, self.res_id
