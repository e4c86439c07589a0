"""Statement triggers that copy every changed row of a table into the ledger.

One image per row and statement (the row after the change; before it, for a delete). Nothing is
compared and nothing is locked here, so writers never wait for each other; the difference between
two images is computed when somebody looks.
"""

import dataclasses
import itertools

from odoo.tools import SQL

from . import ledger_baseline
from .ledger_registry import get_columns, get_registered, get_wanted

OPERATIONS = {
    "insert": "AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows",
    "update": "AFTER UPDATE ON %s REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows",
    "delete": "AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows",
    "truncate": "BEFORE TRUNCATE ON %s",
}


def register(env, models):
    """Create or refresh the triggers of the tables that the models name; nothing where all is as it should be."""
    known = get_registered(env.cr)
    for table, wanted in get_wanted(env.cr, models, known).items():
        if known.get(table) != wanted:
            _create_triggers(env.cr, wanted)
            ledger_baseline.insert(env.cr, wanted, known.get(table), is_new=table not in known)


def leave(cr, tables):
    """Take tables out of the ledger, because they are dropped or nothing declares them any more; nothing else may.

    Their rows leave with an entry each, so the ledger knows that nobody took them behind its back.
    """
    for table, known in get_registered(cr, tables).items():
        if known:
            ledger_baseline.insert_farewell(cr, known, get_columns(cr, [table])[table])
        for part, operation in itertools.product(_with_parts(cr, table), OPERATIONS):
            cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", _trigger(operation), SQL.identifier(part)))
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s()", _function(table)))


def forget_dropped_columns(cr, tables):
    """Let triggers no longer name columns that were dropped just now: the next change of a row would fail."""
    for table, known in get_registered(cr, tables).items():
        live = get_columns(cr, [table])[table]
        if known and not set(known.columns) <= set(live):
            columns = {name: kind for name, kind in known.columns.items() if name in live}
            _create_triggers(cr, dataclasses.replace(known, columns=columns))


def renew(cr, registration):
    """Make the triggers of a table anew as they were, after it got other parts."""
    _create_triggers(cr, registration)


def get_missing(cr):
    """Return {table: operations whose trigger is missing or switched off} of the tables in the ledger."""
    cr.execute(
        """SELECT c.relname, array_agg(t.tgname::text) FILTER (WHERE t.tgenabled IN ('O', 'A'))
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgname = ANY(%s) AND c.relnamespace = current_schema::regnamespace
            GROUP BY c.relname ORDER BY c.relname""",
        [[f"mdq_ledger_{operation}" for operation in OPERATIONS]],
    )
    missing = {
        table: [operation for operation in OPERATIONS if f"mdq_ledger_{operation}" not in (active or ())]
        for table, active in cr.fetchall()
    }
    return {table: operations for table, operations in missing.items() if operations}


def _create_triggers(cr, wanted):
    cr.execute("SELECT current_schema")
    cr.execute(_body(cr.fetchone()[0], wanted))
    for part, (operation, when) in itertools.product(_with_parts(cr, wanted.table), OPERATIONS.items()):
        cr.execute(SQL(
            "CREATE OR REPLACE TRIGGER %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()",
            _trigger(operation), SQL(_seen(operation, when, wanted), SQL.identifier(part)), _function(wanted.table),
        ))
    cr.execute(SQL("COMMENT ON TRIGGER mdq_ledger_insert ON %s IS %s", SQL.identifier(wanted.table), wanted.note()))


def _seen(operation, when, wanted):
    """What the trigger gets to see: rows before an update only where they are compared, as they have to be kept for it."""
    return when.removesuffix(" OLD TABLE AS old_rows") if operation == "update" and wanted.whole else when


def _with_parts(cr, table):
    """A table and its parts: what is written straight to a part passes by the triggers of the whole."""
    cr.execute("SELECT relname FROM pg_partition_tree(to_regclass(%s)) JOIN pg_class ON oid = relid WHERE level > 0", [table])
    return [table, *(name for (name,) in cr.fetchall())]


def _trigger(operation):
    return SQL.identifier(f"mdq_ledger_{operation}")


def _function(table):
    return SQL.identifier(f"mdq_ledger_on_{table}"[:63])


def _body(schema, wanted):
    """The trigger function of one table. The writer named in the row counts only inside a marked
    transaction: a row changed by plain SQL still carries the name of the person before."""
    writer = SQL("n.write_uid") if wanted.writer else SQL("NULL::int")
    actor = SQL("CASE WHEN mdq_source = '' THEN NULL ELSE COALESCE(%s, mdq_uid) END", writer)
    return SQL(
        """
        CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql %(planning)s AS $mdq$
        DECLARE
            mdq_source text := COALESCE(current_setting('mdq.source', true), '');
            mdq_uid int := NULLIF(current_setting('mdq.uid', true), '')::int;
            mdq_session_uid int := NULLIF(current_setting('mdq.session_uid', true), '')::int;
            mdq_reason text := NULLIF(current_setting('mdq.reason', true), '');
        BEGIN
            IF TG_OP = 'INSERT' THEN
                %(insert)s FROM new_rows n;
            ELSIF TG_OP = 'UPDATE' THEN
                %(update)s FROM new_rows n %(changed)s;
            ELSIF TG_OP = 'DELETE' THEN
                %(delete)s FROM old_rows n;
            ELSE
                %(delete)s FROM %(table)s n;
            END IF;
            RETURN NULL;
        END
        $mdq$
        """,
        name=_function(wanted.table), table=SQL.identifier(schema, wanted.table), changed=_only_changed(wanted),
        planning=_planning(wanted),
        insert=_entry(schema, "I", actor, wanted), update=_entry(schema, "U", actor, wanted),
        delete=_entry(schema, "D", SQL("mdq_uid"), wanted),
    )


def _only_changed(wanted):
    """Of a table that is in the ledger in part, the rows that changed in that part."""
    if wanted.whole:
        return SQL("")
    new, old = (
        SQL(", ").join(SQL.identifier(alias, name) for name in wanted.columns) for alias in ("n", "o")
    )
    return SQL("JOIN old_rows o ON o.id = n.id WHERE (%s) IS DISTINCT FROM (%s)", new, old)


def _planning(wanted):
    """PostgreSQL keeps the plan that it made for a session's first statement. Where that one changed one row, the join
    would be a loop in a loop for all that follow, and the time for many rows would grow with their square."""
    return SQL("") if wanted.whole else SQL("SET enable_nestloop = off")


def _entry(schema, operation, actor, wanted):
    # The schema is named: a table of the same name in a session's own schema must not catch the entries.
    return SQL(
        """INSERT INTO %s (table_name, res_id, operation, image, uid, session_uid, reason, source)
           SELECT %s, n.%s, %s, %s, %s, mdq_session_uid, mdq_reason, COALESCE(NULLIF(mdq_source, ''), 'SQL')""",
        SQL.identifier(schema, "mdq_ledger"), wanted.table, SQL.identifier(wanted.key), operation,
        ledger_baseline.image(wanted, "n"), actor,
    )
