"""What uninstalling drops leaves the ledger in order: rows with a last entry each, columns before a row changes again."""

from odoo import models

from . import ledger_trigger


class IrModel(models.Model):
    _inherit = "ir.model"

    def _drop_table(self):
        tables = {self.env[model.model]._table for model in self if model.model in self.env}
        ledger_trigger.leave(self.env.cr, tables)
        return super()._drop_table()


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _drop_column(self):
        tables = {self.env[field.model]._table for field in self if field.model in self.env}
        result = super()._drop_column()
        ledger_trigger.forget_dropped_columns(self.env.cr, tables)
        return result


class IrModelRelation(models.Model):
    _inherit = "ir.model.relation"

    def _module_data_uninstall(self):
        # A table of links that stays, as another addon declares it too, joins again when the registry loads.
        ledger_trigger.leave(self.env.cr, set(self.mapped("name")))
        return super()._module_data_uninstall()


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    _mdq_ledger_columns = ("name", "active", "model_id", "group_id", "perm_read", "perm_write", "perm_create", "perm_unlink")
