import logging

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

_logger = logging.getLogger(__name__)

GRADES = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("none", "Not rated")]
SUPPLIES = ("approved", "conditional", "suspended")  # whose month is worth a scorecard


class MdqSupplierScorecard(models.Model):
    """A supplier's evaluation of one period, frozen: a new version takes its place, nothing changes it."""

    _name = "mdq.supplier.scorecard"
    _description = "Supplier Scorecard"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "date_from desc, grade, score desc, partner_id, version desc"  # those not rated stand last
    _mdq_server_written = True

    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    period = fields.Char(compute="_compute_period")
    version = fields.Integer(default=1, required=True, readonly=True, aggregator=None)
    previous_id = fields.Many2one("mdq.supplier.scorecard", "Takes the Place Of", readonly=True, ondelete="restrict")
    reason = fields.Char("Why Made Anew", readonly=True)
    # For employees: a supplier reads its score, not who made it or how the others are scored.
    scheme_id = fields.Many2one("mdq.supplier.scorecard.scheme", "Scheme", required=True, readonly=True, ondelete="restrict",
                                groups="base.group_user", help="The revision by which it was scored.")
    computed_by_id = fields.Many2one("res.users", "Made By", required=True, readonly=True, ondelete="restrict",
                                     groups="base.group_user")
    scheme_code = fields.Char("Category", readonly=True, help="Suppliers scored by one scheme are compared with each other.")
    score = fields.Float(readonly=True, digits=(5, 1), aggregator="avg")
    grade = fields.Selection(GRADES, required=True, readonly=True, index=True)
    rated = fields.Float("Rated Weight (%)", readonly=True, digits=(5, 1), aggregator="avg")
    computed_on = fields.Datetime("Made On", required=True, readonly=True)
    contest_until = fields.Date("May Be Contested Until", readonly=True)
    metric_ids = fields.One2many("mdq.supplier.scorecard.metric", "scorecard_id", "Metrics", readonly=True)
    loss_ids = fields.One2many("mdq.supplier.scorecard.loss", "scorecard_id", "Lost Points", readonly=True)
    loss_count = fields.Integer("Records That Cost Points", compute="_compute_loss_count")
    state = fields.Selection(
        [("current", "In force"), ("superseded", "Superseded")], "Status", default="current", required=True, readonly=True,
    )

    _one_current = models.UniqueIndex(
        "(company_id, partner_id, date_from, date_to) WHERE state = 'current'",
        "There is a scorecard of this supplier for this period. Make it anew: the old one stays.",
    )
    _period_index = models.Index("(company_id, date_from, scheme_code)")

    def _get_transitions(self):
        return {"current": {"superseded"}}

    def write(self, vals):
        """Not by anybody: a scorecard is made anew, and the old one stays as it was."""
        raise UserError(self.env._(
            "A scorecard is frozen. Make it anew: the new version takes its place, and the old one stays as it was."
        ))

    # ----------------------------------------------------------------------------------- computed

    @api.depends("partner_id", "date_from", "date_to", "version")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.partner_id.name} · {card._get_period()}" + (
                f" · v{card.version}" if card.version > 1 else ""
            )

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        for card in self:
            card.period = card._get_period()

    def _get_period(self):
        """The period in short: a whole calendar month by its number."""
        begin, end = self.date_from, self.date_to
        if not begin or not end:
            return ""
        if begin.day == 1 and end == begin + relativedelta(months=1, days=-1):
            return f"{begin:%Y-%m}"
        return f"{begin} – {end}"

    def _compute_loss_count(self):
        counts = dict(self.env["mdq.supplier.scorecard.loss"]._read_group(
            [("scorecard_id", "in", self.ids)], ["scorecard_id"], ["__count"]
        ))
        for card in self:
            card.loss_count = counts.get(card, 0)

    # ------------------------------------------------------------------------------------- making

    @api.model
    def _snapshot(self, partners, date_from, date_to, company, reason=None):
        """Freeze the evaluation of suppliers for a period; those that have one get a new version. With few queries for all."""
        cards = self._compute_cards(partners, date_from, date_to, company)
        old = self._get_current(partners.commercial_partner_id, date_from, date_to, company)
        for record in old.values():
            record._supersede(reason)
        # No role writes scorecards: they are made from facts, for whoever may ask for them.
        made = self.sudo().create([self._prepare_card_vals(card, date_from, date_to, company, old, reason) for card in cards])
        metrics = made.env["mdq.supplier.scorecard.metric"].create(
            [vals for record, card in zip(made, cards, strict=True) for vals in record._prepare_metric_vals(card)]
        )
        made.env["mdq.supplier.scorecard.loss"].create(metrics._prepare_loss_vals_list(dict(zip(made.ids, cards, strict=True))))
        made.invalidate_recordset(["metric_ids", "loss_ids"])
        made._after_snapshot()
        return made.sudo(False)

    def _after_snapshot(self):
        """Called with what was just frozen, as the system. Extend."""

    @api.model
    def _get_current(self, partners, date_from, date_to, company):
        # A new version takes the place of the one in force, whoever may read it.
        found = self.sudo().search([
            ("company_id", "=", company.id), ("partner_id", "in", partners.ids), ("date_from", "=", date_from),
            ("date_to", "=", date_to), ("state", "=", "current"),
        ])
        return {card.partner_id.id: card for card in found}

    def _supersede(self, reason):
        with self._mdq_reason(reason):
            self._write_guarded({
                "state": "superseded", "state_changed_by": self.env.uid, "state_changed_on": fields.Datetime.now(),
            })
            self.flush_recordset()

    def _prepare_card_vals(self, card, date_from, date_to, company, old, reason):
        before = old.get(card.partner.id, self.browse())
        vals = {
            "partner_id": card.partner.id, "company_id": company.id, "date_from": date_from, "date_to": date_to,
            "version": before.version + 1, "previous_id": before.id, "reason": reason if before else False,
            "scheme_id": card.scheme.id, "scheme_code": card.scheme.code, "grade": card.grade, "rated": card.total.rated,
            "computed_by_id": self.env.uid, "computed_on": fields.Datetime.now(),
            "contest_until": company._mdq_today() + relativedelta(days=company.mdq_contest_days),
        }
        # Without a score the column stays empty, so that no average counts it as 0.
        return vals if card.total.score is None else {**vals, "score": card.total.score}

    def _prepare_metric_vals(self, card):
        return [
            {"scorecard_id": self.id, "partner_id": self.partner_id.id, "company_id": self.company_id.id, "sequence": number,
             **_metric_vals(result, card.total)}
            for number, result in enumerate(card.results, 1)
        ]

    # -------------------------------------------------------------------------------------- asking

    @api.model
    def _get_suppliers(self, company):
        """Return the suppliers that get a scorecard each month: those with a qualification that is in force or suspended."""
        # The job of the night looks at all suppliers.
        return self.env["mdq.supplier.qualification"].sudo().search(
            [("company_id", "=", company.id), ("state", "in", SUPPLIES)]
        ).partner_id

    @api.model
    def _cron_snapshot(self):
        """Each night: make the scorecards of last month that are still missing."""
        for company in self.env["res.company"].search([]):
            end = company._mdq_today().replace(day=1) - relativedelta(days=1)
            self.with_company(company)._snapshot_month(company, end.replace(day=1))

    @api.model
    def _snapshot_month(self, company, begin):
        end = begin + relativedelta(months=1, days=-1)
        suppliers = self._get_suppliers(company)
        known = self._get_current(suppliers, begin, end, company)
        missing = suppliers.filtered(lambda supplier: supplier.id not in known)
        # One supplier that no scheme fits keeps none of the others from its scorecard.
        schemes = self.env["mdq.supplier.scorecard.scheme"]._get_in_force_for(company)._choose_many(missing, company)
        scored = missing.filtered(lambda supplier: schemes[supplier])
        if missing - scored:
            _logger.info("No scorecard scheme fits the suppliers %s of company %s", (missing - scored).ids, company.id)
        return self._snapshot(scored, begin, end, company) if scored else self.browse()

    def action_make_anew(self):
        """Ask for the reason, and make the scorecard from the facts as they are now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.supplier.scorecard.make", "views": [(False, "form")],
            "target": "new", "name": self.env._("Make Scorecard Anew"),
            "context": {"default_partner_ids": self.partner_id.ids, "default_date_from": str(self.date_from),
                        "default_date_to": str(self.date_to), "default_is_again": True},
        }

    def action_view_losses(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_scorecard_loss_action")
        return {**action, "domain": [("scorecard_id", "in", self.ids)], "context": {"create": False}}

    def action_view_previous(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.previous_id.id,
                "views": [(False, "form")]}

    @api.model
    def _check_ended(self, date_to):
        if date_to >= self.env.company._mdq_today():
            raise ValidationError(self.env._(
                "The period ends on %(end)s and is not over yet. Freeze it from the day after on.", end=date_to
            ))


def _metric_vals(result, total):
    rule = result.rule
    low, high = result.interval or (False, False)
    vals = {
        "code": rule.code, "kind": rule.kind, "weight": rule.weight, "best": rule.best, "worst": rule.worst,
        "minimum": rule.minimum, "share": 100 * total.shares[rule.code], "count": result.count,
        "numerator": result.numerator, "denominator": result.denominator, "has_value": result.value is not None,
        "has_interval": result.interval is not None, "is_rated": result.points is not None,
    }
    measured = {"value": result.value, "low": low, "high": high} if result.value is not None else {}
    points = {} if result.points is None else {
        "points": result.points, "lost": total.shares[rule.code] * (100 - result.points),
    }
    return {**vals, **measured, **points}
