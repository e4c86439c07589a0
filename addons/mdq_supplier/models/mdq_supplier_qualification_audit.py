from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..core import audit_programme, scope
from ..core.scope import PERMITS


class MdqSupplierQualification(models.Model):
    """When a scope is audited next, and what follows when it is not."""

    _inherit = "mdq.supplier.qualification"

    audit_months = fields.Integer(
        "Audit Every (Months)", tracking=True, help="An interval of its own for this scope. 0: the interval of its risk class."
    )
    audit_bars_after = fields.Integer(
        "Late Audit Bars After (Days)", tracking=True,
        help="So many days after an audit was due, the scope no longer allows orders. 0: a late audit is only reminded of.",
    )
    audit_interval = fields.Integer("Audit Interval (Months)", compute="_compute_next_audit")
    last_audit_date = fields.Date("Last Audit", compute="_compute_next_audit")
    next_audit_date = fields.Date("Next Audit", compute="_compute_next_audit", search="_search_next_audit_date")
    planned_audit_id = fields.Many2one("mdq.supplier.audit", "Planned Audit", compute="_compute_next_audit")

    _audit_numbers_not_negative = models.Constraint(
        "CHECK (audit_months >= 0 AND audit_bars_after >= 0)", "Months and days of audits cannot be negative."
    )

    @api.onchange("audit_bars_after")
    def _onchange_audit_bars_after(self):
        if self.audit_bars_after and not self.audit_months:
            self.audit_months = self.risk_class_id.audit_months

    @api.constrains("audit_months", "audit_bars_after")
    def _check_audit_months(self):
        """What bars orders is signed with the scope: risk classes change, and past days must keep their answer."""
        for record in self:
            if record.audit_bars_after and not record.audit_months:
                raise ValidationError(self.env._(
                    "%s: say how often it is audited (Audit Every, in months) when a late audit bars it. The interval of the risk class"
                    " may change later, and what was allowed on a past day must not change with it.", record.display_name))

    def _compute_next_audit(self):
        today = self.env.company._mdq_today()
        issued, planned = self._get_audits("issued", "closed"), self._get_audits("planned", "in_progress")
        for record in self:
            days = issued[record].mapped("date_issued")
            record.audit_interval = record._get_audit_interval()
            record.last_audit_date = max(days, default=False)
            record.next_audit_date = audit_programme.due_date(record.valid_from, record.audit_interval, days, today)
            record.planned_audit_id = planned[record].sorted("date_planned")[:1]

    def _get_audit_interval(self):
        """Return the months between audits of this scope: its own, or those of its risk class. Extend."""
        self.ensure_one()
        return self.audit_months or self.risk_class_id.audit_months

    def _search_next_audit_date(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        value = fields.Date.to_date(value)
        compare = {"<": value.__gt__, "<=": value.__ge__, ">": value.__lt__, ">=": value.__le__}[operator]
        found = self.search([("state", "in", PERMITS)]).filtered(lambda record: record.next_audit_date and compare(record.next_audit_date))
        return [("id", "in", found.ids)]

    def _get_audits(self, *states):
        """Return {scope: its audits in these states}, with one query for all."""
        # When a scope was audited is a fact for everybody who may read the scope, and for the gate.
        audits = self.env["mdq.supplier.audit"].sudo().search([("partner_id", "in", self.partner_id.ids), ("state", "in", states)])
        by_partner = audits.grouped("partner_id")
        return {record: by_partner.get(record.partner_id, audits.browse()).filtered(lambda audit, record=record: audit._is_about(record))
                for record in self}

    # -------------------------------------------------------------------------------------- the gate

    def _get_barriers(self, on):
        barriers = {number: list(found) for number, found in super()._get_barriers(on).items()}
        watched = self.filtered("audit_bars_after")
        audits = watched._get_audits("issued", "closed") if watched else {}
        for record in watched:
            due = audit_programme.due_date(record.valid_from, record._get_audit_interval(), audits[record].mapped("date_issued"), on)
            if due and on > fields.Date.add(due, days=record.audit_bars_after):
                barriers.setdefault(record.id, []).append(record._get_audit_barrier(due))
        return barriers

    def _get_audit_barrier(self, due):
        return scope.Barrier(
            self.env._("An audit of %(scope)s was due on %(day)s and is not done.", scope=self.name, day=format_date(self.env, due)),
            self.env._("The report of an audit clears it: a supplier quality engineer plans one, its lead auditor issues the report."),
            (self._name, self.id),
        )

    # --------------------------------------------------------------------------------------- planning

    def action_plan_audit(self):
        """Open the audit that is planned for these scopes, or a new one."""
        planned = self.planned_audit_id[:1]
        if planned:
            return {"type": "ir.actions.act_window", "res_model": planned._name, "res_id": planned.id, "views": [(False, "form")]}
        first = self[:1]
        return {"type": "ir.actions.act_window", "res_model": "mdq.supplier.audit", "views": [(False, "form")],
                "context": {"default_partner_id": first.partner_id.id, "default_site_id": first.site_id.id,
                            "default_qualification_ids": self.ids, "default_date_planned": first.next_audit_date or self.env.company._mdq_today()}}

    @api.model
    def _get_due_until(self, day):
        """Return the scopes of the company that are due by a day and have no audit planned."""
        scopes = self.search([("state", "in", PERMITS), ("company_id", "=", self.env.company.id), ("valid_to", ">=", self.env.company._mdq_today())])
        return scopes.filtered(lambda record: record.next_audit_date and record.next_audit_date <= day and not record.planned_audit_id)


class MdqSupplierAudit(models.Model):
    _inherit = "mdq.supplier.audit"

    def _is_about(self, scope):
        """Whether this audit speaks about a scope."""
        self.ensure_one()
        if self.partner_id != scope.partner_id or self.company_id != scope.company_id:
            return False
        if self.qualification_ids:
            return scope in self.qualification_ids
        return not scope.site_id or scope.site_id == self._get_place()
