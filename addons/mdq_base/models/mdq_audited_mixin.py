from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS

from ..core import canonical

UNSIGNED = ("message_", "activity_", "website_message_", "state_changed_", "signature_", "access_")


class MdqAuditedMixin(models.AbstractModel):
    """A GxP record: in the ledger, never deleted, and frozen under a valid signature."""

    _name = "mdq.audited.mixin"
    _description = "GxP Record"
    _inherit = ["mdq.content.mixin"]

    _mdq_ledger = True
    _mdq_parent = None  # line models: name of the many2one to the document whose signature covers the line

    signature_ids = fields.Many2many("mdq.signature", compute="_compute_signature_ids", string="Signatures")
    signature_state = fields.Selection(
        selection="_get_signature_states", compute="_compute_signature_ids", string="Signature Check"
    )

    @api.model
    def _get_signature_states(self):
        labels = {
            "none": self.env._("Not signed"), "valid": self.env._("Signatures valid"),
            "broken": self.env._("Signature broken"),
        }
        return list(labels.items())

    def _compute_signature_ids(self):
        # Whoever may read the record may see who signed it.
        signatures = self.env["mdq.signature"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        by_record = signatures.grouped("res_id")
        for record in self:
            given = by_record.get(record._origin.id, signatures.browse())
            record.signature_ids = given.sudo(False)
            record.signature_state = given._get_worst_state()

    # ------------------------------------------------------------------------------ signed content

    def _get_signed_fields(self):
        """Return the names of the fields whose content a signature covers; lines are covered with their own."""
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
        """Return the content of this record as plain JSON types: what a signature is given for."""
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

    def _mdq_canonical_text(self):
        # What was signed does not depend on what the reader may see or on his language.
        return canonical.text(self.sudo().with_context(lang="en_US", active_test=False)._mdq_signature_content())

    # -------------------------------------------------------------------------------------- guards

    def _mdq_frozen(self):
        """Return those records whose content lies under a signature and may not change."""
        if not self.ids:
            return self.browse()
        # A guard sees all signatures, whatever the caller may read.
        signed = self.env["mdq.signature"].sudo().search_fetch(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("meaning", "!=", "rejected")], ["res_id"]
        )
        return self.browse(set(signed.mapped("res_id")))

    def _mdq_deletable(self):
        """Whether this line may be taken out again, as its document is still a draft."""
        parent = self[self._mdq_parent] if self._mdq_parent else None
        return bool(parent) and hasattr(parent, "state") and parent.state == "draft" and not parent._mdq_frozen()

    def _mdq_check_parent(self):
        if not self._mdq_parent:
            return
        parents = self[self._mdq_parent] if len(self) == 1 else self.mapped(self._mdq_parent)
        if hasattr(parents, "_check_not_locked"):
            parents._check_not_locked({self._mdq_parent: True})
        frozen = parents._mdq_frozen() if hasattr(parents, "_mdq_frozen") else parents.browse()
        frozen._mdq_refuse_frozen()

    def _mdq_refuse_frozen(self):
        for record in self:
            raise UserError(self.env._(
                "%(record)s is signed: its content is frozen. Make a new revision or a new record instead.",
                record=record.display_name,
            ))

    @api.model_create_multi
    def create(self, vals_list):
        self._mdq_mark_ledger()
        records = super().create(vals_list)
        records._mdq_check_parent()
        records._mdq_get_parents()._mdq_content_changed()
        return records

    def write(self, vals):
        self._mdq_mark_ledger()
        if self._mdq_parent:
            self._mdq_check_parent()
        if not set(vals) & set(self._get_signed_fields()):
            return super().write(vals)
        self._mdq_frozen()._mdq_refuse_frozen()
        result = super().write(vals)
        self._mdq_content_changed()
        return result

    def unlink(self):
        """Not by `ondelete`: a caller can switch that off with a word in the context."""
        for record in self:
            if not record._mdq_deletable():
                record._mdq_refuse_deletion()
        parents = self._mdq_get_parents()
        result = super().unlink()
        parents._mdq_content_changed()
        return result

    def _mdq_get_parents(self):
        parents = self.mapped(self._mdq_parent) if self._mdq_parent else self.browse()
        return parents if hasattr(parents, "_mdq_content_changed") else self.browse()

    def _mdq_content_changed(self):
        """Called after signed content was written; the content of a line is its document's. Extend."""
        if self and self._mdq_parent:
            self._mdq_get_parents()._mdq_content_changed()

    # ------------------------------------------------------------------------------------- screens

    def _mdq_sign_action(self, method, title, meaning, model=None, args=None, reason_param="reason",
                         reason_required=False):
        """Return the client action that asks for the credential and calls `model.method(**args, credential=…)`."""
        return {
            "type": "ir.actions.client", "tag": "mdq_sign", "name": title, "target": "new",
            "params": {
                "model": model or self._name, "method": method, "title": title, "meaning": meaning,
                "args": args if args is not None else {"ids": self.ids}, "reason_param": reason_param,
                "reason_required": reason_required, "records": self.mapped("display_name")[:20],
            },
        }

    def _mdq_is_bound(self, signature):
        """Whether a signature is still meant for the present content (an earlier draft's is not). Extend."""
        return signature.meaning != "rejected"
