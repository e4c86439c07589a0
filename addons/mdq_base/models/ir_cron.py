from odoo import models

from .base import changes_from


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        with changes_from(f"cron: {cron_name}"):
            return super()._callback(cron_name, server_action_id)
