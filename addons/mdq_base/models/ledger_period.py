"""A period of the ledger for an inspector: besides the proof, a list of its changes to read and what verification found."""

import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import chain, comma
from . import ledger_check
from .mdq_ledger_verify import ROLES

BATCH = 20_000


class MdqLedger(models.Model):
    _inherit = "mdq.ledger"

    @api.model
    def export_period(self, date_from, date_to):
        """Write the seals of a period (days in UTC, both included) to a ZIP, with its changes as CSV and a verification report.

        :return: {id, name, attachment_id, sha256, first, last, entries}; the file is at /web/content/<attachment_id>
        """
        self.env.user._mdq_require(*ROLES)
        self._check_sees_all_companies()
        first, last = self._get_period_seals(fields.Date.to_date(date_from), fields.Date.to_date(date_to))
        return self.env["mdq.ledger.export"]._export(*self._get_exported_range(first, last), to_read=True)._tell()

    def _get_period_seals(self, begin, end):
        """The seals in whose time the period lies: entries of its last minutes are under the first seal after it."""
        if not begin or not end or end < begin:
            raise UserError(self.env._("Say from which day to which day."))
        after = end + datetime.timedelta(days=1)
        self.env.cr.execute(SQL(
            """SELECT min(number), max(number) FROM mdq_ledger_seal
                WHERE sealed_at >= %s AND number <= COALESCE(
                      (SELECT min(number) FROM mdq_ledger_seal WHERE sealed_at >= %s), 2147483647)""", begin, after))
        first, last = self.env.cr.fetchone()
        if not first:
            raise UserError(self.env._("There are no seals of this period: nothing was changed in it, or it is not sealed yet."))
        return first, last


class MdqLedgerExport(models.Model):
    _inherit = "mdq.ledger.export"

    def _add_readable(self, made, first, last):
        made.add("verification.txt", self._verify_range(first, last).encode())
        with made.raw("changes.csv") as write:
            write(b"\xef\xbb\xbf")  # so that Excel reads Chinese
            for row in self._iterate_changes(first, last):
                write(comma.row(row).encode())

    def _verify_range(self, first, last):
        """What the system finds now: the chain and the entries of these seals, and whether all tables are still watched."""
        ledger, before, count, entries = self.env["mdq.ledger"], None, 0, 0
        problems = ledger_check.find_gaps(self.env.cr) + self.env["mdq.ledger.anchor"].sudo()._find_problems()  # anchors are no secret
        for row in ledger._iterate_seals(first, last):
            seal, stored, _blocks = row
            problems += chain.broken(seal, stored, before) if before or seal.number == 1 else []
            problems += ledger._find_differences([row])[0]
            before, count, entries = row[:2], count + 1, entries + seal.count
        result = self.env._("INTACT: nothing was found wrong.") if not problems else self.env._("NOT INTACT:")
        facts = [
            (self.env._("Verified on"), self._mdq_time(fields.Datetime.now())), (self.env._("Seals"), f"{first}–{before[0].number}"),
            (self.env._("Seals verified"), count), (self.env._("Entries verified"), entries), (self.env._("Newest seal"), before[1]),
        ]
        return "\n".join([result, *(f"- {problem}" for problem in ledger._say(problems)), "", *(f"{label}: {value}" for label, value in facts), ""])

    def _iterate_changes(self, first, last):
        yield [self.env._("Time (UTC)"), self.env._("Person"), self.env._("In Session Of"), self.env._("What"), self.env._("Kind of Record"),
               self.env._("Record ID"), self.env._("Reason"), self.env._("Source"), self.env._("Entry")]
        kinds = self.env["mdq.ledger"]._get_kind_words()
        operations = dict(self.env["mdq.ledger"]._fields["operation"]._description_selection(self.env))
        for seal, _hash, _blocks in self.env["mdq.ledger"]._iterate_seals(first, last):
            for entry in self._fetch_changes(seal):
                moment, person, session, operation, table, *rest = entry
                yield [moment, person or "", session or "", operations.get(operation, operation), kinds.get(table, table), *rest]

    def _fetch_changes(self, seal):
        """The entries of a seal in words, some thousands at a time."""
        after = (-1, -1)
        while after:
            self.env.cr.execute(SQL(
                """SELECT e.xid, e.id, e.recorded_at, person.login, holder.login, e.operation, e.table_name, e.res_id,
                          COALESCE(e.reason, ''), e.source, e.id
                     FROM mdq_ledger e LEFT JOIN res_users person ON person.id = e.uid LEFT JOIN res_users holder ON holder.id = e.session_uid
                    WHERE e.epoch = %s AND e.xid >= %s AND e.xid < %s AND (e.xid, e.id) > (%s, %s) ORDER BY e.xid, e.id LIMIT %s""",
                seal.epoch, seal.xid_from, seal.xid_to, *after, BATCH))
            rows = self.env.cr.fetchall()
            yield from (row[2:] for row in rows)
            after = rows[-1][:2] if len(rows) == BATCH else None
