from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OUTCOMES = [("confirmed", "Still right"), ("revise", "To be revised"), ("obsolete", "To be taken out of use")]


class MdqDocumentReview(models.Model):
    """One periodic review of an effective document: what came out of it, signed by who looked."""

    _name = "mdq.document.review"
    _description = "Periodic Review"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "document_id"

    document_id = fields.Many2one("mdq.document", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    due_date = fields.Date("Due", readonly=True)
    reviewer_id = fields.Many2one("res.users", "Reviewer", required=True, ondelete="restrict")
    outcome = fields.Selection(OUTCOMES)
    findings = fields.Text(help="What was looked at, and what was found.")
    state = fields.Selection([("open", "Open"), ("done", "Done")], default="open", required=True, readonly=True)

    _one_open = models.UniqueIndex("(document_id) WHERE state = 'open'", "A review of this document is open already.")

    def _get_transitions(self):
        return {"open": {"done"}}

    def _get_locked_states(self):
        return {"done"}

    def write(self, vals):
        if {"document_id", "due_date"} & set(vals):
            raise UserError(self.env._("A review stays with the document and the day for which it was begun."))
        return super().write(vals)

    def conclude(self, credential, reason=None):
        """Sign the outcome of these reviews; what follows from it follows at once."""
        self.check_access("write")
        for review in self:
            review._check_may_conclude()
        signatures = self.env["mdq.signature"]._sign(self, "reviewed", credential, reason)
        self._move_to("done")
        return signatures.ids

    def action_conclude(self):
        for review in self:
            review._check_may_conclude()
        return self._mdq_sign_action("conclude", self.env._("Conclude the Review"), "reviewed")

    def _check_may_conclude(self):
        if self.state != "open" or self.document_id.state != "effective":
            raise UserError(self.env._("%s is not open for review any more.", self.document_id.display_name))
        if not self.outcome or not (self.findings or "").strip():
            raise UserError(self.env._("Choose the outcome, and say in the findings what you looked at."))
        if self.env.user != self.reviewer_id and not self.env.user.has_group("mdq_base.group_quality_engineer"):
            raise AccessError(self.env._("The reviewer or a quality engineer concludes a review."))

    def _check_move_to_done(self):
        for review in self:
            if review.signature_ids.filtered(lambda signature: signature.meaning == "reviewed").state != "valid":
                raise UserError(self.env._("A review is concluded with a signature."))

    def _after_move_to_done(self):
        for review in self:
            # The owner may review without the right to write documents: the server does what he signed.
            document = review.document_id.sudo()
            getattr(review, f"_apply_{review.outcome}")(document)
            document.activity_ids.filtered(lambda activity, due=review.due_date: (
                activity.date_deadline == due and activity.activity_type_id == self.env.ref("mail.mail_activity_data_todo")
            )).action_feedback(feedback=dict(self._fields["outcome"]._description_selection(self.env))[review.outcome])

    def _apply_confirmed(self, document):
        months = document.review_months
        document.next_review_date = fields.Date.today() + relativedelta(months=months) if months else False

    def _apply_revise(self, document):
        self._apply_confirmed(document)
        document.action_revise()

    def _apply_obsolete(self, document):
        self._apply_confirmed(document)
        document._prepare_withdrawal(self.findings)


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    review_ids = fields.One2many("mdq.document.review", "document_id", "Reviews")

    def action_review(self):
        """Open the review of this document, begun now if none is open."""
        self.ensure_one()
        if self.state != "effective":
            raise UserError(self.env._("%s is not effective: only what is in force is reviewed.", self.display_name))
        review = self._get_open_review() or self._open_review()
        return {"type": "ir.actions.act_window", "res_model": review._name, "res_id": review.id, "views": [(False, "form")]}

    def _get_open_review(self):
        return self.review_ids.filtered(lambda review: review.state == "open")

    def _open_review(self):
        # Reviews are begun by the server; roles fill them in.
        return self.env["mdq.document.review"].sudo().create({
            "document_id": self.id, "due_date": self.next_review_date or fields.Date.today(), "reviewer_id": self.owner_id.id,
        }).sudo(False)

    def _remind_review(self):
        super()._remind_review()
        if not self._get_open_review():
            self._open_review()
