from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqSupplierAudit(models.Model):
    """Who audits is competent, and judges nobody he buys from, looks after or has admitted; what cannot be helped is declared."""

    _inherit = "mdq.supplier.audit"

    conflict_text = fields.Text("Not Independent", compute="_compute_conflict_text")
    independence_note = fields.Text(
        "Declaration", help="Why a person who is not independent audits all the same, and how that is balanced. It is printed in the report."
    )

    @api.depends("lead_id", "team_ids", "partner_id", "qualification_ids", "site_id")
    def _compute_conflict_text(self):
        for audit in self:
            audit.conflict_text = "\n".join(audit._get_conflicts()) or False

    def _get_scopes(self):
        """The scopes that the audit speaks about: those named, or all of the supplier at the site."""
        self.ensure_one()
        if self.qualification_ids:
            return self.qualification_ids
        # Whether somebody is independent does not depend on what the caller may read.
        scopes = self.env["mdq.supplier.qualification"].sudo().search([
            ("partner_id", "=", self.partner_id._origin.id), ("company_id", "=", self.company_id.id), ("state", "!=", "withdrawn"),
        ])
        return scopes.filtered(lambda scope: not scope.site_id or scope.site_id == self._get_place())

    def _get_conflicts(self):
        """Return why people of the team are not independent, one sentence each. Extend."""
        self.ensure_one()
        conflicts = []
        for scope in self._get_scopes().sudo():  # reason: as above
            deciders = scope.decision_ids.user_id
            for person in self._get_people():
                if person in (scope.responsible_id, scope.create_uid):
                    conflicts.append(self.env._("%(person)s is responsible for scope %(scope)s.", person=person.name, scope=scope.name))
                elif person in deciders:
                    conflicts.append(self.env._("%(person)s decided on scope %(scope)s.", person=person.name, scope=scope.name))
        buyer = self.partner_id.buyer_id
        if buyer and buyer in self._get_people():
            conflicts.append(self.env._("%(person)s buys from %(partner)s.", person=buyer.name, partner=self.partner_id.name))
        return list(dict.fromkeys(conflicts))

    def _check_team(self):
        """Refuse a team that may not judge, naming who and why."""
        for audit in self:
            outsiders = audit._get_people().filtered("share")
            if outsiders:
                raise UserError(self.env._("%s works outside the house and cannot audit for it.", outsiders[0].name))
            conflicts = audit._get_conflicts()
            if conflicts and not (audit.independence_note or "").strip():
                raise UserError(self.env._(
                    "The team of %(audit)s is not independent:\n%(conflicts)s\nName other auditors, or write in the declaration why it"
                    " cannot be helped and how it is balanced.",
                    audit=audit.display_name, conflicts="\n".join(f"• {conflict}" for conflict in conflicts),
                ))
            audit.lead_id._mdq_require_competence(audit, "performed")
