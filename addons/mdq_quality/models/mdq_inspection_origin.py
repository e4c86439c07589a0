from odoo import api, fields, models


class MdqInspection(models.Model):
    """Where an inspection comes from, and all lots that it decides on."""

    _inherit = "mdq.inspection"

    lot_ids = fields.Many2many(
        "stock.lot", "mdq_inspection_lot_rel", "inspection_id", "lot_id", "Lots", copy=False,
        help="All lots and serial numbers that are decided on with this inspection.",
    )
    has_more_lots = fields.Boolean(compute="_compute_has_more_lots", export_string_translation=False)
    source = fields.Selection(
        [("hand", "By hand"), ("stock", "Stock operation"), ("schedule", "Retest schedule")], "Opened By", required=True,
        default="hand", copy=False,
    )
    workorder_id = fields.Many2one("mrp.workorder", "Work Order", ondelete="restrict", index="btree_not_null")
    package_id = fields.Many2one("stock.package", "Container", ondelete="restrict")
    portion_no = fields.Integer("Portion", aggregator=None, help="Portions of a lot are counted in the order in which they came.")

    # Two workers at the same moment open the same inspection once: the second one is tried again and finds the first one's.
    _open_once = models.UniqueIndex(
        "(lot_id, point, COALESCE(picking_id, 0), COALESCE(production_id, 0), COALESCE(workorder_id, 0), COALESCE(package_id, 0),"
        " COALESCE(portion_no, 0)) WHERE state = 'open' AND source = 'stock'",
        "This inspection was opened already.",
    )

    def init(self):
        """Inspections of versions before decide on their one lot."""
        super().init()
        self.env.cr.execute(
            """INSERT INTO mdq_inspection_lot_rel (inspection_id, lot_id) SELECT i.id, i.lot_id FROM mdq_inspection i
                WHERE NOT EXISTS (SELECT FROM mdq_inspection_lot_rel r WHERE r.inspection_id = i.id)""")

    @api.depends("lot_ids")
    def _compute_has_more_lots(self):
        for inspection in self:
            inspection.has_more_lots = len(inspection.lot_ids) > 1

    @api.model_create_multi
    def create(self, vals_list):
        """The lot that is named is one of those that are decided on; all are of one product."""
        inspections = super().create([
            {**vals, "lot_ids": [fields.Command.set(self._get_lots_of(vals))]} if vals.get("lot_id") else vals
            for vals in self._with_quantities(vals_list)
        ])
        for inspection in inspections:
            if inspection.lot_id not in inspection.lot_ids:  # it came as a default
                inspection._write_guarded({"lot_ids": [fields.Command.set(inspection.lot_id.ids)]})
        return inspections

    @api.model
    def _with_quantities(self, vals_list):
        """Opened by hand without a quantity, an inspection is of all that is there, as on the screen."""
        asking = {vals.get("lot_id") for vals in vals_list if "quantity" not in vals and vals.get("source", "hand") == "hand"} - {None, False}
        # How many there are is no secret to whoever opens its inspection.
        there = {lot.id: max(lot.product_qty, 0.0) for lot in self.env["stock.lot"].sudo().browse(asking)}
        return [vals if "quantity" in vals or vals.get("lot_id") not in there else {**vals, "quantity": there[vals["lot_id"]]} for vals in vals_list]

    def _get_lots_of(self, vals):
        named = vals.get("lot_ids") or []
        others = [number for command in named if command[0] == fields.Command.SET for number in command[2]]
        others += [command[1] for command in named if command[0] == fields.Command.LINK]
        lots = self.env["stock.lot"].browse(dict.fromkeys([vals["lot_id"], *others]))
        # Which product a lot is of is no secret to whoever opens its inspection.
        return lots.filtered(lambda lot: lot.sudo().product_id == lots[:1].sudo().product_id).ids if len(lots) > 1 else lots.ids

    def _filter_unanswered(self):
        """Return those of these that rejected, and that no later look at the same goods answers.

        What was opened with the same movement, for another portion or at another operation, is no such look.
        """
        accepted = self.filtered(lambda inspection: inspection.state == "accepted")
        return self.filtered(
            lambda inspection: inspection.state == "rejected" and not any(other._answers(inspection) for other in accepted)
        )

    def _answers(self, rejected):
        """It came later, not beside it, and was of as much as was rejected, or of all that is left."""
        is_beside = self.source == "stock" and (self.picking_id, self.production_id) == (rejected.picking_id, rejected.production_id)
        if self.id < rejected.id or is_beside:
            return False
        wanted = min(rejected.quantity, sum(rejected.lot_ids.mapped("product_qty")))
        return self.product_id.uom_id.compare(self.quantity, wanted) >= 0

    def _get_deciding_fields(self):
        return super()._get_deciding_fields() | {"workorder_id"}

    def _prepare_plan_case(self):
        return {**super()._prepare_plan_case(), "operation": self.workorder_id.operation_id}

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        """By hand, one seldom means anything but all that is there, of whoever delivered it."""
        if self.lot_id and not self._origin:
            last = self.lot_id.mdq_inspection_ids.sorted("id")[-1:]
            self.quantity = max(self.lot_id.product_qty, 0.0)
            self.partner_id = last.partner_id
            self.process_id = last.process_id
            self.point = last.point or self.point
