"""Entries that the ledger writes about rows it finds, where nobody changed them: their first page, and their last."""

import dataclasses

from odoo.tools import SQL


def image(registration, alias):
    """The image of a row: all its columns, or those that are registered."""
    if registration.whole:
        return SQL("to_jsonb(%s)", SQL.identifier(alias))
    pairs = (SQL("%s::text, %s", name, SQL.identifier(alias, name)) for name in registration.columns)
    return SQL("jsonb_build_object(%s)", SQL(", ").join(pairs))


def insert(cr, wanted, known, is_new):
    """Give rows an image where the ledger has none of them, or none with the columns that are new.

    A table that the ledger knows, but whose triggers were taken away, gets none: that would make good
    in the ledger what was done behind its back.
    """
    if is_new:
        if not has_alive(cr, wanted.table, wanted.is_link()):
            _insert(cr, wanted, "B", SQL("TRUE"), "baseline")
        return
    before = known.columns if known else {}
    new = [name for name, kind in wanted.columns.items() if before.get(name) != kind]
    if new:
        filled = SQL(" OR ").join(SQL("n.%s IS NOT NULL", SQL.identifier(name)) for name in new)
        _insert(cr, wanted, "B", SQL("(%s) AND %s", filled, _lacks(wanted, new, before)), "baseline")


def insert_farewell(cr, known, live):
    """The last entry of each row of a table that leaves the ledger."""
    columns = {name: kind for name, kind in known.columns.items() if name in live}
    _insert(cr, dataclasses.replace(known, columns=columns), "D", SQL("TRUE"), "uninstall")


def _insert(cr, registration, operation, where, source):
    cr.execute(SQL(
        """INSERT INTO mdq_ledger (table_name, res_id, operation, image, source)
           SELECT %s, n.%s, %s, %s, %s FROM %s n WHERE %s""",
        registration.table, SQL.identifier(registration.key), operation, image(registration, "n"), source,
        SQL.identifier(registration.table), where,
    ))


def has_alive(cr, table, is_link):
    """Whether rows of the table live, by the ledger. Links have no id of their own, so they are counted."""
    if is_link:
        living = SQL("GROUP BY image HAVING sum(CASE operation WHEN 'D' THEN -1 ELSE 1 END) > 0")
        cr.execute(SQL("SELECT EXISTS (SELECT FROM mdq_ledger WHERE table_name = %s %s)", table, living))
    else:
        cr.execute(SQL(
            """SELECT EXISTS (SELECT FROM (
                   SELECT DISTINCT ON (res_id) operation FROM mdq_ledger WHERE table_name = %s ORDER BY res_id, id DESC
               ) AS last WHERE operation <> 'D')""", table,
        ))
    return cr.fetchone()[0]


def _lacks(wanted, new, before):
    """Whether the last image of the row says nothing yet of the new columns, or says it in another type."""
    if any(name in before for name in new):
        return SQL("TRUE")
    return SQL(
        """NOT COALESCE((SELECT l.image ?& %s FROM mdq_ledger l WHERE l.table_name = %s AND l.res_id = n.%s
                          ORDER BY l.id DESC LIMIT 1), false)""",
        list(new), wanted.table, SQL.identifier(wanted.key),
    )
