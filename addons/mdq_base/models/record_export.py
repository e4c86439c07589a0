"""One click for an inspector: a quality record to read and as data, its history, and the proof of both, in one ZIP."""

import base64
import json

from odoo import api, models, release
from odoo.exceptions import UserError

from ..core import bundle, chain, workbook
from ..core.problem import _lt
from . import ledger_check, ledger_proof, ledger_source
from .mdq_ledger_export import VERIFIER
from .record_report import REPORT

HISTORY_REPORT = "mdq_base.mdq_timeline_export_report"


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    def action_mdq_inspector_export(self):
        """Download the package of one record."""
        if len(self) != 1:
            raise UserError(self.env._("Choose one record: each has a package of its own."))
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/mdq/record/{self._name}/{self.id}/inspector.zip", "target": "self"}

    # ------------------------------------------------------------------------------------- package

    def _mdq_write_package(self, stream):
        """Write the ZIP of this record; return {entries, problems} of its proof."""
        made = bundle.Bundle(stream)
        history = self.env["mdq.timeline.export"].create({"res_model": self._name, "res_id": self.id})
        self._mdq_add_papers(made, history)
        self._mdq_add_data(made, history)
        self._mdq_add_files(made)
        about = self._mdq_add_proofs(made)
        made.add("verification.txt", self._mdq_tell_proof(about).encode())
        made.add("verification.json", json.dumps(about, ensure_ascii=False, indent=1).encode())
        made.add("mdq_verify.py", VERIFIER.read_bytes())
        made.add("README.txt", self._mdq_get_package_readme().encode())
        made.close({
            "database": self.env.cr.dbname, "odoo": release.version, "model": self._name, "id": self.id, "record": self.display_name,
            "exported_at": about["at"], "exported_by": self.env.user.login,
        })
        return about

    def _mdq_add_papers(self, made, history):
        """The copy and, unless it is too long for paper, the history."""
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        papers = [("record.pdf", f"{REPORT}_{self._name.replace('.', '_')}", self)]
        if history._fits_on_paper():
            papers.append(("history.pdf", HISTORY_REPORT, history))
        for name, report, records in papers:
            pdf, _kind = reports._render_qweb_pdf(report, records.ids)
            made.add(name, pdf)

    def _mdq_add_data(self, made, history):
        copies = self.get_record_copy()
        made.add("record.json", json.dumps(copies, ensure_ascii=False, indent=1).encode())
        made.add("record.xlsx", workbook.build(copies))
        made.add("history.xlsx", base64.b64decode(history.workbook))
        made.add("history.csv", history._get_csv().encode("utf-8-sig"))

    def _mdq_add_files(self, made):
        """The files that lie on the record, its lines, and those that they refer to, as the reader may read them."""
        files = self._mdq_get_signed_files()[self.id].with_context(bin_size=False)
        for file in files._filtered_access("read").sorted("id"):
            made.add(f"files/{file.id}-{file.name.replace('/', '_')}", file.raw or b"")

    # --------------------------------------------------------------------------------------- proof

    def _mdq_add_proofs(self, made):
        """Write the entries of the record's history with their paths, and the chain of seals from the first one on."""
        ledger = self.env["mdq.ledger"]
        self.env.flush_all()
        sources = ledger_source.sources(self)
        entries = ledger_proof.find_entries(self.env, sources)
        by_seal = ledger_proof.find_seals(self.env, entries)
        waiting = by_seal.pop(None, [])
        paths, problems = self._mdq_find_paths(by_seal)
        with made.file("proofs.jsonl") as write:
            for entry in ledger_proof.texts(self.env, sorted(entries)):
                seal, path = paths.get(int(entry["id"]), (None, None))
                write({"entry": entry, "seal": None if path is None else seal, "path": path})
        seals, broken = self._mdq_add_chain(made, min(by_seal, default=None))
        return {
            "at": self._mdq_time(self.env.cr.now()), "entries": len(entries), "waiting": len(waiting), "seals": seals,
            "problems": [*ledger._say([*problems, *broken, *ledger_check.find_changed(self.env.cr, sources)]),
                         *self._mdq_get_broken_signatures()],
            "signatures": len(self.signature_ids), "root": {
                key: str(value) for key, value in self.env["mdq.ledger.seal"]._get_current_root().items()},
            "archives": self.env["mdq.ledger.archive"].sudo().search([]).mapped("partition"),  # months are no secret
        }

    def _mdq_find_paths(self, by_seal):
        """Return ({entry: (seal, path)}, problems): an archived month has its entries elsewhere, and is no problem."""
        ledger, paths, problems = self.env["mdq.ledger"], {}, []
        archived = self.env["mdq.ledger.archive"]._get_archived_seals()
        for number in sorted(by_seal):
            seal = ledger._get_seal(number)[0]
            for entry, path in ledger_proof.prove(self.env, seal, by_seal[number]):
                paths[entry] = (number, path)
            if path is None and not any(first <= number <= last for first, last in archived):
                problems.append(_lt("seal %(number)s: its entries are not as they were sealed", number=number))
        return paths, problems

    def _mdq_add_chain(self, made, first):
        """Write the seals from this number on, without entries; return (how many, problems of the chain)."""
        ledger, count, problems, before = self.env["mdq.ledger"], 0, [], None
        with made.file("chain.jsonl") as write:
            for seal, stored, _blocks in ledger._iterate_seals(first, 2**31 - 1) if first else ():
                problems += chain.broken(seal, stored, before) if before or first == 1 else ()
                write({**vars(seal), "hash": stored})
                before, count = (seal, stored), count + 1
        return count, problems

    def _mdq_get_broken_signatures(self):
        return [self.env._("signature %(number)s: %(why)s", number=answer["id"], why=answer["why"])
                for answer in self.signature_ids.sudo().verify() if not answer["valid"]]  # who reads the record sees them

    # --------------------------------------------------------------------------------------- words

    def _mdq_tell_proof(self, about):
        intact = self.env._("INTACT: nothing was found wrong.") if not about["problems"] else self.env._("NOT INTACT:")
        facts = [
            (self.env._("Record"), f"{self.display_name} ({self._name} {self.id})"), (self.env._("Verified on"), about["at"]),
            (self.env._("Entries of its history"), about["entries"]),
            (self.env._("of these waiting for a seal"), about["waiting"]), (self.env._("Seals in the chain"), about["seals"]),
            (self.env._("Signatures verified"), about["signatures"]),
            (self.env._("Newest seal"), f"{about['root'].get('number', '')}:{about['root'].get('hash', '')}"),
            (self.env._("Months kept elsewhere"), ", ".join(about["archives"]) or self.env._("none")),
        ]
        lines = [f"{label}: {value}" for label, value in facts]
        return "\n".join([intact, *(f"- {problem}" for problem in about["problems"]), "", *lines, ""])

    @api.model
    def _mdq_get_package_readme(self):
        return self.env._(
            "A package for an inspector, from MDQ.\n\n"
            "record.pdf, .json, .xlsx        the record with its lines, files, approvals and signatures\n"
            "history.pdf, .csv, .xlsx        who changed what from what to what, when, why and from where\n"
            "files/                          the files on the record\n"
            "verification.txt, .json         what the system found when it checked the record\n"
            "proofs.jsonl                    the entries of the audit ledger about the record, each with the way to its seal\n"
            "chain.jsonl                     the seals, from the first of these on\n"
            "manifest.json                   the SHA-256 of each file\n\n"
            "To check it yourself, with Python 3.8 or newer:\n\n"
            "    python3 mdq_verify.py PACKAGE.zip --anchor NUMBER:HASH\n\n"
            "Take mdq_verify.py from a source that you trust. It shows that no entry in this package was made or changed later."
            " Whether entries were left out shows an export of the whole ledger.\n")


class MdqLedger(models.Model):
    _inherit = "mdq.ledger"

    @api.model
    def export_record(self, model, res_id):
        """Return the package of one record for an inspector.

        :return: {name, sha256, content (the ZIP in base64)}
        :raise AccessError: when the caller may not read the record
        """
        record = self._get_readable(model, res_id)
        if model not in self.env["ir.actions.report"]._mdq_get_copied_models() or not record.exists():
            raise UserError(self.env._("There are packages of quality records that are still there. Ask for the document, not for its lines."))
        export, content = self.env["mdq.record.export"]._make(record)
        # The caller's own export, whatever else he may see of them.
        return {**export.sudo().read(["name", "sha256"], load=None)[0], "content": base64.b64encode(content).decode()}
