import datetime

import pytz
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    _mdq_ledger_columns = ("mdq_score_days", "mdq_score_short", "mdq_score_price", "mdq_contest_days")

    mdq_score_days = fields.Integer(
        "Days of Grace", default=0, help="A delivery is on time up to so many days after the promised date.",
    )
    mdq_score_short = fields.Float(
        "Short Delivery Allowed (%)", default=0, help="A delivery is in full when no more than this is missing.",
    )
    mdq_score_price = fields.Float(
        "Price Rise Allowed (%)", default=1, help="A price is stable when it is no more than this above the one before.",
    )
    mdq_contest_days = fields.Integer(
        "Days to Contest", default=14, help="So many days after a scorecard is made its supplier may contest a line of it.",
    )

    _mdq_score_not_negative = models.Constraint(
        "CHECK (mdq_score_days >= 0 AND mdq_score_price >= 0 AND mdq_contest_days >= 0)",
        "Days and percentages of scorecards cannot be negative.",
    )
    _mdq_score_short_share = models.Constraint(
        "CHECK (mdq_score_short >= 0 AND mdq_score_short < 100)", "The short delivery allowed lies between 0 and 100 %.",
    )

    def _mdq_get_bounds(self, date_from, date_to):
        """Return the first moment of a period, and the first one after it, in UTC."""
        zone = pytz.timezone(self._mdq_get_zone())
        days = (date_from, date_to + datetime.timedelta(days=1))
        midnights = [datetime.datetime.combine(day, datetime.time()) for day in days]
        return tuple(zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None) for moment in midnights)
