from odoo import api, models


class IrDefault(models.Model):
    """Everybody may keep defaults of his own, and administrators some for all: not for fields that only the server writes."""

    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        defaults = super()._get_model_defaults(model_name, condition)
        written = self.env[model_name]._mdq_get_server_fields() if defaults else ()
        return {name: value for name, value in defaults.items() if name not in written}
