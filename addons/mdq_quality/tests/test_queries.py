from odoo.fields import Command
from odoo.tools import SQL

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

    def _open(self, count, name):
        """So many lots and the inspections of the inspector, and the queries that these took."""
        lots = self.env["stock.lot"].create([{"name": f"{name}{index}", "product_id": self.bar.id} for index in range(count)])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        inspections = self.env["mdq.inspection"].with_user(self.inspector)._create_for_lots(lots, "iqc", {"quantity": 500})
        self.env.flush_all()
        return inspections, self.cr.sql_log_count - before

    def _check_opening(self, size):
        self._open(2, "W")  # what is asked once for all, such as who may create, is asked here
        counts = {}
        for number in (3, 50):
            inspections, counts[number] = self._open(number, f"N{number}-")
            self.assertEqual(set(inspections.mapped("sample_size")), {size})
            self.assertEqual(inspections.mapped("pick_seed"), inspections.mapped("name"))
            self.assertEqual(len(set(inspections.mapped("name"))), number)
            self.assertEqual(self._count_images(inspections), number, "an inspection goes in as it stays: one entry of the ledger each")
        self.assertEqual(counts[3], counts[50])

    def _count_images(self, inspections):
        return self.env.execute_query(SQL(
            "SELECT count(*) FROM mdq_ledger WHERE table_name = 'mdq_inspection' AND res_id = ANY(%s)", inspections.ids))[0][0]

    def test_many_inspections_are_opened_with_as_many_queries_as_few(self):
        self._plan()
        self._check_opening(2)

    def test_so_are_those_with_samples_by_a_standard(self):
        self._plan(sampling="standard", aql_major="1.0", aql_minor=False)
        self._check_opening(50)

    def test_inspections_of_one_call_are_told_apart_by_what_decides(self):
        """What is looked for once for many is looked for again where lot, quantity or supplier say something else."""
        other = self.env["res.partner"].create({"name": "Other Metals"})
        plan, foreign = self._plan(sampling="all"), self._plan(partner_id=other.id, sample_size=3)
        lots = self.env["stock.lot"].create([{"name": f"T{index}", "product_id": self.bar.id} for index in range(3)])
        screws = self._plan(self.screw, sample_size=1)
        inspections = self.env["mdq.inspection"].create([
            {"lot_id": lots[0].id, "quantity": 7}, {"lot_id": lots[1].id, "quantity": 9.2},
            {"lot_id": lots[2].id, "quantity": 9, "partner_id": other.id}, {"lot_id": self._lot(self.screw).id, "quantity": 9},
        ])
        self.assertEqual(list(inspections.plan_id.ids), [plan.id, foreign.id, screws.id])
        self.assertEqual(inspections.mapped("sample_size"), [7, 10, 3, 1])
        self.assertEqual(inspections.mapped("product_id"), self.bar | self.screw)
        self.assertTrue(all(inspections.mapped("date_due")))

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
