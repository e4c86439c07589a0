"""Supplier against supplier: no model that a supplier can read is without a test that another supplier gets nothing of it.

Requirement: MDQ-APP-107
"""

from odoo.addons.mdq_base.tests.isolation import covered_models, portal_models
from odoo.tests import TransactionCase, tagged
from repository import addons, none_of


@tagged("post_install", "-at_install")
class TestIsolationIsTested(TransactionCase):
    def test_every_model_that_suppliers_read_has_an_isolation_test(self):
        none_of(
            f"{addon.name}: suppliers can read {model}, and no test shows that another supplier's stay out of reach. Name it in "
            "`isolated_models` of a test class made of PortalIsolation (mdq_base/tests/isolation.py)."
            for addon in addons()
            for model in sorted(portal_models(self.env, addon.name) - covered_models(addon.path / "tests"))
        )
