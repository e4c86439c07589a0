from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Whoever brought a lot or worked on it, by receipt or by subcontract order.
SUPPLIERS = """
    SELECT DISTINCT e.partner_id, 'subcontractor' AS role, e.child_lot_id AS lot_id
      FROM mdq_lot_edge e
     WHERE e.child_lot_id = ANY(%(lots)s) AND e.superseded_on IS NULL AND e.partner_id IS NOT NULL
       AND e.company_id = ANY(%(companies)s)
     UNION
    SELECT p.partner_id, 'vendor', l.lot_id
      FROM stock_move_line l
      JOIN stock_location source ON source.id = l.location_id AND source.usage = 'supplier'
      JOIN stock_move m ON m.id = l.move_id
      JOIN stock_picking p ON p.id = m.picking_id AND p.partner_id IS NOT NULL
     WHERE l.lot_id = ANY(%(lots)s) AND l.state = 'done' AND l.company_id = ANY(%(companies)s)"""


class MdqRecall(models.Model):
    _inherit = "mdq.recall"

    @api.model
    @api.readonly
    def simulate(self, lot_ids, direction="forward"):
        """Show what a recall of these lots would reach, changing nothing.

        :return: {"lots": [...], "quantities_by_place": [...], "customers": [...], "suppliers": [...]}
        """
        self.check_access("read")
        if direction not in ("forward", "backward", "both"):
            raise UserError(self.env._("“%s” is no direction of a trace: say forward, backward or both.", direction))
        lots = self.env["stock.lot"].browse(lot_ids)
        lots._mdq_check_traceable()
        reached = lots._mdq_reach(direction)._filtered_access("read")
        places = reached._mdq_places()[0]
        return {
            "lots": reached._mdq_describe(), "quantities_by_place": _by_place(places),
            "customers": _by_customer(places), "suppliers": reached._mdq_suppliers(),
        }


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_describe(self):
        made = self._mdq_made()
        # The names of product and unit of a lot belong to the lot that the caller may read.
        return [
            {
                "lot_id": lot.id, "name": lot.name, "product_id": lot.product_id.id,
                "product": lot.product_id.display_name, "status": lot.mdq_status or False,
                "quantity": made.get(lot.id, 0.0), "uom": lot.product_id.uom_id.name,
            }
            for lot in self.sudo()  # as said above
        ]

    def _mdq_suppliers(self):
        """Return [{partner_id, partner, roles, lots}]: vendors, subcontractors, and who worked on the lot itself."""
        rows = self.env.execute_query(SQL(SUPPLIERS, lots=self.ids, companies=self.env.companies.ids))
        steps = self._mdq_trace_steps()
        rows += [
            (step["partner_id"], "processor", lot_id)
            for lot_id, done in steps.items() for step in done if step.get("partner_id")
        ]
        # Who supplied a lot may be known to whoever may read the lot.
        partners = {p.id: p for p in self.env["res.partner"].sudo().browse({row[0] for row in rows})}
        names = {lot.id: lot.name for lot in self}
        return [
            {
                "partner_id": partner.id, "partner": partner.display_name,
                "roles": sorted({role for partner_id, role, _lot in rows if partner_id == partner.id}),
                "lots": sorted({names[lot_id] for partner_id, _role, lot_id in rows if partner_id == partner.id}),
            }
            for partner in sorted(partners.values(), key=lambda one: one.display_name)
        ]


def _by_place(places):
    """Add up what lies at the same place."""
    totals = {}
    for place in places:
        key = (place["kind"], place["location_id"], place["partner_id"], place["product_id"])
        row = totals.setdefault(key, {
            **{name: place[name] for name in ("kind", "location_id", "location", "partner_id", "partner", "product_id",
                                              "product", "uom")},
            "quantity": 0.0, "lots": [],
        })
        row["quantity"] += place["quantity"]
        if place["lot"] not in row["lots"]:
            row["lots"].append(place["lot"])
    return list(totals.values())


def _by_customer(places):
    """Group what was delivered, by who got it."""
    customers = {}
    for place in places:
        if place["kind"] != "customer":
            continue
        row = customers.setdefault(place["partner_id"], {
            **{name: place[name] for name in ("partner_id", "partner", "address", "country")}, "deliveries": [],
        })
        row["deliveries"].append({
            name: place[name] for name in ("picking_id", "picking", "date", "lot_id", "lot", "product", "quantity", "uom")
        })
    return list(customers.values())
