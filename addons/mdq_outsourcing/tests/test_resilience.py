from datetime import timedelta

from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestResilience(MdqOutsourcingCase):
    """The plater stops: not the service that is bought runs short, but the screws that he plates.

    Requirement: MDQ-SUP-192
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1].with_user(cls.planner)

    def _hits(self, partner=None):
        today = self.env.company._mdq_today()
        run = self.env["mdq.supplier.resilience"].with_user(self.planner).create({
            "partner_id": (partner or self.lantian).id, "date_from": today - timedelta(days=99), "date_to": today})
        run.action_compute()
        return run.hit_ids

    def _use(self, quantity):
        """Ship goods that are through all their steps."""
        lot = self._lot(self.machined, status="released", quantity=quantity + 30)
        move = self.env["stock.move"].create({
            "product_id": self.machined.id, "product_uom_qty": quantity, "location_id": self.stock.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id})
        move._action_confirm()
        move.move_line_ids = [(0, 0, {"product_id": self.machined.id, "lot_id": lot.id, "quantity": quantity, "picked": True,
                                      "location_id": self.stock.id, "location_dest_id": move.location_dest_id.id})]
        move._action_done()

    def test_goods_that_a_route_sends_there_are_hit_without_an_order(self):
        hits = self._hits()
        self.assertEqual(hits.product_id, self.machined | self.packed)
        self.assertEqual((hits.bought_id, hits.process_id), (self.anodising_service, self.anodising))
        self.assertEqual(sum(hits.mapped("open_quantity")), 0)

    def test_the_order_of_a_step_counts_for_its_goods(self):
        self.step.action_send()
        hit = self._hits().filtered(lambda hit: hit.product_id == self.machined)
        self.assertEqual((hit.open_quantity, hit.bought_id), (10, self.anodising_service))
        found = self.env["purchase.order"].search(hit.action_open_orders()["domain"])
        self.assertEqual(found, self.step.purchase_order_id)

    def test_a_service_without_goods_known_stands_for_itself(self):
        self.template.with_user(self.quality_manager)._move_to("obsolete")
        self.env["purchase.order"].create({
            "partner_id": self.lantian.id, "order_line": [(0, 0, {"product_id": self.anodising_service.id, "product_qty": 3})],
        }).button_confirm()
        hit = self._hits()
        self.assertEqual((hit.product_id, hit.open_quantity, hit.bought_id.ids), (self.anodising_service, 3, []))

    def test_what_has_yet_to_go_there_covers_nothing(self):
        self._use(100)
        hit = self._hits().filtered(lambda hit: hit.product_id == self.machined)
        self.assertEqual((hit.free, hit.used, hit.cover_days, hit.is_cover_known), (30, 100, 30, True))
        self._anodise(self.order)
        self.lot._mdq_set_status("released", "Inspected for the test")
        hit = self._hits().filtered(lambda hit: hit.product_id == self.machined)
        self.assertEqual((hit.free, hit.cover_days), (40, 40))

    def test_alternates_are_asked_for_the_process(self):
        self.assertEqual(set(self._hits().mapped("alternate_count")), {0})
        self._qualify(self.anke, self.anodising)
        self.assertEqual(self._hits().alternate_ids, self.anke)
