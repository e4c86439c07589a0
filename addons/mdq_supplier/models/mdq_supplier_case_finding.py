from odoo import models


class MdqSupplierCase(models.Model):
    """No case is approved while a finding of an audit of its supplier is open."""

    _inherit = "mdq.supplier.case"

    def _get_gate_gaps(self):
        return [*super()._get_gate_gaps(), *self._get_finding_gaps()]

    def _get_checked_needs(self):
        return super()._get_checked_needs() | {"finding"}

    def _get_finding_gaps(self):
        # A gate looks at all findings, whatever the caller may read of them.
        unclosed = self.env["mdq.supplier.audit.finding"].sudo().search([
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "not in", ("draft", "closed")),
        ])
        return [self._make_gap("finding", self.env._("Audit finding %s is still open.", finding.name), self._get_role_name("sqe"))
                for finding in unclosed]
