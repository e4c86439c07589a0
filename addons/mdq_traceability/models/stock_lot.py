from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import graph

DIRECTIONS = {
    "forward": (SQL("e.parent_lot_id"), SQL("e.child_lot_id")),
    "backward": (SQL("e.child_lot_id"), SQL("e.parent_lot_id")),
}
# More than a person can look at, and than a browser should be sent in one answer.
MOST_EDGES = 20000


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.readonly
    def mdq_trace(self, direction, depth=None, as_of=None):
        """Follow these lots through everything they went into, or came from.

        :param direction: "forward", "backward" or "both"
        :param depth: number of generations; all if not given
        :param as_of: ISO time (UTC): the relations as they were known then
        :return: {"nodes": [...], "edges": [...], "truncated": bool}; a lot that the caller may not read is a node with
            `visible` false and no name
        """
        self._mdq_check_traceable()
        if direction not in (*DIRECTIONS, "both"):
            raise UserError(self.env._("“%s” is no direction of a trace: say forward, backward or both.", direction))
        if depth is not None and depth < 1:
            raise UserError(self.env._("A trace goes at least one generation deep."))
        as_of = fields.Datetime.to_datetime(as_of) if as_of else None
        wanted = DIRECTIONS if direction == "both" else [direction]
        found = {one: self._mdq_walk(one, depth, as_of) for one in wanted}
        pairs = {one: [(row["parent"], row["child"]) for row in rows] for one, rows in found.items()}
        levels = graph.both_ways(self.ids, pairs.get("forward", []), pairs.get("backward", []))
        edges = {_edge_key(row): row for rows in found.values() for row in rows}
        return {
            "nodes": self._mdq_trace_nodes(levels, as_of),
            "edges": self._mdq_trace_edges(list(edges.values())),
            "truncated": any(sum(row["rows"] for row in rows) >= MOST_EDGES for rows in found.values()),
        }

    def _mdq_check_traceable(self):
        """Who reads the lots and the relations of lots may trace; suppliers in the portal may not."""
        self.check_access("read")
        self.env["mdq.lot.edge"].check_access("read")

    def _mdq_reach(self, direction):
        """Return these lots and all that they went into, or came from, without any limit: what a recall needs."""
        self.env["mdq.lot.edge"].flush_model()
        found = set(self.ids)
        for one in DIRECTIONS if direction == "both" else [direction]:
            start, end = DIRECTIONS[one]
            found |= {lot_id for (lot_id,) in self.env.execute_query(SQL(
                """WITH RECURSIVE walk AS (
                       SELECT unnest(%(lots)s::int[]) AS lot_id
                        UNION SELECT %(end)s FROM walk w JOIN mdq_lot_edge e ON %(start)s = w.lot_id WHERE %(valid)s)
                   SELECT lot_id FROM walk""",
                lots=self.ids, start=start, end=end, valid=_valid(None),
            ))}
        return self.browse(sorted(found))

    def _mdq_walk(self, direction, depth, as_of):
        """Return the relations reached from these lots in one direction: one recursive query."""
        start, end = DIRECTIONS[direction]
        self.env["mdq.lot.edge"].flush_model()
        walk = SQL(
            """SELECT unnest(%(lots)s::int[]) AS lot_id, 1 AS level
                UNION SELECT %(end)s, %(next)s FROM walk w JOIN mdq_lot_edge e ON %(start)s = w.lot_id
                       WHERE %(valid)s AND %(deeper)s""",
            lots=self.ids, start=start, end=end, valid=_valid(as_of),
            # Without a limit the level stays out of the row, so that UNION ends every circle and every second way.
            next=SQL("w.level + 1") if depth else SQL("1"), deeper=SQL("w.level < %s", depth) if depth else SQL("TRUE"),
        )
        # In the order of the walk, nearest lots first: what is cut off is what lies farthest.
        near = SQL("(SELECT lot_id FROM walk GROUP BY lot_id ORDER BY min(level))") if depth else SQL("walk")
        return self.env.execute_query_dict(SQL(
            """WITH RECURSIVE walk AS (%(walk)s),
                    reached AS (SELECT e.* FROM %(near)s w
                                  JOIN mdq_lot_edge e ON %(start)s = w.lot_id WHERE %(valid)s LIMIT %(most)s)
               SELECT parent_lot_id AS parent, child_lot_id AS child, kind, production_id, partner_id, company_id,
                      sum(quantity) AS quantity, min(event_date) AS date, count(*) AS rows
                 FROM reached GROUP BY parent_lot_id, child_lot_id, kind, production_id, partner_id, company_id
                ORDER BY date, parent, child""",
            walk=walk, near=near, start=start, valid=_valid(as_of), most=MOST_EDGES,
        ))

    # --------------------------------------------------------------------------------------- answer

    def _mdq_trace_nodes(self, levels, as_of=None):
        lots = self.browse(levels).exists()
        visible = lots._filtered_access("read")
        made, steps = visible._mdq_made(), visible._mdq_trace_steps()
        degrees = self._mdq_trace_degrees(list(levels), as_of)
        return [
            {
                "lot_id": lot.id, "level": levels[lot.id], **degrees.get(lot.id, {"parents": 0, "children": 0}),
                **(lot._mdq_trace_node(made.get(lot.id, 0.0), steps.get(lot.id, [])) if lot in visible
                   else self._mdq_unseen_node()),
            }
            for lot in lots.sorted(lambda lot: (levels[lot.id], lot.id))
        ]

    def _mdq_trace_node(self, quantity, steps):
        # The names of product, unit and company of a lot belong to the lot that the caller may read.
        product, company = self.product_id.sudo(), self.company_id.sudo()
        return {
            "visible": True, "name": self.name, "product_id": product.id, "product": product.display_name,
            "status": self.mdq_status or False, "quantity": quantity, "uom": product.uom_id.name,
            "company_id": company.id or False, "company": company.name or False, "steps": steps,
        }

    def _mdq_unseen_node(self):
        return {
            "visible": False, "name": False, "product_id": False, "product": False, "status": False, "quantity": False,
            "uom": False, "company_id": False, "company": False, "steps": [],
        }

    def _mdq_trace_degrees(self, lot_ids, as_of):
        """Return {lot: number of lots right before and after it}, so that a screen knows where more is to come."""
        rows = self.env.execute_query(SQL(
            """SELECT lot_id, sum(parents)::int, sum(children)::int FROM (
                   SELECT e.child_lot_id AS lot_id, count(DISTINCT e.parent_lot_id) AS parents, 0 AS children
                     FROM mdq_lot_edge e WHERE e.child_lot_id = ANY(%(lots)s) AND %(valid)s GROUP BY 1
                   UNION ALL
                   SELECT e.parent_lot_id, 0, count(DISTINCT e.child_lot_id)
                     FROM mdq_lot_edge e WHERE e.parent_lot_id = ANY(%(lots)s) AND %(valid)s GROUP BY 1
               ) sides GROUP BY lot_id""",
            lots=lot_ids, valid=_valid(as_of),
        ))
        return {lot_id: {"parents": parents, "children": children} for lot_id, parents, children in rows}

    def _mdq_trace_edges(self, rows):
        """Give names to the relations; the order and partner of another company stay its own."""
        seen = [row for row in rows if row["company_id"] in self.env.companies.ids]
        # A trace names orders and partners to everybody who may read the lots, and nothing else of them.
        orders = self.env["mrp.production"].sudo().browse({row["production_id"] for row in seen} - {None})
        partners = self.env["res.partner"].sudo().browse({row["partner_id"] for row in seen} - {None})
        order_names = {order.id: order.name for order in orders}
        partner_names = {partner.id: partner.display_name for partner in partners}
        parents = self.sudo().browse({row["parent"] for row in rows})  # a unit alone names nothing
        uoms = {lot.id: lot.product_id.uom_id.name for lot in parents}
        return [
            {
                "parent": row["parent"], "child": row["child"], "kind": row["kind"],
                "quantity": row["quantity"], "uom": uoms[row["parent"]],
                "date": fields.Datetime.to_string(row["date"]),
                "production_id": row["production_id"] if row["production_id"] in order_names else False,
                "production": order_names.get(row["production_id"], False),
                "partner_id": row["partner_id"] if row["partner_id"] in partner_names else False,
                "partner": partner_names.get(row["partner_id"], False),
            }
            for row in rows
        ]

    def _mdq_trace_steps(self):
        """Return {lot_id: [{process, partner, date, …}]}: what was done on the lot without changing it. Extend."""
        return {}

    def action_mdq_trace(self):
        """Open the trace of these lots."""
        action = self.env["ir.actions.actions"]._for_xml_id("mdq_traceability.mdq_trace_action")
        return {**action, "params": {"lot_ids": self.ids}}


def _edge_key(row):
    return row["parent"], row["child"], row["kind"], row["production_id"], row["partner_id"], row["company_id"]


def _valid(as_of):
    """Rows that count: the current ones, or those known at a time.

    A first row counts from when it happened, a correcting one from when it was recorded, and both until corrected.
    """
    if not as_of:
        return SQL("e.superseded_on IS NULL")
    return SQL(
        """e.event_date <= %(at)s AND (e.superseded_on IS NULL OR e.superseded_on > %(at)s)
           AND (e.supersedes_id IS NULL OR e.recorded_at <= %(at)s)""",
        at=as_of,
    )
