from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 04:00:00")
class TestSupplier360(MdqCertificateCommon):
    """One page for a supplier; every count leads to its records, under the reader's own rights."""

    def _page(self, user=None, partner=None):
        self.env.invalidate_all()
        return (partner or self.partner).with_user(user or self.sqe).get_supplier_360()

    def _card(self, key, user=None):
        return next((card for card in self._page(user)["cards"] if card["key"] == key), None)

    def test_scopes_with_their_reasons(self):
        """Requirement: MDQ-SUP-193"""
        good, bad = self._qualify(product=self.paper), self._qualify(product=self.bar)
        self._demand(categ_id=self.category.id)
        self._suspend(self._qualify(process=self.anodising), "Plating failed")
        rows = {row["id"]: row for row in self._page()["scopes"]}
        self.assertEqual((rows[good.id]["tone"], rows[good.id]["why"]), ("success", []))
        self.assertEqual(rows[bad.id]["tone"], "danger")
        self.assertIn("is missing since", rows[bad.id]["why"][0])
        self.assertTrue(any("Plating failed" in why for row in rows.values() for why in row["why"]))

    def test_a_scope_without_the_agreement_that_it_needs_is_barred(self):
        """Requirement: MDQ-SUP-193"""
        scope = self._qualify(product=self.bar)
        self.category.mdq_needs_agreement = True
        row, = self._page()["scopes"]
        self.assertEqual((row["id"], row["tone"]), (scope.id, "danger"))
        self.assertIn("A quality agreement is needed", row["why"][0])

    def test_counts_lead_to_their_records(self):
        """Requirement: MDQ-SUP-193"""
        self._qualify(product=self.bar)
        self._accepted()
        self._sent(number="2")
        self._order(self.bar).button_confirm()
        for user in (self.sqe, self.planner, self.quality_manager, self.auditor):
            for card in self._page(user)["cards"]:
                action = card["action"]
                if action.get("res_model"):
                    found = self.env[action["res_model"]].with_user(user).search_count(action["domain"])
                    self.assertEqual(found, card["count"], card["key"])
        self.assertEqual(self._card("certificate")["tone"], "info")
        self.assertEqual(self._card("order", self.planner)["count"], 1)

    def test_a_person_of_the_supplier_leads_to_the_company(self):
        self.assertEqual(self._page(partner=self.person)["id"], self.partner.id)
        self.assertEqual(self.person.action_open_supplier_360()["params"], {"partner_id": self.partner.id})

    def test_nobody_counts_what_he_may_not_read(self):
        """Requirement: MDQ-SUP-193"""
        self._accepted()
        employee = self.new_user("just_an_employee", "base.group_user", accepts=False)
        self.assertEqual(self._page(employee)["cards"], [])
        self.assertEqual(self._page(employee)["scopes"], [])
        with self.assertRaises(AccessError):
            self._page(self.rival)

    def test_what_is_barred_is_shown_and_found(self):
        """Requirement: MDQ-SUP-042"""
        good, bad = self._qualify(product=self.paper), self._qualify(product=self.bar)
        self._demand(categ_id=self.category.id)
        self.env.invalidate_all()
        self.assertEqual((good.is_barred, bad.is_barred), (False, True))
        self.assertIn("is missing since", bad.barriers)
        found = self.env["mdq.supplier.qualification"].with_user(self.planner).search([("is_barred", "=", True)])
        self.assertEqual(found & (good | bad), bad)

    def test_the_register_of_outsourcing(self):
        """Requirements: MDQ-APP-057, MDQ-APP-065"""
        process, goods = self._qualify(process=self.anodising), self._qualify(product=self.bar)
        lab = self._qualify(product=self.service, kind="inspection")
        software = self._qualify(product=self.paper, kind="software")
        action = self.env.ref("mdq_supplier.mdq_supplier_register_action")
        listed = self.env["mdq.supplier.qualification"].search(
            [("kind", "!=", "goods"), ("id", "in", (process | goods | lab | software).ids)])
        self.assertIn("'kind', '!=', 'goods'", action.domain)
        self.assertEqual(listed, software | lab | process)
        self.assertEqual((process.kind, goods.kind, str(software.last_review_on)), ("processing", "goods", "2026-06-01"))
