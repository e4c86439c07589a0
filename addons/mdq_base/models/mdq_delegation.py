from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .mdq_signature_credential import NEVER_SIGN

MANAGER = "mdq_base.group_quality_manager"


class MdqDelegation(models.Model):
    """One person decides approvals for another while he is away: in his own name, on the other's behalf.

    It gives no right but that one, is not passed on, and opens nothing to whom segregation of duties excludes.
    """

    _name = "mdq.delegation"
    _description = "Delegation"
    _inherit = ["mdq.in.force.mixin", "mdq.transition.mixin", "mdq.audited.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _mdq_period = ("date_from", "date_to")

    user_id = fields.Many2one("res.users", "Absent", required=True, default=lambda self: self.env.user, index=True,
                              ondelete="restrict", domain=[("share", "=", False)], tracking=True)
    delegate_id = fields.Many2one("res.users", "Stands In", required=True, index=True, ondelete="restrict",
                                  domain=[("share", "=", False)], tracking=True)
    date_from = fields.Datetime("Valid From", required=True, default=lambda self: fields.Datetime.now())
    date_to = fields.Datetime("Until", required=True)
    reason = fields.Char(required=True)
    model_ids = fields.Many2many("ir.model", string="Only For", help="Kinds of records. Empty: all.")
    group_ids = fields.Many2many("res.groups", string="Only In The Role", help="Empty: all roles of the absent person.")
    decision_ids = fields.One2many("mdq.approval.decision", "delegation_id", "Decisions", readonly=True)
    state = fields.Selection(
        [("active", "Entered"), ("revoked", "Revoked")], default="active", required=True, readonly=True, copy=False,
    )

    _dates_in_order = models.Constraint("CHECK (date_from < date_to)", "A delegation ends after it begins.")
    _two_people = models.Constraint("CHECK (user_id != delegate_id)", "Name somebody else to stand in.")

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = f"{delegation.user_id.name or ''} → {delegation.delegate_id.name or ''}"

    def _get_transitions(self):
        return {"active": {"revoked"}}

    def _get_locked_states(self):
        return {"active", "revoked"}

    # ------------------------------------------------------------------------------------- checks

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_entered_by()
        return delegations

    def _check_entered_by(self):
        """Everybody for himself, or a quality manager for another; nobody makes himself a delegate."""
        for delegation in self:
            if delegation.user_id == self.env.user:
                continue
            if not self.env.user.has_group(MANAGER):
                raise AccessError(self.env._("You can only name who stands in for you. A quality manager enters it for others."))
            if delegation.delegate_id == self.env.user:
                raise AccessError(self.env._("You cannot make yourself the delegate of %s. Another quality manager enters it.",
                                             delegation.user_id.name))

    @api.constrains("user_id", "delegate_id")
    def _check_people(self):
        groups = [self.env.ref(group) for group in NEVER_SIGN]
        for delegation in self:
            # Whether somebody may sign is a fact of his account, whatever the caller may read of it.
            delegate = delegation.delegate_id.sudo()
            if delegate.share or delegation.user_id.share:
                raise ValidationError(self.env._("Portal users neither delegate nor stand in."))
            if any(group in delegate.all_group_ids for group in groups):
                raise ValidationError(self.env._("%s signs nothing, as administrator or auditor. Name somebody of the trade.",
                                                 delegate.name))

    def action_revoke(self):
        """End delegations before their time: the absent person, or a quality manager."""
        for delegation in self:
            if delegation.user_id != self.env.user:
                self.env.user._mdq_require(MANAGER)
        return self._move_to("revoked")

    # ---------------------------------------------------------------------------------- approvals

    @api.model
    def _get_for(self, user):
        """Delegations in force to this person."""
        return self.search(fields.Domain("delegate_id", "=", user.id) & self._get_in_force_domain())

    @api.model
    def _get_ended_for(self, user):
        """Delegations to this person that are not in force: not yet, not any more, or revoked."""
        mine = self.search([("delegate_id", "=", user.id)])
        return mine.filtered(lambda delegation: not delegation.is_in_force)

    @api.model
    def _get_delegates(self, users):
        return self.search(fields.Domain("user_id", "in", users.ids) & self._get_in_force_domain()).delegate_id

    def _covers(self, request, step):
        """Whether the limits of the delegation let it count for this step."""
        self.ensure_one()
        model_fits = not self.model_ids or request.res_model in self.model_ids.mapped("model")
        group_fits = not self.group_ids or step.group_id in self.group_ids
        return model_fits and group_fits

    def unlink(self):
        raise UserError(self.env._("Delegations are kept: revoke it instead."))
