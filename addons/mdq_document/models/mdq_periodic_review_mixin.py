from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class MdqPeriodicReviewMixin(models.AbstractModel):
    """One periodic review of something in force: what came out of it, signed by who looked.

    A model names the field of what it reviews, who may conclude in the reviewer's place, and its own outcomes; what follows
    from an outcome is `_apply_<outcome>`.
    """

    _name = "mdq.periodic.review.mixin"
    _description = "Periodic Review"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "id desc"

    _mdq_reviewed = None  # name of the many2one to what is reviewed
    _mdq_deputy = None  # external id of the group whose members conclude a review, too

    due_date = fields.Date("Due", readonly=True)
    reviewer_id = fields.Many2one("res.users", "Reviewer", required=True, ondelete="restrict", domain=[("share", "=", False)])
    findings = fields.Text("Review Findings", help="What was looked at, with whom, and what was found.")
    state = fields.Selection([("open", "Open"), ("done", "Done")], default="open", required=True, readonly=True)

    def _get_transitions(self):
        return {"open": {"done"}}

    def _get_locked_states(self):
        return {"done"}

    def write(self, vals):
        if {self._mdq_reviewed, "due_date"} & set(vals):
            raise UserError(self.env._(
                "A review stays with %s and the day for which it was begun.", ", ".join(self[self._mdq_reviewed].mapped("display_name"))
            ))
        return super().write(vals)

    # ------------------------------------------------------------------------------------- public

    def conclude(self, credential, reason=None):
        """Sign the outcome of these reviews; what follows from it follows at once."""
        self.check_access("write")
        self._check_may_conclude()
        signatures = self.env["mdq.signature"]._sign(self, "reviewed", credential, reason)
        self._move_to("done")
        return signatures.ids

    def action_conclude(self):
        self._check_may_conclude()
        return self._mdq_sign_action("conclude", self.env._("Conclude the Review"), "reviewed")

    # ------------------------------------------------------------------------------------- checks

    def _check_may_conclude(self):
        deputy = self.env.user.has_group(self._mdq_deputy)
        for review in self:
            reviewed = review[self._mdq_reviewed]
            if review.state != "open" or reviewed.state != "effective":
                raise UserError(self.env._("%s is not open for review any more.", reviewed.display_name))
            if not review.outcome or not (review.findings or "").strip():
                raise UserError(self.env._("Choose the outcome, and say in the findings what you looked at."))
            if self.env.user != review.reviewer_id and not deputy:
                # The name of a group is no secret, and the caller must know whom to ask.
                role = self.env.ref(self._mdq_deputy).sudo().name
                raise AccessError(self.env._("The reviewer or somebody with the role %s concludes a review.", role))

    def _check_move_to_done(self):
        for review in self:
            if review.signature_ids.filtered(lambda signature: signature.meaning == "reviewed").state != "valid":
                raise UserError(self.env._("A review is concluded with a signature."))


class MdqReviewedMixin(models.AbstractModel):
    """What is in force and is reviewed periodically; `review_ids` are its reviews."""

    _name = "mdq.reviewed.mixin"
    _description = "Periodically Reviewed"

    def _prepare_review_vals(self):
        """Return the values of a review that is begun now. Extend."""
        reviews = self._fields["review_ids"]
        return {reviews.inverse_name: self.id}

    def action_review(self):
        """Open the review of this record, begun now if none is open."""
        self.ensure_one()
        if self.state != "effective":
            raise UserError(self.env._("%s is not in force: only what is in force is reviewed.", self.display_name))
        review = self._get_open_review() or self._open_review()
        return {"type": "ir.actions.act_window", "res_model": review._name, "res_id": review.id, "views": [(False, "form")]}

    def _get_open_review(self):
        return self.review_ids.filtered(lambda review: review.state == "open")

    def _open_review(self):
        # Reviews are begun by the server; roles fill them in.
        return self.review_ids.sudo().create(self._prepare_review_vals()).sudo(False)
