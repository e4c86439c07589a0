"""Read the leaves of the ledger's tree: PostgreSQL hashes, Python only combines."""

from odoo.tools import SQL

from ..core import merkle

BATCH = 20000
# The entry as it is hashed: these columns as texts, in this order (core/merkle.py says how a leaf is made of them).
FIELDS = ("id", "epoch", "xid", "recorded_at", "table_name", "res_id", "operation", "image", "uid",
          "session_uid", "reason", "source")


def leaves(cr, epoch, xid_from, xid_to):
    """Yield (transaction, entry, leaf hash) of a run of entries, in the order of (xid, id), in constant memory."""
    for row in _rows(cr, SQL("xid, id, %s", _leaf()), epoch, xid_from, xid_to):
        yield row[0], row[1], bytes(row[2])


def trees(cr, epoch, xid_from, bounds):
    """Yield, for each of these transactions, the tree over the entries before it (and not before the last one).

    With each tree come the numbers of the entries that begin its blocks. All in one pass.
    """
    scan = leaves(cr, epoch, xid_from, bounds[-1])
    entry = next(scan, None)
    for bound in bounds:
        tree, places = merkle.Tree(), []
        while entry and entry[0] < bound:
            if tree.count % merkle.BLOCK == 0:
                places.append(entry[1])
            tree.add(entry[2])
            entry = next(scan, None)
        yield tree, places


def entries(cr, epoch, xid_from, xid_to):
    """Yield the entries of a run as texts in the order of FIELDS: what a leaf is the hash of."""
    texts = SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in FIELDS)
    for row in _rows(cr, SQL("xid, id, %s", texts), epoch, xid_from, xid_to):
        yield row[2:]


def _rows(cr, columns, epoch, xid_from, xid_to):
    # A timestamp has one text, whatever the settings of the database are.
    cr.execute("SELECT set_config('datestyle', 'ISO', true)")
    after = (-1, -1)
    while True:
        cr.execute(SQL(
            """SELECT %s FROM mdq_ledger e WHERE epoch = %s AND xid >= %s AND xid < %s
                AND (xid, id) > (%s, %s) ORDER BY e.xid, e.id LIMIT %s""",
            columns, epoch, xid_from, xid_to, *after, BATCH,
        ))
        rows = cr.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1][:2]


def _leaf():
    texts = (SQL("%s::text", SQL.identifier(name)) for name in FIELDS)
    parts = SQL(", ").join(SQL("COALESCE(octet_length(%(t)s) || ':' || %(t)s, '-;')", t=text) for text in texts)
    return SQL("sha256('\\x00'::bytea || convert_to(concat(%s), 'UTF8'))", parts)
