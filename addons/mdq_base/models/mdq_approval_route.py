from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.safe_eval import safe_eval

from .mdq_signature import MEANINGS


class MdqApprovalRoute(models.Model):
    """Who approves records of one kind, in which order. The first route whose filter fits is taken."""

    _name = "mdq.approval.route"
    _description = "Approval Route"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    model_id = fields.Many2one("ir.model", "For", required=True, ondelete="cascade")
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char("Filter", default="[]", help="Records that take this route.")
    step_ids = fields.One2many("mdq.approval.step", "route_id", "Steps", copy=True)

    @api.constrains("step_ids", "active")
    def _check_steps(self):
        for route in self:
            if route.active and not route.step_ids:
                raise ValidationError(self.env._("Route %s needs at least one step.", route.name))

    @api.model
    def _find(self, record):
        """Return the route that a record takes, or an empty recordset."""
        company = record.company_id if "company_id" in record._fields else self.env.company
        routes = self.search([("model", "=", record._name), ("company_id", "in", [False, company.id])])
        return next((route for route in routes if record.filtered_domain(safe_eval(route.domain or "[]"))), self)


class MdqApprovalStep(models.Model):
    """One step of a route: which group, how many of it."""

    _name = "mdq.approval.step"
    _description = "Approval Step"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "route_id"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one("mdq.approval.route", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="route_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    group_id = fields.Many2one("res.groups", "Role", required=True, ondelete="restrict")
    quorum = fields.Integer("People Needed", default=1, required=True)
    meaning = fields.Selection(MEANINGS, default="approved", required=True)

    _quorum_positive = models.Constraint("CHECK (quorum > 0)", "A step needs at least one person.")

    def _mdq_deletable(self):
        """Configuration: requests keep their own copy of what was needed."""
        return True
