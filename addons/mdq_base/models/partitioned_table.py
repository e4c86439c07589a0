"""Tables in parts, by ranges of their id: the key stays the id, and the part that is written to stays small enough to be quick.

A table that is full already becomes the first part as it is, without a copy of its rows. Parts are made ahead of need; what
no part takes goes to the one named `other`, so that nothing is ever refused for want of a part.
"""

import re

from odoo.tools import SQL

from . import ledger_registry, ledger_trigger

KEPT = SQL("INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS INCLUDING STORAGE INCLUDING STATISTICS")


def is_partitioned(cr, table):
    cr.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)", [table])
    return cr.fetchone()[0]


def get_parts(cr, table):
    """Return {name: where its range ends} of the parts of a table, the first range first; None for what is left over."""
    cr.execute(
        """SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass(%s) AND c.relispartition""", [table])
    ends = {name: _read_end(bound) for name, bound in cr.fetchall()}
    return dict(sorted(ends.items(), key=lambda item: (item[1] is None, item[1] or 0)))


def _read_end(bound):
    found = re.search(r"TO \('?(\d+)'?\)", bound)
    return int(found[1]) if found else None


def partition(cr, table, size):
    """Turn a table into one with parts of so many ids; its rows, indexes, keys, guards and place in the ledger stay."""
    if is_partitioned(cr, table):
        return
    first, registration = f"{table}_p0", ledger_registry.get_registered(cr, [table]).get(table)
    pointing, own, indexes = _get_keys(cr, table, to_it=True), _get_keys(cr, table, to_it=False), _get_indexes(cr, table)
    for owner, name, _definition in pointing:
        cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(owner), SQL.identifier(name)))
    _drop_triggers(cr, table)
    _set_aside(cr, table, first, indexes)
    _make_head(cr, table, first, own, indexes)
    cr.execute(SQL(
        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%s)",
        SQL.identifier(table), SQL.identifier(first), (_get_last(cr, table) // size + 1) * size,
    ))
    cr.execute(SQL("CREATE TABLE %s PARTITION OF %s DEFAULT", SQL.identifier(f"{table}_other"), SQL.identifier(table)))
    for owner, name, definition in pointing:
        _add_key(cr, owner, name, definition)
    if registration:
        ledger_trigger.renew(cr, registration)


def extend(cr, table, size, ahead):
    """Make the parts that are missing of those that the next rows will need; return how many were made."""
    end = max(filter(None, get_parts(cr, table).values()))
    wanted, made = _get_last(cr, table) + ahead * size, 0
    while end < wanted:
        made += _add_part(cr, table, end, size)
        end += size
    return made


def _add_part(cr, table, begin, size):
    """Attached, not created in place: that would lock the table against readers. A range with strays is left to `other`."""
    part, head = SQL.identifier(f"{table}_p{begin // size}"), SQL.identifier(table)
    cr.execute(SQL(
        "SELECT EXISTS (SELECT FROM %s WHERE id >= %s AND id < %s)", SQL.identifier(f"{table}_other"), begin, begin + size
    ))
    if cr.fetchone()[0]:
        return 0
    cr.execute(SQL("CREATE TABLE %s (LIKE %s INCLUDING ALL)", part, head))
    cr.execute(SQL("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)", head, part, begin, begin + size))
    registration = ledger_registry.get_registered(cr, [table]).get(table)
    if registration:
        ledger_trigger.renew(cr, registration)
    return 1


def _get_last(cr, table):
    """The last id that was given."""
    cr.execute(SQL("SELECT last_value FROM %s", SQL.identifier(f"{table}_id_seq")))
    return cr.fetchone()[0]


# ---------------------------------------------------------------------------------------- what moves to the new head


def _get_keys(cr, table, to_it):
    """Return [(table, name, definition)] of the foreign keys that point to a table, or of those that leave it for others."""
    cr.execute(SQL(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE contype = 'f' AND conparentid = 0 AND %s""",
        SQL("confrelid = to_regclass(%s)", table) if to_it
        else SQL("conrelid = to_regclass(%s) AND confrelid <> conrelid", table),
    ))
    return cr.fetchall()


def _add_key(cr, table, name, definition):
    cr.execute(SQL("ALTER TABLE %s ADD CONSTRAINT %s %s", SQL.identifier(table), SQL.identifier(name), SQL(definition)))


def _get_indexes(cr, table):
    """Return [(name, definition or None of the primary key, comment)]."""
    cr.execute(
        """SELECT c.relname, CASE WHEN NOT i.indisprimary THEN pg_get_indexdef(c.oid) END, obj_description(c.oid, 'pg_class')
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass(%s)""", [table])
    return cr.fetchall()


def _drop_triggers(cr, table):
    """They are made again on the head, which hands them on to the parts; a part may not have them of its own."""
    cr.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal", [table])
    for (name,) in cr.fetchall():
        cr.execute(SQL("DROP TRIGGER %s ON %s", SQL.identifier(name), SQL.identifier(table)))


def _set_aside(cr, table, first, indexes):
    cr.execute(SQL("ALTER TABLE %s RENAME TO %s", SQL.identifier(table), SQL.identifier(first)))
    for name, _definition, _comment in indexes:
        cr.execute(SQL("ALTER INDEX %s RENAME TO %s", SQL.identifier(name), SQL.identifier(f"p0_{name}"[:63])))


def _make_head(cr, table, first, keys, indexes):
    """The table of the old name, with the columns, keys and indexes of the part that holds the rows."""
    head = SQL.identifier(table)
    cr.execute(SQL("CREATE TABLE %s (LIKE %s %s) PARTITION BY RANGE (id)", head, SQL.identifier(first), KEPT))
    cr.execute(SQL("ALTER SEQUENCE %s OWNED BY %s", SQL.identifier(f"{table}_id_seq"), SQL.identifier(table, "id")))
    cr.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [first])
    cr.execute(SQL("COMMENT ON TABLE %s IS %s", head, cr.fetchone()[0]))
    for name, definition, comment in indexes:
        make = SQL(definition.replace("%", "%%")) if definition else SQL("ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY (id)", head, SQL.identifier(name))
        cr.execute(make)
        cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment))
    for _owner, name, definition in keys:
        _add_key(cr, table, name, definition)
