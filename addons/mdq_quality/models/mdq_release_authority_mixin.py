from odoo import fields, models
from odoo.exceptions import UserError

MANAGER = "mdq_base.group_quality_manager"


class MdqReleaseAuthorityMixin(models.AbstractModel):
    """Who may release for a registrant: named with a document, for products and a time, signed by a quality manager and ended so."""

    _name = "mdq.release.authority.mixin"
    _description = "Right to Release"
    _inherit = ["mdq.in.force.mixin", "mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread"]
    _order = "id desc"

    company_id = fields.Many2one("res.company", "Registrant", required=True, default=lambda self: self.env.company)
    product_tmpl_ids = fields.Many2many("product.template", string="Products", check_company=True,
                                        domain=[("mdq_controlled", "=", True)], help="Empty: all products of the registrant.")
    valid_from = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    valid_to = fields.Datetime("Valid Until", tracking=True, help="Empty: until it is ended.")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Named"), ("ended", "Ended")], default="draft", required=True, readonly=True, copy=False,
        tracking=True,
    )

    _dates_in_order = models.Constraint("CHECK (valid_to IS NULL OR valid_from < valid_to)", "It ends after it begins.")

    def _get_transitions(self):
        return {"draft": {"active", "ended"}, "active": {"ended"}}

    def _get_locked_states(self):
        return {"active", "ended"}

    # ------------------------------------------------------------------------------------- public

    def appoint(self, credential, reason=None):
        """Sign that these people release; a quality manager, and nobody for himself."""
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
            raise UserError(self._get_end_refusal())
        self._check_declared("ended")
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("ended", reason)

    def _check_may_appoint(self):
        """Refuse to name those who cannot release. Extend."""

    def _get_end_refusal(self):
        """The sentence for whoever ends it without a reason."""
        return self.env._("Say why it ends.")

    # ------------------------------------------------------------------------------------- the gate

    def _find_for_lots(self, lots):
        """Return {lot id: what is in force for it}, with one query."""
        # Who may release does not depend on who asks.
        known = self.sudo().search(self._get_in_force_domain())
        known = known.filtered(lambda each: each._get_able_people())
        lots = lots.sudo()  # what they need does not either
        return {lot.id: known.filtered(lambda each, lot=lot: each._covers(lot)) for lot in lots}

    def _get_able_people(self):
        """Return those named who can sign now."""
        return self.env["res.users"]

    def _covers(self, lot):
        products = self.product_tmpl_ids
        return self.company_id in lot._mdq_get_companies() and (not products or lot.product_id.product_tmpl_id in products)
