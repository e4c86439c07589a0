"""Who changed the content of rows, as the ledger has it."""

from odoo.tools import SQL


def find_editors(model, since):
    """[(row id, user id)] of those who changed a column whose content is signed.

    Stamps, states and other columns outside the signed content make nobody an author.

    :param since: {row id: the ledger entry after which changes count}
    """
    columns = [name for name in model._get_signed_fields() if model._fields[name].column_type]
    content = SQL("(SELECT jsonb_object_agg(key, value) FROM jsonb_each(image) WHERE key = ANY(%s))", columns)
    return model.env.execute_query(SQL(
        """SELECT DISTINCT res_id, uid FROM (
                  SELECT id, res_id, uid, %(content)s AS content,
                         lag(%(content)s) OVER (PARTITION BY res_id ORDER BY id) AS before
                    FROM mdq_ledger WHERE table_name = %(table)s AND res_id = ANY(%(ids)s)
              ) entry JOIN unnest(%(ids)s, %(since)s) asked (row, since) ON asked.row = res_id
            WHERE uid IS NOT NULL AND content IS DISTINCT FROM before AND id > asked.since""",
        content=content, table=model._table, ids=list(since), since=list(since.values()),
    ))


def find_made(env, table, ids):
    """{row id: the entry with which it came into the ledger}."""
    return dict(env.execute_query(SQL(
        "SELECT res_id, min(id) FROM mdq_ledger WHERE table_name = %s AND res_id = ANY(%s) GROUP BY res_id", table, list(ids))))
