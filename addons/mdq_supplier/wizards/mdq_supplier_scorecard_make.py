from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.mdq_supplier_scorecard_contest import ROLES

MOST_MONTHS = 36


class MdqSupplierScorecardMake(models.TransientModel):
    """Make scorecards of a period now: month by month, or the period as a whole."""

    _name = "mdq.supplier.scorecard.make"
    _description = "Make Scorecards"

    partner_ids = fields.Many2many("res.partner", string="Suppliers", help="Empty: all suppliers with a qualification.")
    date_from = fields.Date("From", required=True, default=lambda self: self._get_last_month()[0])
    date_to = fields.Date("To", required=True, default=lambda self: self._get_last_month()[1])
    is_monthly = fields.Boolean("One for Each Month", default=True)
    is_again = fields.Boolean()
    reason = fields.Char(help="Needed where a scorecard of the period exists: the new version says why it was made.")

    @api.model
    def _get_last_month(self):
        begin = self.env.company._mdq_today().replace(day=1)
        return begin - relativedelta(months=1), begin - relativedelta(days=1)

    def action_make(self):
        self.ensure_one()
        self.env.user._mdq_require(*ROLES)
        cards, made = self.env["mdq.supplier.scorecard"], self.env["mdq.supplier.scorecard"]
        begin, end = cards._parse_period(self.date_from, self.date_to)
        cards._check_ended(end)
        suppliers = self.partner_ids.commercial_partner_id or cards._get_suppliers(self.env.company)
        if not suppliers:
            raise UserError(self.env._("No supplier has a qualification yet: choose the suppliers to score."))
        for period in self._get_periods(begin, end):
            self._check_reason(cards._get_current(suppliers, *period, self.env.company))
            made |= cards._snapshot(suppliers, *period, self.env.company, (self.reason or "").strip() or None)
        return self._open(made)

    def _get_periods(self, begin, end):
        if not self.is_monthly or self.is_again:
            return [(begin, end)]
        self._check_months(begin, end)
        periods = []
        while begin <= end:
            last = begin + relativedelta(months=1, days=-1)
            periods.append((begin, last))
            begin = last + relativedelta(days=1)
        return periods

    def _check_months(self, begin, end):
        if begin.day != 1 or (end + relativedelta(days=1)).day != 1:
            raise UserError(self.env._(
                "Scorecards of each month need whole months: from the first day of one to the last day of another."
            ))
        if end >= begin + relativedelta(months=MOST_MONTHS):
            raise UserError(self.env._("Make scorecards of %s months at a time at most.", MOST_MONTHS))

    def _check_reason(self, known):
        if known and not (self.reason or "").strip():
            first = next(iter(known.values()))
            raise UserError(self.env._("There is a scorecard already: %s. Say why it is made anew.", first.display_name))

    def _open(self, made):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_scorecard_action")
        if len(made) == 1:
            return {**action, "views": [(False, "form")], "res_id": made.id}
        return {**action, "domain": [("id", "in", made.ids)], "context": {}}
