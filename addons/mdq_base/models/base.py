"""What every model gets: its place in the ledger, when it declares one."""

import contextlib
import contextvars
import threading

from odoo import api, models, tools
from odoo.http import request
from odoo.tools import SQL

from . import ledger_table, ledger_trigger

MARK = "mdq.ledger"
SOURCE = contextvars.ContextVar("mdq_source", default=None)


class Base(models.AbstractModel):
    _inherit = "base"

    _mdq_ledger = False  # True: the whole row is in the ledger, and the many2many tables of the model
    _mdq_ledger_columns = ()  # for models of Odoo: these columns only; the union over all addons counts
    _mdq_ledger_links = ()  # for models of Odoo: the tables of these many2many fields

    def init(self):
        super().init()
        if self._mdq_in_ledger() and ledger_table.exists(self.env.cr):
            ledger_trigger.register(self.env, [self])

    def _mdq_in_ledger(self):
        return not self._abstract and self._auto and bool(self._mdq_ledger or self._mdq_ledger_columns)

    def _mdq_get_ledger_columns(self):
        """Columns of a partial image, as all addons together ask for; empty = the whole row."""
        return () if self._mdq_ledger else tuple(sorted({"id", *self._mdq_union("_mdq_ledger_columns")}))

    def _mdq_get_ledger_links(self):
        """The many2many fields whose tables are in the ledger."""
        asked = self._mdq_union("_mdq_ledger_links")
        return [
            field for field in self._fields.values()
            if field.type == "many2many" and field.store and field.relation and not field.related
            and (self._mdq_ledger or field.name in asked)
        ]

    def _mdq_union(self, attribute):
        return set().union(*(vars(cls).get(attribute, ()) for cls in type(self).mro()))

    def _mdq_mark_ledger(self, reason=None):
        """Tell the triggers who acts, in whose session, from where and why, for this transaction.

        A reason stays until another is given; '' takes it away.
        """
        data = self.env.cr.precommit.data
        known = data.get(MARK)
        mark = (self.env.uid, reason if reason is not None else known[1] if known else "")
        if known == mark:
            return
        if not known:
            # The data of `precommit` outlives a commit unless a function runs; settings do not outlive it.
            self.env.cr.precommit.add(lambda: data.pop(MARK, None))
        data[MARK] = mark
        session = self.env.transaction.default_env or self.env
        self.env.cr.execute(SQL(
            """SELECT set_config('mdq.uid', %s, true), set_config('mdq.session_uid', %s, true),
                      set_config('mdq.reason', %s, true), set_config('mdq.source', %s, true)""",
            str(self.env.uid or ""), str(session.uid or ""), mark[1], _source(),
        ))

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
        self._mdq_mark_ledger("")

    @api.model
    @tools.ormcache()
    def _mdq_get_linking_fields(self):
        """The names of many2many fields whose table is in the ledger, from whichever side it was declared."""
        tables = self.env["mdq.ledger"]._get_link_tables()
        return frozenset(
            name for name, field in self._fields.items()
            if field.type == "many2many" and field.store and field.relation in tables
        )

    def _create(self, data_list):
        if self._mdq_in_ledger() or self._mdq_get_linking_fields():
            self._mdq_mark_ledger()
        return super()._create(data_list)

    def write(self, vals):
        if self and not self._mdq_get_linking_fields().isdisjoint(vals):
            self._mdq_mark_ledger()
        return super().write(vals)

    def _write_multi(self, vals_list):
        if self and self._mdq_in_ledger() and MARK not in self.env.cr.precommit.data:
            self._mdq_mark_ledger()
        return super()._write_multi(vals_list)

    def unlink(self):
        if self and not self._transient:
            # Whatever is in the ledger or not, the database may delete more after it.
            self._mdq_mark_ledger()
        return super().unlink()


@contextlib.contextmanager
def changes_from(source):
    """Name the source of the changes made inside this block."""
    token = SOURCE.set(source)
    try:
        yield
    finally:
        SOURCE.reset(token)


def _source():
    """Where a change came from: the route of the request, the scheduled job, or the thread of a command line."""
    if SOURCE.get():
        return SOURCE.get()
    if request:
        return request.httprequest.path
    name = threading.current_thread().name
    # XML-RPC and JSON-RPC hide their request from the code that they call.
    return "RPC" if name.startswith("odoo.service.http.request") else name
