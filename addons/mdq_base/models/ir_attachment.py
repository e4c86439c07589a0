import base64
import hashlib
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

# Neither content nor place of a file: links for reading, and the text found in it.
FREE_FIELDS = {"access_token", "original_id", "index_content"}
PLACE = {"res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    """Files stay under a signature as they were signed, by whatever route somebody comes."""

    _inherit = "ir.attachment"

    _mdq_ledger_columns = (
        "name", "res_model", "res_id", "res_field", "type", "url", "checksum", "store_fname", "file_size", "mimetype",
        "public", "company_id",
    )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._mdq_check_not_added_to_signed()
        return attachments

    def write(self, vals):
        signed = self._mdq_filter_signed()
        if signed.filtered(lambda attachment: attachment._mdq_is_changed_by(vals)):
            signed._mdq_refuse_signed()
        self._mdq_moved_by(vals)._mdq_check_not_added_to_signed(vals)
        return super().write(vals)

    def unlink(self):
        """Not by `ondelete`: a caller can switch that off with a word in the context."""
        self._mdq_filter_signed()._mdq_refuse_signed()
        return super().unlink()

    # ------------------------------------------------------------------------------------- content

    def _mdq_in_full(self):
        """Return the same records with their bytes: under words that any caller can send, they read as their size."""
        return self.with_context(bin_size=False, bin_size_raw=False, bin_size_datas=False, bin_size_db_datas=False)

    def _mdq_sha256(self):
        """Return the SHA-256 of the bytes as they lie in the file store now; of a lost file, None."""
        self.ensure_one()
        digest = hashlib.sha256()
        if not self.store_fname:
            digest.update(self.db_datas or (self.url or "").encode())
            return digest.hexdigest()
        try:
            with open(self._full_path(self.store_fname), "rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    digest.update(part)
        except OSError:
            return None
        return digest.hexdigest()

    def _mdq_get_fingerprints(self):
        """Return {id: what a signature says of a file}: its place, its name and its SHA-256."""
        # What is signed does not depend on what the reader may see of attachments.
        files = self.sudo()._mdq_in_full().exists().sorted("id")
        return {attachment.id: {
            "id": attachment.id, "name": attachment.name, "model": attachment.res_model, "record": attachment.res_id,
            "field": attachment.res_field or None, "sha256": attachment._mdq_sha256(),
        } for attachment in files}

    def _mdq_is_changed_by(self, vals):
        """Whether the values really differ; moving files between stores writes the same bytes again."""
        full = self.sudo()._mdq_in_full()  # a guard sees every attachment
        return any(full._mdq_differs(name, value) for name, value in vals.items() if name not in FREE_FIELDS)

    def _mdq_differs(self, name, value):
        if name not in self._fields:
            return False
        if name in ("datas", "raw"):
            content = base64.b64decode(value or b"") if name == "datas" else value or b""
            content = content.encode() if isinstance(content, str) else content
            return content != (self.raw or b"")
        field = self._fields[name]
        return field.convert_to_write(self[name], self) != field.convert_to_write(
            field.convert_to_record(field.convert_to_cache(value, self), self), self
        )

    # -------------------------------------------------------------------------------------- guards

    def _mdq_filter_signed(self):
        """Return those that lie under a signature that still freezes its record."""
        # A guard sees all signatures, whatever the caller may read.
        files = self.env["mdq.signature.file"].sudo().search([("attachment_id", "in", self.ids)])
        frozen = files.signature_id._get_frozen()
        return self.browse(files.filtered(lambda file: file.signature_id in frozen).mapped("attachment_id"))

    def _mdq_refuse_signed(self):
        for attachment in self.sudo():  # the name of a file that the caller was about to change
            raise UserError(self.env._(
                "The file %(file)s was signed together with its record: it is neither changed, moved nor removed. Make a new"
                " revision or a new record instead.", file=attachment.name,
            ))

    def _mdq_moved_by(self, vals):
        """Return those that the values put on another record; what waits in the composer may go out with its message."""
        if not PLACE & set(vals):
            return self.browse()
        return self.sudo().filtered(  # a guard sees every attachment
            lambda attachment: attachment._mdq_is_changed_by({name: vals[name] for name in PLACE & set(vals)})
            and (attachment.res_model != "mail.compose.message" or vals.get("res_field") or attachment.res_field)
        )

    def _mdq_check_not_added_to_signed(self, vals=None):
        """Refuse files that lie on a signed record, or that the values put there."""
        target, places = vals or {}, defaultdict(set)
        for attachment in self.sudo():  # a guard sees every attachment
            model, res_id = target.get("res_model", attachment.res_model), target.get("res_id", attachment.res_id)
            places[model].add(res_id)
        for model, ids in places.items():
            if model in self.env and hasattr(self.env[model], "_mdq_sealed"):
                self._mdq_refuse_added(self.env[model].browse(ids).exists()._mdq_sealed())

    def _mdq_refuse_added(self, records):
        for record in records:
            raise UserError(self.env._(
                "%(record)s is signed: no file is added under the signature. Send the file with a message on the record,"
                " make a new revision, or a new record.", record=record.display_name,
            ))
