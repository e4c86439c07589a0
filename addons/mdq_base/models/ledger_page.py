"""Entries of the ledger a page at a time, newest first, each with the image before it."""

from odoo.tools import SQL

COLUMNS = SQL("id, recorded_at, xid, table_name, res_id, operation, image, uid, session_uid, reason, source")


def page(env, sources, conditions, limit):
    """Return the newest entries of some sources as dicts, with `before` and the `origin` (a Source) of each.

    Every source is cut off on its own, so that each needs only its own end of the index.
    """
    if not sources:
        return []
    parts = [_part(number, source, conditions, limit) for number, source in enumerate(sources)]
    env.cr.execute(SQL(
        """
        SELECT e.*, before.image AS before
          FROM (SELECT * FROM (%(parts)s) entries ORDER BY id DESC LIMIT %(limit)s) e
          LEFT JOIN LATERAL (
               SELECT image FROM mdq_ledger
                WHERE table_name = e.table_name AND res_id = e.res_id AND id < e.id AND NOT e.is_link
                ORDER BY id DESC LIMIT 1) before ON true
         ORDER BY e.id DESC
        """, parts=SQL(" UNION ALL ").join(parts), limit=limit))
    return [{**entry, "origin": sources[entry["source_number"]]} for entry in env.cr.dictfetchall()]


def all_of(env, source):
    """Return all entries of one record, oldest first, in the same shape."""
    env.cr.execute(SQL("SELECT %s FROM mdq_ledger WHERE %s ORDER BY id", COLUMNS, _rows(source)))
    entries, before = [], None
    for entry in env.cr.dictfetchall():
        entries.append({**entry, "before": before, "origin": source})
        before = entry["image"]
    return entries


def people(env, sources):
    """Return the ids of the accounts that changed something in these sources."""
    if not sources:
        return []
    parts = (SQL("(SELECT DISTINCT uid FROM mdq_ledger WHERE %s AND uid IS NOT NULL)", _rows(source))
             for source in sources)
    env.cr.execute(SQL(" UNION ").join(parts))
    return [uid for (uid,) in env.cr.fetchall()]


def count(env, sources, conditions):
    """Return how many entries of some sources meet the conditions."""
    parts = [SQL("(SELECT count(*) AS number FROM mdq_ledger WHERE %s)", SQL(" AND ").join([_rows(source), *conditions]))
             for source in sources]
    if not parts:
        return 0
    env.cr.execute(SQL("SELECT sum(number)::int FROM (%s) counts", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()[0]


def last(env, sources):
    """Return the number of the newest entry of some sources, or 0."""
    parts = [SQL("(SELECT max(id) AS number FROM mdq_ledger WHERE %s)", _rows(source)) for source in sources]
    if not parts:
        return 0
    env.cr.execute(SQL("SELECT COALESCE(max(number), 0) FROM (%s) ends", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()[0]


def first_approval(env, sources):
    """Return (entry, transaction) of the first approving signature or approved request, or None."""
    events = [source for source in sources if source.kind in ("signature", "approval")]
    if not events:
        return None
    parts = (SQL("(SELECT id, xid FROM mdq_ledger WHERE %s AND %s)", _rows(source), _is_approval(source.kind))
             for source in events)
    env.cr.execute(SQL("SELECT id, xid FROM (%s) approvals ORDER BY id LIMIT 1", SQL(" UNION ALL ").join(parts)))
    return env.cr.fetchone()


def _is_approval(kind):
    if kind == "signature":
        return SQL("operation = 'I' AND image ->> 'meaning' IN ('approved', 'released')")
    return SQL("image ->> 'state' = 'approved'")


def _part(number, source, conditions, limit):
    return SQL(
        "(SELECT %s, %s AS source_number, %s AS is_link FROM mdq_ledger WHERE %s ORDER BY id DESC LIMIT %s)",
        COLUMNS, number, source.kind == "link", SQL(" AND ").join([_rows(source), *conditions]), limit,
    )


def _rows(source):
    """One id by equality: only then does the index give the entries in their order."""
    if len(source.res_ids) == 1:
        return SQL("table_name = %s AND res_id = %s", source.table, source.res_ids[0])
    return SQL("table_name = %s AND res_id = ANY(%s)", source.table, list(source.res_ids))
