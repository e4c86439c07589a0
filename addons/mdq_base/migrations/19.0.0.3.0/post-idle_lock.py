"""Screens lock after idle time: roles that have no time yet get one, as with an installation."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["res.groups"]._mdq_set_idle_lock()
