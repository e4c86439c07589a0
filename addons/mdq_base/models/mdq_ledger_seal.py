import psycopg2.errors
from odoo import fields, models
from odoo.tools import SQL

from ..core import chain, merkle
from . import ledger_check, ledger_table

LOCK = 7734001  # pg advisory lock: one sealer at a time
FIELDS = ("id", "epoch", "xid", "recorded_at", "table_name", "res_id", "operation", "image", "uid",
          "session_uid", "reason", "source")
BATCH = 20000


class MdqLedgerSeal(models.Model):
    """A seal over a run of ledger entries: their Merkle root, chained to the seal before."""

    _name = "mdq.ledger.seal"
    _description = "Audit Ledger Seal"
    _order = "number desc"
    _log_access = False
    _rec_name = "number"

    number = fields.Integer(required=True, readonly=True, aggregator=None)
    epoch = fields.Integer(required=True, readonly=True, aggregator=None)
    xid_from = fields.Char("From Transaction", required=True, readonly=True)
    xid_to = fields.Char("Before Transaction", required=True, readonly=True)
    count = fields.Integer("Entries", required=True, readonly=True)
    root = fields.Char("Merkle Root", required=True, readonly=True)
    previous = fields.Char("Previous Seal", readonly=True)
    hash = fields.Char("Seal Hash", required=True, readonly=True)
    sealed_at = fields.Datetime("Sealed On", required=True, readonly=True)

    _number_unique = models.UniqueIndex("(number)", "Two seals cannot have the same number.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def action_seal(self):
        """Seal from the screen and say what was done."""
        done = self.env["mdq.ledger"].seal()
        return self._notify(self.env._("Sealed: %(entries)s entries.", entries=done["entries"]), "success")

    def action_verify(self):
        """Verify from the screen: all clear in a note, or the problems named."""
        result = self.env["mdq.ledger"].verify()
        if result["ok"]:
            return self._notify(self.env._(
                "The ledger is intact: %(entries)s sealed entries in %(seals)s seals agree with the records.",
                entries=result["entries"], seals=result["seals"],
            ), "success")
        return self._notify("\n".join(result["problems"][:20]), "danger")

    def _notify(self, message, kind):
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "message": message, "type": kind, "sticky": kind == "danger",
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }}

    def _cron_seal(self):
        ledger_table.create_partitions(self.env.cr)
        return self._seal()

    def _get_horizon(self):
        """First transaction that may still be running: everything before it is finished."""
        self.env.cr.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return self.env.cr.fetchone()[0]

    def _seal(self):
        """Seal the entries of finished transactions, epoch by epoch; a second sealer does nothing."""
        self.env.flush_all()
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not self.env.cr.fetchone()[0]:
            return {"seals": 0, "entries": 0}
        self.env.cr.execute("SELECT DISTINCT epoch FROM mdq_ledger ORDER BY epoch")
        epochs = [epoch for (epoch,) in self.env.cr.fetchall()]
        created = self.browse()
        for epoch in epochs:
            horizon = self._get_horizon() if epoch == epochs[-1] else 2**62
            created += self._seal_epoch(epoch, horizon)
        return {"seals": len(created), "entries": sum(created.mapped("count"))}

    def _seal_epoch(self, epoch, horizon):
        last = self.search([], limit=1)
        same_epoch = self.search([("epoch", "=", epoch)], limit=1)
        xid_from = int(same_epoch.xid_to) if same_epoch else 0
        leaves = list(_leaves(self.env.cr, epoch, xid_from, horizon))
        if not leaves:
            return self.browse()
        seal = chain.Seal(
            number=last.number + 1, epoch=epoch, xid_from=xid_from, xid_to=horizon, count=len(leaves),
            root=merkle.root(leaves), previous=last.hash or "",
        )
        return self._insert(seal)

    def _insert(self, seal):
        """Write a seal; nothing when another sealer, whose work this snapshot does not show, was first."""
        values = {
            "number": seal.number, "epoch": seal.epoch, "xid_from": str(seal.xid_from), "xid_to": str(seal.xid_to),
            "count": seal.count, "root": seal.root, "previous": seal.previous, "hash": seal.hash(),
            "sealed_at": fields.Datetime.now(),
        }
        names = SQL(", ").join(SQL.identifier(name) for name in values)
        query = SQL("INSERT INTO mdq_ledger_seal (%s) VALUES %s", names, tuple(values.values()))
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
        except psycopg2.errors.UniqueViolation:
            return self.browse()
        return self.search([("number", "=", seal.number)])

    def _get_core(self):
        self.ensure_one()
        return chain.Seal(self.number, self.epoch, int(self.xid_from), int(self.xid_to), self.count, self.root,
                          self.previous or "")

    def _verify(self, since=None):
        """Check the seals from number `since` on, then the last images against the live rows."""
        self.env.flush_all()
        problems, entries, previous = [], 0, ""
        seals = self.search([], order="number")
        for position, seal in enumerate(seals, 1):
            if since is None or seal.number >= since:
                entries += seal.count
                problems += seal._find_problems(position, previous)
            previous = seal.hash
        problems += ledger_check.unsealed_behind(self.env.cr)
        problems += ledger_check.changed_rows(self.env.cr)
        return {"ok": not problems, "entries": entries, "seals": len(seals), "problems": problems}

    def _find_problems(self, position, previous):
        self.ensure_one()
        problems = chain.broken(self._get_core(), self.hash, previous)
        if self.number != position:
            problems.append(f"seal {position}: it is missing")
        leaves = list(_leaves(self.env.cr, self.epoch, int(self.xid_from), int(self.xid_to)))
        if merkle.root(leaves) != self.root:
            problems.append(
                f"seal {self.number}: entries were changed, removed, inserted or reordered"
                f" ({self.count} sealed, {len(leaves)} found)"
            )
        return problems


def _leaves(cr, epoch, xid_from, xid_to):
    """Yield the leaf hash of each entry of a run, in the order of (xid, id), in constant memory."""
    columns = SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in FIELDS)
    after = (-1, -1)
    while True:
        cr.execute(SQL(
            """SELECT %s FROM mdq_ledger WHERE epoch = %s AND xid >= %s AND xid < %s
                AND (xid, id) > (%s, %s) ORDER BY xid, id LIMIT %s""",
            columns, epoch, xid_from, xid_to, *after, BATCH,
        ))
        rows = cr.fetchall()
        yield from (merkle.leaf(row) for row in rows)
        if len(rows) < BATCH:
            return
        after = (int(rows[-1][2]), int(rows[-1][0]))
