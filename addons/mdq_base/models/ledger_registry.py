"""Which tables and columns are in the ledger, as the database itself keeps it: a note on their insert trigger."""

import dataclasses
import json
import logging

_logger = logging.getLogger(__name__)
VERSION = 4  # of the trigger functions; another number makes them anew


@dataclasses.dataclass(frozen=True)
class Registration:
    """A table in the ledger: the column that becomes `res_id`, and the columns of its images with their types.

    >>> note = Registration("stock_lot", "id", {"id": "integer"}, whole=False, writer=True).note()
    >>> Registration.read("stock_lot", note).columns
    {'id': 'integer'}
    """

    table: str
    key: str
    columns: dict
    whole: bool  # all columns of the table, also those that it gets later
    writer: bool  # its rows name who wrote them last

    def note(self):
        parts = {**dataclasses.asdict(self), "version": VERSION}
        return json.dumps({name: part for name, part in parts.items() if name != "table"}, sort_keys=True)

    @classmethod
    def read(cls, table, note):
        """The registration that a note describes; None when another version of the triggers wrote it."""
        parts = json.loads(note) if note and note.startswith("{") else {}
        if parts.pop("version", None) != VERSION:
            return None
        return cls(table, **parts)

    def is_link(self):
        return self.key != "id"


def get_registered(cr, tables=None):
    """Return {table: Registration} of the tables with triggers (of these names); None where they are outdated."""
    cr.execute(
        """SELECT c.relname, obj_description(t.oid, 'pg_trigger')
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgname = 'mdq_ledger_insert' AND c.relnamespace = current_schema::regnamespace AND NOT c.relispartition
              AND (%(all)s OR c.relname = ANY(%(tables)s))
            ORDER BY c.relname""",
        {"all": tables is None, "tables": list(tables or ())},
    )
    return {table: Registration.read(table, note) for table, note in cr.fetchall()}


def get_columns(cr, tables):
    """Return {table: {column: type}} as the tables are now, in the order of their columns."""
    cr.execute(
        """SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = current_schema::regnamespace AND c.relname = ANY(%s) AND c.relkind IN ('r', 'p')
              AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum""",
        [list(tables)],
    )
    found = {}
    for table, column, kind in cr.fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def get_wanted(cr, models, registered):
    """Return {table: Registration} as the models declare it now.

    :param registered: what is registered already: two fields may share a table of links from either side, and the one
        that came first decides which column is its key
    """
    asked = {}
    for model in models:
        asked[model._table] = ("id", model._mdq_get_ledger_columns())
        for field in model._mdq_get_ledger_links():
            known = registered.get(field.relation)
            turned = known and known.key == field.column2
            asked.setdefault(field.relation, (field.column2 if turned else field.column1, ()))
    live = get_columns(cr, asked)
    return {
        table: _make(table, key, columns, live[table])
        for table, (key, columns) in asked.items() if table in live
    }


def _make(table, key, columns, live):
    missing = sorted(set(columns) - set(live))
    if missing:
        # Newer code on a database that was not updated yet: it has to start, or nobody could update it from the screen.
        _logger.warning("The ledger does not watch %s of %s, which the table does not have: update the addon that brings it.",
                        ", ".join(missing), table)
    kept = {name: live[name] for name in columns or live if name in live}
    return Registration(table, key, kept, whole=not columns, writer="write_uid" in live)
