from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

from . import ledger_table, ledger_trigger


class MdqLedger(models.Model):
    """The audit ledger: one row image per changed row, written by the database itself."""

    _name = "mdq.ledger"
    _description = "Audit Ledger Entry"
    _order = "id desc"
    _auto = False
    _log_access = False
    _rec_name = "table_name"
    # Odoo's check of tables does not know partitioned ones; read through a query, it asks for none.
    _table_query = "SELECT * FROM mdq_ledger"

    recorded_at = fields.Datetime("Recorded On", readonly=True)
    xid = fields.Integer("Transaction", readonly=True, aggregator=None)
    epoch = fields.Integer("Epoch", readonly=True, aggregator=None)
    table_name = fields.Char("Table", readonly=True)
    res_id = fields.Integer("Record ID", readonly=True, aggregator=None)
    operation = fields.Selection(
        [("B", "Baseline"), ("I", "Created"), ("U", "Changed"), ("D", "Deleted")], readonly=True
    )
    image = fields.Json("Row Image", readonly=True)
    image_text = fields.Text("Content", compute="_compute_image_text")
    uid = fields.Many2one("res.users", "Person", readonly=True)
    session_uid = fields.Many2one("res.users", "Session Of", readonly=True)
    reason = fields.Char(readonly=True)
    source = fields.Char(readonly=True)

    def init(self):
        super().init()
        ledger_table.create(self.env.cr)

    def _register_hook(self):
        """Tables that appeared since (a new addon, a new many2many) join the ledger when the registry loads."""
        super()._register_hook()
        ledger_table.start_epoch(self.env.cr)
        for model in self.env.values():
            if model._mdq_in_ledger() and not ledger_trigger.is_registered(model):
                ledger_trigger.register(model)

    def _compute_image_text(self):
        for entry in self:
            entry.image_text = "\n".join(f"{key}: {value}" for key, value in sorted((entry.image or {}).items()))

    # ------------------------------------------------------------------------------------ public

    @api.model
    @api.readonly
    def history(self, model, res_id):
        """Return the changes of one record, oldest first.

        :return: [{at, uid, user, operation, field, old, new, reason, source, label, old_text, new_text}]; times in
            UTC, ISO 8601; old and new as stored, the texts as a person reads them
        :raise AccessError: when the caller may not read the record
        """
        if model not in self.env or not self.env[model]._mdq_in_ledger():
            raise UserError(self.env._("Records of %s are not in the audit ledger.", model))
        record = self.env[model].browse(res_id)
        self._check_may_read_history(record)
        # The ledger itself is closed to roles; whoever may read the record may read its history.
        entries = self.sudo().search_fetch(
            [("table_name", "=", record._table), ("res_id", "=", res_id)], order="id",
            field_names=["recorded_at", "operation", "image", "uid", "reason", "source"],
        )
        changes, before = [], {}
        for entry in entries:
            changes += entry._get_changes(record, before)
            before = entry.image or {}
        return changes

    @api.model
    def seal(self):
        """Seal all entries of finished transactions; return {seals, entries} of this run."""
        self.env.user._mdq_require(
            "mdq_base.group_quality_manager", "mdq_base.group_admin", "mdq_base.group_auditor", "base.group_system"
        )
        # Only the server writes seals.
        return self.env["mdq.ledger.seal"].sudo()._seal()

    @api.model
    def verify(self, since=None):
        """Recompute every seal (from seal number `since` on) and compare the last images with the live rows.

        :return: {ok, entries, seals, problems: [sentence]}
        """
        self.env.user._mdq_require(
            "mdq_base.group_quality_manager", "mdq_base.group_admin", "mdq_base.group_auditor", "base.group_system"
        )
        # Checking needs all rows of all companies; it returns sentences about places, no content.
        return self.env["mdq.ledger.seal"].sudo()._verify(since)

    # ----------------------------------------------------------------------------------- helpers

    def _check_may_read_history(self, record):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The history of records is for people inside the company."))
        if record.exists():
            record.check_access("read")
            return
        if not self.env.user.has_group("mdq_base.group_auditor") and not self.env.user.has_group(
            "mdq_base.group_quality_manager"
        ):
            raise AccessError(self.env._("Only auditors and quality managers read the history of deleted records."))

    def _get_changes(self, record, before):
        """This entry against the image before it, one dict a changed field."""
        self.ensure_one()
        image = {} if self.operation == "D" else self.image or {}
        before = self.image or {} if self.operation == "D" else before
        names = sorted(key for key in {**before, **image} if before.get(key) != image.get(key))
        shown = [name for name in names if name not in MAGIC_COLUMNS and self._may_see(record, name)]
        common = {
            "at": self.recorded_at.isoformat(), "uid": self.uid.id, "user": self.uid.name,
            "operation": self.operation, "reason": self.reason, "source": self.source,
        }
        return [
            {**common, "field": name, "label": self._get_label(record, name),
             "old": _plain(before.get(name)), "new": _plain(image.get(name)),
             "old_text": self._get_text(record, name, before.get(name)),
             "new_text": self._get_text(record, name, image.get(name))}
            for name in shown
        ]

    def _get_text(self, record, name, value):
        """A stored value as a person reads it: the name behind an id, the label of a choice."""
        field = record._fields.get(name)
        if value is None or field is None:
            return "" if value is None else str(value)
        if field.type == "many2one":
            # The name of a linked record is no more than the reader of the record sees on it.
            return self.env[field.comodel_name].sudo().browse(value).exists().display_name or str(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if isinstance(value, dict):
            return value.get(self.env.lang) or value.get("en_US") or str(value)
        return str(value)

    def _may_see(self, record, name):
        field = record._fields.get(name)
        return field is None or record._has_field_access(field, "read")

    def _get_label(self, record, name):
        field = record._fields.get(name)
        return field._description_string(self.env) if field else name



def _plain(value):
    """XML-RPC knows no null: nothing is False, as everywhere in Odoo."""
    return False if value is None else value
