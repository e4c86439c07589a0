"""Comparisons in SQL between the ledger and the live rows; each finding is a sentence with its place.

The last image of a row must be what the row is, in the columns that the ledger keeps of it. A column that an image
does not have was empty then, or the ledger would have written an image since.
"""

import json

from odoo.tools import SQL

from ..core.problem import _lt
from . import ledger_baseline, ledger_trigger
from .ledger_registry import get_columns, get_registered

MOST = 100  # findings named per batch
BATCH = 20000  # rows compared in one query
END = 2**62


def get_tables(cr):
    """The tables whose rows are compared."""
    return [table for table, known in get_registered(cr).items() if known]


def find_gaps(cr):
    """What lies outside of the ledger: tables that it no longer watches (triggers gone or switched off, or the table itself gone),
    and entries that no seal reaches."""
    problems = [
        _lt("%(table)s: its ledger triggers are missing or switched off (%(operations)s)",
                table=table, operations=", ".join(operations))
        for table, operations in ledger_trigger.get_missing(cr).items()
    ]
    known = get_registered(cr)
    for table in _get_known_tables(cr):
        if table not in known and ledger_baseline.has_alive(cr, table, is_link=_is_link(cr, table)):
            problems.append(_lt(
                "%(table)s: the table left the ledger behind its back, its triggers or itself were dropped", table=table))
    return problems + _find_unreached(cr)


def _find_unreached(cr):
    """Entries that no seal would ever cover: written by hand, in the name of a transaction or an epoch that never was."""
    cr.execute("SELECT COALESCE(max(id), 0) FROM mdq_ledger_epoch")
    epoch = cr.fetchone()[0]
    # The own transaction may be younger than the snapshot in which it reads. What a seal covers is checked with the seal.
    cr.execute(
        """SELECT GREATEST(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1,
                           (SELECT xid_to::bigint FROM mdq_ledger_seal WHERE epoch = %s ORDER BY number DESC LIMIT 1))""", [epoch])
    cr.execute(SQL(
        """(SELECT id, table_name, res_id FROM mdq_ledger WHERE (epoch, xid) >= (%s, %s) LIMIT %s)
           UNION ALL (SELECT id, table_name, res_id FROM mdq_ledger WHERE epoch < 0 LIMIT %s)""",
        epoch, cr.fetchone()[0], MOST, MOST,
    ))
    return [
        _lt("entry %(entry)s (%(table)s %(number)s): it was written by hand for a transaction that never was, so that no seal covers it",
            entry=entry, table=table, number=number)
        for entry, table, number in cr.fetchall()
    ]


def _get_known_tables(cr):
    """The names of tables in the ledger, each found by one step in the index."""
    cr.execute(
        """WITH RECURSIVE name AS (
               (SELECT table_name FROM mdq_ledger ORDER BY table_name LIMIT 1)
               UNION ALL
               SELECT (SELECT l.table_name FROM mdq_ledger l WHERE l.table_name > name.table_name
                        ORDER BY l.table_name LIMIT 1) FROM name WHERE name.table_name IS NOT NULL)
           SELECT table_name FROM name WHERE table_name IS NOT NULL""")
    return [name for (name,) in cr.fetchall()]


def _is_link(cr, table):
    cr.execute("SELECT NOT image ? 'id' FROM mdq_ledger WHERE table_name = %s LIMIT 1", [table])
    return cr.fetchone()[0]


def compare(cr, table, after):
    """Compare the next rows of a table; return (problems, where to go on) with None at the end."""
    known = get_registered(cr, [table]).get(table)
    if not known:
        return [], None
    upto = _get_bound(cr, known, after)
    return _find_changes(cr, known, _between(after, upto)), None if upto == END else upto


def find_changed(cr, sources):
    """Compare the rows of some sources (ledger_source.Source) with the ledger."""
    registered = get_registered(cr, {source.table for source in sources})
    return [
        problem for source in sources if registered.get(source.table)
        for problem in _find_changes(cr, registered[source.table], _one_of(source.res_ids))
    ]


def _find_changes(cr, known, within):
    return (_find_changed_links if known.is_link() else _find_changed_rows)(cr, known, within)


def _between(after, upto):
    return lambda column: SQL("%s > %s AND %s <= %s", SQL.identifier(column), after, SQL.identifier(column), upto)


def _one_of(ids):
    return lambda column: SQL("%s = ANY(%s)", SQL.identifier(column), list(ids))


def _get_bound(cr, known, after):
    cr.execute(SQL(
        "SELECT count(*), max(key) FROM (SELECT %(key)s AS key FROM %(table)s WHERE %(key)s > %(after)s"
        " ORDER BY %(key)s LIMIT %(batch)s) AS batch",
        key=SQL.identifier(known.key), table=SQL.identifier(known.table), after=after, batch=BATCH,
    ))
    count, last = cr.fetchone()
    return last if count == BATCH else END


def _find_changed_rows(cr, known, within):
    """The image is laid over the row: what it does not speak of stays, so the two must be the same."""
    live = get_columns(cr, [known.table])[known.table]
    compared = {name for name, kind in known.columns.items() if live.get(name) == kind}
    cr.execute(SQL(
        """
        WITH last AS (
            SELECT DISTINCT ON (res_id) res_id, operation, image FROM mdq_ledger
             WHERE table_name = %(name)s AND %(entries)s ORDER BY res_id, id DESC),
        live AS (SELECT t.id, t AS content FROM %(table)s t WHERE %(rows)s)
        SELECT COALESCE(live.id, last.res_id), live.id IS NULL, last.res_id IS NULL OR last.operation = 'D'
          FROM last FULL JOIN live ON live.id = last.res_id
         WHERE (live.id IS NULL AND last.operation <> 'D')
            OR (live.id IS NOT NULL AND (last.res_id IS NULL OR last.operation = 'D'
                OR jsonb_populate_record(live.content, (%(empty)s::jsonb || last.image) - %(ignored)s::text[])
                   IS DISTINCT FROM live.content))
         ORDER BY 1 LIMIT %(most)s
        """,
        name=known.table, table=SQL.identifier(known.table), entries=within("res_id"), rows=within("id"), most=MOST,
        empty=_nulls(compared), ignored=sorted(set(live) - compared),
    ))
    return [_sentence(known.table, *row) for row in cr.fetchall()]


def _nulls(names):
    return json.dumps(dict.fromkeys(sorted(names)))


def _sentence(table, number, is_gone, is_unknown):
    if is_gone:
        return _lt("%(table)s %(number)s: the row was removed behind the ledger's back", table=table, number=number)
    if is_unknown:
        return _lt("%(table)s %(number)s: the row was inserted behind the ledger's back", table=table, number=number)
    return _lt("%(table)s %(number)s: the row was changed behind the ledger's back", table=table, number=number)


def _find_changed_links(cr, known, within):
    """Links have no id of their own: those that the ledger counts must be those that are there."""
    cr.execute(SQL(
        """
        WITH counted AS (
            SELECT image FROM mdq_ledger
             WHERE table_name = %(name)s AND %(entries)s AND operation <> 'U'
             GROUP BY image HAVING sum(CASE operation WHEN 'D' THEN -1 ELSE 1 END) > 0),
        live AS (SELECT to_jsonb(t) AS image FROM %(table)s t WHERE %(rows)s)
        SELECT COALESCE(live.image, counted.image)::text, live.image IS NULL
          FROM counted FULL JOIN live ON live.image = counted.image
         WHERE live.image IS NULL OR counted.image IS NULL
         ORDER BY 1 LIMIT %(most)s
        """,
        name=known.table, table=SQL.identifier(known.table), entries=within("res_id"), rows=within(known.key), most=MOST,
    ))
    return [
        _lt("%(table)s %(link)s: the link was removed behind the ledger's back", table=known.table, link=image) if is_gone
        else _lt("%(table)s %(link)s: the link was inserted behind the ledger's back", table=known.table, link=image)
        for image, is_gone in cr.fetchall()
    ]
