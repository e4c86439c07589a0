"""The workbook of the approved-supplier list."""

from odoo.addons.mdq_base.core.sheet import Sheet, Unreadable

from ..core import approved_list

__all__ = ["LIST", "Unreadable"]

LIST = Sheet(approved_list.COLUMNS, "List 名录", needed="supplier", told=approved_list.TOLD)
