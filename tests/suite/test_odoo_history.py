"""Every form of a quality record offers its history."""

from lxml import etree
from odoo.tests import TransactionCase, new_test_user, tagged
from our_models import file_of, stored_models
from repository import none_of


@tagged("post_install", "-at_install")
class TestHistoryOnForms(TransactionCase):
    def test_every_form_offers_the_history_once(self):
        """Requirement: MDQ-BAS-145"""
        auditor = new_test_user(self.env, "history_auditor", groups="base.group_user,mdq_base.group_auditor")
        none_of(
            f"{file_of(model)}: the form {view.xml_id or '(made by Odoo)'} shows {number} buttons “History”; mdq_base adds "
            "the one that is needed."
            for model in stored_models(self.env)
            if model._mdq_ledger
            for view in self._forms(model)
            if (number := self._buttons(model.with_user(auditor), view)) != 1
        )

    def _forms(self, model):
        views = self.env["ir.ui.view"].search([("model", "=", model._name), ("type", "=", "form"), ("mode", "=", "primary")])
        return views or [views]

    def _buttons(self, model, view):
        arch = etree.fromstring(model.get_view(view.id or None, "form")["arch"])
        return len(arch.findall(".//button[@name='action_mdq_history']"))
