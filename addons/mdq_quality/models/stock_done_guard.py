"""A movement of controlled goods becomes done by being done, and stays done.

Odoo lets stock users write `state` over RPC. Nothing would move, but the record would say that it
did: lots would seem shipped, and a done movement could be opened and done again.
"""

import contextlib
import contextvars

from odoo import models
from odoo.exceptions import UserError

_doing = contextvars.ContextVar("mdq_doing", default=False)  # set here alone; no caller of a method reaches it


@contextlib.contextmanager
def doing():
    """While this block runs, Odoo's own code does movements."""
    token = _doing.set(True)
    try:
        yield
    finally:
        _doing.reset(token)


def check(records, products, vals):
    """Refuse a `state` written by hand that makes, or unmakes, done movements of controlled goods."""
    if "state" not in vals or _doing.get():
        return
    turned = records.filtered(lambda record: (record.state == "done") != (vals["state"] == "done"))
    controlled = products(turned).filtered("mdq_controlled") if turned else ()
    if controlled:
        raise UserError(records.env._(
            "%(product)s is controlled: its movements are done, each by its own action, and stay done. To take one back,"
            " make a return.", product=controlled[0].display_name,
        ))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        with doing():
            return super()._action_done(cancel_backorder=cancel_backorder)

    def write(self, vals):
        check(self, lambda moves: moves.product_id, vals)
        return super().write(vals)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        check(self, lambda lines: lines.product_id, vals)
        if vals.get("move_id"):
            self._mdq_check_not_hung_on(self.env["stock.move"].browse(vals["move_id"]))
        return super().write(vals)

    def _mdq_check_not_hung_on(self, move):
        """A line of another movement is not done by being hung on a done one: no stock would move."""
        hung = self.filtered(lambda line: line.move_id and line.move_id != move and line.product_id.mdq_controlled)
        if hung and move.state == "done":
            check(hung, lambda lines: lines.product_id, {"state": "done"})


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        check(self, lambda pickings: pickings.move_ids.product_id, vals)
        return super().write(vals)
