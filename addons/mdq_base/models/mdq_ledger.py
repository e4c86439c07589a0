from odoo import api, fields, models, tools

from . import ledger_registry, ledger_table, ledger_trigger


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
        ledger_table.start_epoch(self.env.cr, ledger_table.get_cluster(self.env.cr))
        self._watch_tables()

    def _watch_tables(self):
        """Let the triggers be those that all addons together declare, and none besides."""
        models = [model for _name, model in sorted(self.env.items()) if model._mdq_in_ledger()]
        ledger_trigger.register(self.env, models)
        watched = {model._table for model in models} | self._get_link_tables()
        ledger_trigger.leave(self.env.cr, set(ledger_registry.get_registered(self.env.cr)) - watched)

    @api.model
    @tools.ormcache()
    def _get_link_tables(self):
        """The tables of many2many fields that are in the ledger."""
        return frozenset(
            field.relation for model in self.env.values() if model._mdq_in_ledger()
            for field in model._mdq_get_ledger_links()
        )

    def _compute_image_text(self):
        for entry in self:
            entry.image_text = "\n".join(f"{key}: {value}" for key, value in sorted((entry.image or {}).items()))
