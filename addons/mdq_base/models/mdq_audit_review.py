from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DAYS = 14
REVIEWERS = ("mdq_base.group_quality_engineer", "mdq_base.group_releaser", "mdq_base.group_sqe")


class MdqAuditReview(models.Model):
    """The audit trail of one record, looked through by somebody who changed nothing of it, with findings, and signed."""

    _name = "mdq.audit.review"
    _description = "Audit-Trail Review"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True)
    record_name = fields.Char("Record", readonly=True, copy=False)
    subject = fields.Char("Reviewed Record", compute="_compute_subject")
    reviewer_id = fields.Many2one("res.users", "Reviewer", required=True, ondelete="restrict", tracking=True)
    due_date = fields.Date("Due", required=True, tracking=True,
                           default=lambda self: fields.Date.today() + relativedelta(days=DAYS))
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
        ledger = self.env["mdq.ledger"]
        for review in self:
            record = review._get_record()
            review.entry_count = ledger._count_entries(record, {})
            review.exception_count = ledger._count_entries(record, {"exceptions": True})

    def _get_transitions(self):
        return {"open": {"signed", "cancelled"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"record_name", "last_entry"}

    def _get_locked_states(self):
        return {"signed", "cancelled"}

    def _mdq_signature_content(self):
        """The findings are signed as they stand; how they are closed comes later."""
        findings = [finding._mdq_signature_content() for finding in self.finding_ids.sorted("id")]
        return {**super()._mdq_signature_content(), "finding_ids": findings, "last_entry": self.last_entry}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Raises for who may not read the record, and for what is not in the ledger.
            record = self.env["mdq.ledger"]._get_readable(vals.get("res_model"), vals.get("res_id") or 0)
            if "company_id" in record._fields and record.company_id:
                vals["company_id"] = record.company_id.id
        reviews = super().create(vals_list)
        for review in reviews:
            review._write_guarded({"record_name": review._get_record().display_name})
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

    def complete(self, credential, reason=None):
        """Sign the review: the reviewer himself, who changed nothing of the record, up to its last entry."""
        self.env.user._mdq_require(*REVIEWERS)
        for review in self:
            review._check_may_sign()
            last = self.env["mdq.ledger"]._get_last_entry(review._get_record())
            review._write_guarded({"last_entry": last})
        self.env["mdq.signature"]._sign(self, "reviewed", credential, reason)
        return self._move_to("signed", reason)

    def action_complete(self):
        for review in self:
            review._check_may_sign()
        return self._mdq_sign_action("complete", self.env._("Sign Audit-Trail Review"), "reviewed")

    def action_cancel(self):
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        return self._move_to("cancelled")

    def action_open_record(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------- checks

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _check_may_sign(self):
        if self.reviewer_id != self.env.user:
            raise AccessError(self.env._(
                "%(review)s is for %(reviewer)s to sign. Have the reviewer changed if that is wrong.",
                review=self.name, reviewer=self.reviewer_id.name,
            ))
        self._check_reviewer()
        if not (self.conclusion or "").strip():
            raise UserError(self.env._("Write the conclusion of %s first: what was looked at, and what it comes to.", self.name))

    def _check_reviewer(self):
        """Who changed a record does not review its changes, whatever roles he has."""
        for review in self:
            # The whole trail counts, whatever the asker may read of it.
            if review.reviewer_id.id in self.env["mdq.ledger"]._get_doers(review.sudo()._get_record()):
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

    # -------------------------------------------------------------------------------------- gates

    @api.model
    def _get_gaps(self, records):
        """Return {id: why the review of a record is not done, '' when it is}, for all records at once."""
        # A gate looks at every review, whatever the caller may read.
        reviews = self.sudo().search([
            ("res_model", "=", records._name), ("res_id", "in", records.ids), ("state", "!=", "cancelled"),
        ], order="id")
        last = {review.res_id: review for review in reviews}
        newest = self._get_newest_entries(records.browse(last))
        return {record.id: self._get_gap(record, last.get(record.id), newest.get(record.id, 0)) for record in records}

    def _get_gap(self, record, review, newest):
        if not review:
            return self.env._("The audit trail is not reviewed: ask for it in the history of %s.", record.display_name)
        if review.state == "open":
            return self.env._("%(review)s is still open with %(reviewer)s.", review=review.name, reviewer=review.reviewer_id.name)
        if review.open_finding_count:
            return self.env._("%(review)s has %(count)s open findings.", review=review.name, count=review.open_finding_count)
        if newest > review.last_entry or record._mdq_is_told_changed(review.state_changed_on):
            return self.env._("Changes were made after %s: have the audit trail reviewed again.", review.name)
        return ""

    def _get_newest_entries(self, records):
        if not records:
            return {}
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT res_id, max(id) FROM mdq_ledger WHERE table_name = %s AND res_id = ANY(%s) GROUP BY res_id",
            [records._table, records.ids],
        )
        return dict(self.env.cr.fetchall())
