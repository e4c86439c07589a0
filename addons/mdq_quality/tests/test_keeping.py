from datetime import date

from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestKeeping(MdqQualityCase):
    def test_keep_until_follows_the_last_shipment(self):
        """Requirement: MDQ-BAS-260"""
        self.env["mdq.retention.policy"].search([]).active = False
        self.env["mdq.retention.policy"].create({"name": "EU", "years": 10, "from_last_device": True})
        lot = self._lot(self.screw, status="released", quantity=10)
        concession = self.env["mdq.concession"].create({
            "gate": "purchase", "product_id": self.screw.id, "reason": "Checked", "valid_to": "2099-01-01"})
        made = concession.create_date.date()
        self.assertEqual(concession.mdq_keep_until.year, made.year + 10)
        picking = self._picking("out", [(self.screw, lot, 1)])
        picking.button_validate()
        picking.move_ids.date = "2041-05-01"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(concession.mdq_keep_until, date(2051, 5, 1))
