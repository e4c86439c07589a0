"""Entries of the ledger a page at a time, newest first, each with the image before it."""

from odoo.tools import SQL

COLUMNS = SQL("id, recorded_at, xid, table_name, res_id, operation, image, uid, session_uid, reason, source")
_LAST_IMAGES = """
    SELECT w.name, w.number, w.entry, l.image
      FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) w (name, number, entry)
     CROSS JOIN LATERAL (
           SELECT image FROM mdq_ledger
            WHERE table_name = w.name AND res_id = w.number AND id <= w.entry ORDER BY id DESC LIMIT 1) l
"""


def page(env, sources, conditions, limit):
    """Return the newest entries of some sources as dicts, with `before` and the `origin` (a Source) of each.

    Every source is cut off on its own, so that each needs only its own end of the index.
    """
    if not sources:
        return []
    parts = [_part(number, source, conditions, limit) for number, source in enumerate(sources)]
    env.cr.execute(SQL("SELECT * FROM (%s) entries ORDER BY id DESC LIMIT %s", SQL(" UNION ALL ").join(parts), limit))
    entries = [{**entry, "origin": sources[entry["source_number"]]} for entry in env.cr.dictfetchall()]
    places = {_place_before(entry) for entry in entries if entry["origin"].kind != "link"}
    images = last_images(env.cr, places)
    return [{**entry, "before": images.get(_place_before(entry))} for entry in entries]


def _place_before(entry):
    return entry["table_name"], entry["res_id"], entry["id"] - 1


def last_images(cr, places):
    """Return {(table, id of a row, number of an entry): the row's image at that entry}, in one query for all of them.

    Each is read from its end of the index: of a row that was changed ten thousand times PostgreSQL expects one entry, and would
    fetch and sort them all for every line of a page. The setting holds for this query; an error undoes it with the transaction.
    """
    if not places:
        return {}
    columns = (list(column) for column in zip(*places, strict=True))
    cr.execute("SELECT set_config('enable_sort', 'off', true)")
    cr.execute(SQL(_LAST_IMAGES, *columns))
    rows = cr.fetchall()
    cr.execute("SELECT set_config('enable_sort', 'on', true)")
    return {(table, number, entry): image for table, number, entry, image in rows}


def all_of(env, source):
    """Return all entries of one record, oldest first, in the same shape."""
    env.cr.execute(SQL("SELECT %s FROM mdq_ledger WHERE %s ORDER BY id", COLUMNS, rows(source)))
    entries, before = [], None
    for entry in env.cr.dictfetchall():
        entries.append({**entry, "before": before, "origin": source})
        before = entry["image"]
    return entries


def people(env, sources):
    """Return the ids of the accounts that changed something in these sources."""
    if not sources:
        return []
    parts = (SQL("(SELECT DISTINCT uid FROM mdq_ledger WHERE %s AND uid IS NOT NULL)", rows(source))
             for source in sources)
    env.cr.execute(SQL(" UNION ").join(parts))
    return [uid for (uid,) in env.cr.fetchall()]


def count(env, sources, conditions):
    """Return how many entries of some sources meet the conditions."""
    parts = [SQL("(SELECT count(*) AS number FROM mdq_ledger WHERE %s)", SQL(" AND ").join([rows(source), *conditions]))
             for source in sources]
    if not parts:
        return 0
    env.cr.execute(SQL("SELECT sum(number)::int FROM (%s) counts", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()[0]


def last(env, sources):
    """Return the number of the newest entry of some sources, or 0."""
    parts = [SQL("(SELECT max(id) AS number FROM mdq_ledger WHERE %s)", rows(source)) for source in sources]
    if not parts:
        return 0
    env.cr.execute(SQL("SELECT COALESCE(max(number), 0) FROM (%s) ends", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()[0]


def first_approval(env, sources):
    """Return (entry, transaction) of the first approving signature or approved request, or None."""
    events = [source for source in sources if source.kind in ("signature", "approval")]
    if not events:
        return None
    parts = (SQL("(SELECT id, xid FROM mdq_ledger WHERE %s AND %s)", rows(source), _is_approval(source.kind))
             for source in events)
    env.cr.execute(SQL("SELECT id, xid FROM (%s) approvals ORDER BY id LIMIT 1", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()


def _is_approval(kind):
    if kind == "signature":
        return SQL("operation = 'I' AND image ->> 'meaning' IN ('approved', 'released')")
    return SQL("image ->> 'state' = 'approved'")


def _part(number, source, conditions, limit):
    return SQL(
        "(SELECT %s, %s AS source_number FROM mdq_ledger WHERE %s ORDER BY id DESC LIMIT %s)",
        COLUMNS, number, SQL(" AND ").join([rows(source), *conditions]), limit,
    )


def rows(source):
    """One id by equality: only then does the index give the entries in their order."""
    if len(source.res_ids) == 1:
        return SQL("table_name = %s AND res_id = %s", source.table, source.res_ids[0])
    return SQL("table_name = %s AND res_id = ANY(%s)", source.table, list(source.res_ids))
