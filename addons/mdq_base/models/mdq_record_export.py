import hashlib
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import ledger_table


class MdqRecordExport(models.Model):
    """A package for an inspector: who took which record away, when, and the SHA-256 of what it was."""

    _name = "mdq.record.export"
    _description = "Inspector Package"
    _order = "id desc"
    _log_access = False
    _rec_name = "name"
    _mdq_ledger = True
    _mdq_server_written = True

    name = fields.Char("File", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char("Record", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    entries = fields.Integer(required=True, readonly=True, aggregator=None)
    is_intact = fields.Boolean("Found Intact", required=True, readonly=True, help="Nothing was found wrong while it was made.")
    sha256 = fields.Char("SHA-256 Of The File", required=True, readonly=True)
    exported_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    exported_at = fields.Datetime("Exported On", required=True, readonly=True)

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def unlink(self):
        raise UserError(self.env._("Packages are kept: they tell who took what away, and when."))

    @api.model
    def _make(self, record):
        """Return (export, content of the ZIP) of one record."""
        self.env["mdq.ledger"]._get_readable(record._name, record.id)
        with tempfile.TemporaryFile() as stream:
            about = record._mdq_write_package(stream)
            stream.seek(0)
            content = stream.read()
        # Only the server writes exports, after the reader's rights were checked.
        export = self.sudo().create({
            "name": f"{_as_file_name(record.display_name)}.zip", "res_model": record._name, "res_id": record.id,
            "record_name": record.display_name, "entries": about["entries"], "is_intact": not about["problems"],
            "company_id": record.company_id.id if "company_id" in record._fields else False,
            "sha256": hashlib.sha256(content).hexdigest(), "exported_by": self.env.uid, "exported_at": fields.Datetime.now(),
        })
        return export.sudo(False), content


def _as_file_name(text):
    return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in text or "")[:80] or "record"
