from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .common import MdqQualityCase


class TestGateRoutes(MdqQualityCase):
    """Each route of Odoo's stock ends at the same gate.

    Requirement: MDQ-QUA-004
    """

    def test_a_stock_count_cannot_write_off_an_unreleased_lot(self):
        lot = self._lot(quantity=10)
        quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
        counted = quant.with_user(self.head_keeper).with_context(inventory_mode=True)
        counted.inventory_quantity = 4
        with self.assertRaisesRegex(UserError, "written off by a stock count"):
            counted.action_apply_inventory()
        with self.assertRaisesRegex(UserError, "written off by a stock count"):
            counted.write({"inventory_quantity_auto_apply": 0})
        self.assertEqual(self._on_hand(lot), 10)

    def test_nothing_becomes_done_by_writing_its_state(self):
        lot = self._lot(status="released", quantity=10)
        picking = self._picking("out", [(self.bar, lot, 4)])
        for records in (picking.move_line_ids, picking.move_ids, picking):
            with self.subTest(model=records._name), self.assertRaisesRegex(UserError, "stay done"):
                records.with_user(self.keeper).with_context(skip_sanity_check=True).write({"state": "done"})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        for records in (picking.move_line_ids, picking.move_ids, picking):
            with self.subTest(model=records._name), self.assertRaisesRegex(UserError, "stay done"):
                records.with_user(self.keeper).write({"state": "assigned"})

    def test_a_stock_count_may_find_more_and_may_write_off_a_released_lot(self):
        for status, counted, left in (("quarantine", 12, 12), ("released", 4, 4)):
            lot = self._lot(status=status, quantity=10)
            quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)])
            quant.with_context(inventory_mode=True).write({"inventory_quantity": counted})
            quant.action_apply_inventory()
            self.assertEqual((self._on_hand(lot), lot.mdq_status), (left, status))

    def test_stock_cannot_be_edited_behind_the_movements(self):
        """Requirement: MDQ-QUA-011"""
        bad, good = self._lot(quantity=10), self._lot(status="released", quantity=1)
        quants = self.env["stock.quant"].with_user(self.keeper)
        quant = quants.search([("lot_id", "=", bad.id), ("location_id", "=", self.stock.id)])
        for vals in ({"lot_id": good.id}, {"quantity": 0}, {"location_id": self.customers.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "controlled"):
                quant.write(vals)
        with self.assertRaisesRegex(UserError, "controlled"):
            quants.create({"product_id": self.bar.id, "lot_id": good.id, "location_id": self.stock.id, "quantity": 5})

    def test_no_default_brings_stock(self):
        """Requirement: MDQ-QUA-011"""
        good = self._lot(status="released", quantity=1)
        vals, quants = {"lot_id": good.id, "location_id": self.stock.id}, self.env["stock.quant"].with_user(self.keeper)
        with self.assertRaisesRegex(UserError, "controlled"):
            quants.with_context(default_product_id=self.bar.id).create({**vals, "quantity": 5})
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        vals = {**vals, "product_id": self.bar.id, "location_id": shelf.id}
        quants.with_context(default_quantity=5).create(vals)
        quants.with_context(default_quantity=5, inventory_mode=True).create({**vals, "inventory_quantity": 0})
        self.env["ir.default"].with_user(self.keeper).set("stock.quant", "quantity", 5, user_id=True)
        quants.create(vals)
        self.assertEqual(self._on_hand(good), 1)

    def test_what_lies_at_a_subcontractors_is_outside(self):
        """Else sending goods there would be an internal movement, which any lot may make."""
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        with self.assertRaisesRegex(ValidationError, "subcontract"):
            self.supplier.property_stock_subcontractor = shelf
        self.supplier.property_stock_subcontractor = self.outside.copy({"name": "At Baoji", "location_id": self.outside.id})

    def test_scrapping_a_lot_in_quarantine_is_refused_and_a_rejected_one_passes(self):
        lot = self._lot(quantity=10)
        scraps = self.env["stock.scrap"].with_user(self.keeper)
        vals = {"product_id": self.bar.id, "lot_id": lot.id, "scrap_qty": 3, "location_id": self.stock.id}
        with self.assertRaisesRegex(UserError, "scrapped"):
            scraps.create(vals).action_validate()
        lot._mdq_set_status("rejected", "Test")
        scraps.create(vals).action_validate()
        self.assertEqual(self._on_hand(lot), 7)

    def test_a_transfer_to_a_scrap_place_is_scrapping(self):
        lot = self._lot(quantity=10)
        scrap = self.env["stock.location"].search([("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1)
        with self.assertRaisesRegex(UserError, "scrapped"):
            self._picking("internal", [(self.bar, lot, 1)], destination=scrap).button_validate()

    def test_sending_out_for_processing_needs_release_and_coming_back_goes_to_quarantine(self):
        """Requirement: MDQ-QUA-012"""
        lot = self._lot(quantity=10)
        with self.assertRaisesRegex(UserError, "sent out for processing"):
            self._picking("internal", [(self.bar, lot, 10)], destination=self.outside).button_validate()
        lot._mdq_set_status("released", "Test")
        self._picking("internal", [(self.bar, lot, 10)], destination=self.outside).button_validate()
        self.assertEqual(lot.mdq_status, "released")
        back = self._picking("in", [(self.bar, lot, 10)], source=self.outside)
        back.button_validate()
        self.assertEqual((back.state, lot.mdq_status), ("done", "quarantine"))
        self.assertEqual(self._inspections(lot).picking_id, back)

    def test_from_supplier_straight_to_a_subcontractor_or_customer_is_refused(self):
        for destination, word in ((self.outside, "sent out for processing"), (self.customers, "shipped")):
            picking = self._picking("in", [(self.bar, f"DROP-{destination.id}", 5)], destination=destination)
            with self.assertRaisesRegex(UserError, word):
                picking.button_validate()

    def test_return_to_the_supplier(self):
        lot = self._lot(quantity=10)
        with self.assertRaisesRegex(UserError, "returned to the supplier"):
            self._picking("out", [(self.bar, lot, 1)], destination=self.suppliers).button_validate()
        lot._mdq_set_status("rejected", "Test")
        picking = self._picking("out", [(self.bar, lot, 1)], destination=self.suppliers)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_what_a_customer_sends_back_goes_to_quarantine(self):
        """Requirement: MDQ-QUA-013"""
        lot = self._lot(status="released", quantity=10)
        sent = self._picking("out", [(self.bar, lot, 10)])
        sent.button_validate()
        wizard = self.env["stock.return.picking"].with_context(active_id=sent.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_line_ids.write({"lot_id": lot.id, "quantity": 2, "picked": True})
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual((back.state, lot.mdq_status), ("done", "quarantine"))
        self.assertTrue(self._inspections(lot))

    def test_any_status_may_come_back_from_a_customer(self):
        for status in ("hold", "rejected", "recalled", "expired"):
            lot = self._lot(status=status, quantity=1, location=self.customers)
            picking = self._picking("in", [(self.bar, lot, 1)], source=self.customers)
            picking.button_validate()
            self.assertEqual((picking.state, lot.mdq_status), ("done", status))

    def test_to_another_company_is_shipping(self):
        lot = self._lot(quantity=10)
        between = self.env.ref("stock.stock_location_inter_company")
        between.active = True
        with self.assertRaisesRegex(UserError, "shipped"):
            self._picking("out", [(self.bar, lot, 1)], destination=between).button_validate()

    def test_internal_transfers_and_packages_of_a_lot_in_quarantine_pass(self):
        lot = self._lot(quantity=10)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        picking = self._picking("internal", [(self.bar, lot, 10)], destination=shelf)
        picking.move_line_ids.result_package_id = self.env["stock.package"].create({"name": "BOX-1"})
        picking.button_validate()
        self.assertEqual(self._on_hand(lot, shelf), 10)

    def test_a_package_with_an_unreleased_lot_inside_is_not_shipped(self):
        box = self.env["stock.package"].create({"name": "BOX-1"})
        good, bad = self._lot(status="released"), self._lot()
        for lot in (good, bad):
            self.env["stock.quant"]._update_available_quantity(self.bar, self.stock, 5, lot_id=lot, package_id=box)
        picking = self._picking("out", [])
        picking.move_line_ids = [Command.create({
            "product_id": self.bar.id, "lot_id": lot.id, "package_id": box.id, "result_package_id": box.id, "quantity": 5,
            "picked": True, "location_id": self.stock.id, "location_dest_id": self.customers.id,
        }) for lot in (good, bad)]
        picking.action_confirm()
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, bad.name):
            picking.button_validate()

    def test_the_rest_of_a_delivery_is_refused_as_the_first_part(self):
        lot = self._lot(status="released", quantity=10)
        picking = self._picking("out", [(self.bar, lot, 10)])
        picking.move_line_ids.quantity = 4
        picking._action_done()
        rest = picking.backorder_ids
        self.assertTrue(rest)
        rest.move_line_ids.unlink()
        lot._mdq_set_status("hold", "A doubt")
        rest.move_ids.move_line_ids = [Command.create({
            "product_id": self.bar.id, "lot_id": lot.id, "quantity": 6, "picked": True, "picking_id": rest.id,
            "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })]
        with self.assertRaisesRegex(UserError, "on hold"):
            rest.button_validate()

    def test_relocating_a_lot_from_its_form_to_a_customer_is_refused(self):
        lot = self._lot(quantity=10)
        with self.assertRaises(UserError):
            lot.with_user(self.head_keeper).location_id = self.customers
            self.env.flush_all()
        self.assertEqual(self._on_hand(lot), 10)

    def test_a_place_with_unreleased_lots_does_not_change_its_kind(self):
        """Requirement: MDQ-QUA-011"""
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        lot = self._lot(quantity=10, location=shelf)
        for vals in ({"usage": "customer"}, {"location_id": self.outside.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                shelf.with_user(self.head_keeper).write(vals)
        self.assertEqual((shelf.usage, shelf.location_id), ("internal", self.stock))
        with self.assertRaisesRegex(UserError, "not released"):
            shelf.location_id = self.outside
        lot._mdq_set_status("released", "Test")
        shelf.location_id = self.outside

    def test_new_goods_under_the_number_of_a_released_lot_do_not_pass_by_our_doors(self):
        """Requirement: MDQ-QUA-013"""
        lot = self._lot(status="released", quantity=10)
        for destination in (self.customers, self.outside):
            with self.subTest(place=destination.name), self.assertRaisesRegex(UserError, "was not inspected"):
                self._picking("in", [(self.bar, lot, 5)], destination=destination).button_validate()
        self._concession(lot)
        picking = self._picking("in", [(self.bar, lot, 5)], destination=self.customers)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
