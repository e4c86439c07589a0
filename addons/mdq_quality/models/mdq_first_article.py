from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Its lots wait; its lots may go.
WAITING, PASSED = ("open", "submitted", "rejected"), ("accepted", "outdated")
STATES = [
    ("open", "To Inspect"), ("submitted", "To Accept"), ("accepted", "Accepted"), ("rejected", "Rejected"),
    ("outdated", "Outdated"), ("cancelled", "Cancelled"),
]
NEXT = {
    "open": {"submitted", "cancelled"}, "submitted": {"open", "accepted", "rejected", "cancelled"}, "accepted": {"outdated"},
    "rejected": {"cancelled"},
}


class MdqFirstArticle(models.Model):
    """The proof, on real parts, that a supplier can make what the drawing asks: every characteristic, material and process.

    It rests on an inspection of the lot. Until somebody who did not inspect has accepted it with his signature, the lots
    that wait for it are neither released nor used.
    """

    _name = "mdq.first.article"
    _description = "First Article"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    inspection_id = fields.Many2one("mdq.inspection", "Inspection", required=True, ondelete="restrict", index=True, check_company=True,
                                    help="The inspection that measured the parts.")
    company_id = fields.Many2one(related="inspection_id.company_id", store=True, precompute=True)
    lot_id = fields.Many2one(related="inspection_id.lot_id", store=True, precompute=True, index=True)
    product_id = fields.Many2one(related="inspection_id.product_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", compute="_compute_partner_id", store=True, precompute=True, index="btree_not_null")
    process_id = fields.Many2one(related="inspection_id.process_id", store=True, precompute=True)
    plan_id = fields.Many2one(related="inspection_id.plan_id")  # not stored: each inspection that takes a plan would look for its article
    inspection_state = fields.Selection(related="inspection_id.state", string="Inspection Is")
    kind = fields.Selection(
        [("full", "Full"), ("partial", "Partial")], required=True, default="full", tracking=True,
        help="Partial: only what changed since an earlier first article.",
    )
    cause = fields.Selection(
        [("first", "First delivery"), ("plan", "Changed plan"), ("drawing", "Changed drawing"), ("rejected", "After a rejection"),
         ("manual", "Asked for by hand")], required=True, default="manual", tracking=True,
    )
    reason = fields.Text("Reason", help="What is new: tool, machine, site, material, change of design.")
    baseline_id = fields.Many2one(
        "mdq.first.article", "Baseline", ondelete="restrict", check_company=True,
        domain="[('product_id', '=', product_id), ('state', 'in', ('accepted', 'outdated', 'rejected')), ('id', '!=', id)]",
        help="The earlier first article; what it proved still counts.",
    )
    drawing_ids = fields.Many2many("mdq.document", string="Drawings", check_company=True, help="The revisions that the parts were made to.")
    drawing_reference = fields.Char("Drawing No. and Revision", help="Where the drawing is not kept as a controlled document.")
    purchase_reference = fields.Char("Order", compute="_compute_purchase_reference")
    lot_ids = fields.Many2many("stock.lot", string="Waiting Lots", readonly=True, copy=False)
    line_ids = fields.One2many("mdq.first.article.line", "article_id", "Characteristics", copy=False)
    item_ids = fields.One2many("mdq.first.article.item", "article_id", "Materials, Processes and Tests", copy=False)
    submitted_by = fields.Many2one("res.users", "Prepared By", readonly=True, copy=False, ondelete="restrict")
    submitted_on = fields.Datetime("Prepared On", readonly=True, copy=False)
    conforming_count = fields.Integer("Conforming", compute="_compute_counts")
    line_count = fields.Integer("Characteristics to Prove", compute="_compute_counts")
    state = fields.Selection(STATES, "Status", default="open", required=True, readonly=True, copy=False, index=True, tracking=True)

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _one_live = models.UniqueIndex(
        "(inspection_id) WHERE state IN ('open', 'submitted', 'accepted', 'outdated')", "This inspection has a first article already.")

    def _get_transitions(self):
        return NEXT

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"lot_ids", "submitted_by", "submitted_on"}

    def _get_locked_states(self):
        return {"submitted", "accepted", "rejected", "outdated", "cancelled"}

    # ----------------------------------------------------------------------------------- computed

    @api.depends("inspection_id.partner_id.commercial_partner_id")
    def _compute_partner_id(self):
        for article in self:
            article.partner_id = article.inspection_id.partner_id.commercial_partner_id

    @api.depends("inspection_id")
    def _compute_purchase_reference(self):
        for article in self:
            # Which order the parts came with is part of the report; its reader need not be a buyer.
            source = article.inspection_id.sudo()
            article.purchase_reference = source.picking_id.origin or source.production_id.name or source.picking_id.name

    @api.depends("line_ids.conforms")
    def _compute_counts(self):
        for article in self:
            article.line_count = len(article.line_ids)
            article.conforming_count = len(article.line_ids.filtered(lambda line: line.conforms == "yes"))

    @api.constrains("kind", "baseline_id")
    def _check_baseline(self):
        for article in self:
            if article.kind == "partial" and not article.baseline_id:
                raise ValidationError(self.env._("%s is partial: name the earlier first article that it completes.", article.name or "-"))
            if article.baseline_id and article._get_key() != article.baseline_id._get_key():
                raise ValidationError(self.env._(
                    "%(baseline)s is of other goods, another supplier or another process, so nothing of it counts for %(article)s.",
                    baseline=article.baseline_id.name, article=article.name or "-"))

    def _get_key(self):
        """What a first article proves: who makes which product by which process."""
        return self.company_id.id, self.product_id.id, self.partner_id.id, self.process_id.id

    # ------------------------------------------------------------------------------------- create

    @api.model_create_multi
    def create(self, vals_list):
        articles = super().create(vals_list)
        for article in articles:
            article._write_guarded({"lot_ids": [fields.Command.link(lot.id) for lot in article.inspection_id.lot_ids]})
        articles._refresh_lines()
        articles._prepare_items()
        return articles

    def write(self, vals):
        if "inspection_id" in vals:
            raise UserError(self.env._("A first article keeps its inspection. Cancel it and open another one on the other inspection."))
        result = super().write(vals)
        if {"kind", "baseline_id"} & set(vals):
            self._refresh_lines()
        return result

    def _prepare_items(self):
        """Form 2 begins with the process that was done to the parts."""
        items = self.env["mdq.first.article.item"]
        items.create([{
            "article_id": article.id, "kind": "process", "name": article.process_id.display_name, "supplier": article.partner_id.name,
        } for article in self if article.process_id])

    # ------------------------------------------------------------------------------------ actions

    def action_submit(self):
        """Take the results of the inspection; from here on somebody else decides."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self._refresh_lines()
        self._move_to("submitted")
        self._write_guarded({"submitted_by": self.env.uid, "submitted_on": fields.Datetime.now()})
        return True

    def action_back(self):
        """Take it back for more work."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        return self._move_to("open")

    def action_cancel(self):
        """Give it up; where the product asks for a first article, another one is needed then."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        return self._move_to("cancelled")

    def accept(self, credential, reason=None):
        """Sign that the parts prove what was asked: by a quality engineer who neither inspected nor prepared it."""
        self._check_may_decide()
        self._check_conforms()
        return self._decide("accepted", "approved", credential, reason)

    def reject(self, credential, reason):
        """Sign that they do not; a further first article follows."""
        self._check_may_decide()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the first article is rejected: what must be better next time."))
        return self._decide("rejected", "rejected", credential, reason)

    def _decide(self, state, meaning, credential, reason):
        self.env["mdq.signature"]._sign(self, meaning, credential, reason)
        # Who signed it a moment ago need not be allowed to edit first articles.
        self.sudo()._move_to(state, reason)
        return True

    def action_accept(self):
        self._check_may_decide()
        self._check_conforms()
        return self._mdq_sign_action("accept", self.env._("Accept First Article"), "approved")

    def action_reject(self):
        self._check_may_decide()
        return self._mdq_sign_action("reject", self.env._("Reject First Article"), "rejected", reason_required=True)

    # ------------------------------------------------------------------------------------- checks

    def _check_move_to_submitted(self):
        for article in self:
            missing = article.line_ids.filtered(lambda line: line.conforms == "missing")
            if article.inspection_id.state not in ("accepted", "rejected"):
                raise UserError(self.env._("Conclude %s first: the first article takes its results.", article.inspection_id.name))
            if not article.line_ids or missing:
                raise UserError(self.env._(
                    "%(article)s proves every characteristic, but has no reading of: %(lines)s.", article=article.name,
                    lines=", ".join(missing.mapped("display_name")) or self.env._("anything")))

    def _check_move_to_accepted(self):
        """By no route is accepted what does not conform."""
        self._check_conforms()

    def _check_may_decide(self):
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        for article in self:
            if article.state != "submitted":
                raise UserError(article._get_transition_refusal("accepted"))
            # Every inspector counts, also of inspections that the user may not read.
            if self.env.user in article.sudo().inspection_id._get_inspectors() | article.sudo().submitted_by:
                raise UserError(self.env._(
                    "You inspected or prepared %s. Somebody who did neither decides on it.", article.name))

    def _check_conforms(self):
        for article in self:
            failed = article.line_ids.filtered(lambda line: line.conforms != "yes")
            open_items = article.item_ids.filtered(lambda item: not item.is_proven)
            why = [*failed.mapped("display_name"), *open_items.mapped("name")]
            if why:
                raise UserError(self.env._(
                    "%(article)s cannot be accepted: not proven are %(what)s. Send it back where only a paper is missing; else reject"
                    " it, and after the correction a partial first article shows what was missing.", article=article.name, what=", ".join(why)))
