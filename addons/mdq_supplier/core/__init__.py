"""Reckoning of supplier scopes, without Odoo."""
