"""Where the lots of a hold were found when it was placed: in stock, under way, outside, gone."""

from odoo import api, fields, models

from ..core import movement

KINDS = [
    ("stock", "In stock"), ("transit", "In transit"), ("outside", "At a subcontractor"), ("stopped", "Order stopped"),
    ("shipped", "Shipped"), ("consumed", "Used in production"),
]
GONE = ("shipped", "consumed")


class MdqHoldFinding(models.Model):
    """One quantity of a lot in one place, or in one order, as it was when the hold reached it."""

    _name = "mdq.hold.finding"
    _description = "Where a Held Lot Was Found"
    _inherit = ["mdq.audited.mixin"]
    _order = "hold_id desc, kind, id"
    _rec_name = "lot_id"
    _mdq_server_written = True

    hold_id = fields.Many2one("mdq.hold", "Hold", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float("Of It Reserved", digits="Product Unit", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, ondelete="restrict")
    production_id = fields.Many2one("mrp.production", "Manufacturing Order", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "With Whom", readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="lot_id.product_uom_id")


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    finding_ids = fields.One2many("mdq.hold.finding", "hold_id", "Where They Were Found", readonly=True)
    stopped_count = fields.Integer("Orders Stopped", compute="_compute_finding_counts")
    gone_count = fields.Integer("Shipped or Used", compute="_compute_finding_counts")

    @api.depends("finding_ids.kind")
    def _compute_finding_counts(self):
        groups = self.env["mdq.hold.finding"]._read_group(
            [("hold_id", "in", self.ids), ("kind", "in", ("stopped", *GONE))], ["hold_id", "kind"],
            ["__count", "picking_id:count_distinct", "production_id:count_distinct"],
        )
        rows, orders = {}, {}
        for hold, kind, count, pickings, productions in groups:
            rows[hold.id, kind], orders[hold.id, kind] = count, pickings + productions
        for hold in self:
            hold.stopped_count = orders.get((hold.id, "stopped"), 0)
            hold.gone_count = sum(rows.get((hold.id, kind), 0) for kind in GONE)

    def _seize(self, lots):
        # Stock of everybody is reached; who may read which row of it is said by its company.
        places = lots.sudo()._mdq_find_whereabouts()
        stopped = super()._seize(lots)
        rows = [{**row, "hold_id": self.id} for row in places]
        rows += [
            {"hold_id": self.id, "lot_id": lot.id, "kind": "stopped", "quantity": quantity, **order._prepare_stopped_vals()}
            for order, quantities in stopped.items() for lot, quantity in quantities.items()
        ]
        # No role writes them; the server tells what it met.
        self.env["mdq.hold.finding"].sudo().create(rows)
        return stopped

    def action_view_findings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_hold_finding_action")
        return {**action, "domain": [("hold_id", "in", self.ids)]}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _prepare_stopped_vals(self):
        return {"picking_id": self.id, "partner_id": self.partner_id.id, "company_id": self.company_id.id}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _prepare_stopped_vals(self):
        partner = self.picking_ids.partner_id[:1] if self.bom_id.type == "subcontract" else self.env["res.partner"]
        return {"production_id": self.id, "partner_id": partner.id, "company_id": self.company_id.id}


class StockLot(models.Model):
    """Where lots are, and where they went: three questions to the database, however many lots."""

    _inherit = "stock.lot"

    mdq_whereabouts = fields.Char("Where It Is", compute="_compute_mdq_whereabouts", groups="base.group_user")
    mdq_gone = fields.Char("Shipped or Used", compute="_compute_mdq_whereabouts", groups="base.group_user")

    @api.depends("quant_ids.quantity")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_mdq_whereabouts(self):
        # Who may read a lot may read where it is, in the companies that he works for.
        rows = self.sudo()._mdq_find_whereabouts()
        rows = [row for row in rows if not row["company_id"] or row["company_id"] in self.env.companies.ids]
        # Names of places of stock that he may know of.
        places = self.env["stock.location"].sudo().browse({row["location_id"] for row in rows if row.get("location_id")})
        names = {place.id: place.display_name for place in places}
        kinds = dict(self.env["mdq.hold.finding"]._fields["kind"]._description_selection(self.env))
        told, gone = _sum_rows(rows, lambda row: names.get(row.get("location_id")), kinds)
        for lot in self:
            lot.mdq_whereabouts = told.get(lot._origin.id, False)
            lot.mdq_gone = gone.get(lot._origin.id, False)

    def _mdq_find_whereabouts(self):
        """Return [{lot_id, kind, location_id, quantity, reserved, picking_id, production_id, partner_id, company_id}]."""
        return [*self._mdq_find_places(), *self._mdq_find_shipped(), *self._mdq_find_consumed()]

    def _mdq_find_places(self):
        groups = self.env["stock.quant"]._read_group(
            [("lot_id", "in", self.ids), ("quantity", ">", 0), ("location_id.usage", "in", ("internal", "transit"))],
            ["lot_id", "location_id"], ["quantity:sum", "reserved_quantity:sum"],
        )
        return [
            {"lot_id": lot.id, "kind": place._mdq_get_finding_kind(), "location_id": place.id, "quantity": quantity,
             "reserved": reserved, "company_id": place.company_id.id}
            for lot, place, quantity, reserved in groups
        ]

    def _mdq_find_shipped(self):
        groups = self.env["stock.move.line"]._read_group(
            [("lot_id", "in", self.ids), ("state", "=", "done"), ("location_dest_id.usage", "=", "customer")],
            ["lot_id", "picking_id"], ["quantity_product_uom:sum"],
        )
        return [
            {"lot_id": lot.id, "kind": "shipped", "quantity": quantity, "picking_id": picking.id,
             "partner_id": picking.partner_id.id, "company_id": picking.company_id.id}
            for lot, picking, quantity in groups
        ]

    def _mdq_find_consumed(self):
        groups = self.env["stock.move.line"]._read_group(
            [("lot_id", "in", self.ids), ("state", "=", "done"), ("move_id.raw_material_production_id", "!=", False)],
            ["lot_id", "move_id"], ["quantity_product_uom:sum"],
        )
        return [
            {"lot_id": lot.id, "kind": "consumed", "quantity": quantity, "production_id": move.raw_material_production_id.id,
             "company_id": move.company_id.id}
            for lot, move, quantity in groups
        ]


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _mdq_get_finding_kind(self):
        # Where a place lies is the same for every reader.
        kind = self.sudo()._mdq_get_kind()
        return "outside" if kind == movement.OUTSIDE else "transit" if self.usage == "transit" else "stock"


def _sum_rows(rows, name_of, kinds):
    """Return ({lot id: places with quantities}, {lot id: what went with quantities}) as texts."""
    places, gone = {}, {}
    for row in rows:
        if row["kind"] in GONE:
            lot = gone.setdefault(row["lot_id"], {})
            lot[row["kind"]] = lot.get(row["kind"], 0) + row["quantity"]
        else:
            places.setdefault(row["lot_id"], []).append(f"{name_of(row)}: {row['quantity']:g}")
    told = {lot: ", ".join(f"{kinds[kind]}: {quantity:g}" for kind, quantity in of.items()) for lot, of in gone.items()}
    return {lot: ", ".join(texts) for lot, texts in places.items()}, told
