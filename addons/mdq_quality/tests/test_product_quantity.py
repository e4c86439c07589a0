from odoo import fields
from odoo.tests import freeze_time

from .common import MdqQualityCase


class TestProductQuantity(MdqQualityCase):
    """How much of a product may be used stands beside how much there is.

    Requirement: MDQ-QUA-605
    """

    def _quantities(self, product):
        product.invalidate_recordset()
        return (product.mdq_qty_released, product.mdq_qty_quarantine, product.mdq_qty_hold, product.mdq_qty_rejected)

    def test_quantities_by_status_add_up_to_what_is_on_hand(self):
        for status, quantity in (("released", 1), ("quarantine", 2), ("hold", 4), ("rejected", 8), ("recalled", 16), ("expired", 32)):
            self._lot(status=status, quantity=quantity)
        self.assertEqual(self._quantities(self.bar), (1, 2, 4, 56))
        self.assertEqual(self._quantities(self.bar.product_tmpl_id), (1, 2, 4, 56))
        self.assertEqual(self.bar.qty_available, 63)

    def test_a_lot_past_its_date_is_not_counted_as_released(self):
        lot = self._lot(quantity=5)
        lot.expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        lot._mdq_set_status("released", "Test")
        self.assertEqual(self._quantities(self.bar), (0, 0, 0, 5))

    def test_only_released_stock_is_free_to_use(self):
        """Requirement: MDQ-QUA-606"""
        good = self._lot(status="released", quantity=10)
        self._lot(quantity=7)
        self._picking("out", [(self.bar, good, 4)])
        self.bar.invalidate_recordset()
        self.assertEqual((self.bar.qty_available, self.bar.free_qty), (17, 6))
        held = self._lot(status="released", quantity=3)
        held._mdq_set_status("hold", "A doubt")
        self.bar.invalidate_recordset()
        self.assertEqual(self.bar.free_qty, 6)

    def test_what_a_customer_sent_back_is_not_free_to_use(self):
        """Requirement: MDQ-QUA-606"""
        lot = self._lot(status="released", quantity=5)
        self._picking("out", [(self.bar, lot, 5)]).button_validate()
        self._picking("in", [(self.bar, lot, 2)], source=self.customers).button_validate()
        self.bar.invalidate_recordset()
        self.assertEqual((lot.mdq_status, self.bar.qty_available, self.bar.free_qty), ("quarantine", 2, 0))
        self.assertEqual(self._quantities(self.bar), (0, 2, 0, 0))

    def test_stock_that_is_to_be_removed_is_left_out_once(self):
        lot = self._lot(quantity=5)
        lot.write({"removal_date": fields.Datetime.subtract(fields.Datetime.now(), days=2)})
        self.bar.invalidate_recordset()
        self.assertEqual(self.bar.free_qty, 0)

    def test_it_is_left_out_by_the_day_that_odoo_takes(self):
        """Else what is to be removed between the two midnights would be left out by neither."""
        self.company.partner_id.tz = "Asia/Shanghai"
        lot = self._lot(quantity=5)
        with freeze_time("2030-01-10 17:00:00"):  # the 11th in Shanghai
            lot.write({"removal_date": "2030-01-10 20:00:00"})
            self.bar.invalidate_recordset()
            self.assertEqual(self.bar.free_qty, 0)

    def test_products_out_of_control_are_free_as_ever(self):
        self._lot(self.cap, quantity=5)
        self.assertEqual((self.cap.free_qty, *self._quantities(self.cap)), (5, 0, 0, 0, 0))

    def test_the_forecast_says_it_too(self):
        self._lot(status="released", quantity=3)
        self._lot(quantity=2)
        report = self.env["stock.forecasted_product_product"].with_user(self.keeper)
        docs = report.get_report_values(self.bar.ids)["docs"]
        shown = docs["product"][self.bar.id]
        self.assertEqual((shown["mdq"]["mdq_qty_released"], shown["mdq"]["mdq_qty_quarantine"], shown["free_qty"]), (3, 2, 3))
        self.assertNotIn("mdq", report.get_report_values(self.cap.ids)["docs"]["product"][self.cap.id])

    def test_the_buttons_lead_to_the_stock(self):
        lot = self._lot(quantity=2)
        for record in (self.bar, self.bar.product_tmpl_id):
            action = record.with_user(self.keeper).action_mdq_view_status_quants()
            self.assertEqual(self.env["stock.quant"].with_user(self.keeper).search(action["domain"]).lot_id, lot)

    def test_many_products_cost_as_much_as_one(self):
        products = self.env["product.product"].union(*(self._product(f"P{index}") for index in range(20)))
        for product in products:
            self._lot(product, status="released", quantity=1)
        counts = []
        for group in (products[:1], products[:2], products):
            self.env.flush_all()
            self.env.invalidate_all()
            group.mapped("mdq_controlled")
            before = self.cr.sql_log_count
            group._mdq_get_quantities()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], f"{counts}")  # the first one warms what is remembered of places
        self.cap.mapped("mdq_controlled")
        with self.assertQueryCount(0):
            self.cap._mdq_get_quantities()
            self.cap._mdq_get_not_free(None, None, None)
