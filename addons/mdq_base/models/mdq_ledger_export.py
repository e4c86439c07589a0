import hashlib
import mmap
import tempfile
from pathlib import Path

from odoo import api, fields, models, release
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core import bundle
from . import ledger_registry, ledger_scan, ledger_table
from .mdq_ledger_verify import ROLES

VERIFIER = Path(__file__).parent.parent / "static" / "mdq_verify.py"


class MdqLedgerExport(models.Model):
    """A range of seals with their entries as a ZIP, which anybody can check with the program inside it."""

    _name = "mdq.ledger.export"
    _description = "Audit Ledger Export"
    _order = "id desc"
    _log_access = False
    _rec_name = "name"
    _mdq_ledger = True
    _mdq_server_written = True

    name = fields.Char("File", required=True, readonly=True)
    first = fields.Integer("First Seal", required=True, readonly=True, aggregator=None)
    last = fields.Integer("Last Seal", required=True, readonly=True, aggregator=None)
    entries = fields.Integer(required=True, readonly=True, aggregator=None)
    sha256 = fields.Char("SHA-256 Of The File", required=True, readonly=True)
    exported_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    exported_at = fields.Datetime("Exported On", required=True, readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "ZIP", compute="_compute_attachment_id")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def _compute_attachment_id(self):
        # Whoever may read the export may take its file.
        found = self.env["ir.attachment"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        by_export = found.grouped("res_id")
        for export in self:
            export.attachment_id = by_export.get(export.id)

    def action_download(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}?download=true", "target": "download"}

    def unlink(self):
        raise UserError(self.env._("Exports of the ledger are kept: they tell who took what away, and when."))

    @api.model
    def _export(self, first, last, to_read=False):
        """Write the seals of a range to a new file, with what a person reads of it if asked; return the export."""
        with tempfile.TemporaryFile() as stream:
            about = self._write(stream, first, last, to_read)
            stream.flush()
            # The file is handed on as it lies on the disk, so an export of any size fits in memory.
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return self._keep(content, about)

    def _keep(self, content, about):
        name = f"{self.env.cr.dbname}-ledger-{about['first']}-{about['last']}.zip"
        # Only the server writes exports and their files, after the caller's role was checked.
        export = self.sudo().create({
            "name": name, "first": about["first"], "last": about["last"], "entries": about["entries"],
            "sha256": hashlib.sha256(content).hexdigest(), "exported_by": self.env.uid, "exported_at": fields.Datetime.now(),
        })
        attachments = export.env["ir.attachment"]
        attachments.create({
            "name": name, "mimetype": "application/zip", "res_model": self._name, "res_id": export.id,
            "raw": bytes(content) if attachments._storage() == "db" else content,
        })
        return export.sudo(False)

    def _tell(self):
        return {**self.read(["name", "sha256", "first", "last", "entries"])[0], "attachment_id": self.attachment_id.id}

    # -------------------------------------------------------------------------------------- content

    def _write(self, stream, first, last, to_read):
        ledger = self.env["mdq.ledger"]
        made = bundle.Bundle(stream)
        about = bundle.write_ledger(made, lambda: ledger._iterate_seals(first, last), self._iterate_entries)
        with made.file("fields.jsonl") as write:
            for row in self._get_dictionary():
                write(row)
        if to_read:
            self._add_readable(made, first, last)
        made.add("mdq_verify.py", VERIFIER.read_bytes())
        made.add("README.txt", self._get_readme().encode())
        made.close({
            "database": self.env.cr.dbname, "odoo": release.version, "exported_at": fields.Datetime.now().isoformat(),
            "exported_by": self.env.user.login, **about,
        })
        return about

    def _iterate_entries(self, seal):
        for texts in ledger_scan.entries(self.env.cr, seal.epoch, seal.xid_from, seal.xid_to):
            yield dict(zip(ledger_scan.FIELDS, texts, strict=True))

    def _get_dictionary(self):
        """What the columns of the images mean, in the words of the screens, English and Chinese."""
        by_table = {model._table: model for model in self.env.values() if not model._abstract}
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for table, known in ledger_registry.get_registered(self.env.cr).items():
            model = by_table.get(table)
            for column, kind in known.columns.items() if known else ():
                field = model._fields.get(column) if model is not None else None
                labels = {
                    code: field._description_string(self.with_context(lang=code).env) for code in languages
                } if field else {}
                yield {"table": table, "model": model._name if model is not None else None, "column": column,
                       "type": kind, "labels": labels}

    def _get_readme(self):
        return self.env._(
            "This is an export of the audit ledger of a database of MDQ.\n\n"
            "seals.jsonl    the seals, one a line\n"
            "entries.jsonl  the entries under them, one a line: the image of a row after it changed, who, when, why, from where\n"
            "fields.jsonl   what the columns of the images mean\n"
            "manifest.json  the SHA-256 of each file\n\n"
            "To check it with Python 3.8 or newer:\n\n"
            "    python3 mdq_verify.py %(name)s\n\n"
            "Take mdq_verify.py from a source that you trust, not from this file, if you do not trust who gave it to you; it is"
            " short and says at its top how it reckons.\n", name="EXPORT.zip",
        )


class MdqLedger(models.Model):
    _inherit = "mdq.ledger"

    @api.model
    def export(self, first=None, last=None):
        """Write a range of seals (by number, both included; all without numbers) to a ZIP that can be checked offline.

        :return: {id, name, attachment_id, sha256, first, last, entries}; the file is at /web/content/<attachment_id>
        """
        self.env.user._mdq_require(*ROLES)
        self._check_sees_all_companies()
        self.env.flush_all()
        numbers = self._get_exported_range(first, last)
        if next(self._iterate_seals(*numbers), None) is None:
            raise UserError(self.env._("There are no seals in this range. Seal the ledger first, or choose other numbers."))
        return self.env["mdq.ledger.export"]._export(*numbers)._tell()

    def _get_exported_range(self, first, last):
        """Without a first number, from the first seal whose entries are all here."""
        archived = self.env["mdq.ledger.archive"]._get_last_archived_seal()
        if first and first <= archived:
            raise UserError(self.env._(
                "Entries up to seal %(last)s left with their months. Take their exports under Archived Months, and export here from"
                " seal %(next)s on.", last=archived, next=archived + 1))
        return first or archived + 1, last or 2**31 - 1

    def _iterate_seals(self, first, last):
        """Yield (Seal, hash, block roots) of a range, a thousand at a time."""
        number, rows = first - 1, [None]
        while rows:
            rows = self._fetch_seals(SQL("number > %s AND number <= %s ORDER BY number LIMIT 1000", number, last))
            yield from rows
            number = rows[-1][0].number if rows else number

    def _check_sees_all_companies(self):
        if not self.env.user._mdq_sees_all_companies():
            raise AccessError(self.env._(
                "An export holds the entries of all companies. Ask somebody who works for all of them to make it."))
