from odoo import api, fields, models

OUTCOMES = [("confirmed", "Still right"), ("revise", "To be revised"), ("terminate", "To be terminated")]


class MdqQualityAgreementReview(models.Model):
    """One yearly review of an agreement in force."""

    _name = "mdq.quality.agreement.review"
    _description = "Review Of A Quality Agreement"
    _inherit = ["mdq.periodic.review.mixin"]
    _rec_name = "agreement_id"
    _mdq_reviewed = "agreement_id"
    _mdq_deputy = "mdq_base.group_quality_manager"

    agreement_id = fields.Many2one("mdq.quality.agreement", "Agreement", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    partner_id = fields.Many2one(related="agreement_id.partner_id", store=True)
    outcome = fields.Selection(OUTCOMES)
    done_on = fields.Date("Done On", readonly=True)

    _one_open = models.UniqueIndex("(agreement_id) WHERE state = 'open'", "A review of this agreement is open already.")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"done_on"}

    def _after_move_to_done(self):
        for review in self:
            review._write_guarded({"done_on": review.company_id._mdq_today()})
            review.agreement_id.activity_unlink(["mail.mail_activity_data_todo"])
            getattr(review, f"_apply_{review.outcome}")()

    def _apply_confirmed(self):
        """The next review is reckoned from today."""

    def _apply_revise(self):
        self.agreement_id.action_revise()

    def _apply_terminate(self):
        """Only the quality manager terminates, signed; he is told."""
        self.agreement_id._tell_responsible(self.env._("Review: to be terminated. The quality manager decides."))


class MdqQualityAgreement(models.Model):
    _name = "mdq.quality.agreement"
    _inherit = ["mdq.quality.agreement", "mdq.reviewed.mixin"]

    is_review_due = fields.Boolean("Review Due", compute="_compute_is_review_due", search="_search_is_review_due")

    @api.depends("next_review_date")
    def _compute_is_review_due(self):
        today = self.env.company._mdq_today()
        for agreement in self:
            agreement.is_review_due = bool(agreement.next_review_date and agreement.next_review_date <= today)

    def _search_is_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = fields.Domain("next_review_date", "<=", self.env.company._mdq_today())
        return due if True in value else ~due | fields.Domain("next_review_date", "=", False)

    def _prepare_review_vals(self):
        return {
            **super()._prepare_review_vals(), "due_date": self.next_review_date or self.company_id._mdq_today(),
            "reviewer_id": (self.responsible_id or self.create_uid).id,
        }
