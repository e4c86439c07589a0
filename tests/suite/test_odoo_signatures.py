"""Whoever opens a quality record sees who signed it, and at once when a signature no longer holds."""

from lxml import etree
from odoo.tests import TransactionCase, tagged
from our_models import file_of, stored_models
from repository import none_of


@tagged("post_install", "-at_install")
class TestSignaturesOnForms(TransactionCase):
    def test_every_form_of_a_quality_record_shows_its_signatures(self):
        """Requirement: MDQ-BAS-176"""
        none_of(
            f"{file_of(model)}: the form {view.xml_id or view.name} has no <sheet>, so it shows neither the signatures of the record nor "
            "the warning of a broken one."
            for model in stored_models(self.env)
            if "signature_ids" in model._fields and not model._mdq_parent
            for view in self._forms(model)
            if not self._shows_signatures(model, view)
        )

    def _forms(self, model):
        return self.env["ir.ui.view"].search([("model", "=", model._name), ("type", "=", "form"), ("mode", "=", "primary")])

    def _shows_signatures(self, model, view):
        arch = etree.fromstring(model.get_view(view.id, "form")["arch"])
        return bool(arch.xpath("//div[contains(@class, 'o_mdq_signature_broken')]")) and bool(
            arch.xpath("//field[@name='signature_ids'][@widget='mdq_signatures']")
        )
