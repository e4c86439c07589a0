"""From transactions to scores: which metrics there are, what counts for each, and the score of many suppliers at once."""

import dataclasses
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core import scorecard as core


class Row(NamedTuple):
    """One counted record: what `_get_facts` gives. `data` holds what its sentence says, as plain JSON types."""

    partner: int
    metric: str
    numerator: float
    denominator: float
    model: str
    res_id: int
    name: str
    date: object
    data: dict


@dataclasses.dataclass
class Card:
    """The evaluation of one supplier in one period, before anybody froze it."""

    partner: object
    scheme: object
    results: list
    total: core.Total
    grade: str
    rows: dict


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    # --------------------------------------------------------------------------------------- hooks

    @api.model
    def _get_metrics(self):
        """Return the metrics that a scheme may weigh, in the caller's language. Extend, with `_get_facts`.

        :return: [{code, name, formula, source, unit, kind, direction, best, worst, minimum}]; kind is "share" (good ones
            of all), "ppm" (bad ones per million) or "mean" (days each); direction "up" or "down" is where better lies
        """
        return []

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        """Return the rows that count for these suppliers in this period, with a number of queries that never grows. Extend.

        Only what was known at the end of the period counts: asked again later, the answer is the same.
        """
        return []

    @api.model
    def _explain_fact(self, code, data):
        """Return the sentence on a record that cost points, from what `_get_facts` said of it, in the caller's language. Extend."""
        return ""

    # ------------------------------------------------------------------------------------- public

    @api.model
    @api.readonly
    def compute(self, partner_ids, date_from, date_to):
        """Score suppliers for a period from what happened in it; nothing is stored.

        :param date_from: first day, ISO 8601; days are those of the company
        :param date_to: last day, not in the future
        :return: [{partner_id, partner, date_from, date_to, scheme, score, grade, rated, metrics: [{code, name, unit, value,
            low, high, n, numerator, denominator, points, weight, share}]}]; what is not rated is False, and its grade "none"
        """
        self.check_access("read")
        if self.env.user.share:
            raise AccessError(self.env._("Scorecards are computed by the people of the house. Yours are in the portal."))
        partners = self.env["res.partner"].browse(dict.fromkeys(partner_ids))
        partners.check_access("read")
        cards = self._compute_cards(partners, *self._parse_period(date_from, date_to), self.env.company)
        return [self._as_json(card, date_from, date_to) for card in cards]

    def _as_json(self, card, date_from, date_to):
        names = {metric["code"]: metric for metric in self._get_metrics()}
        return {
            "partner_id": card.partner.id, "partner": card.partner.display_name, "scheme": card.scheme.display_name,
            "date_from": str(date_from), "date_to": str(date_to), "score": _plain(card.total.score, 1), "grade": card.grade,
            "rated": round(card.total.rated, 1),
            "metrics": [_metric_as_json(result, names, card.total) for result in card.results],
        }

    @api.model
    def _parse_period(self, date_from, date_to):
        begin, end = map(self.env["mdq.supplier.qualification"]._parse_day, (date_from, date_to))
        if not begin or not end:
            raise ValidationError(self.env._("A scorecard needs the first and the last day of its period."))
        if begin > end:
            raise ValidationError(self.env._(
                "The period ends on %(end)s, before it begins on %(begin)s. Exchange the two.", begin=begin, end=end
            ))
        if end > self.env.company._mdq_today():
            raise ValidationError(self.env._(
                "The period ends on %(end)s, in the future. Score what has happened: up to today, %(today)s, at most.",
                end=end, today=self.env.company._mdq_today(),
            ))
        return begin, end

    # ---------------------------------------------------------------------------------- reckoning

    @api.model
    def _compute_cards(self, partners, date_from, date_to, company):
        """Return a card for each supplier; a site or a person counts for the company it belongs to."""
        suppliers = partners.commercial_partner_id
        schemes = self.env["mdq.supplier.scorecard.scheme"]._find_many(suppliers, company)
        facts = {}
        for row in self._get_ruled_facts(suppliers, date_from, date_to, company):
            facts.setdefault(row.partner, {}).setdefault(row.metric, []).append(row)
        rules = {scheme: scheme._get_rules() for scheme in set(schemes.values())}
        return [self._compute_card(supplier, schemes[supplier], rules[schemes[supplier]], facts.get(supplier.id, {}))
                for supplier in suppliers]

    def _compute_card(self, supplier, scheme, rules, facts):
        if not scheme:
            raise UserError(self.env._(
                "No effective scorecard scheme fits %s. Put one in force that is for all suppliers.", supplier.display_name
            ))
        results = [core.rate(rule, [_as_fact(row) for row in facts.get(rule.code, ())]) for rule in rules]
        total = core.overall(results, scheme.least_rated)
        return Card(supplier, scheme, results, total, core.grade(total.score, scheme._get_bands()), facts)

    def _get_ruled_facts(self, partners, date_from, date_to, company):
        """The facts, less those that were decided not to count. Extended by contests."""
        # A score rests on all facts, whatever the one who asks may read of them.
        return self.sudo()._get_facts(partners, date_from, date_to, company)


def _as_fact(row):
    return core.Fact(row.numerator, row.denominator, row)


def _plain(value, digits):
    """A number as JSON and XML-RPC both carry it; False where there is none."""
    return False if value is None else round(value, digits)


def _metric_as_json(result, names, total):
    rule, (low, high) = result.rule, result.interval or (None, None)
    metric = names.get(rule.code, {})
    return {
        "code": rule.code, "name": metric.get("name", rule.code), "unit": metric.get("unit", ""),
        "value": False if result.value is None else result.value, "low": _plain(low, 6), "high": _plain(high, 6), "n": result.count,
        "numerator": round(result.numerator, 6), "denominator": round(result.denominator, 6),
        "points": _plain(result.points, 1), "weight": rule.weight, "share": round(100 * total.shares[rule.code], 2),
    }
