from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    _mdq_ledger_columns = ("name", "active", "model_id", "domain_force", "perm_read", "perm_write", "perm_create", "perm_unlink")
    _mdq_ledger_links = ("groups",)
