"""What every model gets: its place in the ledger, when it declares one."""

import contextlib
import contextvars
import functools
import threading

from odoo import api, models, sql_db, tools
from odoo.http import request
from odoo.tools import SQL

from . import ledger_table, ledger_trigger

MARK = "mdq.ledger"
WRITER = "mdq.writer"
REASON = contextvars.ContextVar("mdq_reason", default="")
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

    def _mdq_without_defaults(self, names):
        """A caller may send `default_<field>` in the context: for these fields, which only the server writes, it counts for nothing."""
        sent = {f"default_{name}" for name in names}.intersection(self.env.context)
        if not sent:
            return self
        return self.with_env(self.env(context={key: value for key, value in self.env.context.items() if key not in sent}))

    @api.model
    def _mdq_get_server_fields(self):
        """Return the names of the fields that only the server writes: defaults that people keep count for nothing there. Extend."""
        return set()

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

    def _mdq_mark_ledger(self):
        """Tell the triggers who acts, in whose session, from where and why, for this transaction."""
        data = self.env.cr.precommit.data
        known, mark = data.get(MARK), (self.env.uid, REASON.get())
        if known == mark:
            return
        if not known:
            # The data of `precommit` outlives a commit unless a function runs; settings do not outlive it.
            self.env.cr.precommit.add(lambda: (data.pop(MARK, None), data.pop(WRITER, None)))
        elif known[0] != mark[0]:
            # What the one before changed is written in his name, before it would be in the next one's.
            self.with_user(known[0])._mdq_flush_watched()
        data[MARK] = mark
        session = self.env.transaction.default_env or self.env
        self.env.cr.execute(SQL(
            """SELECT set_config('mdq.uid', %s, true), set_config('mdq.session_uid', %s, true),
                      set_config('mdq.reason', %s, true), set_config('mdq.source', %s, true)""",
            str(self.env.uid or ""), str(session.uid or ""), mark[1], _source(),
        ))

    def _mdq_flush_watched(self):
        """Write what waits of the columns that the ledger keeps. The rest makes no entry, and waits for the end as it does without us."""
        while waiting := self._mdq_get_watched_waiting():
            for model, names in waiting.items():
                self.env[model].flush_model(names)

    def _mdq_get_watched_waiting(self):
        """Return {model: names of its fields that are in the ledger, and are yet to be reckoned or written}.

        Fields of Odoo that are yet to be reckoned are left to Odoo: it does that when all is in place, and the date of a
        delivery that is just being split, for one, would come out as another one before.
        """
        waiting, to_compute = {}, self.env.transaction.tocompute
        for field in (*self.env.fields_to_compute(), *self.env._field_dirty):
            model = self.env[field.model_name]
            is_own = model._mdq_ledger or field.name.startswith("mdq_")
            pending = any(to_compute.get(field, ()))
            if (is_own if pending else any(self.env._field_dirty.get(field, ()))) and model._mdq_is_watched(field):
                waiting.setdefault(field.model_name, set()).add(field.name)
        return waiting

    def _mdq_is_watched(self, field):
        return field.store and self._mdq_in_ledger() and (self._mdq_ledger or field.name in self._mdq_get_ledger_columns())

    @contextlib.contextmanager
    def _mdq_reason(self, reason):
        """Give the changes made inside this block a reason in the ledger."""
        if not reason:
            yield
            return
        self._mdq_flush_watched()
        token = REASON.set(reason)
        try:
            self._mdq_mark_ledger()
            yield
            self._mdq_flush_watched()
        finally:
            REASON.reset(token)
        self._mdq_mark_ledger()

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
        self.env.cr.precommit.data[WRITER] = self.env.uid
        if self._mdq_in_ledger() or self._mdq_get_linking_fields():
            self._mdq_mark_ledger()
        return super()._create(data_list)

    def write(self, vals):
        self.env.cr.precommit.data[WRITER] = self.env.uid
        if self and not self._mdq_get_linking_fields().isdisjoint(vals):
            self._mdq_mark_ledger()
        return super().write(vals)

    def _write_multi(self, vals_list):
        if not self or not self._mdq_in_ledger():
            return super()._write_multi(vals_list)
        data = self.env.cr.precommit.data
        if MARK not in data:
            self._mdq_mark_ledger()
        if self._log_access and WRITER in data:
            # What is only computed is written in the name of whoever happens to flush it: it follows from the last write.
            vals_list = [{"write_uid": data[WRITER], **vals} for vals in vals_list]
        return super()._write_multi(vals_list)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Odoo writes translations by SQL: the row names who does it before, so that the ledger does."""
        if self._mdq_in_ledger() and self._log_access:
            self.check_access("write")
            self._mdq_mark_ledger()
            self._write_multi([{"write_uid": self.env.uid}] * len(self))
        return super()._update_field_translations(field_name, translations, digest, source_lang)

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
    return "RPC" if name.startswith("odoo.service.http.request") else "Command line" if name == "MainThread" else name


def _and_forget(rollback):
    """Settings of the database go back with a savepoint: what was told to the triggers must be told again."""
    @functools.wraps(rollback)
    def rollback_and_forget(savepoint):
        rollback(savepoint)
        if isinstance(savepoint._cr, sql_db.BaseCursor):
            savepoint._cr.precommit.data.pop(MARK, None)

    return rollback_and_forget


# A savepoint that does not flush tells nobody of its end, and the import of files works with one.
sql_db.Savepoint.rollback = _and_forget(sql_db.Savepoint.rollback)
