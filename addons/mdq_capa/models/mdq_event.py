from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Days from detection to the date by which an event must be closed.
DUE_DAYS = {"critical": 3, "major": 10, "minor": 30}

OPEN_STATES = ("draft", "open", "in_review")


class MdqEvent(models.Model):
    """A quality event: what was found, on which lots, how bad, and what became of it."""

    _name = "mdq.event"
    _description = "Quality Event"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_reason_fields = ("severity", "event_type", "date_due")
    _check_company_auto = True
    _mdq_routed_states = ("closed",)

    title = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("in_review", "In Review"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    event_type = fields.Selection(
        [
            ("nonconformance", "Nonconformance"),
            ("deviation", "Deviation"),
            ("complaint", "Complaint"),
            ("audit_finding", "Audit Finding"),
            ("oos", "Out of Specification"),
        ],
        "Type",
        required=True,
        default="nonconformance",
        tracking=True,
    )
    severity = fields.Selection(
        [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")],
        required=True,
        default="major",
        tracking=True,
    )
    description = fields.Text()
    containment = fields.Text("Immediate Action", help="What was done at once, besides holding the lots.")
    conclusion = fields.Text(help="What was found out and decided. Needed to close the event.")
    date_detected = fields.Datetime("Detected On", required=True, default=lambda self: fields.Datetime.now())
    date_due = fields.Date("Due Date", compute="_compute_date_due", store=True, readonly=False, precompute=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    raised_by_id = fields.Many2one(
        "res.users", "Raised By", required=True, readonly=True, copy=False, default=lambda self: self.env.user
    )
    owner_id = fields.Many2one("res.users", "Owner", default=lambda self: self.env.user, tracking=True)
    res_model = fields.Char("Source Model", readonly=True, index="btree_not_null")
    res_id = fields.Many2oneReference("Source Record", model_field="res_model", readonly=True)
    source_name = fields.Char("Source", compute="_compute_source_name")
    partner_id = fields.Many2one("res.partner", "Supplier or Customer", index="btree_not_null", tracking=True)
    line_ids = fields.One2many("mdq.event.line", "event_id", "Lots", copy=False)
    lot_ids = fields.Many2many("stock.lot", string="Lots Concerned", compute="_compute_lot_ids", search="_search_lot_ids")
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    disposition_ids = fields.One2many("mdq.disposition", "event_id", "Dispositions", copy=False)
    capa_ids = fields.Many2many("mdq.capa", "mdq_capa_event_rel", "event_id", "capa_id", "CAPA", copy=False)
    capa_count = fields.Integer(compute="_compute_capa_count")

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _source_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("severity", "date_detected", "company_id")
    def _compute_date_due(self):
        for event in self:
            detected = event.date_detected or fields.Datetime.now()
            company = event.company_id or self.env.company
            event.date_due = company._mdq_get_day(detected) + timedelta(days=DUE_DAYS[event.severity or "major"])

    @api.depends("date_due", "state")
    def _compute_is_overdue(self):
        today = self.env.company._mdq_today()
        for event in self:
            event.is_overdue = event.state in OPEN_STATES and bool(event.date_due) and event.date_due < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._mdq_today()
        overdue = [("state", "in", OPEN_STATES), ("date_due", "<", today)]
        return overdue if True in value else ["!", "&", *overdue]

    @api.depends("line_ids.lot_id")
    def _compute_lot_ids(self):
        for event in self:
            event.lot_ids = event.line_ids.lot_id

    def _search_lot_ids(self, operator, value):
        return [("line_ids.lot_id", operator, value)]

    @api.depends("line_ids.product_id")
    def _compute_product_id(self):
        for event in self:
            event.product_id = event.line_ids[:1].product_id or event.product_id

    @api.depends("capa_ids")
    def _compute_capa_count(self):
        for event in self:
            event.capa_count = len(event.capa_ids)

    def _get_number_series(self):
        return f"mdq.event.{self.event_type}"

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"raised_by_id", "res_model", "res_id"}

    def _mdq_get_asking(self):
        """A draft may be thought over; what was reported is graded anew for a reason."""
        return self.filtered(lambda event: event.state != "draft")

    def _get_locked_states(self):
        return {"closed", "cancelled"}

    def _get_signed_fields(self):
        return ["name", "title", "event_type", "severity", "description", "containment", "conclusion", "partner_id", "line_ids"]

    def _get_transitions(self):
        return {
            "draft": {"open", "cancelled"},
            "open": {"in_review", "cancelled"},
            "in_review": {"open", "closed"},
        }

    # Opening: from now on the lots are contained.

    def action_open(self):
        self._move_to("open")

    def _after_move_to_open(self):
        self._mdq_end_approval()
        self.line_ids._contain()
        for event in self.filtered("owner_id"):
            event.activity_schedule(
                "mail.mail_activity_data_todo",
                event.date_due,
                summary=event.with_context(lang=event.owner_id.lang).env._("Decide and close %(event)s", event=event.name),
                user_id=event.owner_id.id,
            )

    def action_review(self):
        self._move_to("in_review")

    def _check_move_to_in_review(self):
        self._check_is_engineer()

    def action_reopen(self):
        self._check_is_engineer()
        self._move_to("open")

    # Closing: nothing undecided, nothing unaccounted for.

    def action_close(self):
        """Close events; those that an approval route fits are closed by its last signature."""
        for event in self:
            event._check_is_engineer()
        self._mdq_move_or_send("closed")

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("closed")

    def _check_move_to_closed(self):
        for event in self:
            event._check_dispositions_done()
            event.line_ids._check_reconciled()
            if not event.conclusion:
                raise UserError(
                    self.env._("%(event)s has no conclusion yet: write what was found out and decided.", event=event.name)
                )

    def _after_move_to_closed(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _check_dispositions_done(self):
        waiting = self.disposition_ids.filtered(lambda d: d.state in ("draft", "decided"))
        if waiting:
            raise UserError(
                self.env._(
                    "%(event)s cannot be closed: %(names)s must first be decided and executed, or cancelled.",
                    event=self.name,
                    names=", ".join(waiting.mapped("name")),
                )
            )

    # Cancelling: only what turned out to be nothing. The holds stay until somebody lifts them with a signature.

    def action_cancel(self):
        self._move_to("cancelled")

    def _check_move_to_cancelled(self):
        for event in self:
            event._check_is_engineer()
            if event.disposition_ids.filtered(lambda d: d.state in ("decided", "done")):
                raise UserError(
                    self.env._(
                        "%(event)s has signed dispositions and cannot be cancelled: execute them and close it.",
                        event=event.name,
                    )
                )
            if not event.conclusion:
                raise UserError(
                    self.env._("Write into the conclusion why %(event)s is cancelled.", event=event.name)
                )

    def _after_move_to_cancelled(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _check_is_open(self):
        for event in self.filtered(lambda event: event.state not in ("open", "in_review")):
            raise UserError(self.env._("%(event)s is not open: dispositions belong to an open event.", event=event.name))

    def write(self, vals):
        if "severity" in vals:
            # Who may decide is asked of the severity as it stands: nobody lowers it into his own reach.
            self.filtered(lambda event: event.state != "draft")._check_is_engineer()
        done = super().write(vals)
        if "severity" in vals:
            # The route of a proposal is that of the severity: it starts anew.
            self.disposition_ids.filtered(lambda disposition: disposition.state == "draft")._mdq_content_changed()
        return done

    def _check_is_engineer(self):
        """Severity decides the rank: a critical event is the quality manager's."""
        if not self:
            return
        critical = "critical" in self.mapped("severity")
        self.env.user._mdq_require(f"mdq_base.group_quality_{'manager' if critical else 'engineer'}")
