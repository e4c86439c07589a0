from odoo import api, fields, models

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
