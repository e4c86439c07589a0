"""Answers: how long a supplier takes with what is put to it in the portal; and the documents that come with its goods."""

from odoo import api, fields, models
from odoo.fields import Domain

from .mdq_supplier_scorecard_compute import Row

DAY = 24 * 3600


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    # --------------------------------------------------------------------------------------- hooks

    @api.model
    def _get_answers(self, partners, begin, end, company):
        """Return [(partner id, record, name, asked at, due at, answered at)] of what was answered in a period or was due by
        its end. Extend with what else is asked of suppliers; moments in UTC, a day that is due is over at midnight.
        """
        return [*self._get_receipt_answers(partners, begin, end, company), *self._get_step_answers(partners, begin, end, company)]

    @api.model
    def _get_metrics(self):
        return [*super()._get_metrics(), {
            "code": "response", "name": self.env._("Days to answer"), "unit": self.env._("days"), "kind": "mean",
            "direction": "down", "best": 2, "worst": 10, "minimum": 3, "source": self.env._("What is asked in the portal"),
            "formula": self.env._(
                "Days from asking to answering ÷ answers given in the period: documents to confirm, approvals and signatures, and"
                " what else is asked in the portal. What is overdue at the end of the period counts with the days until then."
            ),
        }, {
            "code": "papers", "name": self.env._("Documents right first time"), "unit": "%", "kind": "share",
            "direction": "up", "best": 1.0, "worst": 0.8, "minimum": 3, "source": self.env._("Receipts"),
            "formula": self.env._(
                "Receipts whose documents were found complete and correct ÷ receipts done in the period whose documents were looked"
                " at. Receipts without a finding on their documents are not counted."
            ),
        }]

    @api.model
    def _get_facts(self, partners, date_from, date_to, company):
        rows = super()._get_facts(partners, date_from, date_to, company)
        begin, end = company._mdq_get_bounds(date_from, date_to)
        answers = self._get_answers(partners, begin, end, company)
        rows = [*rows, *(_answer_row(company, answer, end) for answer in answers)]
        return [*rows, *self._get_paper_facts(partners, begin, end, company)]

    # --------------------------------------------------------------------------------------- facts

    def _get_receipt_answers(self, partners, begin, end, company):
        asked = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partners.ids) & Domain("create_date", "<", end)
        answered = Domain("acknowledged_on", ">=", begin) & Domain("acknowledged_on", "<", end)
        late = Domain("due_date", "<", fields.Date.to_date(end)) & (
            Domain("state", "=", "waiting") | Domain("acknowledged_on", ">=", end)
        )
        receipts = self.env["mdq.document.receipt"].search(asked & (answered | late), order="id")
        return [
            (receipt.partner_id.id, receipt, receipt.name, receipt.create_date, receipt.due_date, receipt.acknowledged_on)
            for receipt in receipts
        ]

    def _get_step_answers(self, partners, begin, end, company):
        """Steps of approval routes that a supplier's signatory decides, of records of this company."""
        asked = Domain("is_portal", "=", True) & Domain("partner_id", "in", partners.ids) & Domain("opened_at", "<", end)
        theirs = asked & Domain("request_id.company_id", "in", [False, company.id])
        answered = Domain("state", "in", ("done", "rejected"))
        in_time = answered & Domain("state_changed_on", ">=", begin) & Domain("state_changed_on", "<", end)
        late = Domain("due_at", "<", end) & (Domain("state", "=", "open") | answered & Domain("state_changed_on", ">=", end))
        steps = self.env["mdq.approval.request.step"].search(theirs & (in_time | late), order="id")
        return [
            (step.partner_id.id, step.request_id, step.request_id.record_name, step.opened_at, step.due_at,
             False if step.state == "open" else step.state_changed_on)
            for step in steps
        ]

    def _get_paper_facts(self, partners, begin, end, company):
        pickings = self.env["stock.picking"].search([
            ("company_id", "=", company.id), ("picking_type_code", "=", "incoming"), ("state", "=", "done"),
            ("partner_id.commercial_partner_id", "in", partners.ids), ("mdq_papers", "!=", False),
            ("date_done", ">=", begin), ("date_done", "<", end),
        ], order="date_done, id")
        return [
            Row(picking.partner_id.commercial_partner_id.id, "papers", float(picking.mdq_papers == "right"), 1.0, picking._name,
                picking.id, picking.name, company._mdq_get_day(picking.date_done), {"note": picking.mdq_papers_note or ""})
            for picking in pickings
        ]

    @api.model
    def _explain_fact(self, code, data):
        if code == "response" and data["answered"]:
            return self.env._("Asked on %(asked)s, answered on %(answered)s: %(days)s days.", **data)
        if code == "response":
            return self.env._("Asked on %(asked)s, not answered by the end of the period: %(days)s days.", **data)
        if code == "papers":
            return data["note"] or self.env._("Documents missing or wrong.")
        return super()._explain_fact(code, data)


def _answer_row(company, answer, end):
    partner, record, name, asked, _due, answered = answer
    in_time = answered if answered and answered < end else None
    days = max(0.0, ((in_time or end) - asked).total_seconds() / DAY)
    return Row(partner, "response", days, 1.0, record._name, record.id, name, company._mdq_get_day(in_time or end), {
        "asked": str(company._mdq_get_day(asked)), "answered": str(company._mdq_get_day(in_time)) if in_time else "",
        "days": f"{days:.1f}",
    })
