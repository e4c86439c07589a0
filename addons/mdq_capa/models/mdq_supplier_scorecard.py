"""What went wrong with a supplier's goods, and whether it was settled in time."""

from odoo import api, fields, models
from odoo.addons.mdq_supplier.models.mdq_supplier_scorecard_compute import Row
from odoo.fields import Domain

from .mdq_event import OPEN_STATES

NOT_OF_SUPPLIERS = ("complaint",)  # the partner of a complaint is who complains


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        return [*super()._get_metrics(), {
            "code": "scar", "name": self.env._("Events closed in time"), "unit": "%", "kind": "share", "direction": "up",
            "best": 1.0, "worst": 0.5, "minimum": 1, "source": self.env._("Quality events of the supplier"),
            "formula": self.env._(
                "Quality events closed by their due date ÷ quality events due in the period. Complaints of customers, drafts and"
                " cancelled events are not counted."
            ),
        }, {
            "code": "events", "name": self.env._("Open events within time"), "unit": "%", "kind": "share", "direction": "up",
            "best": 1.0, "worst": 0.0, "minimum": 1, "source": self.env._("Quality events of the supplier"),
            "formula": self.env._(
                "Quality events open on the last day of the period and not overdue ÷ all that were open on that day."
            ),
        }]

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        rows = super()._get_facts(partners, date_from, date_to, company)
        _begin, end = company._mdq_get_bounds(date_from, date_to)
        events = self.env["mdq.event"].search(
            Domain("company_id", "=", company.id) & Domain("partner_id.commercial_partner_id", "in", partners.ids)
            & Domain("event_type", "not in", NOT_OF_SUPPLIERS) & Domain("state", "not in", ("draft", "cancelled"))
            & Domain("date_detected", "<", end) & self._get_event_domain(date_from, date_to, end), order="date_due, id",
        )
        return [*rows, *(row for event in events for row in event._get_score_rows(date_from, date_to, company))]

    @api.model
    def _get_event_domain(self, date_from, date_to, end):
        due = Domain("date_due", ">=", date_from) & Domain("date_due", "<=", date_to)
        closed_later = Domain("state", "=", "closed") & Domain("state_changed_on", ">=", end)
        return due | Domain("state", "in", OPEN_STATES) | closed_later

    @api.model
    def _explain_fact(self, code, data):
        if code == "scar" and data["closed"]:
            return self.env._("%(title)s: due on %(due)s, closed on %(closed)s.", **data)
        if code in ("scar", "events"):
            return self.env._("%(title)s: due on %(due)s, still open.", **data)
        return super()._explain_fact(code, data)


class MdqEvent(models.Model):
    _inherit = "mdq.event"

    def _get_score_rows(self, date_from, date_to, company):
        """What this event counts for in a period, by what was known on its last day."""
        closed = company._mdq_get_day(self.state_changed_on) if self.state == "closed" else None
        closed = closed if closed and closed <= date_to else None
        data = {"title": self.title, "due": fields.Date.to_string(self.date_due) or "", "closed": str(closed or "")}
        if self.date_due and date_from <= self.date_due <= date_to:
            yield self._get_score_row("scar", bool(closed and closed <= self.date_due), data)
        if not closed:
            yield self._get_score_row("events", not self.date_due or self.date_due >= date_to, data)

    def _get_score_row(self, code, good, data):
        supplier = self.partner_id.commercial_partner_id
        return Row(supplier.id, code, float(good), 1.0, self._name, self.id, self.name, self.date_due, data)
