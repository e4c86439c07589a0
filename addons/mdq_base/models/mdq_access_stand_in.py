"""Where a company has one quality manager, an administrator decides about that manager's own access."""

from odoo import models
from odoo.exceptions import AccessError, UserError

MANAGER, ADMINISTRATOR = "mdq_base.group_quality_manager", "mdq_base.group_admin"


class MdqAccessReviewLine(models.Model):
    """Nobody decides about himself. An administrator gives roles, is no part of quality and signs nothing: of all who are left he
    is the one who can say whether the only manager needs each role. He says why, also where he keeps it, and the manager
    signs the review with that decision in it.
    """

    _inherit = "mdq.access.review.line"

    def _check_may_decide(self):
        if not self.env.user.has_group(MANAGER):
            self._check_stands_in()
        super()._check_may_decide()

    def _get_deciding_roles(self):
        return (*super()._get_deciding_roles(), ADMINISTRATOR)

    def decide(self, decision, comment=None):
        if not self.env.user.has_group(MANAGER):
            self._check_may_decide()
            if decision == "keep" and not (comment or "").strip():
                raise UserError(self.env._("Say why: you stand in for a second quality manager."))
        return super().decide(decision, comment)

    def _check_stands_in(self):
        self.env.user._mdq_require(MANAGER, ADMINISTRATOR)
        for review, lines in self.grouped("review_id").items():
            if lines.user_id != review._get_only_manager():
                raise AccessError(self.env._(
                    "Quality managers decide about access. An administrator decides only about the roles of a quality manager"
                    " who is the only one of the company."
                ))

    def _get_own_access_refusal(self):
        if self.review_id._get_only_manager():
            return self.env._(
                "Nobody decides about his own access. As there is no other quality manager, an administrator decides these lines"
                " and says why."
            )
        return super()._get_own_access_refusal()

    def action_keep(self):
        if self.env.user.has_group(MANAGER):
            return super().action_keep()
        return self._decide_action("keep", self.env._("Keep"))


class MdqAccessReview(models.Model):
    _inherit = "mdq.access.review"

    def _get_only_manager(self):
        """Return the quality manager, where these companies have one alone."""
        # Who has the role is a fact, whatever the caller may read of accounts.
        managers = self.env.ref(MANAGER).sudo().all_user_ids.filtered(
            lambda user: user.active and not user.share and user.company_ids & self.company_id)
        return managers.sudo(False) if len(managers) == 1 else managers.browse()
