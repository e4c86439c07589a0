from odoo import models
from odoo.tools import format_date, format_datetime, formatLang


class MdqApprovalMixin(models.AbstractModel):
    """The content of a record as a person reads it who has no form for it: what he signs, and its files."""

    _inherit = "mdq.approval.mixin"

    def _mdq_get_readable_content(self):
        """Return [(label, value)] of what a signature covers, in the reader's language and time zone."""
        self.ensure_one()
        names = self._get_readable_fields()
        pairs = [(self._fields[name]._description_string(self.env), _readable(self, name)) for name in names]
        return [(label, value) for label, value in pairs if value not in ("", False, None)]

    def _mdq_get_readable_lines(self):
        """Return [{title, labels, rows}]: a table for each kind of lines that a signature covers."""
        self.ensure_one()
        tables = []
        for name in self._get_signed_fields():
            lines = self[name] if self._fields[name].type == "one2many" else None
            if lines:
                columns = [column for column in _columns(lines) if any(_readable(line, column) for line in lines)]
                tables.append({
                    "title": self._fields[name]._description_string(self.env),
                    "labels": [lines._fields[column]._description_string(self.env) for column in columns],
                    "rows": [[_readable(line, column) for column in columns] for line in lines],
                })
        return tables

    def _get_readable_fields(self):
        """Names of the signed fields that a reader outside the house sees, in the order of the model. Extend."""
        return _columns(self)

    def _mdq_get_approval_files(self):
        """Return [(attachment, name)]: the files of the record and of its lines. Extend."""
        self.ensure_one()
        owners = [self, *(self[name] for name in self._get_signed_fields() if self._fields[name].type == "one2many")]
        files = []
        for records in filter(None, owners):
            found = self.env["ir.attachment"].search(
                [("res_model", "=", records._name), ("res_id", "in", records.ids), ("res_field", "!=", False)]
            ) | self.env["ir.attachment"].search([("res_model", "=", records._name), ("res_id", "in", records.ids)])
            names = {record.id: record.display_name for record in records}
            files += [(file, names[file.res_id] if file.res_field else file.name) for file in found.sorted("id")]
        return files

    def _mdq_get_approval_stream(self, file, name):
        """Return one of these files as it leaves the house. Extend where a file says on its pages what it is worth."""
        return self.env["ir.binary"]._get_stream_from(file, filename=name)


def _columns(records):
    signed = set(records._get_signed_fields())
    hidden = {"company_id", "sequence", "revision", "sha256", "change_controlled", records._mdq_parent}
    return [name for name, field in records._fields.items()
            if name in signed - hidden and field.type not in ("one2many", "many2one_reference", "reference")]


def _readable(record, name):
    """One value as text."""
    field, value, env = record._fields[name], record[name], record.env
    if field.type == "boolean":
        return env._("Yes") if value else ""
    if field.relational:
        return ", ".join(value.mapped("display_name"))
    if field.type == "selection":
        return dict(field._description_selection(env)).get(value, "")
    if field.type == "datetime":
        return format_datetime(env, value, tz=env.user.tz or "UTC") if value else ""
    if field.type == "date":
        return format_date(env, value) if value else ""
    if field.type in ("float", "monetary"):
        return formatLang(env, value) if value else ""
    return str(value) if value else ""
