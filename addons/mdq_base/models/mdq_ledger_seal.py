import dataclasses

import psycopg2.errors
from odoo import fields, models
from odoo.tools import SQL

from ..core import chain, merkle
from . import ledger_scan, ledger_table

LOCK = 7734001  # pg advisory lock: one sealer at a time
MOST = 100000  # entries in a seal; a transaction with more of them has a seal of its own


class MdqLedgerSeal(models.Model):
    """A seal over a run of ledger entries: their Merkle root, chained to the seal before."""

    _name = "mdq.ledger.seal"
    _description = "Audit Ledger Seal"
    _order = "number desc"
    _log_access = False
    _rec_name = "number"

    number = fields.Integer(required=True, readonly=True, aggregator=None)
    format = fields.Integer(
        readonly=True, aggregator=None, help="Version of what is hashed, and how. 0: the first seals, which did not name it.")
    epoch = fields.Integer(required=True, readonly=True, aggregator=None)
    xid_from = fields.Char("From Transaction", required=True, readonly=True)
    xid_to = fields.Char("Before Transaction", required=True, readonly=True)
    count = fields.Integer("Entries", required=True, readonly=True)
    root = fields.Char("Merkle Root", required=True, readonly=True)
    blocks = fields.Text("Block Roots", readonly=True, prefetch=False, help="One hash for 256 entries names the place.")
    previous = fields.Char("Previous Seal", readonly=True)
    hash = fields.Char("Seal Hash", required=True, readonly=True)
    sealed_at = fields.Datetime("Sealed On", required=True, readonly=True)
    place = fields.Selection(
        [("here", "In the Database"), ("archived", "Archived")], "Entries Are", compute="_compute_place",
        help="Entries of archived months are in their exports; the seals stay in the chain.")

    _number_unique = models.UniqueIndex("(number)", "Two seals cannot have the same number.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def _compute_place(self):
        # Which months are archived is no secret to those who see the seals.
        ranges = self.env["mdq.ledger.archive"].sudo()._get_archived_seals()
        for seal in self:
            is_archived = any(first <= seal.number <= last for first, last in ranges)
            seal.place = "archived" if is_archived else "here"

    def action_seal(self):
        """Seal from the screen and say what was done."""
        done = self.env["mdq.ledger"].seal()
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "message": self.env._("Sealed: %(entries)s entries.", entries=done["entries"]), "type": "success",
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }}

    def _cron_seal(self):
        """Seal what is finished, each seal in a transaction of its own."""
        ledger_table.create_partitions(self.env.cr)
        progress = self.env["ir.cron"]
        progress._commit_progress(0)
        while self._seal(most_seals=1)["seals"] and progress._commit_progress(1, remaining=0):
            continue

    def _get_horizon(self):
        """First transaction that may still write here: everything before it is finished.

        Transactions are numbered for all databases of the cluster together. One that is known to run in another
        database is not waited for; one of which nothing is known is.
        """
        self.env.cr.execute(
            """SELECT COALESCE(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
                 FROM pg_snapshot_xip(pg_current_snapshot()) AS running
                WHERE NOT EXISTS (
                      SELECT FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
                       WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
                         AND l.transactionid = running::xid AND a.datname <> current_database()
                         AND a.backend_start < now())""")
        return self.env.cr.fetchone()[0]

    def _seal(self, most_seals=None):
        """Seal the entries of finished transactions, epoch by epoch; a second sealer does nothing."""
        self.env.flush_all()
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        done = {"seals": 0, "entries": 0}
        if not self.env.cr.fetchone()[0]:
            return done
        for epoch, xid_from, horizon in self._get_open_runs():
            for seal, blocks in _runs(self.env.cr, epoch, xid_from, horizon):
                if done["seals"] == most_seals or not self._insert(seal, blocks):
                    return done
                done = {"seals": done["seals"] + 1, "entries": done["entries"] + seal["count"]}
        return done

    def _get_open_runs(self):
        """The runs of entries that no seal covers yet, as (epoch, first transaction, transaction that ends it).

        Transactions of an epoch before the last one ended with their cluster.
        """
        self.env.cr.execute(
            """SELECT e.id, COALESCE((SELECT s.xid_to::bigint FROM mdq_ledger_seal s WHERE s.epoch = e.id
                                      ORDER BY s.number DESC LIMIT 1), 0)
                 FROM (SELECT 0 AS id UNION SELECT id FROM mdq_ledger_epoch) e ORDER BY e.id""")
        runs = self.env.cr.fetchall()
        return [(*run, self._get_horizon() if run is runs[-1] else 2**62) for run in runs]

    def _insert(self, run, blocks):
        """Write the next seal, over this run; false when another sealer, whose work this snapshot does not show, was first."""
        last = self.search_fetch([], ["number", "hash"], limit=1)
        now = fields.Datetime.now()
        seal = chain.Seal(number=last.number + 1, previous=last.hash or "", sealed_at=now.isoformat(timespec="microseconds"), **run)
        values = {**dataclasses.asdict(seal), "hash": seal.hash(), "blocks": " ".join(blocks), "sealed_at": now}
        names = SQL(", ").join(SQL.identifier(name) for name in values)
        query = SQL("INSERT INTO mdq_ledger_seal (%s) VALUES %s", names, tuple(values.values()))
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
        except psycopg2.errors.UniqueViolation:
            return False
        return True

    def _get_current_root(self):
        """The newest seal, as a printed record carries it: whoever keeps the paper can show a chain that was cut."""
        last = self.sudo().search_fetch([], ["number", "hash", "sealed_at"], limit=1)  # no content, and meant for print
        if not last:
            return {}
        return {"number": last.number, "hash": last.hash, "short": last.hash[:16], "sealed_at": last.sealed_at}


def _runs(cr, epoch, xid_from, horizon):
    """Yield (what a seal says of its entries, its block roots) for runs of MOST entries, no transaction parted."""
    tree, last = merkle.Tree(), None
    for xid, _entry, leaf in ledger_scan.leaves(cr, epoch, xid_from, horizon):
        if tree.count >= MOST and xid != last:
            yield _run(epoch, xid_from, xid, tree), tree.blocks()
            tree, xid_from = merkle.Tree(), xid
        tree.add(leaf)
        last = xid
    if tree.count:
        yield _run(epoch, xid_from, horizon, tree), tree.blocks()


def _run(epoch, xid_from, xid_to, tree):
    return {"epoch": epoch, "xid_from": xid_from, "xid_to": xid_to, "count": tree.count, "root": tree.root()}
