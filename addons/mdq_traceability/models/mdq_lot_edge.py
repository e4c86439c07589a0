from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import lot_edge_facts

STOCK_FIELDS = {
    "stock.move": ["raw_material_production_id", "production_id", "unbuild_id", "mdq_split_id", "state"],
    "stock.move.line": ["move_id", "lot_id", "product_id", "quantity_product_uom", "state", "date", "location_id",
                        "company_id", "location_dest_id", "package_id", "result_package_id", "owner_id"],
    "mrp.production": ["product_id", "subcontractor_id"],
    "mrp.unbuild": ["mo_id"],
    "mdq.lot.split": ["new_lot_id"],
}
DIFFERENCES_SHOWN = 500


class MdqLotEdge(models.Model):
    """One lot went into another: how much, in which order, at which subcontractor, when.

    Rows are facts: never deleted, and never changed but for being superseded by the row that corrects them. Only the
    server writes them, by `_sync_…` from stock events and `_rebuild` from all stock moves.
    """

    _name = "mdq.lot.edge"
    _description = "Lot Relation"
    _order = "event_date desc, id desc"
    _rec_name = "kind"
    _log_access = False
    _mdq_ledger = True
    _mdq_server_written = True

    parent_lot_id = fields.Many2one("stock.lot", "From Lot", required=True, readonly=True, ondelete="restrict")
    child_lot_id = fields.Many2one("stock.lot", "Into Lot", required=True, readonly=True, ondelete="restrict")
    parent_product_id = fields.Many2one(related="parent_lot_id.product_id", string="From Product")
    child_product_id = fields.Many2one(related="child_lot_id.product_id", string="Into Product")
    quantity = fields.Float("Quantity Used", digits=0, readonly=True, help="In the unit of the product it came from.")
    child_quantity = fields.Float("Quantity Made", digits=0, readonly=True, help="In the unit of the product it went into.")
    kind = fields.Selection(
        [("produce", "Made"), ("byproduct", "By-product"), ("unbuild", "Taken apart"), ("split", "Split off")], required=True, readonly=True,
    )
    consume_line_id = fields.Integer("Consuming Move Line", readonly=True)
    produce_line_id = fields.Integer("Producing Move Line", readonly=True)
    production_id = fields.Many2one("mrp.production", "Order", readonly=True, ondelete="restrict")
    unbuild_id = fields.Many2one("mrp.unbuild", "Unbuild Order", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Subcontractor", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    event_date = fields.Datetime("Happened On", required=True, readonly=True)
    recorded_at = fields.Datetime("Recorded On", required=True, readonly=True)
    superseded_on = fields.Datetime("Corrected On", readonly=True)
    supersedes_id = fields.Many2one("mdq.lot.edge", "Corrects", readonly=True, ondelete="restrict")

    _forward_index = models.Index("(parent_lot_id, child_lot_id)")
    _backward_index = models.Index("(child_lot_id, parent_lot_id)")
    _production_index = models.Index("(production_id) WHERE production_id IS NOT NULL")
    _unbuild_index = models.Index("(unbuild_id) WHERE unbuild_id IS NOT NULL")
    _produce_line_index = models.Index("(produce_line_id)")
    _current_unique = models.UniqueIndex(
        "(consume_line_id, produce_line_id) WHERE superseded_on IS NULL", "This relation of two lots is there already.",
    )
    _corrected_index = models.Index("(consume_line_id, produce_line_id) WHERE superseded_on IS NOT NULL")

    def unlink(self):
        if self:
            raise UserError(self.env._(
                "Relations of lots are never deleted. Correct the stock move; the old relation stays on record."
            ))
        return super().unlink()

    # ---------------------------------------------------------------------------------------- sync

    @api.model
    def _sync_productions(self, productions):
        """Bring the rows of these orders in line with their done move lines."""
        if productions:
            scope = SQL("e.production_id = ANY(%s) AND e.unbuild_id IS NULL", productions.ids)
            self._sync(lot_edge_facts.of_orders(productions.ids), scope)

    @api.model
    def _sync_unbuilds(self, unbuilds):
        """Bring the rows of these unbuild orders in line with their done move lines."""
        if unbuilds:
            self._sync(lot_edge_facts.of_unbuilds(unbuilds.ids), SQL("e.unbuild_id = ANY(%s)", unbuilds.ids))

    @api.model
    def _sync_splits(self, splits):
        """Bring the rows of these splits of lots in line with their done move lines."""
        if splits:
            lines = splits.move_ids.move_line_ids
            self._sync(lot_edge_facts.of_splits(splits.ids), SQL("e.produce_line_id = ANY(%s)", lines.ids))

    @api.model
    def _rebuild(self):
        """Bring all rows in line with stock; return (rows superseded, rows added)."""
        return self._sync(lot_edge_facts.of_everything(), SQL("TRUE"))

    def _sync(self, facts, scope):
        """Two statements, whatever the number of lots."""
        self._flush_stock()
        self._mdq_mark_ledger()
        now = fields.Datetime.now()
        self.env.cr.execute(lot_edge_facts.supersede(facts, scope, now))
        superseded = self.env.cr.rowcount
        self.env.cr.execute(lot_edge_facts.insert_missing(facts, now))
        added = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return superseded, added

    def _flush_stock(self):
        for model, names in STOCK_FIELDS.items():
            self.env[model].flush_model(names)

    @api.model
    def _sync_dates(self, lines):
        """Take over the date of lines whose transfer was dated back: the event is the same one."""
        if not lines:
            return
        self._flush_stock()
        self._mdq_mark_ledger()
        self.env.cr.execute(SQL(
            """UPDATE mdq_lot_edge e SET event_date = l.date FROM stock_move_line l
                WHERE l.id = e.produce_line_id AND l.id = ANY(%s) AND e.event_date <> l.date
                  AND e.superseded_on IS NULL""",
            lines.ids,
        ))
        self.invalidate_model(["event_date"], flush=False)

    @api.model
    def _compare(self, company=None):
        """Reckon the relations anew from all stock moves; return where the graph differs, as a list of dicts."""
        self._flush_stock()
        company = company or self.env.company
        self.env.cr.execute(lot_edge_facts.differences(company.id, DIFFERENCES_SHOWN))
        return self.env.cr.dictfetchall()
