"""Holds by rule, placed at once for all lots that fit, and catching those that come later."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .mdq_hold_rule_mixin import MAY_NARROW


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    rule = fields.Selection(readonly=True)
    keep_catching = fields.Boolean(readonly=True)
    caught_count = fields.Integer("Caught Later", readonly=True)

    _catching_index = models.Index("(company_id) WHERE keep_catching AND state = 'active'")

    @api.model
    def place_by_rule(self, rule, values, reason, keep_catching=False):
        """Put all lots on hold that fit a rule, and with `keep_catching` those that will; return the id of the hold.

        :param rule: supplier_lot, supplier, receipt, window, component
        :param values: the facts of the rule: supplier_lot, partner_id, picking_id, product_id, date_from, date_to, component_lot_id
        """
        self.env.user._mdq_require(*self._get_placer_groups())
        values = {**self._check_rule(rule, values), "rule": rule, "keep_catching": bool(keep_catching)}
        # Holding is for whoever finds something wrong; the role was checked above, and the facts are readable to him.
        holds = self.sudo()
        lots = holds.new(values)._find_lots(self.env.company)
        if not lots and not keep_catching:
            raise UserError(self.env._("No controlled lot fits: nothing would be on hold. Check what you entered."))
        return holds._place(lots, reason, values).id

    @api.model
    def _check_rule(self, rule, values):
        """Return the values of a rule as they are stored; refuse what is missing, unknown, or not for the caller to read."""
        needs, known = self._get_rule_needs(), self._get_rule_facts()
        if rule not in needs or rule == "list" or not set(values) <= set(known):
            raise UserError(self.env._(
                "A hold by rule takes one of: %(rules)s, with: %(facts)s.", rules=", ".join(sorted(set(needs) - {"list"})),
                facts=", ".join(known),
            ))
        missing = [self._fields[name]._description_string(self.env) for name in needs[rule] if not values.get(name)]
        if missing:
            raise UserError(self.env._("To find the lots, name: %s.", ", ".join(missing)))
        used = {*needs[rule], *MAY_NARROW.get(rule, ())}
        for name in used:
            if values.get(name) and self._fields[name].type == "many2one":
                self.env[self._fields[name].comodel_name].browse(values[name]).check_access("read")
        return {name: value for name, value in values.items() if name in used}

    # ----------------------------------------------------------------------------------- catching

    def _catch(self, lots):
        """Hold those of these lots that fit the rule and were not seen by this hold before."""
        self.ensure_one()
        fitting = self._find_lots(self.company_id, within=lots) - self.lot_ids - self.lift_ids.lot_ids
        if fitting:
            self._seize(fitting)
            self._write_guarded({"caught_count": self.caught_count + len(fitting)})
            self._message_log(body=self.env._("Caught later: %s", ", ".join(fitting.mapped("display_name"))))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"caught_count"}

    def write(self, vals):
        changed = {"rule", "keep_catching", *self._get_rule_facts()} & set(vals)
        if changed:
            raise UserError(self._get_guarded_refusal(changed))
        return super().write(vals)


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_find_made_with(self):
        """Return this lot and all lots that it went into, at any depth, with one query.

        In `stock_move_line_consume_rel`, `consume_line_id` is the line of the product and `produce_line_id` that of
        the component.
        """
        self.env["stock.move.line"].flush_model(["lot_id", "state", "consume_line_ids", "produce_line_ids"])
        rows = self.env.execute_query(SQL(
            """
            WITH RECURSIVE below(lot) AS (
                SELECT id FROM stock_lot WHERE id = ANY(%(lots)s)
                UNION
                SELECT made.lot_id
                  FROM below
                  JOIN stock_move_line used ON used.lot_id = below.lot AND used.state = 'done'
                  JOIN stock_move_line_consume_rel rel ON rel.produce_line_id = used.id
                  JOIN stock_move_line made ON made.id = rel.consume_line_id
                 WHERE made.lot_id IS NOT NULL AND made.state = 'done')
            SELECT lot FROM below
            """, lots=list(self.ids),
        ))
        return self.browse(lot for lot, in rows)
