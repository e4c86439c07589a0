from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What people record; everything else on a line is the fact of where the pieces were.
ANSWERS = {"notified_on", "acknowledged_on", "answered_by", "secured_quantity", "destroyed_quantity", "used_quantity", "note"}
CONSIGNEES = ("customer", "at_supplier")


class MdqRecallLine(models.Model):
    """Pieces of one lot at one place when the recall started, and what became of them."""

    _name = "mdq.recall.line"
    _description = "Recall Line"
    _inherit = ["mdq.audited.mixin"]
    _order = "recall_id desc, kind, partner_id, id"
    _check_company_auto = True

    recall_id = fields.Many2one("mdq.recall", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    recall_state = fields.Selection(related="recall_id.state")
    kind = fields.Selection(
        [("stock", "In stock"), ("quarantine", "Blocked in stock"), ("at_supplier", "At a supplier"),
         ("in_transit", "In transit"), ("customer", "At a customer"), ("unexplained", "Unexplained")],
        "Where", required=True, readonly=True,
    )
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True, ondelete="restrict")
    product_id = fields.Many2one(related="lot_id.product_id")
    uom_id = fields.Many2one(related="lot_id.product_id.uom_id")
    location_id = fields.Many2one("stock.location", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Holder", readonly=True, ondelete="restrict")
    address = fields.Char(readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, ondelete="restrict")
    date = fields.Datetime("Since", readonly=True)
    quantity = fields.Float("Affected", digits="Product Unit", readonly=True)
    is_consignee = fields.Boolean(compute="_compute_is_consignee", store=True)
    notified_on = fields.Datetime("Notified")
    acknowledged_on = fields.Datetime("Acknowledged")
    answered_by = fields.Char("Answered By")
    secured_quantity = fields.Float("Returned or Secured", digits="Product Unit")
    destroyed_quantity = fields.Float("Destroyed", digits="Product Unit")
    used_quantity = fields.Float("Used or Implanted", digits="Product Unit")
    open_quantity = fields.Float("Open", digits="Product Unit", compute="_compute_open_quantity", store=True)
    note = fields.Char("Remark")

    _quantities_not_negative = models.Constraint(
        "CHECK (secured_quantity >= 0 AND destroyed_quantity >= 0 AND used_quantity >= 0)",
        "Pieces that came back, were destroyed or used cannot be less than none.",
    )

    @api.depends("kind")
    def _compute_is_consignee(self):
        for line in self:
            line.is_consignee = line.kind in CONSIGNEES

    @api.depends("quantity", "secured_quantity", "destroyed_quantity", "used_quantity")
    def _compute_open_quantity(self):
        for line in self:
            line.open_quantity = line.quantity - line.secured_quantity - line.destroyed_quantity - line.used_quantity

    @api.depends("lot_id", "partner_id", "location_id")
    def _compute_display_name(self):
        for line in self:
            place = line.partner_id.display_name or line.location_id.display_name or ""
            line.display_name = " · ".join(word for word in (line.lot_id.name, place) if word)

    @api.constrains("secured_quantity", "destroyed_quantity", "used_quantity")
    def _check_open_quantity(self):
        for line in self:
            if line.uom_id.compare(line.open_quantity, 0) < 0 <= line.quantity:
                raise ValidationError(self.env._(
                    "%(line)s: more pieces are accounted for than the %(quantity)s that were there.",
                    line=line.display_name, quantity=line.quantity,
                ))

    @api.constrains("notified_on", "acknowledged_on")
    def _check_dates(self):
        now = fields.Datetime.now()
        for line in self:
            if max(line.notified_on or now, line.acknowledged_on or now) > now:
                raise ValidationError(self.env._("%s: a notice or an answer cannot lie in the future.", line.display_name))
            if line.acknowledged_on and not line.notified_on:
                raise ValidationError(self.env._("%s: nobody answers a notice that was not sent.", line.display_name))

    def write(self, vals):
        facts = vals.keys() - ANSWERS - {"is_consignee", "open_quantity", "company_id"}
        if facts or self.recall_id.filtered(lambda recall: recall.state != "started"):
            raise UserError(self.env._(
                "Where the pieces of a recall were is fixed at its start. While it runs, record notices, answers and what "
                "became of the pieces."
            ))
        return super().write(vals)

    def action_notify(self):
        """Stamp the notice to these holders."""
        self.filtered(lambda line: not line.notified_on).write({"notified_on": fields.Datetime.now()})

    def action_acknowledge(self):
        """Stamp the answer of these holders."""
        self.filtered(lambda line: line.notified_on and not line.acknowledged_on).write(
            {"acknowledged_on": fields.Datetime.now()}
        )
