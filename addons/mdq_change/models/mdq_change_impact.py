from odoo import api, fields, models
from odoo.fields import Command

LIVE_ORDERS = ("draft", "sent", "to approve", "purchase")
LIVE_PRODUCTIONS = ("draft", "confirmed", "progress", "to_close")
LIVE_LOTS = ("quarantine", "released", "hold")


class MdqChangeImpact(models.Model):
    """One thing that a change touches, and what is to be done with it."""

    _name = "mdq.change.impact"
    _description = "Impact of a Change"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "change_id"
    _order = "change_id, kind, id"

    change_id = fields.Many2one("mdq.change", "Change", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="change_id.company_id", store=True, precompute=True)
    kind = fields.Selection(
        [
            ("purchase", "Open Purchase Order"),
            ("production", "Work in Progress"),
            ("lot", "Lot in Stock"),
            ("supplier", "Supplier"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    name = fields.Char("What", required=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    decision = fields.Selection(
        [
            ("to_decide", "To Decide"),
            ("no_action", "No Action"),
            ("use_up", "Use Up"),
            ("rework", "Rework"),
            ("stop", "Stop"),
            ("inform", "Inform"),
            ("requalify", "Requalify"),
        ],
        required=True,
        default="to_decide",
    )
    note = fields.Char()

    def _mdq_deletable(self):
        return all(impact.change_id.state in ("draft", "assessment") for impact in self)

    def _get_signed_fields(self):
        return ["kind", "name", "res_model", "res_id", "quantity", "decision", "note"]

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }


class MdqChange(models.Model):
    _inherit = "mdq.change"

    def _write_impact(self, products):
        """Bring the list up to date: new rows in, vanished ones out, decisions on the others kept."""
        found = {(vals["res_model"], vals["res_id"], vals["product_id"]): vals for vals in self._get_impact_vals(products)}
        kept = {}
        for impact in self.impact_ids.filtered("res_model"):
            key = (impact.res_model, impact.res_id, impact.product_id.id)
            kept[key] = impact
        commands = [Command.delete(impact.id) for key, impact in kept.items() if key not in found]
        commands += [Command.update(kept[key].id, vals) for key, vals in found.items() if key in kept]
        commands += [Command.create(vals) for key, vals in found.items() if key not in kept]
        self.impact_ids = commands

    def _get_impact_vals(self, products):
        """What is touched, as values of impact rows. Other modules add their own kinds."""
        # The list names orders and stock of the company that the assessor may not be able to open.
        change = self.sudo()
        return [
            *change._get_purchase_impact(products),
            *change._get_production_impact(products),
            *change._get_lot_impact(products),
            *change._get_supplier_impact(products),
        ]

    @api.model
    def _prepare_impact_vals(self, kind, record, product=None, quantity=0.0):
        return {
            "kind": kind,
            "name": record.display_name,
            "res_model": record._name,
            "res_id": record.id,
            "product_id": product.id if product else False,
            "quantity": quantity,
        }

    def _get_purchase_impact(self, products):
        lines = self.env["purchase.order.line"].search(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "in", LIVE_ORDERS),
            ]
        )
        for (order, product), group in lines.grouped(lambda line: (line.order_id, line.product_id)).items():
            quantity = sum(
                line.product_uom_id._compute_quantity(line.product_qty - line.qty_received, product.uom_id)
                for line in group
            )
            if product.uom_id.compare(quantity, 0) > 0:
                yield self._prepare_impact_vals("purchase", order, product, quantity)

    def _get_production_impact(self, products):
        productions = self.env["mrp.production"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", LIVE_PRODUCTIONS),
                "|",
                ("product_id", "in", products.ids),
                ("move_raw_ids.product_id", "in", products.ids),
            ]
        )
        for production in productions:
            yield self._prepare_impact_vals("production", production, production.product_id, production.product_qty)

    def _get_lot_impact(self, products):
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "in", ("internal", "transit")),
                ("lot_id.mdq_status", "in", LIVE_LOTS),
                ("quantity", ">", 0),
            ],
            ["lot_id"],
            ["quantity:sum"],
        )
        for lot, quantity in groups:
            yield self._prepare_impact_vals("lot", lot, lot.product_id, quantity)

    def _get_supplier_impact(self, products):
        sellers = products.seller_ids.filtered(lambda seller: seller.company_id in (self.env["res.company"], self.company_id))
        partners = (sellers.partner_id | self.partner_id).commercial_partner_id
        for partner in partners.sorted("id"):
            yield self._prepare_impact_vals("supplier", partner)
