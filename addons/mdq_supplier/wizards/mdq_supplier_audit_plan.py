from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MdqSupplierAuditPlan(models.TransientModel):
    """The audit programme of a year: what is due by the intervals of scopes and risk classes, planned in one go."""

    _name = "mdq.supplier.audit.plan"
    _description = "Audit Programme"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True)
    date_to = fields.Date("Due Until", required=True, default=lambda self: fields.Date.end_of(self.env.company._mdq_today(), "year"))
    lead_id = fields.Many2one("res.users", "Lead Auditor", default=lambda self: self.env.user, domain=[("share", "=", False)],
                              help="For those without a better one; change it on each audit.")
    checklist_ids = fields.Many2many("mdq.supplier.audit.checklist", string="Checklists", domain="[('state', '=', 'effective')]")
    line_ids = fields.One2many("mdq.supplier.audit.plan.line", "plan_id", "To Plan", compute="_compute_line_ids", store=True, readonly=False)

    @api.depends("date_to")
    def _compute_line_ids(self):
        for plan in self:
            plan.line_ids = [Command.clear(), *(Command.create(vals) for vals in plan._prepare_line_vals_list())]

    def _prepare_line_vals_list(self):
        """One audit for all scopes of a supplier at a site that are due."""
        due = self.env["mdq.supplier.qualification"]._get_due_until(self.date_to) if self.date_to else self.env["mdq.supplier.qualification"]
        today = self.env.company._mdq_today()
        return [
            {"partner_id": partner.id, "site_id": site.id, "qualification_ids": [Command.set(scopes.ids)],
             "date_due": min(scopes.mapped("next_audit_date")), "date_planned": max(min(scopes.mapped("next_audit_date")), today)}
            for (partner, site), scopes in due.grouped(lambda scope: (scope.partner_id, scope.site_id)).items()
        ]

    def action_plan(self):
        """Plan the audits of the lines, and show them in the calendar."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Nothing is due by then that is not planned already."))
        audits = self.env["mdq.supplier.audit"].create([line._prepare_audit_vals() for line in self.line_ids])
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_audit_action")
        return {**action, "domain": [("id", "in", audits.ids)], "context": {}}


class MdqSupplierAuditPlanLine(models.TransientModel):
    _name = "mdq.supplier.audit.plan.line"
    _description = "Audit To Plan"
    _order = "date_due, id"

    plan_id = fields.Many2one("mdq.supplier.audit.plan", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Supplier", required=True)
    site_id = fields.Many2one("res.partner", "Site")
    qualification_ids = fields.Many2many("mdq.supplier.qualification", string="Scopes")
    date_due = fields.Date("Due")
    date_planned = fields.Date("Planned For", required=True)

    def _prepare_audit_vals(self):
        plan = self.plan_id
        return {
            "partner_id": self.partner_id.id, "site_id": self.site_id.id, "qualification_ids": [Command.set(self.qualification_ids.ids)],
            "date_planned": self.date_planned, "purpose": "periodic", "company_id": plan.company_id.id, "lead_id": plan.lead_id.id,
            "checklist_ids": [Command.set(plan.checklist_ids.ids)],
        }
