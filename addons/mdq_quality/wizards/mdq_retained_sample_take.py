from odoo import api, fields, models


class MdqRetainedSampleTake(models.TransientModel):
    """Asks how many of a lot are kept, from where, and until when."""

    _name = "mdq.retained.sample.take"
    _description = "Take a Retained Sample"

    lot_id = fields.Many2one("stock.lot", "Lot", required=True, domain="[('mdq_status', '!=', False)]")
    uom_id = fields.Many2one(related="lot_id.product_uom_id")
    location_ids = fields.Many2many("stock.location", compute="_compute_location_ids")
    location_id = fields.Many2one("stock.location", "Taken From", required=True, compute="_compute_proposal", store=True, precompute=True, readonly=False)
    quantity = fields.Float(digits="Product Unit", required=True, compute="_compute_proposal", store=True, precompute=True, readonly=False)
    keep_until = fields.Date("Keep Until", required=True, compute="_compute_proposal", store=True, precompute=True, readonly=False)
    purpose = fields.Selection(
        lambda self: self.env["mdq.retained.sample"]._fields["purpose"]._description_selection(self.env), default="retained", required=True
    )
    shelf = fields.Char("Shelf or Box")
    condition = fields.Char("Storage Condition")
    note = fields.Text("Remarks")

    @api.depends("lot_id")
    def _compute_location_ids(self):
        for wizard in self:
            places = wizard.lot_id._mdq_get_split_places() if wizard.lot_id else []
            wizard.location_ids = self.env["stock.location"].union(*(place["location"] for place in places))

    @api.depends("lot_id")
    def _compute_proposal(self):
        for wizard in self:
            lot = wizard.lot_id
            wizard.location_id = wizard.location_ids._origin[:1]
            wizard.quantity = lot.product_id.mdq_sample_quantity or 1.0
            wizard.keep_until = lot._mdq_get_sample_end() if lot else False

    def action_take(self):
        self.ensure_one()
        values = {name: self[name] for name in ("purpose", "keep_until", "shelf", "condition", "note")}
        sample = self.env["mdq.retained.sample"].take(self.lot_id.id, self.quantity, self.location_id.id, values)
        return {"type": "ir.actions.act_window", "res_model": "mdq.retained.sample", "res_id": sample, "views": [(False, "form")]}


class MdqRetainedSampleUseAsk(models.TransientModel):
    """Asks what is done with a sample."""

    _name = "mdq.retained.sample.use.ask"
    _description = "Use a Retained Sample"

    sample_id = fields.Many2one("mdq.retained.sample", "Retained Sample", required=True)
    left = fields.Float(related="sample_id.left")
    uom_id = fields.Many2one(related="sample_id.uom_id")
    kind = fields.Selection(
        lambda self: self.env["mdq.retained.sample.use"]._fields["kind"]._description_selection(self.env), "What Is Done",
        default="examined", required=True,
    )
    quantity = fields.Float(digits="Product Unit", default=1.0)
    reason = fields.Text("What For", required=True)

    def action_use(self):
        self.ensure_one()
        return self.sample_id.use(self.kind, self.quantity, self.reason)
