from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
SENDER = "mdq_base.group_supplier_quality"
REVIEW = "mdq_supplier.mail_activity_type_review_sent"


class MdqSupplierSentMixin(models.AbstractModel):
    """What a supplier sends in the portal, or one of us enters for him: it counts when a second person accepted it, signed.

    A model over it has a `state` with uploaded, in_review, returned, effective and withdrawn.
    """

    _name = "mdq.supplier.sent.mixin"
    _description = "Sent By A Supplier"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, index=True, ondelete="restrict", tracking=True, check_company=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    responsible_id = fields.Many2one("res.users", "Owner", domain=[("share", "=", False)], default=lambda self: self._get_owner())
    uploaded_by = fields.Many2one("res.users", "Sent By", readonly=True, copy=False, ondelete="restrict")
    accepted_on = fields.Date(readonly=True, copy=False, help="The day of its acceptance: from then on it counts.")
    withdrawn_on = fields.Date(readonly=True, copy=False)
    answer = fields.Char("Reason", readonly=True, copy=False, help="Why it was sent back, or withdrawn.")
    is_mine_to_review = fields.Boolean("Waits For My Review", compute="_compute_is_mine_to_review")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_is_mine_to_review(self):
        user = self.env.user
        may = any(user.has_group(group) for group in self._get_review_roles())
        for record in self:
            record.is_mine_to_review = may and record.state == "in_review" and user not in record._get_senders()

    def _get_owner(self):
        return self.env.user if self.env.user._is_internal() else self.env["res.users"]

    # -------------------------------------------------------------------------------------- hooks

    def _get_review_roles(self):
        """Return the groups (external ids) of those who decide on what was sent. Extend."""
        return ROLES

    def _get_senders(self):
        """Return everybody who had a part in what was sent. Extend."""
        # A guard sees who sent it, whatever the caller may read.
        return self.sudo().uploaded_by | self.sudo().create_uid

    def _get_portal_path(self):
        """Return the page of the portal on which the supplier finds it. Extend."""
        return "/my"

    def _get_letter_note(self):
        """Return what a letter says beside the name of the record. Extend."""
        return ""

    def _is_urgent(self):
        """Return whether a letter shows it in red. Extend."""
        return False

    def _get_review_task(self):
        """Return what the reviewer is asked to do. Extend."""
        return self.env._("Review what the supplier sent: %s", self.display_name)

    # --------------------------------------------------------------------------------- transitions

    def _get_transitions(self):
        return {
            "uploaded": {"in_review", "withdrawn"}, "in_review": {"effective", "returned", "withdrawn"},
            "returned": {"in_review", "withdrawn"}, "effective": {"withdrawn"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"uploaded_by", "accepted_on", "withdrawn_on", "answer"}

    def _get_locked_states(self):
        return {"in_review", "effective", "withdrawn"}

    def _get_open_fields(self):
        return super()._get_open_fields() | {"responsible_id"}

    def _get_signed_fields(self):
        """Who looks after it may change; what was accepted may not."""
        return [name for name in super()._get_signed_fields() if name != "responsible_id"]

    def _after_move_to_in_review(self):
        self._write_guarded({"uploaded_by": self.env.uid, "answer": False})
        self._ask_for_review()

    def _after_move_to_effective(self):
        for record in self:
            record._write_guarded({"accepted_on": record.company_id._mdq_today()})
        self.activity_feedback([REVIEW])
        self._tell_answer()

    def _after_move_to_returned(self):
        self.activity_unlink([REVIEW])

    def _after_move_to_withdrawn(self):
        for record in self.filtered("accepted_on"):
            record._write_guarded({"withdrawn_on": record.company_id._mdq_today()})
        self.activity_unlink([REVIEW])

    # ------------------------------------------------------------------------------------- public

    def action_submit(self):
        """Send records into review: their content is locked."""
        return self._move_to("in_review")

    def accept(self, credential, reason=None):
        """Sign that what was sent is right: it counts from today."""
        self._check_reviewer()
        self.env["mdq.signature"]._sign(self, "verified", credential, reason)
        return self._move_to("effective", reason)

    def send_back(self, credential, reason):
        """Return records to who sent them, signed, with the reason that he reads."""
        self._check_reviewer()
        return self._end("returned", credential, reason)

    def withdraw(self, credential, reason):
        """Take records out from today, signed: what rests on them ends; earlier days keep their answer."""
        self.env.user._mdq_require(*self._get_review_roles())
        return self._end("withdrawn", credential, reason)

    def _end(self, target, credential, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the record, and the supplier reads it."))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        self._move_to(target, reason)
        self._write_guarded({"answer": reason})
        self._tell_answer()
        return True

    def _check_reviewer(self):
        self.env.user._mdq_require(*self._get_review_roles())
        for record in self:
            if self.env.user in record._get_senders():
                raise AccessError(self.env._(
                    "%s was sent by you. Somebody else of supplier quality compares it and decides.", record.display_name))

    def action_accept(self):
        return self._mdq_sign_action("accept", self.env._("Accept"), "verified")

    def action_send_back(self):
        return self._mdq_sign_action("send_back", self.env._("Send Back"), "rejected", reason_required=True)

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw"), "rejected", reason_required=True)
