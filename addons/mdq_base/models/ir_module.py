from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    """An addon that keeps quality records stays: uninstalling it would drop their tables, and the ledger with them."""

    _inherit = "ir.module.module"

    def write(self, vals):
        if vals.get("state") == "to remove":
            self._mdq_check_keeps_nothing()
        return super().write(vals)

    def module_uninstall(self):
        self._mdq_check_keeps_nothing()
        return super().module_uninstall()

    def _mdq_check_keeps_nothing(self):
        keeping = {model._original_module for model in self.env.values() if model._mdq_ledger and model._mdq_in_ledger()}
        kept = self.filtered(lambda module: module.name in keeping)
        if kept:
            raise UserError(self.env._(
                "Quality records and their audit trail are never deleted, so what keeps them cannot be uninstalled: %(addons)s. Archive"
                " what is no longer used, and take its groups from people. A database for trials only is dropped as a whole, or"
                " restored from the backup made before the installation.", addons=", ".join(sorted(kept.mapped("shortdesc"))),
            ))
