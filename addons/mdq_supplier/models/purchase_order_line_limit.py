from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core import limit as limit_core

PRICED = {"product_qty", "product_uom_id", "price_unit", "discount", "tax_ids"}


class PurchaseOrderLine(models.Model):
    """What order lines take from the limits of the qualifications that let them pass, and give back."""

    _inherit = "purchase.order.line"

    def write(self, vals):
        is_priced = bool(PRICED & set(vals))
        free = self.filtered(lambda line: line.price_subtotal <= 0) if is_priced else self.browse()
        result = super().write(vals)
        if is_priced:
            confirmed = self.filtered(lambda line: line.order_id.state == "purchase")
            confirmed._mdq_rebook()
            (confirmed & free)._mdq_book_priced()
        return result

    # ------------------------------------------------------------------------------------ the gate

    def _mdq_get_short(self, judged):
        """Return {line: [(case, what was left)]} of lines that exceed the limit of the qualification that allows them.

        :param judged: {line: {case: verdict}}
        """
        asked, cases = defaultdict(dict), {}
        for line, verdicts in judged.items():
            for case, verdict in verdicts.items():
                if verdict.allowed and verdict.scope:
                    asked[verdict.scope][line] = None
                    cases[verdict.scope, line] = case
        short = defaultdict(list)
        for record, used in self._mdq_get_limited(asked):
            amounts = {line: line._mdq_get_amount(record, line.product_qty) for line in asked[record.id]}
            for line, remaining in limit_core.short(record._get_limit(), used, amounts).items():
                short[line].append((cases[record.id, line], remaining))
        return dict(short)

    def _mdq_get_limited(self, scopes):
        """Return [(qualification, used by other lines)] of those among these scopes that have a limit."""
        # A limit counts for everybody, whatever he may read of the qualification.
        records = self.env["mdq.supplier.qualification"].sudo().browse(scopes)
        limited = records.filtered(lambda record: record._is_limited())
        if not limited:
            return []
        used = self.env["mdq.supplier.qualification.use"]._get_used(limited, without=self._origin)
        return [(record, used.get(record.id, limit_core.Amount(0.0, 0.0))) for record in limited]

    def _mdq_get_amount(self, record, quantity):
        """Return a quantity of this line in the unit and the currency of a limit; None where the unit is of another kind."""
        share = quantity / self.product_qty if self.product_qty else 0.0
        quantity, value = self._mdq_get_limit_quantity(record, quantity), self._mdq_get_limit_value(record) * share
        return limit_core.floor(limit_core.Amount(quantity, value))

    def _mdq_get_limit_quantity(self, record, quantity):
        if not record.limit_quantity:
            return 0.0
        if not self.product_uom_id._has_common_reference(record.limit_uom_id):
            return None
        return self.product_uom_id._compute_quantity(quantity, record.limit_uom_id, round=False)

    def _mdq_get_limit_value(self, record):
        if not record.limit_value:
            return 0.0
        company = self.order_id.company_id
        return self.order_id.currency_id._convert(
            self.price_subtotal, record.limit_currency_id, company, company._mdq_today(), round=False
        )

    # ------------------------------------------------------------------------------------ the books

    def _mdq_book(self, judged, passed):
        """Take from limits what these lines buy, now that they passed, and give back what they held of others.

        :param judged: {line: {case: verdict}}
        :param passed: those among the lines that qualifications let pass; concessions take nothing from limits
        """
        speaking = {(verdict.scope, line.id): verdict.allowed and line in passed
                    for line, verdicts in judged.items() for verdict in verdicts.values() if verdict.scope}
        held = self.env["mdq.supplier.qualification.use"]._get_used_by_line(self)
        lines = {line.id: line for line in self}
        # A limit counts for everybody, whatever he may read of the qualification.
        records = self.env["mdq.supplier.qualification"].sudo().browse(dict.fromkeys(scope for scope, _line in [*speaking, *held]))
        limited = {record.id: record for record in records if record._is_limited()}
        wanted = {(limited[scope], lines[line]): lines[line]._mdq_get_amount(limited[scope], lines[line].product_qty)
                  for (scope, line), takes in speaking.items() if takes and scope in limited}
        left = {(limited[scope], lines[line]): limit_core.Amount(0.0, 0.0) for scope, line in held if (scope, line) not in speaking}
        self._mdq_write_changes({**wanted, **left}, held)

    def _mdq_book_priced(self):
        """Lines that were free and now cost something take it from the limits of value of today."""
        lines = self.filtered(lambda line: line.price_subtotal > 0)
        if lines:
            lines._mdq_book(lines._mdq_judge(), lines)

    def _mdq_rebook(self):
        """Lines that hold something of a limit hold what they buy now: less gives back, more must fit."""
        used = self.env["mdq.supplier.qualification.use"]._get_used_by_line(self) if self else {}
        held = {key: amount for key, amount in used.items() if limit_core.matters(amount)}
        lines = {line.id: line for line in self}
        # A limit counts for everybody, whatever he may read of the qualification.
        scopes = self.env["mdq.supplier.qualification"].sudo().browse({scope for scope, _line in held})
        records = {record.id: record for record in scopes}
        wanted = {(records[scope], lines[line]): lines[line]._mdq_get_bought(records[scope]) for scope, line in held}
        self._mdq_write_changes(wanted, held)

    def _mdq_get_bought(self, record):
        """Of an order that is cancelled, what came in already stays bought."""
        return self._mdq_get_amount(record, self.product_qty if self.order_id.state == "purchase" else self.qty_received)

    def _mdq_write_changes(self, wanted, held):
        changes, conceded = {}, self._mdq_get_conceded() if held else {}
        for (record, line), amount in wanted.items():
            before = held.get((record.id, line.id), limit_core.Amount(0.0, 0.0))
            change = limit_core.change(before, amount, 1.0 - conceded.get(line, 0.0))
            if limit_core.matters(change):
                changes[record, line] = change
        if not changes:
            return
        # Of two who take from one limit at the same moment, the second is tried again and sees what the first took.
        self.env["mdq.supplier.qualification"].sudo().union(*(record for record, _line in changes))._collide_on_partner()
        self._mdq_refuse_beyond(changes)
        self.env["mdq.supplier.qualification.use"]._record(changes)

    def _mdq_get_conceded(self):
        """Return {line: share of it that passed under a concession}; that share takes nothing from a limit."""
        # Uses belong to the gate, which asks on behalf of the system.
        uses = self.env["mdq.concession.use"].sudo()._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["quantity:sum"])
        quantities = dict(uses)
        return {line: min(quantities[line.id] / line.product_uom_qty, 1.0) for line in self
                if line.id in quantities and line.product_uom_qty}

    def _mdq_refuse_beyond(self, changes):
        """A price that rises on a confirmed order must fit into the limit of value, too."""
        more = defaultdict(dict)
        for (record, line), change in changes.items():
            if change.quantity > 0 or change.value > 0:
                more[record][line] = change
        records = self.env["mdq.supplier.qualification"].union(*more)
        used = self.env["mdq.supplier.qualification.use"]._get_used(records) if more else {}
        for record, asked in more.items():
            short = limit_core.short(record._get_limit(), used.get(record.id, limit_core.Amount(0.0, 0.0)), asked)
            for line, remaining in short.items():
                raise UserError(self.env._(
                    "Order %(order)s cannot be changed like this. %(why)s %(remedy)s", order=line.order_id.name,
                    why=line._mdq_get_short_sentence(record, remaining), remedy=record._get_limit_remedy(),
                ))

    # ------------------------------------------------------------------------------------ in words

    def _mdq_get_short_sentence(self, record, remaining):
        if record.limit_quantity and not self.product_uom_id._has_common_reference(record.limit_uom_id):
            return self.env._(
                "Supplier qualification: %(name)s is limited to %(limit)s, and %(unit)s, in which %(product)s is ordered, cannot be"
                " converted to that.", name=record.name, limit=record._get_limit_words(), unit=self.product_uom_id.name,
                product=self.product_id.display_name,
            )
        return self.env._(
            "Supplier qualification: %(product)s from %(partner)s exceeds %(name)s, which allows %(limit)s until %(end)s."
            " Left for this line: %(left)s.", product=self.product_id.display_name,
            partner=self.order_id.partner_id._mdq_get_place_name(), name=record.name, limit=record._get_limit_words(),
            end=format_date(self.env, record.valid_to), left=record._get_amount_words(remaining),
        )
