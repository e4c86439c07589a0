"""Changes of fields that ask for a reason, made without one: by SQL, before the fields asked, or by a mistake in the code."""

from odoo.tools import SQL


def changed_without(models):
    """Return the condition on entries of the ledger that changed such a field of these models without a reason.

    Drafts are still being written.
    """
    parts = [_of(model) for model in models if model._mdq_get_reason_fields()]
    return SQL("(%s)", SQL(" OR ").join(parts)) if parts else SQL("false")


def _of(model):
    names = sorted(name for name in model._mdq_get_reason_fields() if model._fields[name].column_type)
    changed = SQL(" OR ").join(SQL("(mdq_ledger.image -> %s) IS DISTINCT FROM (before.image -> %s)", name, name) for name in names)
    return SQL(
        """(table_name = %s AND operation = 'U' AND COALESCE(reason, '') = '' AND COALESCE(mdq_ledger.image ->> 'state', '') <> 'draft'
            AND EXISTS (SELECT FROM (
                SELECT earlier.image FROM mdq_ledger earlier
                 WHERE earlier.table_name = mdq_ledger.table_name AND earlier.res_id = mdq_ledger.res_id AND earlier.id < mdq_ledger.id
                 ORDER BY earlier.id DESC LIMIT 1) before WHERE %s))""", model._table, changed)
