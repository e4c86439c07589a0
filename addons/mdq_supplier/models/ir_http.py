from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """What scripts say on the pages of suppliers is in the visitor's language."""
        return [*super()._get_translation_frontend_modules_name(), "mdq_supplier"]
