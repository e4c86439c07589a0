"""What else a supplier answers: questionnaires, findings of audits, and the renewal of certificates that end."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

LAST_REMINDER = 7  # days before a certificate ends


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        more = self.env._(
            "Counted too, each by its first answer: questionnaires from the day they were sent, audit findings from the issue of the"
            " report, and renewals of certificates from the last reminder, %s days before the end (sent before: 0 days). What one of us"
            " recorded for the supplier is not counted.", LAST_REMINDER)
        return [{**metric, "formula": f"{metric['formula']} {more}"} if metric["code"] == "response" else metric
                for metric in super()._get_metrics()]

    @api.model
    def _get_answers(self, partners, begin, end, company):
        asked = Domain("company_id", "=", company.id) & Domain("partner_id", "in", partners.ids)
        return [
            *super()._get_answers(partners, begin, end, company), *self._get_sheet_answers(asked, begin, end),
            *self._get_finding_answers(asked, begin, end), *self._get_renewal_answers(asked, begin, end, company),
            *self._get_missing_renewals(asked, begin, end, company),
        ]

    def _get_first_answers(self, due, begin, end):
        """Answered in the period, or due before its end and not answered by then."""
        answered = Domain("first_answered_on", ">=", begin) & Domain("first_answered_on", "<", end)
        unanswered = Domain("first_answered_on", "=", False) | Domain("first_answered_on", ">=", end)
        return Domain("asked_on", "<", end) & (answered | Domain(due, "<", fields.Date.to_date(end)) & unanswered)

    def _get_sheet_answers(self, asked, begin, end):
        sheets = self.env["mdq.supplier.questionnaire.answer"].search(
            asked & Domain("is_outside", "=", False) & Domain("state", "!=", "cancelled") & self._get_first_answers("due_date", begin, end),
            order="id")
        return [(sheet.partner_id.id, sheet, sheet.name, sheet.asked_on, sheet.due_date, sheet.first_answered_on) for sheet in sheets]

    def _get_finding_answers(self, asked, begin, end):
        theirs = Domain("answered_by", "=", False) | Domain("answered_by.share", "=", True)
        findings = self.env["mdq.supplier.audit.finding"].search(asked & theirs & self._get_first_answers("date_due", begin, end), order="id")
        return [(finding.partner_id.id, finding, finding.name, finding.asked_on, finding.date_due, finding.first_answered_on)
                for finding in findings]

    def _get_renewal_answers(self, asked, begin, end, company):
        """Renewals that the supplier sent in the period."""
        sent = Domain("renews_id.valid_to", "!=", False) & Domain("create_date", ">=", begin) & Domain("create_date", "<", end)
        renewals = self.env["mdq.supplier.certificate"].search(asked & sent & Domain("create_uid.share", "=", True), order="id")
        return [self._get_renewal_answer(company, renewal.renews_id, renewal, renewal.create_date) for renewal in renewals]

    def _get_missing_renewals(self, asked, begin, end, company):
        """Certificates that ended in the period, and nothing was sent in their place by its end."""
        ended = Domain("valid_to", ">=", company._mdq_get_day(begin)) & Domain("valid_to", "<", company._mdq_get_day(end))
        left = Domain("state", "=", "effective") & Domain("withdrawn_on", "=", False)
        certificates = self.env["mdq.supplier.certificate"].search(asked & ended & left, order="id")
        # Whether a renewal was there by the end of the period is told by the day on which it was made.
        return [self._get_renewal_answer(company, certificate, certificate, False) for certificate in certificates
                if not certificate.renewal_ids.filtered(lambda renewal: renewal.create_date < end)]

    def _get_renewal_answer(self, company, certificate, record, answered):
        reminded = certificate.valid_to - timedelta(days=LAST_REMINDER)
        asked, _end = company._mdq_get_bounds(reminded, reminded)
        return certificate.partner_id.id, record, certificate.display_name, asked, certificate.valid_to, answered


class MdqSupplierQuestionnaireAnswer(models.Model):
    _inherit = "mdq.supplier.questionnaire.answer"

    asked_on = fields.Datetime("Sent On", readonly=True, copy=False)
    first_answered_on = fields.Datetime("First Answered On", readonly=True, copy=False)
    is_outside = fields.Boolean("Asked Outside the Portal", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"asked_on", "first_answered_on", "is_outside"}

    def _after_move_to_sent(self):
        for sheet in self:
            sheet._write_guarded({"asked_on": fields.Datetime.now(), "is_outside": not sheet.has_login})

    def _after_move_to_submitted(self):
        self.filtered(lambda sheet: not sheet.first_answered_on)._write_guarded({"first_answered_on": fields.Datetime.now()})


class MdqSupplierAuditFinding(models.Model):
    _inherit = "mdq.supplier.audit.finding"

    asked_on = fields.Datetime("Issued On", readonly=True, copy=False)
    first_answered_on = fields.Datetime("First Answered On", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"asked_on", "first_answered_on"}

    def _after_move_to_open(self):
        self.filtered(lambda finding: not finding.asked_on)._write_guarded({"asked_on": fields.Datetime.now()})

    def _after_move_to_answered(self):
        super()._after_move_to_answered()
        self.filtered(lambda finding: not finding.first_answered_on)._write_guarded({"first_answered_on": fields.Datetime.now()})
