from odoo import api, fields, models


class MdqSupplierCertificate(models.Model):
    """What rests on a certificate, and what is barred because it no longer carries it."""

    _inherit = "mdq.supplier.certificate"

    scope_count = fields.Integer("Scopes On It", compute="_compute_scopes")
    barred_count = fields.Integer("Barred Scopes", compute="_compute_scopes")

    @api.depends("state", "valid_to", "partner_id")
    def _compute_scopes(self):
        for record in self:
            record.scope_count = len(record._get_scopes_on_it()) if record.id else 0
            record.barred_count = len(record._get_barred_scopes()) if record.id else 0

    def _get_scopes_on_it(self):
        """Return the approved scopes that need a certificate like this one and that it covers."""
        self.ensure_one()
        # How many rest on it is a fact, whatever the reader may see of each.
        scopes = self.sudo()._get_approved_scopes() if self.accepted_on else self.env["mdq.supplier.qualification"]
        if not scopes:
            return scopes
        paper, today = self._get_paper(), self.company_id._mdq_today()
        demands = scopes._get_demands(True, today)
        return scopes.filtered(lambda scope: scope._rests_on(paper, demands, today)).sudo(False)

    def _get_barred_scopes(self):
        """Return the scopes that are barred today since this certificate ended."""
        self.ensure_one()
        scopes = self.sudo()._get_approved_scopes()  # a fact, as above
        gaps = scopes._get_certificate_gaps(self.company_id._mdq_today())
        return scopes.browse([scope.id for scope, found in gaps.items() if any(gap.paper == self.id for gap, _type in found)]).sudo(False)

    def _get_approved_scopes(self):
        return self.env["mdq.supplier.qualification"].search([
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("validity", "in", ("valid", "soon"))])

    def action_open_scopes(self):
        return self._open_scopes(self._get_scopes_on_it())

    def action_open_barred(self):
        return self._open_scopes(self._get_barred_scopes())

    def _open_scopes(self, scopes):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_qualification_action")
        return {**action, "domain": [("id", "in", scopes.ids)], "context": {}}
