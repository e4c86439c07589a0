from odoo import fields, models


class ResPartner(models.Model):
    """The cards of admission, agreements, audits and scorecards on the page of a supplier."""

    _inherit = "res.partner"

    def _get_supplier_360(self):
        return [self._get_case_card(), *super()._get_supplier_360(), *self._get_agreement_cards(), *self._get_audit_cards(), self._get_score_card()]

    def _get_case_card(self):
        title, note, late = self.env._("Admissions in progress"), self.env._("on their way"), self.env._("%s overdue")
        domain = [("partner_id", "=", self.id), ("state", "=", "open")]
        urgent = [([("is_overdue", "=", True)], "danger", late)]
        return self._mdq_prepare_card("case", title, "mdq.supplier.case", domain, "info", note, urgent=urgent)

    def _get_agreement_cards(self):
        title, note = self.env._("Quality agreements"), self.env._("in force")
        ended, unsigned, soon = self.env._("%s ended"), self.env._("%s out for signature"), self.env._("%s end within 90 days")
        today = self.env.company._mdq_today()
        domain = [("partner_id", "=", self.id), ("state", "in", ("draft", "in_review", "effective"))]
        urgent = [
            ([("state", "=", "effective"), ("valid_to", "<", fields.Date.to_string(today))], "danger", ended),
            ([("state", "=", "in_review")], "info", unsigned),
            ([("state", "=", "effective"), ("valid_to", "<=", fields.Date.to_string(fields.Date.add(today, days=90)))], "warning", soon),
        ]
        return [self._mdq_prepare_card("agreement", title, "mdq.quality.agreement", domain, "neutral", note, urgent=urgent)]

    def _get_audit_cards(self):
        return [self._get_audit_card(), self._get_finding_card()]

    def _get_audit_card(self):
        title, note, to_do = self.env._("Audits"), self.env._("planned and done"), self.env._("%s to do")
        domain = [("partner_id", "=", self.id), ("state", "!=", "cancelled")]
        urgent = [([("state", "in", ("planned", "in_progress"))], "info", to_do)]
        return self._mdq_prepare_card("audit", title, "mdq.supplier.audit", domain, "neutral", note, urgent=urgent)

    def _get_finding_card(self):
        title, note, late = self.env._("Open findings"), self.env._("to answer or to verify"), self.env._("%s overdue")
        domain = [("partner_id", "=", self.id), ("state", "in", ("open", "answered", "accepted"))]
        urgent = [([("state", "=", "open"), ("date_due", "<", fields.Date.to_string(self.env.company._mdq_today()))], "danger", late)]
        return self._mdq_prepare_card("finding", title, "mdq.supplier.audit.finding", domain, "warning", note, urgent=urgent)

    def _get_score_card(self):
        """The number on the card is how many periods were rated; the last grade stands beside it."""
        title = self.env._("Scorecards")
        domain = [("partner_id", "=", self.id), ("state", "=", "current")]
        card = self._mdq_prepare_card("scorecard", title, "mdq.supplier.scorecard", domain, "neutral")
        if card and card["count"]:
            last = self.env["mdq.supplier.scorecard"].search(domain, order="date_to desc", limit=1)
            grades = dict(last._fields["grade"]._description_selection(self.env))
            card["note"] = self.env._("last: %s", grades.get(last.grade, ""))
        return card
