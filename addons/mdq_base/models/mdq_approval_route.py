import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class MdqApprovalRoute(models.Model):
    """Who approves records of one kind, in which order: data, under revision control like what it governs.

    Routes are themselves approved, always on the built-in route: one quality manager who did not write them.
    The first effective route whose filter fits is taken; requests under way keep the revision they began with.
    """

    _name = "mdq.approval.route"
    _description = "Approval Route"
    _inherit = ["mdq.shipped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, code, revision desc"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer("Priority", default=10, help="Of several routes that fit, the lowest number is taken.")
    company_id = fields.Many2one("res.company", required=False, default=False, help="Empty: for all companies.")
    model_id = fields.Many2one("ir.model", "For", required=True, ondelete="cascade")
    model = fields.Char(related="model_id.model", string="Model Name")
    domain = fields.Char("Filter", default="[]", help="Records that take this route. Empty: all of this kind.")
    step_ids = fields.One2many("mdq.approval.step", "route_id", "Steps", copy=True)

    _revision_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code, revision)",
        "This code and revision exist already. Revise the existing one instead.",
    )
    _one_effective = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE state = 'effective'", "Only one revision of a code can be effective."
    )

    # ------------------------------------------------------------------------------------- checks

    @api.constrains("model_id")
    def _check_model(self):
        for route in self:
            if route.model == self._name:
                raise ValidationError(self.env._(
                    "Approval routes are approved on the built-in route by a quality manager. No route replaces it."
                ))
            if "approval_request_ids" not in self.env[route.model]:
                raise ValidationError(self.env._("%s are not made to be approved on a route.", route.model_id.name))

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for route in self:
            try:
                Domain(route._parse_domain()).validate(self.env[route.model])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(self.env._(
                    "The filter of route %(route)s cannot be used: %(error)s. Write fixed values only.",
                    route=route.name, error=error,
                )) from error

    def _parse_domain(self):
        """A filter is data: literals alone, no name that would be looked up when it is used."""
        return ast.literal_eval(self.domain or "[]")

    def _check_move_to_in_review(self):
        self._check_steps()

    def _check_steps(self):
        for route in self:
            if not route.step_ids:
                raise UserError(self.env._("Route %s needs at least one step.", route.name))

    # ------------------------------------------------------------------------------------- public

    def action_obsolete(self):
        """Take drafts out of use; a route in force ends signed, as without it fewer people may decide."""
        in_force = self.filtered(lambda route: route.state == "effective")
        if not in_force:
            return super().action_obsolete()
        return in_force._mdq_sign_action("retire", self.env._("Take Out of Use"), "rejected", reason_required=True)

    def retire(self, credential, reason):
        """Sign the end of routes in force; records then take the next route that fits, or the built-in one."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the route is taken out of use."))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("obsolete", reason)

    # ------------------------------------------------------------------------------------ helpers

    @api.model
    def _find(self, record):
        """Return the route that a record takes, or an empty recordset: then the built-in one counts."""
        if record._name == self._name:
            return self.browse()
        company = record.company_id if "company_id" in record._fields else self.env.company
        routes = self.search([
            ("model", "=", record._name), ("company_id", "in", [False, company.id]), ("state", "=", "effective"),
        ])
        # Which route a record takes is a fact of the record, whatever the submitter may read of it.
        whole = record.sudo().with_context(active_test=False)
        return next((route for route in routes if whole.filtered_domain(route._parse_domain())), self.browse())

    def _check_before_in_force(self):
        super()._check_before_in_force()
        self._check_steps()
