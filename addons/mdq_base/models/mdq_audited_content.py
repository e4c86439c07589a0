"""What a signature on a quality record is given for: its fields, its lines and its files."""

import json

from odoo import models
from odoo.models import MAGIC_COLUMNS

from ..core import canonical

UNSIGNED = ("message_", "activity_", "website_message_", "state_changed_", "signature_", "access_")
FILES = "attached_files"


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    def _get_signed_fields(self):
        """Return the names of the fields that a signature covers; lines are covered with their own, files by their bytes."""
        guarded = self._get_guarded_fields() if hasattr(self, "_get_guarded_fields") else set()
        return [
            name for name, field in sorted(self._fields.items())
            if (field.store or field.type == "one2many") and name not in MAGIC_COLUMNS and name not in guarded
            and not name.startswith(UNSIGNED) and name != self._mdq_parent
            and not (field.compute and field.readonly) and self._is_signed_type(field)
        ]

    def _is_signed_type(self, field):
        if field.type == "one2many":
            return hasattr(self.env[field.comodel_name], "_mdq_signature_content") and (
                self.env[field.comodel_name]._mdq_parent == field.inverse_name
            )
        return field.type not in ("binary", "properties", "properties_definition")

    def _mdq_signature_content(self):
        """Return the fields of this record and its lines as plain JSON types."""
        self.ensure_one()
        content = {"model": self._name, "id": self.id}
        for name in self._get_signed_fields():
            content[name] = self._get_signed_value(name)
        return content

    def _get_signed_value(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "one2many":
            return [line._mdq_signature_content() for line in value.sorted("id")]
        if field.type == "many2many":
            return sorted(value.ids)
        if field.type in ("many2one", "many2one_reference"):
            return (value.id if field.type == "many2one" else value) or None
        if field.translate:
            return self._get_signed_translations(name)
        if field.type in ("float", "monetary", "integer", "boolean"):
            return value
        return value or None

    def _get_signed_translations(self, name):
        """All languages of a text are signed, so that nobody can change the Chinese under an English signature."""
        translations, _context = self.get_field_translations(name)
        return {term["lang"] + ("|" + term["source"] if callable(self._fields[name].translate) else ""):
                term["value"] for term in translations}

    # ------------------------------------------------------------------------------- canonical text

    def _mdq_as_signed(self):
        """The same records, seen by nobody in particular: content depends neither on rights nor on words of a caller."""
        return self.with_env(self.env(su=True, context={"lang": "en_US", "active_test": False}))

    def _mdq_canonical_text(self):
        self.ensure_one()
        return self._mdq_canonical_texts()[self.id]

    def _mdq_canonical_texts(self):
        """Return {id: the text that a signature given now would be bound to}, with few queries for all."""
        files = self._mdq_get_signed_files()
        prints = self.env["ir.attachment"].union(*files.values())._mdq_get_fingerprints()
        return {record.id: canonical.text({
            **record._mdq_signature_content(), FILES: [prints[file] for file in sorted(files[record.id].ids)],
        }) for record in self._mdq_as_signed()}

    def _mdq_find_changes(self, texts):
        """Return {key: names of what is no longer as a signed text has it}.

        Only what the text names is compared. What came later is not under the signature: fields and languages of a
        newer version of the suite, files sent with messages.

        :param texts: {key: (record, text)}, the records of this model
        """
        signed = {key: (record.id, json.loads(text)) for key, (record, text) in texts.items()}
        named = {file["id"] for _id, content in signed.values() for file in content.get(FILES, ())}
        prints = self.env["ir.attachment"].browse(named)._mdq_get_fingerprints()
        now = {record.id: json.loads(canonical.text(record._mdq_get_content_now())) for record in self._mdq_as_signed()}
        return {key: _compare(content, now[record_id], prints) for key, (record_id, content) in signed.items()}

    def _mdq_get_content_now(self):
        return {**self._mdq_get_former_content(), **self._mdq_signature_content()}

    def _mdq_get_former_content(self):
        """Return {name: value} of what earlier versions of the suite signed under a name that is no more. Extend."""
        return {}

    def _mdq_still_is(self, text):
        """Whether this record still is what a canonical text of it says."""
        self.ensure_one()
        return not self._mdq_find_changes({0: (self, text)})[0]

    def _mdq_label_part(self, name):
        if name == FILES:
            return self.env._("files")
        return self._fields[name]._description_string(self.env) if name in self._fields else name

    # --------------------------------------------------------------------------------------- files

    def _mdq_get_signed_files(self):
        """Return {id: the files that lie on the record and its lines now, and those that they refer to}."""
        files, owners = {}, {}
        for record in self._mdq_as_signed():
            parts = record._mdq_with_lines()
            files[record.id] = self.env["ir.attachment"].union(*(part._mdq_get_linked_files() for part in parts))
            for part in parts:
                owners.setdefault(part._name, {})[part.id] = record.id
        for model, owner_of in owners.items():
            for attachment in self.env[model].browse(owner_of)._mdq_search_files():
                files[owner_of[attachment.res_id]] |= attachment
        return files

    def _mdq_with_lines(self):
        """This record, its lines, and theirs."""
        parts = [self]
        for name in self._get_signed_fields():
            if self._fields[name].type == "one2many":
                parts += [part for line in self[name] for part in line._mdq_with_lines()]
        return parts

    def _mdq_get_linked_files(self):
        files = self.env["ir.attachment"]
        for name in self._get_signed_fields():
            if self._fields[name].relational and self._fields[name].comodel_name == "ir.attachment":
                files |= self[name].sudo(False)
        return files

    def _mdq_search_files(self):
        """Files on these records, and the contents of their binary fields."""
        binaries = [name for name, field in self._fields.items() if field.type == "binary" and field.store and not field.compute]
        # What is signed does not depend on what the signer may see of attachments.
        return self.env["ir.attachment"].sudo().search([
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "in", [False, *binaries]),
        ]).sudo(False)

    def _mdq_sealed(self):
        """Return those records to which nothing may be added: under a signature of their own, or of their document."""
        sealed = self._mdq_frozen()
        if self._mdq_parent and hasattr(self[self._mdq_parent], "_mdq_sealed"):
            parents = self[self._mdq_parent]._mdq_sealed()
            sealed |= self.filtered(lambda line: line[self._mdq_parent] in parents)
        return sealed


def _compare(signed, now, prints):
    """Names of the parts of a signed content that are different now."""
    current = dict(now)
    if FILES in signed:
        current[FILES] = [prints[file["id"]] for file in signed[FILES] if file["id"] in prints]
    return [name for name in signed if canonical.restrict(current.get(name), signed[name]) != signed[name]]
