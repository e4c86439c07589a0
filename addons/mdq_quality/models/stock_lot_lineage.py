"""What went into a lot, and what it went into."""

from odoo import models
from odoo.tools import SQL


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_ancestor_ids(self):
        """Return {lot id: ids of itself and of all lots that went into it}, with one query. Extend where more is known.

        In `stock_move_line_consume_rel`, `consume_line_id` is the line of the product and `produce_line_id` that of
        the component.
        """
        self.env["stock.move.line"].flush_model(["lot_id", "state", "consume_line_ids", "produce_line_ids"])
        rows = self.env.execute_query(SQL(
            """
            WITH RECURSIVE above(lot, ancestor) AS (
                SELECT id, id FROM stock_lot WHERE id IN %(lots)s
                UNION
                SELECT above.lot, component.lot_id
                  FROM above
                  JOIN stock_move_line made ON made.lot_id = above.ancestor AND made.state = 'done'
                  JOIN stock_move_line_consume_rel rel ON rel.consume_line_id = made.id
                  JOIN stock_move_line component ON component.id = rel.produce_line_id
                 WHERE component.lot_id IS NOT NULL AND component.state = 'done')
            SELECT lot, array_agg(ancestor) FROM above GROUP BY lot
            """, lots=tuple(self.ids) or (0,),
        ))
        return {lot: set(found) for lot, found in rows}

    def _mdq_find_carriers(self):
        """Return these lots and all that carry what is wrong with them: made from them, at any depth. Extend."""
        return self._mdq_find_made_with()
