from odoo.tests import tagged

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestPlaces(MdqTraceCommon):
    """Requirement: MDQ-TRA-008"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._receive(cls.pouch, "PO1", 100)

    def _places(self, lot=None):
        """{kind: quantity} of a lot, after asserting that everything is accounted for."""
        lot = (lot or self.lot).with_user(self.quality_engineer)
        balance = lot.mdq_balance()[0]
        self.assertEqual(balance["difference"], 0, balance)
        kinds = {}
        for place in lot.mdq_where_now():
            kinds[place["kind"]] = kinds.get(place["kind"], 0) + place["quantity"]
        self.assertAlmostEqual(sum(kinds.values()), balance["made"])
        return kinds

    def test_what_was_received_lies_in_stock(self):
        place = self.lot.mdq_where_now()[0]
        self.assertEqual((place["kind"], place["quantity"], place["location_id"]), ("stock", 100, self.stock.id))
        self.assertEqual(self.lot.mdq_balance()[0]["received"], 100)

    def test_deliveries_name_consignee_address_transfer_and_date(self):
        picking = self._deliver(self.lot, 30)
        self._deliver(self.lot, 20, self.clinic)
        self.assertEqual(self._places(), {"stock": 50, "customer": 50})
        row = next(place for place in self.lot.mdq_where_now() if place["picking_id"] == picking.id)
        self.assertEqual((row["partner"], row["country"], row["quantity"]), ("Hospital One", "CN", 30))
        self.assertIn("1 Renmin Road", row["address"])
        self.assertTrue(row["date"])

    def test_what_comes_back_is_taken_off_its_delivery(self):
        picking = self._deliver(self.lot, 30)
        self._return(picking, 10)
        self.assertEqual(self._places(), {"stock": 80, "customer": 20})
        customer = [place for place in self.lot.mdq_where_now() if place["kind"] == "customer"]
        self.assertEqual([(place["picking_id"], place["quantity"]) for place in customer], [(picking.id, 20)])

    def test_a_delivery_that_came_back_whole_is_gone(self):
        self._return(self._deliver(self.lot, 30), 30)
        self.assertEqual(self._places(), {"stock": 100})

    def test_scrapped_lost_and_found_pieces(self):
        self.env["stock.scrap"].create({
            "product_id": self.pouch.id, "lot_id": self.lot.id, "scrap_qty": 5, "location_id": self.stock.id,
        }).do_scrap()
        self._count(97)
        self.assertEqual(self._places(), {"stock": 97, "scrapped": 5} | {})
        self.assertEqual(self.lot.mdq_balance()[0]["gained"], 2)
        self._count(90)
        self.assertEqual(self._places(), {"stock": 90, "scrapped": 5, "lost": 5})

    def _count(self, quantity):
        quant = self.env["stock.quant"].search([("lot_id", "=", self.lot.id), ("location_id", "=", self.stock.id)])
        quant.with_context(inventory_mode=True).inventory_quantity = quantity
        quant.action_apply_inventory()

    def test_what_went_back_to_the_vendor(self):
        receipt = self.env["stock.picking"].search([("move_line_ids.lot_id", "=", self.lot.id)])
        self._return(receipt, 40)
        self.assertEqual(self._places(), {"stock": 60, "returned": 40})

    def test_at_the_subcontractor_consumed_there_and_made_there(self):
        """Requirement: MDQ-TRA-002"""
        bar, _pouch, machined, packed = self._chain("X")
        self._transfer(self.warehouse.int_type_id, [(bar, 2)], self.stock, self.outside, self.machinist)
        self.assertEqual(self._places(bar), {"stock": 3, "at_supplier": 2, "consumed": 5})
        there = next(place for place in bar.mdq_where_now() if place["kind"] == "at_supplier")
        self.assertEqual(there["partner"], "Kunshan Hongda")
        self.assertEqual(self._places(machined), {"consumed": 10})
        self.assertEqual(self._places(packed), {"stock": 10})
        self.assertEqual(packed.mdq_balance()[0]["produced"], 10)

    def test_subcontractors_that_share_a_location_are_told_apart(self):
        other = self.env["res.partner"].create({"name": "Suzhou Lantian", "is_company": True})
        for partner, quantity in ((self.machinist, 30), (other, 20)):
            self._transfer(self.warehouse.int_type_id, [(self.lot, quantity)], self.stock, self.outside, partner)
        self._transfer(self.warehouse.int_type_id, [(self.lot, 5)], self.outside, self.stock, other)
        self.assertEqual(self._places(), {"stock": 55, "at_supplier": 45})
        there = {place["partner"]: place["quantity"] for place in self.lot.mdq_where_now() if place["kind"] == "at_supplier"}
        self.assertEqual(there, {"Kunshan Hongda": 30, "Suzhou Lantian": 15})

    def test_what_was_taken_apart_is_counted_once(self):
        screw = self._receive(self.machined, "M1", 10)
        packed = self._lot(self.packed, "P1")
        order = self._make(self.packing, {packed: 10}, {screw: 10, self.lot: 10})
        self.env["mrp.unbuild"].create({
            "product_id": self.packed.id, "mo_id": order.id, "lot_id": packed.id, "product_qty": 4, "bom_id": self.packing.id,
        }).action_unbuild()
        self.assertEqual(self._places(packed), {"stock": 6, "unbuilt": 4})
        self.assertEqual(self._places(screw), {"stock": 4, "consumed": 6})

    def test_goods_in_transit(self):
        transit = self.env["stock.location"].create({
            "name": "On the road", "usage": "transit", "company_id": self.env.company.id,
        })
        self._transfer(self.warehouse.int_type_id, [(self.lot, 15)], self.stock, transit)
        self.assertEqual(self._places(), {"stock": 85, "in_transit": 15})

    def test_stock_that_does_not_add_up_is_shown_as_unexplained(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_quant SET quantity = 93 WHERE lot_id = %s AND location_id = %s",
                            [self.lot.id, self.stock.id])
        self.env.invalidate_all()
        kinds = {place["kind"]: place["quantity"] for place in self.lot.mdq_where_now()}
        self.assertEqual(kinds, {"stock": 93, "unexplained": 7})
        self.assertEqual(self.lot.mdq_balance()[0]["difference"], 7)

    def test_the_number_of_queries_does_not_grow_with_places_and_lots(self):
        lots = self.lot | self._receive(self.pouch, "PO2", 100) | self._receive(self.pouch, "PO3", 100)
        for lot in lots:
            self._deliver(lot, 10)
            self._deliver(lot, 10, self.clinic)
        self.assertEqual(self._count_queries(lots[0]), self._count_queries(lots))

    def _count_queries(self, lots):
        lots.with_user(self.quality_engineer).mdq_where_now()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lots.with_user(self.quality_engineer).mdq_where_now()
        return self.env.cr.sql_log_count - before

    def test_what_may_not_be_used_is_told_apart_from_stock(self):
        self.pouch.mdq_controlled = True
        lot = self._lot(self.pouch, "PO-Q")
        vendors = self.env.ref("stock.stock_location_suppliers")
        self._transfer(self.warehouse.in_type_id, [(lot, 3)], vendors, self.stock, self.vendor)
        self.assertEqual(self._places(lot), {"quarantine": 3})
        lot.sudo()._mdq_set_status("released", "Test")
        self.assertEqual(self._places(lot), {"stock": 3})
