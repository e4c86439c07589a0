from odoo import models


class MdqSupplierCase(models.Model):
    """Where a scope asks for a quality agreement, the gate waits for it."""

    _inherit = "mdq.supplier.case"

    def _get_gate_gaps(self):
        return [*super()._get_gate_gaps(), *self._get_agreement_gaps()]

    def _get_checked_needs(self):
        return super()._get_checked_needs() | {"agreement"}

    def _get_agreement_gaps(self):
        today = self.company_id._mdq_today()
        # A gate looks at all agreements, whatever the caller may read of them.
        scopes = self.env["mdq.supplier.qualification"].sudo()
        facts = scopes._get_agreements(self.partner_id, self.company_id).get((self.company_id.id, self.partner_id.id), ())
        gaps = []
        for line in self._get_lines_to_admit():
            scope = scopes.new(line._prepare_scope_vals())
            barrier = scope._asks_for_agreement(today) and scope._find_agreement_barrier(facts, scope._get_agreement_case(), today)
            if barrier:
                gaps.append(self._make_gap("agreement", f"{line.scope}: {barrier.why}", barrier.remedy))
        return gaps
