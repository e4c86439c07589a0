from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# What takes pieces out of the lot, what sends them back to inspection, what needs a concession.
REMOVING = ("scrap", "return_to_supplier")
REINSPECTED = ("rework", "repair", "sort")
CONCEDED = ("use_as_is", "regrade")


class MdqDisposition(models.Model):
    """The signed decision on a quantity of one nonconforming lot, and the stock it moved.

    Who decides is said by the approval routes, one for each severity as shipped.
    """

    _name = "mdq.disposition"
    _description = "Disposition"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("decided",)

    event_id = fields.Many2one(
        "mdq.event", "Event", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, precompute=True)
    severity = fields.Selection(related="event_id.severity", store=True, precompute=True)
    line_id = fields.Many2one(
        "mdq.event.line",
        "Nonconforming Lot",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('event_id', '=', event_id)]",
    )
    lot_id = fields.Many2one(related="line_id.lot_id", store=True, precompute=True, index=True)
    lot_status = fields.Selection(related="lot_id.mdq_status", string="Lot Status")
    product_id = fields.Many2one(related="line_id.product_id", store=True, precompute=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    partner_id = fields.Many2one(related="event_id.partner_id", store=True, precompute=True)
    state = fields.Selection(
        [("draft", "Proposed"), ("decided", "Decided"), ("done", "Executed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    kind = fields.Selection(
        [
            ("return_to_supplier", "Return to Supplier"),
            ("rework", "Rework"),
            ("repair", "Repair"),
            ("sort", "Sort"),
            ("regrade", "Regrade"),
            ("use_as_is", "Use as Is"),
            ("scrap", "Scrap"),
        ],
        "Decision",
        required=True,
        tracking=True,
    )
    quantity = fields.Float(
        required=True,
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Text("Justification", required=True)
    instruction = fields.Text(help="For rework, repair and sorting: by which instruction.")
    proposed_by_id = fields.Many2one(
        "res.users", "Proposed By", required=True, readonly=True, copy=False, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    executed_by_id = fields.Many2one("res.users", "Executed By", readonly=True, copy=False)
    executed_on = fields.Datetime(readonly=True, copy=False)
    concession_id = fields.Many2one("mdq.concession", "Concession", readonly=True, copy=False)
    scrap_ids = fields.Many2many("stock.scrap", string="Scrap Orders", readonly=True, copy=False)
    picking_id = fields.Many2one("stock.picking", "Return Transfer", readonly=True, copy=False)
    inspection_id = fields.Many2one("mdq.inspection", "New Inspection", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A disposition needs a quantity above zero.")

    @api.depends("line_id")
    def _compute_quantity(self):
        for disposition in self:
            disposition.quantity = disposition.line_id.open_quantity

    @api.constrains("line_id", "event_id")
    def _check_line_of_event(self):
        for disposition in self:
            if disposition.line_id.event_id != disposition.event_id:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s is not a lot of %(event)s. Choose one of its lots.",
                        lot=disposition.lot_id.name,
                        event=disposition.event_id.name,
                    )
                )

    @api.constrains("quantity", "line_id", "state")
    def _check_quantity_within_line(self):
        self.line_id._check_quantity_covers_dispositions()

    @api.model_create_multi
    def create(self, vals_list):
        self.env["mdq.event"].browse({vals["event_id"] for vals in vals_list if vals.get("event_id")})._check_is_open()
        return super().create(vals_list)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "proposed_by_id",
            "decided_by_id",
            "decided_on",
            "executed_by_id",
            "executed_on",
            "concession_id",
            "scrap_ids",
            "picking_id",
            "inspection_id",
        }

    def _get_locked_states(self):
        return {"decided", "done", "cancelled"}

    def _get_signed_fields(self):
        return ["name", "event_id", "severity", "lot_id", "kind", "quantity", "reason", "instruction"]

    def _get_transitions(self):
        return {"draft": {"decided", "cancelled"}, "decided": {"done", "cancelled"}}

    # Deciding: signed along the route of the severity, never by who proposed it, found the fault or inspected the lot.

    def action_submit(self):
        """Send proposals along their approval routes."""
        self.check_access("write")
        self._check_is_proposed()
        self.event_id._check_is_open()
        return self._mdq_submit().ids

    def decide(self, credential, reason=None):
        """Sign the open step of the route. `credential` is the caller's own, verified in this call."""
        self._check_may_decide()
        return self._mdq_decide(credential, reason)

    def reject(self, credential, reason):
        """Sign that the proposal is not accepted; it is proposed anew or cancelled."""
        self._check_may_decide()
        return self._mdq_get_open_requests().reject(credential, reason)

    def action_decide(self):
        self._check_may_decide()
        title = self.env._("Decide %(names)s", names=", ".join(self.mapped("name")))
        return self._mdq_sign_action("decide", title, "approved")

    def action_reject(self):
        self._check_may_decide()
        title = self.env._("Reject %(names)s", names=", ".join(self.mapped("name")))
        return self._mdq_sign_action("reject", title, "rejected", reason_required=True)

    def _check_may_decide(self):
        self.check_access("read")
        self._check_is_proposed()
        self.event_id._check_is_open()
        for claim in self._mdq_get_open_requests()._get_claims().values():
            if claim.why_not:
                raise AccessError(claim.why_not)

    def _check_is_proposed(self):
        decided = self.filtered(lambda disposition: disposition.state != "draft")
        if decided:
            raise UserError(self.env._("%(names)s: decided already.", names=", ".join(decided.mapped("name"))))

    def _check_move_to_decided(self):
        self.event_id._check_is_open()

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._write_guarded({"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()})
        self._move_to("decided")

    def _after_move_to_cancelled(self):
        self._mdq_end_approval()

    def _mdq_why_not_decide(self, user):
        if user not in self._get_barred_users():
            return super()._mdq_why_not_decide(user)
        return self.env._(
            "You raised %(event)s or inspected lot %(lot)s, so you may not decide %(name)s. "
            "Another quality engineer or quality manager must.",
            event=self.event_id.name,
            lot=self.lot_id.name,
            name=self.name,
        )

    def _get_barred_users(self):
        """Who may not decide: whoever raised the event or inspected the lot. Other modules may add people."""
        self.ensure_one()
        # The inspections of all roles count, also those that the caller may not read.
        inspections = self.lot_id.sudo()._mdq_get_evidence_inspections()
        return self.event_id.raised_by_id | inspections._get_inspectors()

    def action_cancel(self):
        self.event_id._check_is_engineer()
        self._move_to("cancelled")

    # Executing: see mdq_disposition_stock.py for what each decision does to the stock.

    def action_execute(self):
        self.check_access("write")
        self.event_id._check_is_engineer()
        self._check_is_decided()
        for line, dispositions in self.grouped("line_id").items():
            dispositions.filtered(lambda d: d.kind in REMOVING)._execute_removing(line)
            dispositions.filtered(lambda d: d.kind not in REMOVING)._execute_keeping(line)
            line._settle()
        return True

    def _check_is_decided(self):
        undecided = self.filtered(lambda d: d.state != "decided")
        if undecided:
            raise UserError(
                self.env._(
                    "%(names)s: only a decided disposition can be executed. Have it decided and signed first.",
                    names=", ".join(undecided.mapped("name")),
                )
            )

    def _mark_executed(self):
        self._write_guarded({"executed_by_id": self.env.uid, "executed_on": fields.Datetime.now()})
        self._move_to("done")

    def action_view_picking(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "view_mode": "form",
        }
