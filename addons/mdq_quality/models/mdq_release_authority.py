from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "mdq_base.group_quality_manager"


class MdqReleaseAuthority(models.Model):
    """A person whom the registrant has named to release lots to the market. It is his own: no delegation passes it on."""

    _name = "mdq.release.authority"
    _description = "Market Releaser"
    _inherit = ["mdq.in.force.mixin", "mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", "Registrant", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict", index=True, check_company=True,
                              domain=[("share", "=", False)], tracking=True)
    product_tmpl_ids = fields.Many2many("product.template", string="Products", check_company=True,
                                        domain=[("mdq_controlled", "=", True)], help="Empty: all products of the registrant.")
    valid_from = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    valid_to = fields.Datetime("Valid Until", tracking=True, help="Empty: until it is ended.")
    basis = fields.Text("Named By", required=True, help="The document by which the registrant names the person: number, date, who signed.")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Named"), ("ended", "Ended")], default="draft", required=True, readonly=True, copy=False,
        tracking=True,
    )

    _dates_in_order = models.Constraint("CHECK (valid_to IS NULL OR valid_from < valid_to)", "It ends after it begins.")

    def _get_transitions(self):
        return {"draft": {"active", "ended"}, "active": {"ended"}}

    def _get_locked_states(self):
        return {"active", "ended"}

    @api.depends("user_id", "name")
    def _compute_display_name(self):
        for authority in self:
            # The name of a person is no secret to those who read what he may sign.
            authority.display_name = f"{authority.sudo().user_id.name or ''} ({authority.name or ''})"

    # ------------------------------------------------------------------------------------- public

    def appoint(self, credential, reason=None):
        """Sign that these people release to the market; a quality manager, and nobody for himself."""
        self.env.user._mdq_require(MANAGER)
        self.check_access("write")
        for authority in self:
            authority._check_may_appoint()
        self._check_declared("active")
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        return self._move_to("active", reason)

    def end(self, credential, reason):
        """Sign that these people release no longer."""
        self.env.user._mdq_require(MANAGER)
        self.check_access("write")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the person no longer releases to the market."))
        self._check_declared("ended")
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("ended", reason)

    def _check_may_appoint(self):
        if self.user_id == self.env.user:
            raise AccessError(self.env._("Nobody names himself: another quality manager signs that you release to the market."))
        # Who holds which role is read for the check only.
        if not self.user_id.sudo().has_group("mdq_base.group_releaser"):
            raise UserError(self.env._(
                "%s does not have the role Releaser. An administrator gives it first.", self.user_id.name))

    def action_appoint(self):
        return self._mdq_sign_action("appoint", self.env._("Name Market Releaser"), "approved")

    def action_end(self):
        return self._mdq_sign_action("end", self.env._("End Market Releaser"), "rejected", reason_required=True)

    # ------------------------------------------------------------------------------------- the gate

    @api.model
    def _find_for_lots(self, lots):
        """Return {lot id: what is in force for it}, with one query."""
        # Who may release does not depend on who asks.
        known = self.sudo().search(self._get_in_force_domain())
        known = known.filtered(lambda each: each.user_id.active)
        lots = lots.sudo()  # what they need does not either
        return {lot.id: known.filtered(lambda each, lot=lot: each._covers(lot)) for lot in lots}

    def _covers(self, lot):
        products = self.product_tmpl_ids
        return self.company_id in lot._mdq_get_companies() and (not products or lot.product_id.product_tmpl_id in products)
