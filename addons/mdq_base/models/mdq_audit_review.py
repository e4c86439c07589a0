from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import audit_trail

DAYS = 14
REVIEWERS = ("mdq_base.group_quality_engineer", "mdq_base.group_releaser", "mdq_base.group_sqe")


class MdqAuditReview(models.Model):
    """An audit trail, looked through by somebody who changed nothing of it, with findings, and signed."""

    _name = "mdq.audit.review"
    _description = "Audit-Trail Review"
    _inherit = ["mdq.review.mixin"]

    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model")
    record_name = fields.Char("Record", readonly=True, copy=False)
    subject = fields.Char("Reviewed Record", compute="_compute_subject")
    reviewer_id = fields.Many2one("res.users", "Reviewer", required=True, ondelete="restrict", tracking=True)
    due_date = fields.Date("Due", required=True, tracking=True,
                           default=lambda self: self.env.company._mdq_today() + relativedelta(days=DAYS))
    finding_ids = fields.One2many("mdq.audit.finding", "review_id", "Findings", copy=False)
    open_finding_count = fields.Integer("Open Findings", compute="_compute_open_finding_count")
    exception_count = fields.Integer("Exceptions", compute="_compute_counts")
    entry_count = fields.Integer("Entries", compute="_compute_counts")
    last_entry = fields.Integer("Reviewed up to Entry", readonly=True, copy=False, aggregator=None)
    conclusion = fields.Text(help="What the reviewer looked at, and what it comes to.")
    is_mine = fields.Boolean("Mine", compute="_compute_is_mine")
    state = fields.Selection(
        [("open", "To Review"), ("signed", "Signed"), ("cancelled", "Cancelled")],
        default="open", required=True, readonly=True, copy=False, tracking=True,
    )

    _record_index = models.Index("(res_model, res_id)")

    @api.depends("finding_ids.state")
    def _compute_open_finding_count(self):
        for review in self:
            review.open_finding_count = len(review.finding_ids.filtered(lambda finding: finding.state == "open"))

    @api.depends("record_name", "res_model", "res_id")
    def _compute_subject(self):
        """Also before the review is saved, when it carries no name of the record yet."""
        for review in self:
            is_new = not review.record_name and review.res_model in self.env and review.res_id
            review.subject = review._get_record().exists().display_name if is_new else review.record_name

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for review in self:
            review.is_mine = review.reviewer_id == self.env.user

    def _compute_counts(self):
        for review in self:
            trail = review._get_trail() if review._has_trail() else None
            review.entry_count = trail.count() if trail else 0
            review.exception_count = trail.count_exceptions() if trail else 0

    def _get_transitions(self):
        return {"open": {"signed", "cancelled"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"record_name", "last_entry"}

    def _get_signers(self):
        return REVIEWERS

    def _mdq_signature_content(self):
        """The findings are signed as they stand; how they are closed comes later."""
        findings = [finding._mdq_signature_content() for finding in self.finding_ids.sorted("id")]
        return {**super()._mdq_signature_content(), "finding_ids": findings, "last_entry": self.last_entry}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._prepare_trail(vals)
        reviews = super().create(vals_list)
        for review in reviews:
            review._write_guarded({"record_name": review._get_trail_name()})
            review._check_reviewer()
            review._ask_reviewer()
        return reviews

    def write(self, vals):
        if {"res_model", "res_id"} & set(vals):
            raise UserError(self.env._("A review stays with its record. Ask for another review of the other record."))
        if "reviewer_id" in vals:
            self._thank_reviewer()
        result = super().write(vals)
        if "reviewer_id" in vals:
            self._check_reviewer()
            self._ask_reviewer()
        return result

    # -------------------------------------------------------------------------------------- public

    def action_open_record(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------- checks

    def _prepare_trail(self, vals):
        """Raise for who may not read the record, and for what is not in the ledger; a review is of the record's company."""
        record = self.env["mdq.ledger"]._get_readable(vals.get("res_model"), vals.get("res_id") or 0)
        if "company_id" in record._fields and record.company_id:
            vals["company_id"] = record.company_id.id

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _has_trail(self):
        """Whether it is said yet what is reviewed; the form of a new review asks."""
        return self.res_model in self.env and bool(self.res_id)

    def _get_trail(self):
        return audit_trail.RecordTrail(self._get_record())

    def _get_trail_name(self):
        return self._get_record().display_name

    def _check_may_sign(self):
        super()._check_may_sign()
        for review in self:
            review._check_is_mine()
            review._check_reviewer()
            if not (review.conclusion or "").strip():
                raise UserError(self.env._("Write the conclusion of %s first: what was looked at, and what it comes to.", review.name))

    def _check_is_mine(self):
        if self.reviewer_id != self.env.user:
            raise AccessError(self.env._(
                "%(review)s is for %(reviewer)s to sign. Have the reviewer changed if that is wrong.",
                review=self.name, reviewer=self.reviewer_id.name,
            ))

    def _before_sign(self):
        """The signature is given for the trail up to its last entry."""
        super()._before_sign()
        for review in self:
            review._write_guarded({"last_entry": review._get_trail().last()})

    def _check_reviewer(self):
        """Who changed a record does not review its changes, whatever roles he has."""
        for review in self:
            # The whole trail counts, whatever the asker may read of it.
            if review.reviewer_id.id in review.sudo()._get_trail().people():
                raise UserError(self.env._(
                    "%(reviewer)s changed %(record)s. Who makes changes does not review them: choose another reviewer.",
                    reviewer=review.reviewer_id.name, record=review.record_name,
                ))

    def _ask_reviewer(self):
        for review in self:
            review.activity_schedule("mail.mail_activity_data_todo", date_deadline=review.due_date,
                                     user_id=review.reviewer_id.id,
                                     summary=self.env._("Review the audit trail of %s", review.record_name))

    def _thank_reviewer(self):
        for review in self:
            review.activity_unlink(["mail.mail_activity_data_todo"], user_id=review.reviewer_id.id)

    def _after_move_to_signed(self):
        self._thank_reviewer()

    def _after_move_to_cancelled(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])
