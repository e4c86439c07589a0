"""Who last changed the content of a row, as the ledger has it."""

from odoo.tools import SQL


def find_last(model, ids):
    """[(row id, ledger entry, user id)]: the newest entry of each row that changed a column whose content is signed.

    Stamps, states and other columns outside the signed content make nobody an author.
    """
    columns = [name for name in model._get_signed_fields() if model._fields[name].column_type]
    content = SQL("(SELECT jsonb_object_agg(key, value) FROM jsonb_each(image) WHERE key = ANY(%s))", columns)
    return model.env.execute_query(SQL(
        """SELECT DISTINCT ON (res_id) res_id, id, uid FROM (
                  SELECT id, res_id, uid, %(content)s AS content,
                         lag(%(content)s) OVER (PARTITION BY res_id ORDER BY id) AS before
                    FROM mdq_ledger WHERE table_name = %(table)s AND res_id = ANY(%(ids)s)
              ) entry WHERE uid IS NOT NULL AND content IS DISTINCT FROM before
            ORDER BY res_id, id DESC""",
        content=content, table=model._table, ids=ids,
    ))
