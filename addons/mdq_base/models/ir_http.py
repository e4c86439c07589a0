from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The signing dialog speaks the visitor's language on portal pages too."""
        return [*super()._get_translation_frontend_modules_name(), "mdq_base"]
