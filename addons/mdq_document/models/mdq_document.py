from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_FIELDS = {"reader_ids", "department_ids", "owner_id", "review_months", "next_review_date"}


class MdqDocument(models.Model):
    """A controlled document: one row a revision, its files fixed by their SHA-256."""

    _name = "mdq.document"
    _description = "Controlled Document"
    _inherit = ["mdq.revision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"
    _check_company_auto = True

    state = fields.Selection(string="Status", group_expand=True)
    owner_id = fields.Many2one(
        "res.users", "Owner", required=True, default=lambda self: self.env.user, tracking=True, ondelete="restrict",
        help="Keeps the document up to date and answers questions about it.",
    )
    product_ids = fields.Many2many("product.product", string="Products", check_company=True)
    summary = fields.Text("Purpose and Scope", translate=True)
    change_note = fields.Text("What Changed", copy=False, help="Against the revision before this one.")
    file_ids = fields.One2many("mdq.document.file", "document_id", "Files", copy=True)
    file_state = fields.Selection(
        [("none", "No file"), ("intact", "Files intact"), ("broken", "File changed or missing")],
        compute="_compute_file_state", string="File Check",
    )
    next_review_date = fields.Date("Next Review", copy=False, tracking=True)
    is_review_due = fields.Boolean("Review Due", compute="_compute_is_review_due", search="_search_is_review_due")
    reader_ids = fields.Many2many("res.users", string="Readers", domain=[("share", "=", False)])
    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True)
    can_make_effective = fields.Boolean(compute="_compute_can_make_effective")

    _months_not_negative = models.Constraint("CHECK (review_months >= 0)", "Months between reviews cannot be negative.")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("file_ids.sha256")
    def _compute_file_state(self):
        for document in self:
            intact = document.file_ids and all(line.is_intact for line in document.file_ids)
            document.file_state = "none" if not document.file_ids else "intact" if intact else "broken"

    @api.depends("next_review_date", "state")
    def _compute_is_review_due(self):
        today = self.env.company._mdq_today()
        for document in self:
            due = document.next_review_date
            document.is_review_due = bool(document.state == "effective" and due and due <= today)

    def _search_is_review_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = fields.Domain("state", "=", "effective") & fields.Domain("next_review_date", "<=", self.env.company._mdq_today())
        return due if True in value else ~due

    @api.depends("state")
    def _compute_can_make_effective(self):
        for document in self:
            document.can_make_effective = document.state == "in_review" and document._mdq_is_approved()

    # -------------------------------------------------------------------------------------- guards

    def _get_open_fields(self):
        return super()._get_open_fields() | OPEN_FIELDS

    def _get_signed_fields(self):
        """Who reads and when it is reviewed again may change while the content stays."""
        return [name for name in super()._get_signed_fields() if name not in OPEN_FIELDS]

    def copy_data(self, default=None):
        # Under `bin_size`, which a caller may send, files read as their size.
        return super(MdqDocument, self.with_context(bin_size=False, bin_size_content=False)).copy_data(default)

    # --------------------------------------------------------------------------------- transitions

    def _check_move_to_in_review(self):
        for document in self:
            if not document.file_ids:
                raise UserError(self.env._("%s has no file yet. Attach it, then submit.", document.display_name))
        self._check_files_intact()

    def _check_move(self, target):
        # A changed file is also no longer what was approved; that it was changed says more.
        if target == "effective":
            self._check_files_intact()
        super()._check_move(target)

    def _check_files_intact(self):
        for line in self.file_ids:
            if not line.is_intact:
                raise UserError(self.env._(
                    "File %(file)s of %(document)s is not what was attached: its SHA-256 differs, or it is gone."
                    " Take the document back to draft and attach the file again.",
                    file=line.name, document=line.document_id.display_name,
                ))

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        for document in self.filtered("review_months"):
            document.next_review_date = document.company_id._mdq_today() + relativedelta(months=document.review_months)

    def _after_move_to_superseded(self):
        self._end_reminders()

    def _after_move_to_obsolete(self):
        self._end_reminders()

    def _end_reminders(self):
        """What is out of use is not reviewed any more."""
        self.activity_unlink(["mail.mail_activity_data_todo"])

    # ------------------------------------------------------------------------------------- buttons

    def action_open_approvals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_base.mdq_approval_request_action")
        return {**action, "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)], "context": {}}

    def action_open_revisions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_document_action")
        domain = [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        return {**action, "domain": domain, "context": {}}

    # --------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_remind_reviews(self):
        """Tell owners of the reviews that are due; nothing else depends on this."""
        for document in self.search([("is_review_due", "=", True)]):
            document._remind_review()

    def _remind_review(self):
        """One reminder a review: its deadline is the day of the review."""
        if self.next_review_date in self.activity_ids.mapped("date_deadline"):
            return
        self.activity_schedule("mail.mail_activity_data_todo", self.next_review_date, user_id=self.owner_id.id,
                               summary=self.env._("Periodic review is due"))
