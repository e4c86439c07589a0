"""Dispositions are decided along approval routes: those that the addon ships are in force after an upgrade as after an installation."""

from odoo import SUPERUSER_ID, api

SEVERITIES = ("minor", "major", "critical")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    routes = env["mdq.approval.route"]
    for severity in SEVERITIES:
        routes |= env.ref(f"mdq_capa.mdq_approval_route_disposition_{severity}")
    routes._put_in_force_once()
