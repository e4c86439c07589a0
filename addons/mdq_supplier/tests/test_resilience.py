from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
class TestResilience(MdqCertificateCommon, HttpCase):
    """How much hangs on one supplier, and what stops when it stops."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in (cls.partner, cls.other_partner):
            cls._qualify(partner=partner, product=cls.bar)
        cls._qualify(product=cls.screw)
        cls.big, cls.small, cls.sole = cls._bought(cls.bar, 8), cls._bought(cls.bar, 2, cls.other_partner), cls._bought(cls.screw, 5)

    @classmethod
    def _bought(cls, product, quantity, partner=None, **vals):
        order = cls._order(product, partner=partner, **vals)
        order.order_line.product_qty = quantity
        order.button_confirm()
        return order

    def _run(self, partner=None, **vals):
        run = self.env["mdq.supplier.resilience"].with_user(self.planner).create({"partner_id": partner and partner.id, **vals})
        run.action_compute()
        return run

    def test_shares_come_from_orders(self):
        """Requirement: MDQ-SUP-191"""
        shares = {(line.product_id, line.partner_id): line for line in self._run().share_ids}
        big, small = shares[self.bar, self.partner], shares[self.bar, self.other_partner]
        self.assertAlmostEqual(big.share, 0.8)
        self.assertEqual((big.hhi, big.supplier_count, big.is_sole, big.alternate_ids), (6800, 2, False, self.other_partner))
        self.assertEqual((small.amount, small.alternate_ids), (2, self.partner))
        sole = shares[self.screw, self.partner]
        self.assertEqual((sole.hhi, sole.is_sole, sole.alternate_count, sole.is_time_known), (10000, True, 0, False))
        found = self.env["purchase.order"].search(big.action_open_orders()["domain"])
        self.assertEqual(found, self.big)

    def test_orders_outside_the_period_do_not_count(self):
        """Requirement: MDQ-SUP-191"""
        self.big.date_approve = fields.Datetime.now() - timedelta(days=800)
        shares = {(line.product_id, line.partner_id): line for line in self._run().share_ids}
        self.assertEqual(shares[self.bar, self.other_partner].share, 1)
        with self.refused("the dates are reversed", ValidationError):
            self._run(date_from="2026-02-01", date_to="2026-01-01")

    def test_the_days_of_the_period_are_those_of_the_company(self):
        """Requirement: MDQ-SUP-191"""
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.big.date_approve = "2026-01-31 20:00:00"  # on 1 February in Shanghai
        january, february = (self._run(date_from=f"2026-{month}-01", date_to=f"2026-{month}-{last}").share_ids.filtered(
            lambda line: line.product_id == self.bar) for month, last in (("01", "31"), ("02", "28")))
        self.assertFalse(january)
        self.assertEqual(self.env["purchase.order"].search(february.action_open_orders()["domain"]), self.big)

    def test_a_supplier_stops(self):
        """Requirement: MDQ-SUP-192"""
        hits = {hit.product_id: hit for hit in self._run(self.partner).hit_ids}
        self.assertEqual(set(hits), {self.bar, self.screw})
        self.assertEqual((hits[self.bar].open_quantity, hits[self.bar].alternate_ids), (8, self.other_partner))
        self.assertEqual((hits[self.screw].open_quantity, hits[self.screw].alternate_count), (5, 0))
        self.assertFalse(hits[self.bar].is_cover_known, "no use is no answer")
        self.assertEqual(self.env["purchase.order"].search(hits[self.screw].action_open_orders()["domain"]), self.sole)

    def test_cover_is_free_stock_by_use(self):
        """Requirement: MDQ-SUP-192"""
        stock = self.env.ref("stock.warehouse0").lot_stock_id
        goods = self.env["product.product"].create({"name": "Bolt", "is_storable": True, "mdq_process_id": self.anodising.id})
        self._qualify(process=self.anodising)
        self._bought(goods, 1)
        self.env["stock.quant"]._update_available_quantity(goods, stock, 130)
        move = self.env["stock.move"].create({
            "product_id": goods.id, "product_uom_qty": 100, "location_id": stock.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id})
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        today = self.env.company._mdq_today()
        run = self._run(self.partner, date_from=today - timedelta(days=99), date_to=today)
        hit = run.hit_ids.filtered(lambda hit: hit.product_id == goods)
        self.assertEqual((hit.free, hit.used, hit.cover_days, hit.is_cover_known), (30, 100, 30, True))

    def test_one_site_stops_alone(self):
        """Requirement: MDQ-SUP-192"""
        order = self._bought(self.screw, 3, self.site)
        hits = self._run(self.site).hit_ids
        self.assertEqual((hits.product_id, hits.open_quantity), (self.screw, 3))
        self.assertIn(self.partner, hits.alternate_ids, "the other sites of the supplier go on")
        self.assertTrue(order)

    def test_a_sub_supplier_stops_those_who_use_it(self):
        """Requirement: MDQ-SUP-192"""
        chemist = self.env["res.partner"].create({"name": "Hua Chemicals", "is_company": True})
        rows = self.env["mdq.supplier.subtier"]
        row = rows.browse(rows.with_user(self.sender).declare({"name": "Hua", "does": "Acid", "since": "2020-01-01"})).with_user(self.sqe)
        row.write({"subpartner_id": chemist.id, "product_ids": self.screw.ids})
        self.assertFalse(self._run(chemist).hit_ids, "not accepted yet")
        row.accept(self.credential_of(self.sqe))
        run = self._run(chemist)
        self.assertEqual(run.hit_ids.product_id, self.screw)
        self.assertEqual(run.hit_ids.through, "Hua Chemicals → Lantian Surface")
        row.product_ids = False
        self.assertEqual(self._run(chemist).hit_ids.product_id, self.bar | self.screw)

    def test_queries_do_not_grow_with_products(self):
        """Requirement: MDQ-SUP-012"""
        counts = []
        for number in (2, 20):
            for index in range(number):
                product = self._product(f"Part {number} {index}", mdq_controlled=True, categ_id=self.category.id)
                self._qualify(product=product)
                self._bought(product, 1)
            run = self.env["mdq.supplier.resilience"].with_user(self.planner).create({"partner_id": self.partner.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run._prepare_shares()
            run._prepare_hits()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 8, counts)

    def test_workbook_and_paper(self):
        """Requirement: MDQ-SUP-191"""
        run = self._run(self.partner)
        self.authenticate(self.planner.login, self.planner.login.ljust(8, "x"))
        answer = self.url_open(run.action_xlsx()["url"])
        self.assertTrue(answer.content.startswith(b"PK"))
        self.authenticate(self.sqe.login, self.sqe.login.ljust(8, "x"))
        self.assertEqual(self.url_open(run.action_xlsx()["url"], allow_redirects=False).status_code, 404, "a run is its maker's")
        html = self.env["ir.actions.report"].with_user(self.planner)._render_qweb_html("mdq_supplier.mdq_supplier_resilience_report", run.ids)[0]
        self.assertIn(b"Bone screw", html)

    def test_the_page_and_its_lists_open(self):
        run = self._run(self.partner)
        for action in (run.action_open_shares(), run.action_open_hits()):
            for mode in action["view_mode"].split(","):
                self.env[action["res_model"]].with_user(self.planner).get_view(view_type=mode)
        self.assertEqual((run.hit_count, run.uncovered_count, run.sole_count), (2, 1, 1))
