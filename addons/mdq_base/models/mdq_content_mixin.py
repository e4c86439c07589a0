import hashlib

from odoo import fields, models
from odoo.models import MAGIC_COLUMNS
from odoo.tools import float_repr, html2plaintext

UNSEEN = ("message_", "activity_", "website_message_", "access_", "signature_", "my_activity_", "rating_")
FIRST, LAST = ("code", "name", "revision"), ("company_id", "active", "state_changed_by", "state_changed_on")
TEXTLESS = ("one2many", "binary", "image", "properties", "properties_definition")


class MdqContentMixin(models.AbstractModel):
    """The content of a record as people read it: labels, texts with units, lines, files with their SHA-256.

    Prints, exports and the difference of two revisions show the same content, made here.
    """

    _name = "mdq.content.mixin"
    _description = "Readable Content"

    _mdq_parent = None  # line models: name of the many2one to their document
    _mdq_units = {}  # {name of a field with a number: name of the field that holds its unit}

    # --------------------------------------------------------------------------------------- hooks

    def _mdq_diff_key(self):
        """Return what names this line in every revision of its document, or None to match lines by likeness. Extend."""
        name = "code" if "code" in self._fields else self._rec_name
        value = self[name] if name and name in self._fields else None
        return (value.id if isinstance(value, models.BaseModel) else value) or None

    def _mdq_get_content_fields(self):
        """Return the names of the fields with a text that a complete copy shows, in their order. Extend."""
        names = [name for name, field in self._fields.items() if self._mdq_is_content(field)]
        return sorted(names, key=lambda name: (name not in FIRST, name in LAST, self._fields[name]._sequence))

    def _mdq_is_content(self, field):
        """A field whose label is not for people (it is not translated) is none."""
        return (
            field.export_string_translation and self._has_field_access(field, "read") and (field.store or field.related) and field.type not in TEXTLESS and field.name not in MAGIC_COLUMNS
            and field.name != self._mdq_parent and not field.name.startswith(UNSEEN)
        )

    # ------------------------------------------------------------------------------------- content

    def _mdq_get_content(self, signed=False, paper=False):
        """Return the content of one record, as `core.diff` compares it and as prints show it.

        :param signed: only what a signature covers
        :param paper: in English and Chinese side by side, instead of in the reader's language
        """
        self.ensure_one()
        names, tables = self._mdq_get_content_fields(), self._mdq_get_line_fields()
        if signed:
            covered = self._get_signed_fields()
            names, tables = ([name for name in shown if name in covered] for shown in (names, tables))
        return {
            "model": self._name, "id": self.id, "key": self._mdq_diff_key(), "title": self.display_name or "",
            "fields": [self._mdq_get_content_field(name, paper) for name in names],
            "tables": [self._mdq_get_content_table(name, signed, paper) for name in tables],
            "files": self._mdq_get_content_files(),
        }

    def _mdq_get_content_field(self, name, paper):
        return {
            "name": name, "label": self._mdq_say(lambda record: record._fields[name]._description_string(record.env), paper),
            "text": self._mdq_say(lambda record: record._mdq_get_text(name), paper),
        }

    def _mdq_say(self, read, paper):
        return self._mdq_both(read) if paper else read(self)

    def _mdq_get_line_fields(self):
        """Return the names of the one2many fields of lines: quality records that cannot be without this one. Extend."""
        return [name for name, field in self._fields.items() if field.type == "one2many" and self._mdq_is_line(field)]

    def _mdq_is_line(self, field):
        lines = self.env[field.comodel_name]
        inverse = lines._fields.get(field.inverse_name)
        return bool(
            inverse and inverse.type == "many2one" and inverse.required and hasattr(lines, "_mdq_get_content")
            and lines.has_access("read") and self._has_field_access(field, "read")
        )

    def _mdq_get_content_table(self, name, signed, paper):
        return {
            "name": name, "label": self._mdq_say(lambda record: record._fields[name]._description_string(record.env), paper),
            "rows": [line._mdq_get_content(signed, paper) for line in self[name]],
        }

    def _mdq_get_content_files(self):
        """The files attached to the record; whoever may read it may know of them."""
        attachments = self.env["ir.attachment"].sudo().search(  # reason: see above
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False)], order="name, id"
        )
        return [{"name": attachment.name, "sha256": hashlib.sha256(attachment.raw or b"").hexdigest()}
                for attachment in attachments.with_context(bin_size=False)]

    # --------------------------------------------------------------------------------------- texts

    def _mdq_get_text(self, name):
        """Return the value of a field as one reads it, with its unit; "" when there is none."""
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type in ("integer", "float", "monetary"):
            return self._mdq_with_unit(name, self._mdq_get_number(field, value))
        if value is None or value is False or value == "":
            return ""
        reader = getattr(self, f"_mdq_get_{field.type}_text", None)
        text = reader(field, value) if reader else str(value)
        return self._mdq_with_unit(name, text)

    def _mdq_get_number(self, field, value):
        digits = field.get_digits(self.env) if field.type == "float" else None
        if field.type == "monetary":
            currency = self[field.get_currency_field(self)]
            return f"{float_repr(value, currency.decimal_places if currency else 2)} {currency.name or ''}".strip()
        return float_repr(value, digits[1]) if digits else str(value)

    def _mdq_with_unit(self, name, text):
        unit = self[self._mdq_units[name]] if text and name in self._mdq_units else ""
        # The unit of a number that one may read is no secret.
        unit = unit.sudo().display_name if isinstance(unit, models.BaseModel) else unit
        return f"{text} {unit}" if unit else text

    def _mdq_get_selection_text(self, field, value):
        return dict(field._description_selection(self.env)).get(value, value)

    def _mdq_get_many2one_text(self, field, value):
        # As everywhere in Odoo, who may read a record may read the names in it.
        return value.sudo().display_name or ""

    def _mdq_get_many2many_text(self, field, value):
        # Names in a record that one may read.
        return ", ".join(sorted(record.display_name or "" for record in value.sudo()))

    def _mdq_get_many2one_reference_text(self, field, value):
        model = self[field.model_field]
        # Names in a record that one may read.
        record = self.env[model].browse(value).sudo().exists() if model in self.env else None
        return record.display_name if record else str(value)

    def _mdq_get_reference_text(self, field, value):
        # Names in a record that one may read.
        return value.sudo().display_name or ""

    def _mdq_get_date_text(self, field, value):
        return fields.Date.to_string(value)

    def _mdq_get_datetime_text(self, field, value):
        return self._mdq_local_time(value)

    def _mdq_get_html_text(self, field, value):
        return html2plaintext(value)
