from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .mdq_disposition import REINSPECTED, REMOVING


class MdqEventLine(models.Model):
    """One lot that an event concerns, with the quantity that does not conform."""

    _name = "mdq.event.line"
    _description = "Quality Event Lot"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "event_id"
    _order = "event_id, id"
    _rec_name = "lot_id"
    _check_company_auto = True

    event_id = fields.Many2one("mdq.event", "Event", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="event_id.company_id", store=True, precompute=True)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, index=True, ondelete="restrict", check_company=True)
    product_id = fields.Many2one(related="lot_id.product_id", store=True, precompute=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    lot_status = fields.Selection(related="lot_id.mdq_status", string="Lot Status")
    quantity = fields.Float(
        "Nonconforming Quantity",
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        help="Starts as everything on hand of the lot; lower it when only a part does not conform.",
    )
    disposition_ids = fields.One2many("mdq.disposition", "line_id", "Dispositions")
    planned_quantity = fields.Float("In Dispositions", digits="Product Unit", compute="_compute_settled")
    done_quantity = fields.Float("Settled", digits="Product Unit", compute="_compute_settled")
    open_quantity = fields.Float("Still to Decide", digits="Product Unit", compute="_compute_settled")

    _lot_uniq = models.UniqueIndex("(event_id, lot_id)", "A lot stands only once in an event.")
    _quantity_positive = models.Constraint("CHECK (quantity >= 0)", "A nonconforming quantity cannot be negative.")

    @api.depends("lot_id")
    def _compute_quantity(self):
        for line in self:
            line.quantity = line.lot_id.product_qty

    @api.depends("quantity", "disposition_ids.quantity", "disposition_ids.state")
    def _compute_settled(self):
        for line in self:
            live = line.disposition_ids.filtered(lambda d: d.state != "cancelled")
            line.planned_quantity = sum(live.mapped("quantity"))
            line.done_quantity = sum(live.filtered(lambda d: d.state == "done").mapped("quantity"))
            line.open_quantity = line.quantity - line.planned_quantity

    @api.constrains("quantity")
    def _check_quantity_covers_dispositions(self):
        for line in self:
            if line.uom_id.compare(line.planned_quantity, line.quantity) > 0:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s: the dispositions take %(planned)s, but only %(quantity)s do not conform. "
                        "Lower a disposition or correct the nonconforming quantity.",
                        lot=line.lot_id.name,
                        planned=line.planned_quantity,
                        quantity=line.quantity,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # A lot that is added to an open event is contained as those before it were.
        lines.filtered(lambda line: line.event_id.state != "draft")._contain()
        return lines

    def write(self, vals):
        if {"lot_id", "event_id"} & vals.keys():
            self._check_is_draft()
        if "quantity" in vals:
            self._check_undecided()
        return super().write(vals)

    def _check_is_draft(self):
        for line in self.filtered(lambda line: line.event_id.state != "draft"):
            raise UserError(
                self.env._(
                    "Lot %(lot)s is contained by %(event)s and stays in it. Add the other lot instead.",
                    lot=line.lot_id.name,
                    event=line.event_id.name,
                )
            )

    def _check_undecided(self):
        # What was found is a fact of the finder; after containment, how much of it is bad is quality's to say.
        self.event_id.filtered(lambda event: event.state != "draft")._check_is_engineer()
        signed = self.disposition_ids.filtered(lambda d: d.state in ("decided", "done"))
        if signed:
            raise UserError(
                self.env._(
                    "%(names)s were signed for this quantity: cancel what is not executed before changing it.",
                    names=", ".join(signed.mapped("name")),
                )
            )

    def _contain(self):
        """Hold the lots, unless this event holds them already."""
        for event, lines in self.grouped("event_id").items():
            lots = lines.lot_id.filtered("mdq_status") - event._get_active_holds().lot_ids
            event._place_hold(lots)

    def _is_reconciled(self):
        self.ensure_one()
        return self.uom_id.compare(self.done_quantity, self.quantity) == 0

    def _check_reconciled(self):
        for line in self:
            if not line._is_reconciled():
                raise UserError(
                    self.env._(
                        "Lot %(lot)s of %(event)s: %(done)s of %(quantity)s are settled. "
                        "Decide and execute dispositions for the rest.",
                        lot=line.lot_id.name,
                        event=line.event_id.name,
                        done=line.done_quantity,
                        quantity=line.quantity,
                    )
                )

    # What the dispositions do to the status of the lot.

    def _set_lot_status(self, status):
        if self.lot_status and self.lot_status != status:
            why = self._mdq_both(lambda line: line.env._("Disposition of %(event)s", event=line.event_id.name))
            # The signed decision changes the status; a quality engineer needs no rights on lots for it.
            self.lot_id.sudo()._mdq_set_status(status, why)

    def _settle(self):
        """After an execution: rejected when nothing is left, quarantine when all is settled, else on hold as before."""
        self.ensure_one()
        if not self._has_stock():
            self._set_lot_status("rejected")
            self._end_hold()
        elif self._is_reconciled():
            self._end_hold()
            self._set_lot_status("hold" if self._get_other_holds() else "quarantine")
            self._reinspect()
        else:
            self._set_lot_status("hold")

    def _reinspect(self):
        """What is kept is inspected again: what was worked on, or all that a rejection left and nobody conceded."""
        kept = self.disposition_ids.filtered(lambda d: d.state == "done" and d.kind not in REMOVING)
        for disposition in kept.filtered(lambda d: d.kind in REINSPECTED):
            inspection = self._create_inspection(disposition.quantity)
            disposition._write_guarded({"inspection_id": inspection.id})
        if not kept and self._get_last_inspection().state == "rejected":
            self._create_inspection(self._get_stock())

    def _get_last_inspection(self):
        domain = [("lot_ids", "in", self.lot_id.ids), ("state", "!=", "cancelled")]
        # The inspections of the lot count, whatever the rights of the one who executes.
        return self.env["mdq.inspection"].sudo().search(domain, order="id desc", limit=1)

    def _create_inspection(self, quantity):
        last = self._get_last_inspection()
        partner = last.partner_id or self.event_id.partner_id
        values = {"quantity": quantity, "partner_id": partner.id}
        # The inspection is due by the signed decision, whatever the rights of the one who executes it.
        return self.env["mdq.inspection"].sudo()._create_for_lots(self.lot_id, last.point or "iqc", values)

    def _has_stock(self):
        return self.uom_id.compare(self._get_stock(), 0) > 0

    def _get_stock(self):
        # The stock of the company counts, wherever it lies.
        quants = self.env["stock.quant"].sudo().search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        return sum(quants.mapped("quantity"))

    def _get_other_holds(self):
        # A hold counts, whoever placed it.
        holds = self.env["mdq.hold"].sudo().search([("lot_ids", "in", self.lot_id.ids), ("state", "=", "active")])
        return holds.filtered(lambda hold: hold.event_id != self.event_id)

    def _end_hold(self):
        """The signed dispositions of a lot end the hold that this event placed on it."""
        holds = self.event_id._get_active_holds()
        holds.filtered(lambda hold: self.lot_id in hold.lot_ids)._move_to("lifted")
