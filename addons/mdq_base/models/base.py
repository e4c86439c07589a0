"""What every model gets: its place in the ledger, when it declares one."""

import contextlib
import threading

from odoo import models
from odoo.http import request
from odoo.tools import SQL

from . import ledger_trigger

MARK = "mdq.ledger"


class Base(models.AbstractModel):
    _inherit = "base"

    _mdq_ledger = False  # True: the whole row is in the ledger, and the many2many tables of the model
    _mdq_ledger_columns = ()  # for models of Odoo: these columns only; the union over all addons counts

    def init(self):
        super().init()
        if self._mdq_in_ledger():
            ledger_trigger.register(self)

    def _mdq_in_ledger(self):
        return not self._abstract and self._auto and bool(self._mdq_ledger or self._mdq_ledger_columns)

    def _mdq_get_ledger_columns(self):
        """Columns of a partial image, as all addons together ask for; empty = the whole row."""
        if self._mdq_ledger:
            return ()
        asked = (vars(cls).get("_mdq_ledger_columns", ()) for cls in type(self).mro())
        return tuple(sorted({"id"}.union(*asked)))

    def _mdq_mark_ledger(self, reason=None):
        """Tell the triggers who acts, in whose session, and from where, for this transaction."""
        data = self.env.cr.precommit.data
        mark = (self.env.uid, reason or "")
        if data.get(MARK) == mark:
            return
        if MARK not in data:
            # The data of `precommit` outlives a commit unless a function runs; settings do not outlive it.
            self.env.cr.precommit.add(lambda: data.pop(MARK, None))
        data[MARK] = mark
        session = self.env.transaction.default_env or self.env
        self.env.cr.execute(
            SQL(
                """SELECT set_config('mdq.uid', %s, true), set_config('mdq.session_uid', %s, true),
                          set_config('mdq.reason', %s, true), set_config('mdq.source', %s, true)""",
                str(self.env.uid or ""), str(session.uid or ""), reason or "", _source(),
            )
        )

    @contextlib.contextmanager
    def _mdq_reason(self, reason):
        """Give the changes made inside this block a reason in the ledger."""
        if not reason:
            yield
            return
        self.env.flush_all()
        self._mdq_mark_ledger(reason)
        yield
        self.env.flush_all()
        self._mdq_mark_ledger()

    def _create(self, data_list):
        if self._mdq_in_ledger():
            self._mdq_mark_ledger()
        return super()._create(data_list)

    def _write_multi(self, vals_list):
        if self and self._mdq_in_ledger() and MARK not in self.env.cr.precommit.data:
            self._mdq_mark_ledger()
        return super()._write_multi(vals_list)

    def unlink(self):
        if self and self._mdq_in_ledger():
            self._mdq_mark_ledger()
        return super().unlink()


def _source():
    """Where a change came from: the route of the request, or the thread of a cron or command line."""
    if request:
        return request.httprequest.path
    return threading.current_thread().name
