"""What the charts of scorecards show: the trend of twelve months, the metrics beside the category, the ranking."""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.fields import Domain

from ..core import scorecard as core

MONTHS = 12


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.readonly
    def get_charts(self):
        """Return what the charts on one scorecard show, in the caller's language.

        :return: {trend: [{period, score, grade, disputed}], radar: {labels, own, median, others}, bands: [[grade, from]]}; a month
            that is not rated has score False
        """
        self.ensure_one()
        self.check_access("read")
        return {"trend": self._get_trend(), "radar": self._get_radar(), "bands": self._get_shown_bands()}

    def _get_shown_bands(self):
        # The bands are printed on every scorecard, also for who may not read schemes.
        return [list(band) for band in self.sudo().scheme_id._get_bands()]

    def _get_trend(self):
        """The months up to this period, one after the other; where there is no scorecard there is no point."""
        last = self.date_from.replace(day=1)
        months = [last - relativedelta(months=back) for back in reversed(range(MONTHS))]
        cards = self._get_monthly(months[0])
        return [self._get_point(month, cards.get(month)) for month in months]

    def _get_monthly(self, since):
        cards = self.search([
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "=", "current"),
            ("date_from", ">=", since), ("date_from", "<=", self.date_from),
        ])
        return {card.date_from: card for card in cards
                if card.date_from.day == 1 and card.date_to == card.date_from + relativedelta(months=1, days=-1)}

    def _get_point(self, month, card):
        rated = bool(card) and card.grade != "none"
        return {
            "period": f"{month:%Y-%m}", "score": round(card.score, 1) if rated else False, "grade": card.grade if card else False,
            "disputed": bool(card) and card.is_disputed,
        }

    def _get_radar(self):
        """Points of each metric, beside the median of the other suppliers that the same scheme scored for the same period."""
        metrics = self.metric_ids
        medians, number = self._get_medians()
        return {
            "labels": metrics.mapped("name"),
            "own": [round(metric.points, 1) if metric.is_rated else False for metric in metrics],
            "median": [False if medians.get(code) is None else round(medians[code], 1) for code in metrics.mapped("code")],
            "others": number,
        }

    def _get_medians(self):
        """Return ({metric code: median}, number of the others): figures of nobody, as at least three are behind them."""
        # Medians of a category are shown to all who may read one of its scorecards; no single other supplier is.
        others = self.sudo().search([
            ("company_id", "=", self.company_id.id), ("scheme_code", "=", self.scheme_code), ("date_from", "=", self.date_from),
            ("date_to", "=", self.date_to), ("state", "=", "current"), ("partner_id", "!=", self.partner_id.id),
            ("grade", "!=", "none"),
        ])
        points = {}
        for metric in others.metric_ids.filtered("is_rated"):
            points.setdefault(metric.code, []).append(metric.points)
        return {code: core.median(found) for code, found in points.items() if len(found) >= 3}, len(others)

    # ------------------------------------------------------------------------------------- ranking

    @api.model
    @api.readonly
    def get_ranking(self, date_from=None, category=None):
        """Return the suppliers of a month, best first, those not rated at the end.

        :param date_from: first day of the month; None for the last one that has scorecards
        :param category: code of a scheme; None for all
        :return: {month, months, category, categories, rows: [{id, rank, partner, score, grade, change, disputed}]};
            equal scores have the same rank, and what is not rated has none
        """
        self.check_access("read")
        monthly = Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "current")
        months = [str(begin) for begin, in self._read_group(monthly, ["date_from:month"], order="date_from:month desc")]
        month = str(date_from or "") if str(date_from or "") in months else next(iter(months), False)
        if not month:
            return {"month": False, "months": [], "category": False, "categories": [], "rows": []}
        cards = self.search(monthly & Domain("date_from", "=", month))
        categories = sorted(set(cards.mapped("scheme_code")))
        shown = cards.filtered(lambda card: not category or card.scheme_code == category)
        before = self._get_scores_before(monthly, month)
        return {"month": month, "months": months, "category": category or False, "categories": categories,
                "rows": _with_ranks([card._get_rank(before) for card in shown])}

    def _get_scores_before(self, monthly, month):
        begin = self._parse_period(month, month)[0] - relativedelta(months=1)
        cards = self.search(monthly & Domain("date_from", "=", begin) & Domain("grade", "!=", "none"))
        return {card.partner_id: card.score for card in cards}

    def _get_rank(self, before):
        rated = self.grade != "none"
        changed = rated and self.partner_id in before
        return {
            "id": self.id, "partner": self.partner_id.display_name, "score": round(self.score, 1) if rated else False,
            "grade": self.grade, "disputed": self.is_disputed,
            "change": round(self.score - before[self.partner_id], 1) if changed else False,
        }


def _with_ranks(rows):
    rated = sorted((row for row in rows if row["score"] is not False), key=lambda row: -row["score"])
    scores = [row["score"] for row in rated]
    for row in rated:
        row["rank"] = scores.index(row["score"]) + 1
    return rated + [{**row, "rank": False} for row in rows if row["score"] is False]
