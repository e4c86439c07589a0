from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MANAGER = "mdq_base.group_quality_manager"
# Days within which distributors and users are told, by class of the recall.
NOTICE_DAYS = {"1": 1, "2": 3, "3": 7}
# What is in our own hands counts as secured from the start.
IN_OUR_HANDS = ("stock", "quarantine")
HELD = (*IN_OUR_HANDS, "at_supplier", "in_transit", "customer", "unexplained")


class MdqRecall(models.Model):
    """A recall of lots, or the drill of one: from the signed decision to the last piece accounted for."""

    _name = "mdq.recall"
    _description = "Recall"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    recall_class = fields.Selection(
        [("1", "Class 1: serious harm possible"), ("2", "Class 2: temporary or reversible harm possible"),
         ("3", "Class 3: harm unlikely")],
        "Class", required=True, default="2", tracking=True,
    )
    is_drill = fields.Boolean("Drill", default=True, tracking=True, help="A drill changes no status of any lot.")
    reason = fields.Text("Reason", required=True, help="What is wrong with the lots, and how it was found.")
    direction = fields.Selection(
        [("forward", "What the lots went into"), ("both", "What they came from, and what they went into")],
        "Scope", required=True, default="forward",
    )
    lot_ids = fields.Many2many("stock.lot", "mdq_recall_lot_rel", string="Lots It Starts From", check_company=True)
    state = fields.Selection(
        [("draft", "Draft"), ("started", "Started"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, copy=False, tracking=True,
    )
    started_on = fields.Datetime(readonly=True, copy=False)
    finished_on = fields.Datetime(readonly=True, copy=False)
    notice_due_on = fields.Datetime("Notify All Until", compute="_compute_notice_due_on")
    affected_lot_ids = fields.Many2many(
        "stock.lot", "mdq_recall_affected_lot_rel", string="Affected Lots", readonly=True, copy=False,
    )
    line_ids = fields.One2many("mdq.recall.line", "recall_id", "Holders", copy=False)
    affected_count = fields.Integer("Lots", compute="_compute_progress")
    consignee_count = fields.Integer("Consignees", compute="_compute_progress")
    notified_count = fields.Integer("Notified", compute="_compute_progress")
    acknowledged_count = fields.Integer("Acknowledged", compute="_compute_progress")
    reconciled_share = fields.Float("Accounted For", compute="_compute_progress", help="Share of all pieces affected.")

    def _get_transitions(self):
        return {"draft": {"started", "cancelled"}, "started": {"closed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"started_on", "finished_on", "affected_lot_ids"}

    @api.depends("started_on", "recall_class")
    def _compute_notice_due_on(self):
        for recall in self:
            days = timedelta(days=NOTICE_DAYS.get(recall.recall_class, 0))
            recall.notice_due_on = recall.started_on + days if recall.started_on else False

    @api.depends("affected_lot_ids", "line_ids.quantity", "line_ids.open_quantity", "line_ids.notified_on",
                 "line_ids.acknowledged_on")
    def _compute_progress(self):
        for recall in self:
            outside = recall.line_ids.filtered("is_consignee")
            total = sum(recall.line_ids.mapped("quantity"))
            recall.affected_count = len(recall.affected_lot_ids)
            recall.consignee_count = len(outside.partner_id)
            recall.notified_count = len(outside.partner_id - outside.filtered(lambda x: not x.notified_on).partner_id)
            recall.acknowledged_count = len(
                outside.partner_id - outside.filtered(lambda x: not x.acknowledged_on).partner_id
            )
            open_quantity = sum(recall.line_ids.mapped("open_quantity"))
            recall.reconciled_share = (total - open_quantity) / total if total else 0.0

    # -------------------------------------------------------------------------------------- public

    def start(self, credential, reason=None):
        """Sign the recall into force: lots are recalled, holders listed, the clock runs; quality manager."""
        self.env.user._mdq_require(MANAGER)
        self._check_move_to_started()
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        return self._move_to("started", reason)

    def close(self, credential, reason=None):
        """Sign that every piece is accounted for, or that the drill is over; quality manager."""
        self.env.user._mdq_require(MANAGER)
        self._check_move_to_closed()
        self.env["mdq.signature"]._sign(self, "verified", credential, reason)
        return self._move_to("closed", reason)

    # --------------------------------------------------------------------------------- transitions

    def _check_move_to_started(self):
        for recall in self:
            if not recall.lot_ids:
                raise UserError(self.env._("%s names no lot. Name the lots that the recall starts from.", recall.name))

    def _after_move_to_started(self):
        for recall in self:
            # The scope of a recall is everything that the lots went into, whatever the manager may read.
            lots = recall.sudo()._get_scope(recall.lot_ids, recall.direction)
            recall._write_guarded({"started_on": fields.Datetime.now(), "affected_lot_ids": [(6, 0, lots.ids)]})
            # Where the pieces were at the start is a fact that the server records; no role creates such lines.
            self.env["mdq.recall.line"].sudo().create(recall.sudo()._prepare_lines(lots))
            if not recall.is_drill:
                recall._recall_lots(lots)

    def _get_scope(self, lots, direction):
        """Return the lots that a recall of these lots reaches, within the company."""
        # What a lot went into does not depend on who asks; the filter keeps to the company.
        reached = lots.sudo()._mdq_reach(direction)
        return reached.filtered(lambda lot: lot.company_id in (self.company_id, lot.company_id.browse()))

    def _recall_lots(self, lots):
        """Block every controlled lot, wherever it is."""
        controlled = lots.filtered(lambda lot: lot.mdq_status and lot.mdq_status != "recalled")
        # The manager signed for exactly this; the status itself is written by the server alone.
        controlled.sudo()._mdq_set_status("recalled", self.env._("Recall %(name)s: %(reason)s", name=self.name, reason=self.reason))

    def _prepare_lines(self, lots):
        lots = lots.with_context(allowed_company_ids=self.company_id.ids)
        return [self._prepare_line_vals(place) for place in lots._mdq_places()[0] if place["kind"] in HELD]

    def _prepare_line_vals(self, place):
        return {
            "recall_id": self.id, "lot_id": place["lot_id"], "kind": place["kind"], "quantity": place["quantity"],
            "location_id": place["location_id"], "partner_id": place["partner_id"], "address": place["address"],
            "picking_id": place["picking_id"], "date": place["date"],
            "secured_quantity": place["quantity"] if place["kind"] in IN_OUR_HANDS else 0.0,
        }

    def _check_move_to_closed(self):
        """A real recall ends when every consignee answered and every piece is accounted for; a drill any time."""
        for recall in self.filtered(lambda one: not one.is_drill):
            silent = recall.line_ids.filtered(lambda line: line.is_consignee and not line.acknowledged_on)
            missing = recall.line_ids.filtered(lambda line: line.open_quantity)
            if silent or missing:
                raise UserError(self.env._(
                    "%(recall)s cannot be closed: no acknowledgement from %(silent)s; not accounted for: %(missing)s. "
                    "Record what they answered and what became of the pieces on the lines.",
                    recall=recall.name, silent=", ".join(silent.partner_id.mapped("display_name")) or "-",
                    missing=", ".join(missing.mapped("display_name")) or "-",
                ))

    def _after_move_to_closed(self):
        self._write_guarded({"finished_on": fields.Datetime.now()})

    # ------------------------------------------------------------------------------------- screens

    def action_start(self):
        """Ask for the signature that starts the recall."""
        self.ensure_one()
        self._check_move_to_started()
        title = self.env._("Start the drill") if self.is_drill else self.env._("Start the recall")
        return self._mdq_sign_action("start", title=title, meaning="approved", reason_required=not self.is_drill)

    def action_close(self):
        """Ask for the signature that closes the recall."""
        self.ensure_one()
        self._check_move_to_closed()
        return self._mdq_sign_action("close", title=self.env._("Close"), meaning="verified")

    def action_cancel(self):
        """Drop a draft."""
        return self._move_to("cancelled")

    def action_trace(self):
        """Open the trace of the lots that the recall starts from."""
        return self.lot_ids.action_mdq_trace()

    def action_open_affected(self):
        """Open the affected lots."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "stock.lot", "view_mode": "list,form",
            "domain": [("id", "in", self.affected_lot_ids.ids)], "name": self.env._("Affected Lots"),
        }
