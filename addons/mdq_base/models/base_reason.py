"""Fields that do not change without a reason, on any model that names some.

The reason is an argument of the call that changes them. It goes to the ledger with the change, and is never read from a context.
"""

from odoo import api, models
from odoo.exceptions import UserError

from ..exceptions import ReasonNeeded
from .base import REASON

FLAG = "mdq_reason"  # on the fields as the web client knows them
COMMANDS = ("one2many", "many2many")


class Base(models.AbstractModel):
    _inherit = "base"

    _mdq_reason_fields = ()  # a change of these fields needs a reason; the union over all addons counts

    # --------------------------------------------------------------------------------------- hooks

    def _mdq_get_asking(self):
        """Return those of these records whose named fields no longer change without a reason; by default all. Extend."""
        return self

    # -------------------------------------------------------------------------------------- public

    def write_with_reason(self, values, reason):
        """Write values for a reason, which stands at the change in the ledger and in the history."""
        with self._mdq_reason(self._mdq_take_reason(reason)):
            return self.write(values)

    def web_save_with_reason(self, vals, reason, specification, next_id=None):
        """Save a form for a reason, as `web_save` does."""
        with self._mdq_reason(self._mdq_take_reason(reason)):
            return self.web_save(vals, specification, next_id=next_id)

    def web_save_multi_with_reason(self, vals_list, reason, specification):
        """Save rows of a list for a reason, as `web_save_multi` does."""
        with self._mdq_reason(self._mdq_take_reason(reason)):
            return self.web_save_multi(vals_list, specification)

    @api.model
    def _mdq_take_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: the reason is kept with the change."))
        return reason.strip()

    # -------------------------------------------------------------------------------------- checks

    def write(self, vals):
        # While a registry loads, only the files of addons write: an update that brings its data again needs no reason.
        if self._mdq_reason_fields and not REASON.get() and self.pool.ready:
            self._mdq_check_reason(vals)
        return super().write(vals)

    def _mdq_check_reason(self, vals):
        names = self._mdq_get_reason_fields() & set(vals)
        if not names or not self:
            return
        for record in self.sudo()._mdq_get_asking():  # a guard reads what the caller may not
            changed = [name for name in sorted(names) if record._mdq_is_changed(name, vals[name])]
            if changed:
                self.check_access("write")
                raise record._mdq_make_reason_refusal(changed)

    def _mdq_get_reason_fields(self):
        return self._mdq_union("_mdq_reason_fields")

    def _mdq_is_changed(self, name, value):
        field = self._fields[name]
        if field.type in COMMANDS:
            return bool(value)
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    def _mdq_make_reason_refusal(self, names):
        record, labels = self.display_name, ", ".join(self._fields[name]._description_string(self.env) for name in names)
        return ReasonNeeded(self.env._(
            "%(fields)s of %(record)s cannot be changed without a reason. Change it on its form, which asks for the reason,"
            " give the reason in a column mdq_reason of the import, or call write_with_reason(values, reason).", record=record, fields=labels,
        ), record, labels)

    # --------------------------------------------------------------------------------------- import

    @api.model
    def load(self, fields, data):
        """A column named `mdq_reason` gives all changes of an import their one reason."""
        if FLAG not in fields or FLAG in self._fields:
            return super().load(fields, data)
        place = fields.index(FLAG)
        reasons = {str(row[place] or "").strip() for row in data} - {""}
        if len(reasons) > 1:
            raise UserError(self.env._("One import has one reason: write the same text in every row of the column %s.", FLAG))
        rest = [[*row[:place], *row[place + 1:]] for row in data]
        with self._mdq_reason(self._mdq_take_reason("".join(reasons))):
            return super().load([*fields[:place], *fields[place + 1:]], rest)

    # --------------------------------------------------------------------------------------- client

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Tell the web client which fields ask, so that it sends none of them when a page closes."""
        result = super().fields_get(allfields, attributes)
        if self._mdq_reason_fields and (attributes is None or FLAG in attributes):
            for name in self._mdq_get_reason_fields() & set(result):
                result[name][FLAG] = True
        return result

    @api.model
    def _get_view_field_attributes(self):
        return [*super()._get_view_field_attributes(), FLAG]
