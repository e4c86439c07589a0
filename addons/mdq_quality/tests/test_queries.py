from odoo.fields import Command

from .common import MdqQualityCase


class TestQueries(MdqQualityCase):
    """The work of a receipt does not grow with lines × lots beyond what stock itself does.

    Requirement: MDQ-QUA-034
    """

    def _count(self, products, lots_per_line, name):
        picking = self._picking("in", [
            (product, f"{name}-{product.id}-{index}", 1) for product in products for index in range(lots_per_line)
        ])
        self.env.flush_all()
        before = self.cr.sql_log_count
        picking.button_validate()
        self.env.flush_all()
        self.assertEqual(picking.state, "done")
        return self.cr.sql_log_count - before

    def _products(self, count, controlled):
        return [self._product(f"P{controlled}{index}", mdq_controlled=controlled) for index in range(count)]

    def test_queries_of_a_receipt_stay_close_to_those_of_stock_alone(self):
        figures = {}
        for lines, lots in ((5, 5), (20, 20)):
            for controlled in (False, True):
                products = self._products(lines, controlled)
                self._plan(product_id=False) if controlled and not figures else None
                figures[lines, controlled] = self._count(products, lots, f"{lines}{controlled}")
        extra_small = figures[5, True] - figures[5, False]
        extra_large = figures[20, True] - figures[20, False]
        # 25 lots against 400: writes go out in batches of a hundred or a thousand, nothing is asked lot by lot.
        self.assertLess(extra_large - extra_small, 60, f"{figures}")

    def test_the_gate_asks_as_often_for_many_lines_as_for_few(self):
        counts = {}
        for number in (2, 40):
            lots = self.env["stock.lot"].union(*(self._lot(status="released", quantity=1) for _index in range(number)))
            picking = self._picking("out", [(self.bar, lot, 1) for lot in lots])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            picking.move_line_ids._mdq_pass_gate()
            counts[number] = self.cr.sql_log_count - before
        self.assertEqual(counts[2], counts[40])

    def test_uncontrolled_lines_cost_no_query_of_ours(self):
        lot = self._lot(self.cap, quantity=1)
        picking = self._picking("out", [(self.cap, lot, 1)])
        picking.move_line_ids.product_id.mapped("tracking")
        with self.assertQueryCount(0):
            self.assertFalse(picking.move_line_ids._mdq_filter_controlled())

    def test_lines_created_in_bulk_are_judged_in_bulk(self):
        picking = self._receive((self.bar, "A", 1))
        lots = self.env["stock.lot"].create([{"name": f"M{index}", "product_id": self.bar.id} for index in range(30)])
        vals = [{"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": self.bar.id, "lot_id": lot.id,
                 "quantity": 1, "location_id": self.suppliers.id, "location_dest_id": self.stock.id} for lot in lots]
        picking.move_line_ids = [Command.create(each) for each in vals]
        self.assertEqual(len(self.env["mdq.inspection"].search([("lot_id", "in", lots.ids)])), 30)
