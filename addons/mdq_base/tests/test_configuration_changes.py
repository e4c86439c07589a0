from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestConfigurationChanges(MdqCase):
    def _changes(self):
        self.env.flush_all()
        domain = safe_eval(self.env.ref("mdq_base.mdq_ledger_action_configuration").domain)
        return self.env["mdq.ledger"].with_user(self.auditor).search(domain, order="id")

    def test_auditor_finds_who_changed_rights_rules_and_settings(self):
        """Requirement: MDQ-BAS-256"""
        before = self._changes()
        root = self.new_user("mdq_root", "base.group_system", "mdq_base.group_admin")
        self.env.ref("mdq_base.mdq_concession_rule_company").with_user(root).active = False
        self.env.ref("mdq_base.access_mdq_concession_auditor").with_user(root).perm_write = True
        self.inspector.with_user(root).write({"group_ids": [(4, self.env.ref("mdq_base.group_releaser").id)]})
        self.env.ref("mdq_base.mdq_retention_policy_us").with_user(self.admin).write_with_reason({"years": 1}, "Test")
        found = {(change.table_name, change.uid) for change in self._changes() - before}
        for table, user in (("ir_rule", root), ("ir_model_access", root), ("res_groups_users_rel", root),
                            ("mdq_retention_policy", self.admin)):
            self.assertIn((table, user), found)

    def test_an_entry_says_of_what_it_tells(self):
        before = self._changes()
        gone = self.env["mdq.delegation"].with_user(self.quality_manager).create({
            "user_id": self.inspector.id, "delegate_id": self.releaser.id, "reason": "Leave",
            "date_from": "2030-01-01", "date_to": "2030-01-02"})
        self.inspector.group_ids += self.env.ref("mdq_base.group_releaser")
        self.releaser.partner_id.name = "Named Anew"
        self.releaser.login = "mdq_renamed"
        found = self._changes() - before
        told = {(change.kind, change.record_name) for change in found}
        self.assertIn(("User: Groups", self.inspector.name), told)
        self.assertIn(("User", "Named Anew"), told)
        delegation = found.filtered(lambda change: change.table_name == gone._table)[:1]
        self.assertEqual(delegation.kind, "Delegation")
        action = delegation.action_open_history()
        self.assertEqual((action["tag"], action["params"]), ("mdq_history", {"model": "mdq.delegation", "res_id": delegation.res_id}))

    def test_what_is_no_longer_in_the_ledger_has_no_history_to_open(self):
        entry = self._changes()[:1]
        with patch.object(type(entry), "_get_kinds", lambda _self: {}), self.assertRaisesRegex(UserError, "not in the audit ledger"):
            self.assertFalse(entry.has_history)
            entry.action_open_history()

    def test_it_is_closed_to_others(self):
        """Requirement: MDQ-BAS-256"""
        menu = self.env.ref("mdq_base.mdq_ledger_configuration_menu")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.auditor)._visible_menu_ids())
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(self.inspector)._visible_menu_ids())
