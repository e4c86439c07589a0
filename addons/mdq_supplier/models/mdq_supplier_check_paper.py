from odoo import api, models

from ..core import scope as scope_core


class MdqSupplierCheck(models.TransientModel):
    """The answer on paper: what was asked, the answer on that day, and the evidence that it rests on."""

    _inherit = "mdq.supplier.check"

    @api.depends("partner_id", "date")
    def _compute_display_name(self):
        """The name of the file."""
        for question in self:
            question.display_name = f"{question.partner_id.name or ''} {question.date or ''}".strip()

    def action_print(self):
        self.ensure_one()
        return self.env.ref("mdq_supplier.mdq_supplier_check_report_action").report_action(self)

    def _mdq_report_header(self):
        title = self._mdq_both(lambda question: question.env._("Purchasing approval on a day"))
        return {"title": title, "number": f"{self.partner_id._mdq_get_place_name()} · {self.date}", "revision": ""}

    def _get_reasons_on_paper(self):
        """The sentences in English, then in Chinese."""
        questions = [self.with_context(lang=code) for code in self._mdq_get_spoken()]
        for question in questions:
            question.invalidate_recordset(["reasons"])
            yield question.reasons or ""

    def _get_evidence(self):
        """Return [{record, status, barriers, decisions, signatures}] of all scopes that fit the case and were decided by that day.

        The one that decided comes first.
        """
        # Whoever may ask may see what the answer rests on.
        records = self.env["mdq.supplier.qualification"].sudo().search([
            ("company_id", "=", self.env.company.id), ("partner_id", "=", self.partner_id.commercial_partner_id.id),
            ("decision_ids.date", "<=", self.date),
        ])
        case = records._get_case((self.partner_id.id, self.product_id.id, self.process_id.id),
                                 {self.partner_id.id: self.partner_id}, self.product_id._mdq_get_goods(self.date))
        scopes = {record: record._get_scope() for record in records}
        fitting = records.filtered(lambda record: scope_core.fits(scopes[record], case))
        barriers = fitting._get_barriers_of({0: [scopes[record] for record in fitting]}, self.date, limits=True)
        rows = [self._get_evidence_row(record, barriers.get(record.id, ())) for record in fitting]
        return sorted(rows, key=lambda row: (row["record"].id != self.qualification_id.id, row["record"].id))

    def _get_evidence_row(self, record, barriers):
        # Whoever may read the record may see who signed it.
        signatures = record.signature_ids.sudo().filtered(lambda given: given.signed_at.date() <= self.date)
        return {
            "record": record, "scope": record._mdq_both(lambda shown: shown.scope), "barriers": barriers,
            "is_deciding": record.id == self.qualification_id.id,
            "decisions": [self._get_decision_row(decision) for decision in record.decision_ids if decision.date <= self.date],
            "signatures": signatures._get_paper_block(), "documents": record.document_ids,
        }

    def _get_decision_row(self, decision):
        words = decision._mdq_both(lambda shown: dict(shown._fields["status"]._description_selection(shown.env))[shown.status])
        return {"date": decision.date, "status": words, "person": decision.user_id.name, "reason": decision.reason or "",
                "at": self._mdq_time(decision.decided_on)}
