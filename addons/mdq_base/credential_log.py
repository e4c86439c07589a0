"""Odoo prints the arguments of calls when its log is set to debug: all but credentials."""

import logging

from odoo.service.model import Params

SECRETS = {"password", "token", "webauthn_response"}


class HideCredentials(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(hide(part) for part in record.args)
        return True


def hide(part):
    """Return an argument of a log line without what proves somebody's identity."""
    if isinstance(part, Params):
        return Params([hide(value) for value in part.args], {
            name: "***" if name == "credential" else hide(value) for name, value in part.kwargs.items()
        })
    if isinstance(part, dict) and SECRETS & set(part):
        return "***"
    return part


logging.getLogger("odoo.service.model").addFilter(HideCredentials())
