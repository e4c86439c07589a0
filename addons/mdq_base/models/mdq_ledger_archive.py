import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import ledger_table
from .mdq_ledger_verify import ROLES


class MdqLedgerArchive(models.Model):
    """A month of the ledger that was taken out of the database's daily work, as an export that can be checked for ever."""

    _name = "mdq.ledger.archive"
    _description = "Archived Month Of The Ledger"
    _order = "month desc"
    _log_access = False
    _rec_name = "partition"
    _mdq_ledger = True
    _mdq_server_written = True

    month = fields.Date(required=True, readonly=True)
    partition = fields.Char("Table", required=True, readonly=True)
    export_id = fields.Many2one("mdq.ledger.export", required=True, readonly=True, ondelete="restrict")
    first = fields.Integer("First Seal", required=True, readonly=True, aggregator=None)
    last = fields.Integer("Last Seal", required=True, readonly=True, aggregator=None)
    archived_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    archived_at = fields.Datetime("Archived On", required=True, readonly=True)

    _month_unique = models.UniqueIndex("(month)", "This month is archived already.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def unlink(self):
        raise UserError(self.env._("Archived months are kept: they tell where the entries are."))

    # -------------------------------------------------------------------------------------- public

    @api.model
    def archive(self, month):
        """Export a month of the ledger and take its table out of the ledger.

        :param month: any day of the month, as "2016-01-31"
        :return: id of the archive; its export has the ZIP
        :raise UserError: it must be kept, it is not sealed, an older month comes first, or it does not verify
        """
        self.env.user._mdq_require("mdq_base.group_admin", "base.group_system")
        self.env["mdq.ledger"]._check_sees_all_companies()
        first_day = fields.Date.to_date(month).replace(day=1)
        partition = f"mdq_ledger_{first_day:%Y_%m}"
        self._check_may_leave(first_day, partition)
        seals = self._get_seals(partition)
        export = self.env["mdq.ledger.export"]._export(self._get_first_here(*seals), seals[1])
        self._carry_forward(partition)
        ledger_table.detach(self.env.cr, partition)
        # Only the server writes archives, after the checks above.
        return self.sudo().create({
            "month": first_day, "partition": partition, "export_id": export.id, "first": seals[0], "last": seals[1],
            "archived_by": self.env.uid, "archived_at": fields.Datetime.now(),
        }).id

    @api.model
    def next_month(self):
        """Return the oldest month that is still in the ledger and whether it may leave.

        :return: {month, entries (about), why: what keeps it here, false when it may be archived}; false without any month
        """
        self.env.user._mdq_require(*ROLES)
        partition = next(iter(ledger_table.get_partitions(self.env.cr)), None)
        if not partition or partition >= f"mdq_ledger_{fields.Date.today():%Y_%m}":
            return False
        month = datetime.date(*map(int, partition.rsplit("_", 2)[1:]), 1)
        self.env.cr.execute("SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(%s)", [partition])
        return {"month": fields.Date.to_string(month), "entries": self.env.cr.fetchone()[0], "why": self._get_why_not(month, partition)}

    def _get_why_not(self, month, partition):
        try:
            self._check_may_leave(month, partition)
        except UserError as refusal:
            return str(refusal)
        return False

    def action_download(self):
        return self.export_id.action_download()

    # -------------------------------------------------------------------------------------- checks

    def _check_may_leave(self, first_day, partition):
        floor = self.env["mdq.retention.policy"]._get_ledger_floor()
        following = (first_day + datetime.timedelta(days=32)).replace(day=1)
        if not floor:
            raise UserError(self.env._("Nothing leaves the ledger before a retention policy says how long records are kept."))
        if following > floor:
            raise UserError(self.env._(
                "The entries of %(month)s must be kept in the ledger: only what is older than %(floor)s may be archived.",
                month=f"{first_day:%Y-%m}", floor=floor))
        attached = ledger_table.get_partitions(self.env.cr)
        if partition not in attached:
            raise UserError(self.env._("The ledger has no table for %s, or it is archived already.", f"{first_day:%Y-%m}"))
        if attached[0] != partition:
            raise UserError(self.env._("Older months come first: archive %s before.", attached[0]))
        if ledger_table.is_separated(self.env.cr):
            raise UserError(self.env._(
                "The ledger belongs to another role of the database. Let its administrator give it back for the archiving, with"
                " tools/separate_ledger_owner.sql, and separate it again afterwards."))

    def _get_seals(self, partition):
        """The numbers of the first and the last seal with entries of this table; all must be sealed, and as they were sealed."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT min(s.number), max(s.number), bool_and(s.id IS NOT NULL)
                 FROM (SELECT DISTINCT epoch, xid FROM %s) e
                 LEFT JOIN mdq_ledger_seal s
                        ON s.epoch = e.epoch AND e.xid >= s.xid_from::bigint AND e.xid < s.xid_to::bigint""",
            SQL.identifier(partition),
        ))
        first, last, is_sealed = self.env.cr.fetchone()
        if not is_sealed:
            raise UserError(self.env._("The month has no entries, or some without a seal. Seal the ledger first."))
        ledger = self.env["mdq.ledger"]
        problems, _archived = ledger._find_differences(list(ledger._iterate_seals(first, last)))
        if problems:
            raise UserError(self.env._("What does not verify is not archived: %s", "\n".join(ledger._say(problems))))
        return first, last

    def _get_first_here(self, first, last):
        """A seal that reaches into the month before went with it, whole."""
        archived = self._get_last_archived_seal()
        return first if archived >= last else max(first, archived + 1)

    def _carry_forward(self, partition):
        """Rows and links whose last entry leaves get it once more, so that they can still be compared with the ledger."""
        names = {"part": SQL.identifier(partition)}
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_ledger (table_name, res_id, operation, image, source)
               SELECT table_name, res_id, 'B', image, 'archive'
                 FROM (SELECT DISTINCT ON (table_name, res_id) * FROM %(part)s WHERE image ? 'id'
                        ORDER BY table_name, res_id, id DESC) last
                WHERE operation <> 'D' AND NOT EXISTS (
                      SELECT FROM mdq_ledger l
                       WHERE l.table_name = last.table_name AND l.res_id = last.res_id AND l.id > last.id)
               UNION ALL
               SELECT table_name, res_id, 'B', image, 'archive' FROM %(part)s
                WHERE NOT image ? 'id' AND operation <> 'U' GROUP BY table_name, res_id, image
               HAVING sum(CASE operation WHEN 'D' THEN -1 ELSE 1 END) > 0""", **names,
        ))

    def _get_archived_seals(self):
        """The ranges of seals whose entries left, in whole or in part."""
        self.env.cr.execute("SELECT first, last FROM mdq_ledger_archive")
        return self.env.cr.fetchall()

    def _get_last_archived_seal(self):
        return max((last for _first, last in self._get_archived_seals()), default=0)
