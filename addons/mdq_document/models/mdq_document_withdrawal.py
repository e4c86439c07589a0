from odoo import fields, models
from odoo.exceptions import UserError


class MdqDocumentWithdrawal(models.Model):
    """Why an effective document goes out of use with nothing in its place, where it was used, and who approved that."""

    _name = "mdq.document.withdrawal"
    _description = "Withdrawal Of A Document"
    _inherit = ["mdq.approval.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "document_id"
    _check_company_auto = True
    _mdq_approved_states = ("done",)

    document_id = fields.Many2one("mdq.document", required=True, ondelete="restrict", index=True, check_company=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    reason = fields.Text(required=True)
    replacement_id = fields.Many2one("mdq.document", "Replaced By", ondelete="restrict", check_company=True)
    where_used = fields.Text(readonly=True, help="Where the document was used when the withdrawal was submitted.")
    state = fields.Selection(
        [("draft", "Draft"), ("in_review", "In Review"), ("done", "Withdrawn"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, tracking=True,
    )

    def _get_transitions(self):
        return {"draft": {"in_review", "cancelled"}, "in_review": {"draft", "done"}}

    def _get_locked_states(self):
        return {"in_review", "done", "cancelled"}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"where_used"}

    def _get_signed_fields(self):
        return [*super()._get_signed_fields(), "where_used"]

    def _mdq_frozen(self):
        """A rejected withdrawal may be written better."""
        return super()._mdq_frozen().filtered(lambda record: record.state != "draft")

    def action_submit(self):
        """Send the withdrawal along its approval route, with where the document is used."""
        for withdrawal in self:
            withdrawal._write_guarded({"where_used": withdrawal.document_id._get_where_used_text() or False})
        self._move_to("in_review")
        return self._mdq_request_approval().ids

    def action_cancel(self):
        self._move_to("cancelled")
        return True

    def _check_move_to_in_review(self):
        self._check_document()

    def _check_move_to_done(self):
        self._check_document()

    def _check_document(self):
        for document in self.document_id:
            if document.state != "effective":
                raise UserError(self.env._("%s is not effective: there is nothing to take out of use.", document.display_name))
            blocking = document._get_blocking_uses()
            if blocking:
                raise UserError(self.env._(
                    "%(document)s is still needed. First clear: %(uses)s.",
                    document=document.display_name, uses="; ".join(blocking),
                ))

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("done")

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self._move_to("draft")

    def _after_move_to_done(self):
        self.document_id._move_to("obsolete")


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    withdrawal_ids = fields.One2many("mdq.document.withdrawal", "document_id", "Withdrawals")

    def _check_move_to_obsolete(self):
        for document in self.filtered(lambda document: document.state == "effective"):
            if "done" not in document.withdrawal_ids.mapped("state"):
                raise UserError(self.env._(
                    "%s is in force. To take it out of use, withdraw it: with a reason, and approved.", document.display_name
                ))

    def action_withdraw(self):
        """Open the withdrawal of this document, or begin it."""
        self.ensure_one()
        withdrawal = self.withdrawal_ids.filtered(lambda withdrawal: withdrawal.state in ("draft", "in_review"))
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.document.withdrawal", "res_id": withdrawal[:1].id,
            "name": self.env._("Take Out of Use"), "views": [(False, "form")], "context": {"default_document_id": self.id},
        }

    def _prepare_withdrawal(self, reason):
        """Begin a withdrawal for somebody to submit."""
        return self.env["mdq.document.withdrawal"].create({"document_id": self.id, "reason": reason})
