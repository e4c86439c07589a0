import datetime

from odoo import fields, models
from odoo.fields import Domain

DAYS_SOON = 7
NO_DAY = datetime.date.max


class ResPartner(models.Model):
    """What is due from a supplier, wherever it was asked for: the start page of the portal shows it, what is due first on top."""

    _inherit = "res.partner"

    def _mdq_get_portal_due(self):
        """Return [{what, name, note, day, url, tone}] of what waits for this supplier, by its day; what has none comes last."""
        self.ensure_one()
        today = self.env.company._mdq_today()
        rows = sorted(self._mdq_get_portal_tasks(), key=lambda row: (row["day"] or NO_DAY, row["url"]))
        return [{**row, "tone": self._mdq_get_due_tone(row["day"], today), "is_today": row["day"] == today} for row in rows]

    def _mdq_get_portal_tasks(self):
        """Return the rows of `_mdq_get_portal_due` as they come, made by `_mdq_make_task`. Extend with what else is asked of suppliers.

        The caller opened this company's own records to its people; each search is narrowed to it.
        """
        return [
            *self._mdq_get_certificate_tasks(), *self._mdq_get_admission_tasks(), *self._mdq_get_finding_tasks(),
            *self._mdq_get_signature_tasks(), *self._mdq_get_scorecard_tasks(), *self._mdq_get_receipt_tasks(),
        ]

    def _mdq_make_task(self, what, name, url, day=False, note=""):
        return {"what": what, "name": name, "url": url, "day": day or False, "note": note}

    def _mdq_get_due_tone(self, day, today):
        if not day:
            return "secondary"
        return "danger" if day < today else "warning" if day <= today + datetime.timedelta(days=DAYS_SOON) else "secondary"

    def _mdq_find_own(self, model, *domain):
        """Return records of this supplier in the companies that its people see."""
        own = Domain("partner_id", "=", self.id) & Domain("company_id", "in", self.env.companies.ids)
        return self.env[model].search(own & Domain.AND([Domain(*leaf) for leaf in domain]))

    # ------------------------------------------------------------------------------- what is asked

    def _mdq_get_certificate_tasks(self):
        page = "/my/mdq/certificates"
        for certificate in self._mdq_find_own("mdq.supplier.certificate", ("validity", "in", ("returned", "expired", "soon"))):
            is_returned = certificate.state == "returned"
            if not is_returned and {"in_review", "returned"} & set(certificate.renewal_ids.mapped("state")):
                continue  # its renewal was sent, and waits for us, or for a correction, which is a task of its own
            yield self._mdq_make_task(
                self.env._("Correct the certificate") if is_returned else self.env._("Renew the certificate"), certificate.display_name,
                f"{page}/{certificate.id}", (certificate.renews_id if is_returned else certificate).valid_to,
                certificate.answer or "" if is_returned else certificate.countdown)
        for row in self._mdq_get_missing_certificates():
            note = self.env._("Nothing can be ordered without it.") if row["is_mandatory"] else ""
            yield self._mdq_make_task(self.env._("Send the certificate"), row["type"].name, page, row["is_mandatory"] and row["since"], note)

    def _mdq_get_admission_tasks(self):
        for sheet in self._mdq_find_own("mdq.supplier.questionnaire.answer", ("state", "in", ("sent", "returned"))):
            what = self.env._("Correct the questionnaire") if sheet.state == "returned" else self.env._("Answer the questionnaire")
            note = self.env._("%(count)s of %(all)s answered", count=sheet.answered_count, all=sheet.question_count)
            yield self._mdq_make_task(what, sheet.questionnaire_id.name, f"/my/mdq/questionnaire/{sheet.id}", sheet.due_date, note)
        for document in self._mdq_find_own("mdq.supplier.case.document", ("state", "in", ("requested", "returned")), ("case_id.state", "=", "open")):
            yield self._mdq_make_task(self.env._("Hand in the document"), document.name, f"/my/mdq/admission#document-{document.id}",
                                      document.due_date, document.comment or "" if document.state == "returned" else "")

    def _mdq_get_finding_tasks(self):
        grades = dict(self.env["mdq.supplier.audit.finding"]._fields["grade"]._description_selection(self.env))
        for finding in self._mdq_find_own("mdq.supplier.audit.finding", ("state", "=", "open")):
            yield self._mdq_make_task(self.env._("Answer the audit finding"), f"{finding.name} · {grades[finding.grade]}",
                                      f"/my/mdq/findings/{finding.id}", finding.date_due, finding.review_note or "")
        for audit in self._mdq_find_own("mdq.supplier.audit", ("state", "=", "issued"), ("acknowledged_on", "=", False)):
            yield self._mdq_make_task(self.env._("Acknowledge the audit report"), audit.name, f"/my/mdq/audits/{audit.id}")

    def _mdq_get_signature_tasks(self):
        """What waits for a signatory of the supplier: agreements on a page of their own, the rest among the approvals."""
        steps = self.env["mdq.approval.request.step"].search([
            ("is_portal", "=", True), ("partner_id", "=", self.id), ("state", "=", "open"),
            ("request_id.company_id", "in", [False, *self.env.companies.ids])])
        for step in steps:
            asked, is_agreement = step.request_id, step.request_id.res_model == "mdq.quality.agreement"
            # The request keeps the name as it was asked; an agreement has one in the reader's language.
            name = self.env["mdq.quality.agreement"].browse(asked.res_id).display_name if is_agreement else asked.record_name
            yield self._mdq_make_task(
                self.env._("Sign the quality agreement") if is_agreement else self.env._("Decide and sign"), name,
                f"/my/mdq/agreements/{asked.res_id}" if is_agreement else f"/my/approvals/{asked.id}",
                step.due_at and fields.Datetime.context_timestamp(step, step.due_at).date(), self.env._("By a signatory of your company"))

    def _mdq_get_scorecard_tasks(self):
        today = self.env.company._mdq_today()
        cards = self._mdq_find_own("mdq.supplier.scorecard", ("state", "=", "current"), ("contest_until", ">=", today), ("loss_ids", "!=", False))
        if not cards:
            return
        # Several are one task: they are looked at together, the one that closes first before all.
        first = cards.sorted(lambda card: (card.contest_until, card.id))[0]
        name, page = (first.period, f"/my/mdq/scorecards/{first.id}") if len(cards) == 1 else (
            self.env._("%s scorecards", len(cards)), "/my/mdq/scorecards")
        yield self._mdq_make_task(self.env._("Look at the scorecard"), name, page, first.contest_until,
                                  self.env._("What cost points may be contested until then."))

    def _mdq_get_receipt_tasks(self):
        receipts = self._mdq_find_own("mdq.document.receipt", ("state", "=", "waiting"), ("document_state", "=", "effective"))
        for receipt in receipts:
            yield self._mdq_make_task(self.env._("Confirm the document"), receipt.document_id.name, f"/my/documents/{receipt.id}",
                                      receipt.due_date, receipt.name)
