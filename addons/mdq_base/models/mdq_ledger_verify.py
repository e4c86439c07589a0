import itertools

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import chain
from ..core.problem import Problem
from . import ledger_check, ledger_scan

ROLES = ("mdq_base.group_quality_manager", "mdq_base.group_admin", "mdq_base.group_auditor", "base.group_system")
STEP = 50000  # entries checked in one step; a step ends with the seal that reaches it
SHORTEST_ANCHOR = 16  # digits of a hash
BEGIN = {"stage": "seals", "number": 0}
NOTHING = {"place": "", "entries": 0, "seals": 0, "archived": 0, "problems": []}  # of one step


class MdqLedger(models.Model):
    """Verification: the chain of seals, the entries under it, and the live rows, in steps of a second or two."""

    _inherit = "mdq.ledger"

    @api.model
    def seal(self):
        """Seal all entries of finished transactions; return {seals, entries} of this run."""
        self.env.user._mdq_require(*ROLES)
        # Only the server writes seals.
        return self.env["mdq.ledger.seal"].sudo()._seal()

    @api.model
    def verify(self, since=None, anchor=None):
        """Recompute every seal (from seal number `since` on) and compare the last images with the live rows.

        :param anchor: "number:hash" of a seal as it was kept outside; 16 digits of the hash are enough
        :return: {ok, entries, seals, archived (seals whose entries left with their month), problems: [sentence]}
        """
        self.env.user._mdq_require(*ROLES)
        self.env.flush_all()
        result = {"entries": 0, "seals": 0, "archived": 0, "problems": self._check_anchor(anchor) if anchor else []}
        position = {**BEGIN, "number": (since or 1) - 1}
        while position:
            step = self._verify_step(position)
            position = step["position"]
            for key, found in result.items():
                result[key] = found + step[key]
        return {"ok": not result["problems"], **result, "problems": self._say(result["problems"])}

    def _say(self, problems):
        """Return the sentences in the language of the caller, as plain texts."""
        return [problem.say(self.env._) if isinstance(problem, Problem) else problem for problem in problems]

    @api.model
    def verify_step(self, position=None):
        """Do the next part of a verification, for those who want to show how far it is.

        :param position: None at first, then what the call before returned
        :return: {position (false: it is finished), progress (0 to 1), place, entries, seals, archived, problems} of this part
        """
        self.env.user._mdq_require(*ROLES)
        self.env.flush_all()
        step = self._verify_step(position or BEGIN)
        return {**step, "problems": self._say(step["problems"]), "position": step["position"] or False, "progress": self._get_progress(step["position"])}

    @api.model
    def check_anchor(self, anchor):
        """Compare an anchor that was kept outside ("number:hash") with the chain; return the problems, none if it is there."""
        self.env.user._mdq_require(*ROLES)
        return self._check_anchor(anchor)

    def _check_anchor(self, anchor):
        number, _colon, digits = (anchor or "").strip().lower().partition(":")
        if not number.isdecimal() or len(digits) < SHORTEST_ANCHOR:
            raise UserError(self.env._(
                "An anchor is the number of a seal, a colon and its hash, or the first %(digits)s digits of it. It stands on"
                " the last page of printed records and in the anchors that went out.", digits=SHORTEST_ANCHOR))
        seal = self._get_seal(int(number[:10]))
        if not seal or seal[0].number != int(number):
            return [self.env._(
                "Anchor %(number)s: this seal is not there, the chain ends before it. It was cut, or an older backup was restored.",
                number=number)]
        if not seal[1].startswith(digits):
            return [self.env._(
                "Anchor %(number)s: this seal has another hash. The chain was made anew, or comes from another backup.", number=number)]
        return []

    def _verify_step(self, position):
        if position["stage"] == "seals":
            return self._verify_seals(int(position["number"]))
        if position["stage"] == "tables":
            return self._verify_tables()
        return self._verify_rows(str(position["table"]), int(position["after"]))

    def _get_progress(self, position):
        """How much is done when this comes next: the seals are the first half, the tables the second."""
        if not position or position["stage"] == "tables":
            return 0.5 if position else 1.0
        if position["stage"] == "seals":
            last = self._get_seal(2**31 - 1)
            return 0.5 * int(position["number"]) / last[0].number
        tables = ledger_check.get_tables(self.env.cr)
        return 0.5 + 0.5 * sum(name < position["table"] for name in tables) / len(tables)

    # --------------------------------------------------------------------------------------- seals

    def _verify_seals(self, number):
        """The seals after this number, until enough entries are checked."""
        seals = self._get_seals_after(number)
        before = self._get_seal(number)
        problems, archived = self._find_differences(seals)
        for seal, stored_hash, _blocks in seals:
            problems += chain.broken(seal, stored_hash, before)
            before = (seal, stored_hash)
        return {
            **NOTHING, "position": {"stage": "seals", "number": before[0].number} if seals else {"stage": "tables"},
            "place": self.env._("seal %s", seals[0][0].number) if seals else "", "problems": problems, "archived": len(archived),
            "entries": sum(seal.count for seal, _hash, _blocks in seals if seal.number not in archived), "seals": len(seals),
        }

    def _get_seals_after(self, number):
        """The next seals as (Seal, hash, block roots), with STEP entries or a little more."""
        found, entries = [], 0
        for row in self._fetch_seals(SQL("number > %s ORDER BY number LIMIT 1000", number)):
            found.append(row)
            entries += row[0].count
            if entries >= STEP:
                break
        return found

    def _get_seal(self, number):
        """The seal with this number as (Seal, hash); None before the first."""
        found = self._fetch_seals(SQL("number <= %s ORDER BY number DESC LIMIT 1", number))
        return found[0][:2] if found else None

    def _fetch_seals(self, where):
        self.env.cr.execute(SQL(
            """SELECT number, epoch, xid_from::bigint, xid_to::bigint, count, root, COALESCE(previous, ''),
                      to_char(sealed_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), COALESCE(format, 0), hash, COALESCE(blocks, '')
                 FROM mdq_ledger_seal WHERE %s""", where,
        ))
        return [(chain.Seal(*row[:9]), row[9], row[10].split()) for row in self.env.cr.fetchall()]

    def _find_differences(self, seals):
        """Return (problems, numbers of archived seals): the seals of an epoch follow each other without a gap.

        The entries of an archived month are checked in its export; the chain is all that can be checked of it here.
        """
        found, archived, ranges = [], set(), self.env["mdq.ledger.archive"]._get_archived_seals()
        for epoch, group in itertools.groupby(seals, key=lambda row: row[0].epoch):
            run = list(group)
            trees = ledger_scan.trees(self.env.cr, epoch, run[0][0].xid_from, [seal.xid_to for seal, *_rest in run])
            for (seal, _hash, blocks), (tree, places) in zip(run, trees, strict=True):
                if tree.count < seal.count and any(first <= seal.number <= last for first, last in ranges):
                    archived.add(seal.number)
                else:
                    found.append(chain.difference(seal, blocks, tree, places))
        return [sentence for sentence in found if sentence], archived

    # ---------------------------------------------------------------------------------------- rows

    def _verify_tables(self):
        """Whether all tables that the ledger knows are still watched, and all anchors that went out still hold."""
        return {
            **NOTHING, "position": self._get_table_after(""),
            "problems": ledger_check.find_gaps(self.env.cr) + self.env["mdq.ledger.anchor"]._find_problems(),
        }

    def _verify_rows(self, table, after):
        """The next rows of a table."""
        problems, upto = ledger_check.compare(self.env.cr, table, after)
        position = self._get_table_after(table) if upto is None else {"stage": "rows", "table": table, "after": upto}
        return {**NOTHING, "position": position, "place": table, "problems": problems}

    def _get_table_after(self, table):
        names = ledger_check.get_tables(self.env.cr)
        return next(({"stage": "rows", "table": name, "after": -1} for name in names if name > table), None)
