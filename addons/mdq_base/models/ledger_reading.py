from odoo import api, fields, models
from odoo.exceptions import UserError

from . import ledger_words


class MdqLedger(models.Model):
    """Raw entries as an auditor reads them: which kind of record it is, and what it was called then."""

    _inherit = "mdq.ledger"

    kind = fields.Char("Kind of Record", compute="_compute_kind")
    record_name = fields.Char("Record", compute="_compute_record_name")
    has_history = fields.Boolean(compute="_compute_kind")

    @api.depends("table_name")
    def _compute_kind(self):
        words = self._get_kind_words()
        for entry in self:
            entry.kind = words.get(entry.table_name, entry.table_name)
            entry.has_history = entry.table_name in words

    @api.depends("table_name", "res_id")
    def _compute_record_name(self):
        kinds, names = self._get_kinds(), ledger_words.Names(self.env)
        # A name may stand on another record, in the image that was the last one when this entry was written.
        places = {entry: (kinds.get(entry.table_name, (None,))[0], entry.res_id, entry.id) for entry in self}
        for place in places.values():
            names.ask(*place)
        names.look_up()
        for entry, place in places.items():
            entry.record_name = names.get(*place).text

    @api.model
    def _get_kinds(self):
        """Return {table in the ledger: (model, None)}, and of links {table: (model, its many2many field)}."""
        kinds = {}
        for name, model in self.env.items():
            if model._mdq_in_ledger():
                kinds.update({field.relation: (name, field) for field in model._mdq_get_ledger_links()})
        return kinds | {model._table: (name, None) for name, model in self.env.items() if model._mdq_in_ledger()}

    @api.model
    def _get_kind_words(self):
        """Return {table in the ledger: what its records are called}."""
        return {
            table: self.env[name]._mdq_get_kind_here() + (f": {field._description_string(self.env)}" if field else "")
            for table, (name, field) in self._get_kinds().items()
        }

    def action_open_history(self):
        """Open the history of the record that the entry tells of."""
        self.ensure_one()
        name, _field = self._get_kinds().get(self.table_name, (None, None))
        if not name:
            raise UserError(self.env._("Records of %s are not in the audit ledger.", self.table_name))
        return self.env[name].browse(self.res_id)._mdq_get_history_action(self.record_name)
