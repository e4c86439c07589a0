"""Comparisons in SQL between the ledger, its seals and the live rows; each finding is a sentence with its place."""

from odoo.tools import SQL

from . import ledger_trigger

MOST = 100  # findings named per table


def unsealed_behind(cr):
    """Entries that carry a finished, sealed transaction's number but belong to no seal: inserted later."""
    cr.execute("""
        SELECT l.id, l.table_name FROM mdq_ledger l
         WHERE EXISTS (SELECT 1 FROM mdq_ledger_seal s WHERE s.epoch = l.epoch)
           AND l.xid < (SELECT min(s.xid_from::bigint) FROM mdq_ledger_seal s WHERE s.epoch = l.epoch)
         LIMIT 100""")
    return [f"entry {number} ({table}): it lies before the first seal" for number, table in cr.fetchall()]


def changed_rows(cr):
    """Rows whose content is not what the ledger last saw: changed with the triggers switched off."""
    problems = []
    for table, key in ledger_trigger.tables(cr).items():
        if key == "id":
            problems += _changed_rows_of(cr, table)
        else:
            problems += _changed_links_of(cr, table, key)
    return problems


def _changed_rows_of(cr, table):
    """An image may hold fewer columns than the table (partial, or from before an upgrade)."""
    cr.execute(SQL(
        """
        WITH last AS (
            SELECT DISTINCT ON (res_id) res_id, operation, image FROM mdq_ledger
             WHERE table_name = %(name)s ORDER BY res_id, id DESC)
        SELECT COALESCE(t.id, l.res_id), t.id IS NULL, l.res_id IS NULL OR l.operation = 'D'
          FROM last l FULL JOIN %(table)s t ON t.id = l.res_id
         WHERE (t.id IS NULL AND l.operation <> 'D')
            OR (t.id IS NOT NULL AND (l.res_id IS NULL OR l.operation = 'D'
                                      OR to_jsonb(t) || l.image <> to_jsonb(t)))
         LIMIT %(most)s
        """, name=table, table=SQL.identifier(table), most=MOST))
    return [_sentence(table, *row) for row in cr.fetchall()]


def _sentence(table, number, is_gone, is_unknown):
    if is_gone:
        return f"{table} {number}: the row was removed behind the ledger's back"
    if is_unknown:
        return f"{table} {number}: the row was inserted behind the ledger's back"
    return f"{table} {number}: the row was changed behind the ledger's back"


def _changed_links_of(cr, table, key):
    """Links have no id of their own: those that the ledger counts must be those that are there."""
    cr.execute(SQL(
        """
        WITH counted AS (
            SELECT image, sum(CASE operation WHEN 'D' THEN -1 ELSE 1 END) AS links
              FROM mdq_ledger WHERE table_name = %(name)s AND operation IN ('B', 'I', 'D') GROUP BY image),
        live AS (SELECT to_jsonb(t) AS image FROM %(table)s t)
        SELECT COALESCE(l.image, c.image)::text, l.image IS NULL
          FROM (SELECT * FROM counted WHERE links > 0) c FULL JOIN live l ON l.image = c.image
         WHERE l.image IS NULL OR c.image IS NULL
         LIMIT %(most)s
        """, name=table, table=SQL.identifier(table), most=MOST))
    return [
        f"{table} {image}: the link was {'removed' if is_gone else 'inserted'} behind the ledger's back"
        for image, is_gone in cr.fetchall()
    ]
