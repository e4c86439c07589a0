from odoo import fields, models


class MdqReviewMixin(models.AbstractModel):
    """A review that ends with a signature, or is cancelled by a quality manager."""

    _name = "mdq.review.mixin"
    _description = "Review"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)

    # --------------------------------------------------------------------------------------- hooks

    def _get_signers(self):
        """Return the roles that sign. Extend."""
        return ("mdq_base.group_quality_manager",)

    def _check_may_sign(self):
        """Refuse to sign what is not ready, or not for this person to sign. Extend."""

    def _before_sign(self):
        """Write down what the signature is given for. Extend."""

    def _get_locked_states(self):
        return {"signed", "cancelled"}

    # -------------------------------------------------------------------------------------- public

    def complete(self, credential, reason=None):
        """Sign the review; its content is fixed from then on."""
        self.env.user._mdq_require(*self._get_signers())
        self._check_may_sign()
        self._before_sign()
        self.env["mdq.signature"]._sign(self, "reviewed", credential, reason)
        return self._move_to("signed", reason)

    def action_complete(self):
        self._check_may_sign()
        return self._mdq_sign_action("complete", self.env._("Sign: %s", self._mdq_get_kind_here()), "reviewed")

    def action_cancel(self):
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        return self._move_to("cancelled")
