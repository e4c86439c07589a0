from odoo.exceptions import UserError
from odoo.tests import TransactionCase


class TestUninstall(TransactionCase):
    """What keeps quality records stays: its tables, and the ledger, would be dropped.

    Requirement: MDQ-BAS-002
    """

    def _module(self, name):
        return self.env["ir.module.module"].search([("name", "=", name)])

    def test_no_route_marks_it_for_removal(self):
        addon = self._module("mdq_base")
        for route in (addon.button_uninstall, lambda: addon.write({"state": "to remove"}), addon.module_uninstall):
            with self.assertRaisesRegex(UserError, "never deleted.*cannot be uninstalled: MDQ Base"):
                route()
        self.assertEqual(addon.state, "installed")

    def test_what_it_rests_on_stays_too(self):
        with self.assertRaisesRegex(UserError, "cannot be uninstalled: .*MDQ Base"):
            self._module("mail").button_uninstall()

    def test_others_go_as_ever(self):
        other = self._module("crm")
        other.state = "to install"
        other.write({"state": "to remove"})
        self.assertEqual(other.state, "to remove")
