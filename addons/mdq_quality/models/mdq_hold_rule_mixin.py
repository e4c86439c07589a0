"""Holds by rule: which lots belong together, found by what they share, and caught when they come later."""

from odoo import api, fields, models
from odoo.fields import Domain

RULES = [
    ("list", "These lots"), ("supplier_lot", "Same supplier lot"), ("supplier", "Everything from a supplier"),
    ("receipt", "Same receipt"), ("window", "A product in a period"), ("component", "Made with a component lot"),
]
# Rule → the facts that it needs; those in RULE_FACTS that it does not need may narrow it where they are named in MAY_NARROW.
NEEDS = {
    "list": (), "supplier_lot": ("supplier_lot",), "supplier": ("partner_id",), "receipt": ("picking_id",),
    "window": ("product_id", "date_from", "date_to"), "component": ("component_lot_id",),
}
MAY_NARROW = {"supplier_lot": ("partner_id", "product_id"), "supplier": ("product_id", "date_from", "date_to"), "window": ("partner_id",)}


class MdqHoldRuleMixin(models.AbstractModel):
    """A rule and its facts: on the hold that keeps it, and in the dialog that asks for it."""

    _name = "mdq.hold.rule.mixin"
    _description = "Rule of a Hold"

    rule = fields.Selection(RULES, "Which Lots", default="list", required=True)
    supplier_lot = fields.Char("Supplier Lot", help="The supplier's own number of the lot, or of the melt: the internal reference of our lots.")
    partner_id = fields.Many2one("res.partner", "Supplier", ondelete="restrict")
    picking_id = fields.Many2one("stock.picking", "Receipt", ondelete="restrict", domain="[('picking_type_code', '=', 'incoming')]")
    product_id = fields.Many2one("product.product", "Product", ondelete="restrict", domain="[('mdq_controlled', '=', True)]")
    date_from = fields.Datetime("Received or Made From")
    date_to = fields.Datetime("Until")
    component_lot_id = fields.Many2one("stock.lot", "Component Lot", ondelete="restrict", domain="[('mdq_status', '!=', False)]")
    keep_catching = fields.Boolean("Catch Later Lots Too", help="Until the hold is lifted, lots that come later and fit are held as well.")

    # --------------------------------------------------------------------------------------- hooks

    @api.model
    def _get_rule_needs(self):
        """Return {rule: names of the fields that it needs}. Extend with the rule in the selection and `_find_by_<rule>`."""
        return NEEDS

    @api.model
    def _get_rule_facts(self):
        """Return the names of all fields that rules use."""
        return sorted({name for names in (*self._get_rule_needs().values(), *MAY_NARROW.values()) for name in names})

    # ---------------------------------------------------------------------------------------- find

    def _find_lots(self, company, within=None):
        """Return the controlled lots that fit the rule of this record, of a company or shared.

        :param within: ask for these lots only
        """
        self.ensure_one()
        missing = [name for name in self._get_rule_needs()[self.rule] if not self[name]]
        if missing:
            return self.env["stock.lot"]
        domain = Domain(getattr(self, f"_find_by_{self.rule}")(company))
        domain &= Domain([("mdq_status", "!=", False), ("company_id", "in", [company.id, False])])
        if within is not None:
            domain &= Domain("id", "in", within.ids)
        return self.env["stock.lot"].search(domain)

    def _find_by_list(self, company):
        return Domain.FALSE

    def _find_by_supplier_lot(self, company):
        domain = Domain("ref", "=ilike", self.supplier_lot.strip().replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_"))
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id.id)
        return domain & self._in_lines(company, self._get_received_domain()) if self.partner_id else domain

    def _find_by_supplier(self, company):
        lines = self._get_received_domain() & self._get_period_domain()
        if self.product_id:
            lines &= Domain("product_id", "=", self.product_id.id)
        return self._in_lines(company, lines)

    def _find_by_receipt(self, company):
        return self._in_lines(company, Domain("picking_id", "=", self.picking_id.id), done=False)

    def _find_by_window(self, company):
        lines = Domain("product_id", "=", self.product_id.id) & self._get_period_domain()
        if self.partner_id:
            return self._in_lines(company, lines & self._get_received_domain())
        return self._in_lines(company, lines & Domain.OR([
            [("picking_id.picking_type_code", "=", "incoming")], [("location_id.usage", "in", ("supplier", "production"))],
        ]))

    def _find_by_component(self, company):
        return Domain("id", "in", self.component_lot_id._mdq_find_made_with().ids)

    # ------------------------------------------------------------------------------------ helpers

    def _get_received_domain(self):
        """Lines by which a supplier delivered."""
        return Domain([
            ("picking_id.partner_id", "child_of", self.partner_id.commercial_partner_id.id),
            ("picking_id.picking_type_code", "=", "incoming"),
        ])

    def _get_period_domain(self):
        domain = Domain.TRUE
        if self.date_from:
            domain &= Domain("date", ">=", self.date_from)
        return domain & Domain("date", "<=", self.date_to) if self.date_to else domain

    def _in_lines(self, company, domain, done=True):
        """Return the domain of lots that stand in stock move lines of a domain."""
        domain &= Domain([("lot_id", "!=", False), ("company_id", "=", company.id)])
        domain &= Domain("state", "=", "done") if done else Domain("state", "!=", "cancel")
        return Domain("id", "in", self.env["stock.move.line"]._search(domain).subselect("lot_id"))
