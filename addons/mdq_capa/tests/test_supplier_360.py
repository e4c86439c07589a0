from odoo.tests import tagged

from .common import MdqCapaCommon


@tagged("post_install", "-at_install")
class TestSupplier360(MdqCapaCommon):
    def test_open_events_stand_on_the_page_of_the_supplier(self):
        """Requirement: MDQ-SUP-193"""
        event = self._event(self._lot(), opened=False, partner_id=self.supplier.id)
        cards = {card["key"]: card for card in self.supplier.with_user(self.engineer).get_supplier_360()["cards"]}
        self.assertEqual((cards["event"]["count"], cards["event"]["tone"]), (1, "warning"))
        self.assertEqual(self.env["mdq.event"].search(cards["event"]["action"]["domain"]), event)
