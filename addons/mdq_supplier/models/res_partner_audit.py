from odoo import fields, models


class ResPartner(models.Model):
    """A supplier's audits and what is still open from them."""

    _inherit = "res.partner"

    mdq_audit_count = fields.Integer("Audits", compute="_compute_mdq_audit_count", groups="base.group_user")
    mdq_open_finding_count = fields.Integer("Open Findings", compute="_compute_mdq_audit_count", groups="base.group_user")

    def _compute_mdq_audit_count(self):
        audits = self._mdq_count_by_supplier("mdq.supplier.audit", [("state", "!=", "cancelled")])
        findings = self._mdq_count_by_supplier("mdq.supplier.audit.finding", [("state", "not in", ("draft", "closed"))])
        for partner in self:
            partner.mdq_audit_count = audits.get(partner.commercial_partner_id, 0)
            partner.mdq_open_finding_count = findings.get(partner.commercial_partner_id, 0)

    def action_open_mdq_audits(self):
        """Open the audits of the supplier."""
        self.ensure_one()
        partner = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_audit_action")
        return {**action, "domain": [("partner_id", "=", partner.id)], "context": {"default_partner_id": partner.id}}
