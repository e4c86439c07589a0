from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .mdq_supplier_sent_mixin import SENDER


class MdqSupplierSentMixin(models.AbstractModel):
    """The call by which a supplier sends, with nothing in it that is not his."""

    _inherit = "mdq.supplier.sent.mixin"

    @api.model
    def _get_sent_words(self):
        """Return {key that a supplier may send: model of the record it names, or None}. Extend."""
        return {}

    @api.model
    def _receive(self, values, res_id=None):
        """Check who sends and what he names, then write it: a new record, or one that was sent back; return it."""
        self._check_sender()
        values = self._get_checked_values(values)
        supplier = self.env.user.commercial_partner_id
        # The sender and what he names were checked; suppliers do not write records, the server writes what he sends.
        record = self.sudo()._find_returned(res_id, supplier)
        self._check_complete(values, record)
        if record:
            record.write(values)
            return record
        return record.create({**values, "partner_id": supplier.id, "company_id": self.env.company.id})

    def _check_sender(self):
        user = self.env.user
        if not (user.share and user.has_group(SENDER)):
            raise AccessError(self.env._(
                "This is sent by a person of the supplier's quality department. Ask your company's contact for this role."))

    def _check_complete(self, values, record):
        """Name what is missing, in the words of the page."""
        missing = [
            self._fields[name]._description_string(self.env) for name in self._get_sent_words()
            if self._fields[name].required and not (values[name] if name in values else record and record[name])
        ]
        if missing:
            raise UserError(self.env._("Please fill in: %s.", ", ".join(missing)))

    def _get_checked_values(self, values):
        words = self._get_sent_words()
        unknown = set(values) - set(words)
        if unknown:
            raise UserError(self.env._("Unknown words: %s.", ", ".join(sorted(unknown))))
        return {
            key: self._get_named(words[key], value).id if words[key] else self._get_checked_value(key, value)
            for key, value in values.items()
        }

    def _get_checked_value(self, name, value):
        if self._fields[name].type != "date" or not value:
            return (value.strip() if isinstance(value, str) else value) or False
        try:
            return fields.Date.to_date(value)
        except ValueError:
            raise UserError(self.env._("“%s” is not a date. Write it as 2026-12-31.", value)) from None

    def _get_named(self, model, res_id):
        """Return a record that the sender may name: of his own company, or one that is common to all; nothing else is there."""
        domain = self._get_nameable_domain(model, self.env.user.commercial_partner_id)
        # Suppliers do not read these; what they may name is narrowed here.
        records = self.env[model].sudo()
        if not res_id:
            return records
        found = records.search([("id", "=", int(res_id)), *domain])
        if not found:
            raise UserError(self.env._("What you chose is not there any more. Open the page again."))
        return found

    def _get_nameable_domain(self, model, supplier):
        """Return what of a model the supplier may name. Extend."""
        own = {"res.partner": "commercial_partner_id", self._name: "partner_id"}
        return [(own[model], "=", supplier.id)] if model in own else []

    def _find_returned(self, res_id, supplier):
        if not res_id:
            return self.browse()
        found = self.search([("id", "=", int(res_id)), ("partner_id", "=", supplier.id), ("state", "=", "returned")])
        if not found:
            raise UserError(self.env._("Only what your company sent and what was sent back can be sent again."))
        return found

    def _add_files(self, files):
        """Keep scans with the record, in a model of files that names it as its document; the same file twice is one."""
        self.ensure_one()
        self._check_not_locked({"file_ids": True})
        # No role writes files; the server does, what it has just looked at.
        known = self.sudo()
        for file in files:
            vals = known.file_ids._prepare_upload_vals(file.get("name"), file.get("data"))
            if vals["sha256"] not in known.file_ids.mapped("sha256"):
                known.file_ids.create({**vals, known.file_ids._mdq_parent: self.id})
