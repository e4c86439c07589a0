"""Odoo's look at the catalogue of the database, which knows no partitioned tables: it would take them for missing."""

from odoo.modules.registry import Registry
from odoo.tools import SQL, sql

_table_kind = sql.table_kind
_index_definition = sql.index_definition
_check_foreign_keys = Registry.check_foreign_keys
_is_an_ordinary_table = Registry.is_an_ordinary_table


def existing_tables(cr, tablenames):
    """Return the names of existing tables among some."""
    cr.execute(SQL(
        """SELECT relname FROM pg_class WHERE relname IN %s AND relkind IN ('r', 'v', 'm', 'p')
              AND relnamespace = current_schema::regnamespace""", tuple(tablenames)))
    return [name for (name,) in cr.fetchall()]


def table_kind(cr, tablename):
    """A table in parts is used like any other."""
    kind = _table_kind(cr, tablename)
    if kind is sql.TableKind.Other:
        cr.execute("SELECT relkind FROM pg_class WHERE relname = %s AND relnamespace = current_schema::regnamespace", [tablename])
        return sql.TableKind.Regular if cr.fetchone()[0] == "p" else kind
    return kind


def index_definition(cr, indexname):
    """Return definition and comment of an index, also of one that is in parts as its table is."""
    found = _index_definition(cr, indexname)
    if found != (None, None):
        return found
    cr.execute(
        """SELECT pg_get_indexdef(oid), obj_description(oid, 'pg_class') FROM pg_class
            WHERE relname = %s AND relkind = 'I' AND relnamespace = current_schema::regnamespace""", [indexname])
    return cr.fetchone() or (None, None)


def check_foreign_keys(self, cr):
    """A key to a table in parts stands in the catalogue once more for each part; Odoo would take those for wrong ones."""
    if self._foreign_keys:
        cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, c.confdeltype
                 FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid AND t.relkind = 'p'
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.conparentid = 0""")
        for table, column, target, action in cr.fetchall():
            wanted = self._foreign_keys.get((table, column))
            if wanted and (wanted[0], sql._CONFDELTYPES[wanted[2].upper()]) == (target, action):
                del self._foreign_keys[table, column]
    return _check_foreign_keys(self, cr)


def is_an_ordinary_table(self, model):
    """A table in parts has foreign keys like any other: without this, Odoo would leave them all out."""
    is_known = self._ordinary_tables is not None
    _is_an_ordinary_table(self, model)
    if not is_known:
        model.env.cr.execute("SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = current_schema::regnamespace")
        self._ordinary_tables.update(name for (name,) in model.env.cr.fetchall())
    return model._table in self._ordinary_tables


sql.existing_tables = existing_tables
sql.table_kind = table_kind
sql.index_definition = index_definition
Registry.check_foreign_keys = check_foreign_keys
Registry.is_an_ordinary_table = is_an_ordinary_table
