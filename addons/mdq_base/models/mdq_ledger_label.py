import json

from odoo import api, fields, models
from odoo.tools import SQL

from . import ledger_table


class MdqLedgerLabel(models.Model):
    """What a field in the ledger and its choices were called from a date on, in all languages.

    Upgrades rename fields and take them away; the history of a record keeps the words of its time.
    """

    _name = "mdq.ledger.label"
    _description = "Field Name In The Ledger"
    _order = "model, field, id"
    _log_access = False
    _rec_name = "field"
    _mdq_ledger = True
    _mdq_server_written = True

    model = fields.Char(required=True, readonly=True)
    field = fields.Char(required=True, readonly=True)
    label = fields.Json(required=True, readonly=True)
    choices = fields.Json(readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)

    _field_index = models.Index("(model, field, id)")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def _register_hook(self):
        """An upgrade ends in a new registry: keep what has changed."""
        super()._register_hook()
        self._record_labels()

    @api.model
    def _record_labels(self):
        """Write down the names that differ from those written last, in one statement."""
        models_in_ledger = [model for model in self.env.values() if model._mdq_in_ledger()]
        self._mdq_mark_ledger()
        self.env.cr.execute(SQL(
            """
            INSERT INTO mdq_ledger_label (model, field, label, choices, valid_from)
            SELECT f.model, f.name, f.field_description, COALESCE(written.choices, method.choices),
                   date_trunc('second', timezone('UTC', now()))
              FROM ir_model_fields f
              LEFT JOIN LATERAL (
                   SELECT jsonb_object_agg(s.value, s.name) AS choices
                     FROM ir_model_fields_selection s WHERE s.field_id = f.id) written ON true
              LEFT JOIN LATERAL (
                   SELECT %(choices)s::jsonb -> f.model -> f.name AS choices) method ON true
              LEFT JOIN LATERAL (
                   SELECT k.label, k.choices FROM mdq_ledger_label k
                    WHERE k.model = f.model AND k.field = f.name ORDER BY k.id DESC LIMIT 1) known ON true
             WHERE f.model = ANY(%(models)s) AND f.store AND f.field_description IS NOT NULL
               AND (known.label IS DISTINCT FROM f.field_description
                    OR known.choices IS DISTINCT FROM COALESCE(written.choices, method.choices))
            """,
            models=[model._name for model in models_in_ledger],
            choices=json.dumps(self._get_choices_of_methods(models_in_ledger)),
        ))

    def _get_choices_of_methods(self, models_in_ledger):
        """Odoo's own table of choices has those of plain lists only."""
        return {
            model._name: {field.name: self._get_translated_choices(model, field) for field in chosen}
            for model in models_in_ledger
            if (chosen := [field for field in model._fields.values()
                           if field.type == "selection" and field.store and not isinstance(field.selection, list)
                           and not field.related])
        }

    def _get_translated_choices(self, model, field):
        choices = {}
        for lang, _name in self.env["res.lang"].get_installed():
            for value, label in field._description_selection(model.with_context(lang=lang).env):
                choices.setdefault(value, {})[lang] = label
        return choices

    # ------------------------------------------------------------------------------------ reading

    @api.model
    def _get_dictionary(self, names):
        """Return {(model, field): rows, oldest first} for these models."""
        # The words are no secret; what they name is shown only to who may read it.
        rows = self.sudo().search_fetch([("model", "in", list(names))], ["model", "field", "label", "choices", "valid_from"])
        return rows.grouped(lambda row: (row.model, row.field))

    def _get_at(self, moment):
        """Of the rows of one field, the one that was valid at a moment; the first holds for all time before it."""
        return self.filtered(lambda row: row.valid_from <= moment)[-1:] or self[:1]

    def _translate(self, texts):
        return (texts or {}).get(self.env.lang) or (texts or {}).get("en_US") or ""

    def unlink(self):
        self.env["mdq.deletion.attempt"]._refuse(self[:1], self.env._("Names of fields in the ledger are never deleted."))
