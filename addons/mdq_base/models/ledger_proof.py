"""Entries of one record with the proof that each is under a seal: nothing else of the ledger goes along."""

import bisect
from collections import defaultdict

from odoo.tools import SQL

from ..core import proof
from . import ledger_page, ledger_scan

BATCH = 1000


def find_entries(env, sources):
    """Return {entry number: (epoch, transaction)} of all entries of some sources, oldest first."""
    if not sources:
        return {}
    parts = SQL(" UNION ").join(SQL("SELECT id, epoch, xid FROM mdq_ledger WHERE %s", ledger_page.rows(source)) for source in sources)
    env.cr.execute(SQL("SELECT id, epoch, xid FROM (%s) entries ORDER BY epoch, xid, id", parts))
    return {number: (epoch, xid) for number, epoch, xid in env.cr.fetchall()}


def find_seals(env, entries):
    """Return {seal number: its entries} and, under None, those that no seal covers yet."""
    env.cr.execute("SELECT epoch, xid_from::bigint, xid_to::bigint, number FROM mdq_ledger_seal ORDER BY 1, 2")
    seals = env.cr.fetchall()
    found = defaultdict(list)
    for number, place in entries.items():
        index = bisect.bisect_right(seals, (*place, float("inf"))) - 1
        is_under = index >= 0 and seals[index][0] == place[0] and place[1] < seals[index][2]
        found[seals[index][3] if is_under else None].append(number)
    return found


def prove(env, seal, numbers):
    """Yield (entry number, path to the root of its seal); the path is None when the seal's entries are not all there any more."""
    leaves, places = [], {}
    for _xid, number, leaf in ledger_scan.leaves(env.cr, seal.epoch, seal.xid_from, seal.xid_to):
        places[number] = len(leaves)
        leaves.append(leaf)
    tree = proof.levels(leaves)
    is_whole = bool(leaves) and tree[-1][0].hex() == seal.root
    for number in numbers:
        yield number, proof.path(tree, places[number]) if is_whole else None


def texts(env, numbers):
    """Yield the texts of entries, as they are hashed, in the order of their numbers."""
    for begin in range(0, len(numbers), BATCH):
        columns = SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in ledger_scan.FIELDS)
        env.cr.execute("SELECT set_config('datestyle', 'ISO', true)")
        env.cr.execute(SQL("SELECT %s FROM mdq_ledger WHERE id = ANY(%s) ORDER BY id", columns, numbers[begin:begin + BATCH]))
        for row in env.cr.fetchall():
            yield dict(zip(ledger_scan.FIELDS, row, strict=True))
