from odoo import fields, models
from odoo.exceptions import UserError


class MdqSupplierAuditFinding(models.Model):
    """An audit finding opens its quality event, and each shows the other."""

    _inherit = "mdq.supplier.audit.finding"

    event_ids = fields.Many2many("mdq.event", compute="_compute_event_ids", string="Quality Events")

    def _compute_event_ids(self):
        found = self._find_events().grouped("res_id")
        for finding in self:
            finding.event_ids = found.get(finding._origin.id, False)

    def _find_events(self):
        events = self.env["mdq.event"]
        return events.search([("res_model", "=", self._name), ("res_id", "in", self.ids)]) if events.has_access("read") else events

    def _mdq_create_event(self):
        """Open the event of a finding, once."""
        self.ensure_one()
        if self.state in ("draft", "closed"):
            raise UserError(self.env._("%s is not open: an event is opened for what is issued and not closed yet.", self.name))
        return self._find_events()[:1] or self.env["mdq.event"]._raise_for(self, **self._prepare_event_vals())

    def _prepare_event_vals(self):
        return {
            "title": self.env._("Audit finding %(finding)s: %(clause)s", finding=self.name, clause=self.clause or self.audit_id.name),
            "event_type": "audit_finding", "severity": self.grade, "description": self.statement, "partner_id": self.partner_id.id,
        }

    def action_view_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_capa.mdq_event_action")
        return {**action, "domain": [("res_model", "=", self._name), ("res_id", "in", self.ids)], "context": {"create": False}}
