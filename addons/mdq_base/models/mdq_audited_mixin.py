from odoo import api, fields, models
from odoo.exceptions import UserError


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
    signature_added_file_ids = fields.Many2many(
        "ir.attachment", compute="_compute_signature_added_file_ids", export_string_translation=False,
    )  # they came with messages later and are not part of what was signed

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

    def _compute_signature_added_file_ids(self):
        # Whoever may read the record may see what was signed with it, and what came later.
        records = self.sudo()
        files = records.filtered("signature_ids")._mdq_search_files().sudo()  # reason: see above
        files = files.filtered(lambda file: not file.res_field)
        by_record = files.grouped("res_id")
        for record in records:
            known = set(record.signature_ids.file_ids.mapped("attachment_id"))
            added = by_record.get(record.id, files.browse()).filtered(lambda file, known=known: file.id not in known)
            record.signature_added_file_ids = added.sorted("id")

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
        if self._mdq_parent in vals:
            return self._mdq_move_line(vals)
        if not set(vals) & set(self._get_signed_fields()):
            return super().write(vals)
        self._mdq_frozen()._mdq_refuse_frozen()
        result = super().write(vals)
        self._mdq_content_changed()
        return result

    def _mdq_move_line(self, vals):
        """Write values that put lines on another document: it is changed by them, as is the one that they come from."""
        self._mdq_frozen()._mdq_refuse_frozen()
        before = self._mdq_get_parents()
        result = super().write(vals)
        self._mdq_check_parent()
        before._mdq_content_changed()
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

    def _mdq_get_asking(self):
        """A line asks for a reason when its document does."""
        asking = super()._mdq_get_asking()
        if self._mdq_parent:
            documents = self[self._mdq_parent]._mdq_get_asking()
            asking = asking.filtered(lambda line: line[self._mdq_parent] in documents)
        return asking

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
