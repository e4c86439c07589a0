from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestDisposition(MdqCapaCommon):
    def test_scrap_takes_the_pieces_out_of_stock(self):
        """Requirement: MDQ-CAP-007"""
        lot = self._lot()
        event = self._event(lot)
        scrap = self._execute(self._decide(self._disposition(event, "scrap")))
        self.assertEqual(scrap.state, "done")
        self.assertEqual(scrap.scrap_ids.state, "done")
        self.assertEqual(scrap.scrap_ids.scrap_qty, 100)
        self.assertEqual(self._on_hand(lot), 0)
        self.assertEqual(lot.mdq_status, "rejected")

    def test_scrap_reaches_every_place_of_the_lot(self):
        lot = self._lot(quantity=60)
        shelf = self.env["stock.location"].create({"name": "Shelf", "location_id": self.stock.id})
        self.env["stock.quant"]._update_available_quantity(self.product, shelf, 40, lot_id=lot)
        event = self._event(lot)
        scrap = self._execute(self._decide(self._disposition(event, "scrap", 90)))
        self.assertEqual(sorted(scrap.scrap_ids.mapped("scrap_qty")), [30, 60])
        self.assertEqual(self._on_hand(lot), 10)

    def test_return_goes_back_to_the_supplier_of_the_receipt(self):
        """Requirement: MDQ-CAP-007"""
        lot, order = self._receive(100)
        self.assertEqual(order.order_line.qty_received, 100)
        event = self._event(lot)
        back = self._execute(self._decide(self._disposition(event, "return_to_supplier", 100)))
        self.assertEqual(back.picking_id.state, "done")
        self.assertEqual(back.picking_id.partner_id, self.supplier)
        self.assertEqual(back.picking_id.location_dest_id.usage, "supplier")
        self.assertEqual(self._on_hand(lot), 0)
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertEqual(lot.mdq_status, "rejected")

    def test_return_needs_to_know_the_supplier(self):
        event = self._event(self._lot())
        back = self._decide(self._disposition(event, "return_to_supplier"))
        with self.assertRaisesRegex(UserError, "names no supplier"):
            self._execute(back)
        self.assertEqual(back.state, "decided")

    def test_return_to_the_supplier_that_the_event_names(self):
        lot = self._lot()
        event = self._event(lot, partner_id=self.supplier.id)
        back = self._execute(self._decide(self._disposition(event, "return_to_supplier")))
        self.assertEqual(back.picking_id.partner_id, self.supplier)
        self.assertEqual(self._on_hand(lot), 0)

    def test_rework_goes_to_quarantine_and_a_new_inspection(self):
        """Requirement: MDQ-CAP-008"""
        lot = self._lot(status="released")
        event = self._event(lot)
        rework = self._execute(self._decide(self._disposition(event, "rework", instruction="WI-7")))
        self.assertEqual(lot.mdq_status, "quarantine")
        self.assertEqual(self._on_hand(lot), 100)
        self.assertEqual(rework.inspection_id.lot_id, lot)
        self.assertEqual(rework.inspection_id.state, "open")
        self.assertFalse(event._get_active_holds())

    def test_use_as_is_needs_a_concession(self):
        """Requirement: MDQ-CAP-009"""
        lot = self._lot()
        event = self._event(lot)
        keep = self._decide(self._disposition(event, "use_as_is"))
        with self.assertRaisesRegex(UserError, "concession"):
            self._execute(keep)
        self.assertEqual(lot.mdq_status, "hold")
        self._concession()
        with self.assertRaisesRegex(UserError, "concession"):
            self._execute(keep)
        concession = self._concession(lot_ids=[Command.set(lot.ids)])
        self._execute(keep)
        self.assertEqual(keep.concession_id, concession)
        self.assertEqual(concession.used_quantity, 100)
        self.assertEqual(lot.mdq_status, "quarantine")

    def test_a_lot_is_parted_the_safe_way(self):
        """Requirement: MDQ-CAP-006"""
        lot = self._lot(status="released")
        event = self._event(lot)
        scrap = self._disposition(event, "scrap", 30)
        rework = self._disposition(event, "rework")
        self.assertEqual(rework.quantity, 70)
        self._decide(scrap | rework)
        with self.assertRaisesRegex(UserError, "execute scrap and returns first"):
            self._execute(rework)
        self._execute(scrap)
        self.assertEqual((self._on_hand(lot), lot.mdq_status), (70, "hold"))
        self._execute(rework)
        self.assertEqual((self._on_hand(lot), lot.mdq_status), (70, "quarantine"))

    def test_all_dispositions_of_a_lot_execute_together(self):
        lot = self._lot()
        event = self._event(lot)
        both = self._disposition(event, "rework", 60) | self._disposition(event, "scrap", 40)
        self._execute(self._decide(both))
        self.assertEqual((self._on_hand(lot), lot.mdq_status), (60, "quarantine"))

    def test_pieces_that_conform_go_back_to_quarantine(self):
        lot = self._lot()
        event = self._event(lot)
        event.with_user(self.engineer).line_ids.quantity = 10
        self._execute(self._decide(self._disposition(event, "scrap")))
        self.assertEqual((self._on_hand(lot), lot.mdq_status), (90, "quarantine"))

    def test_another_event_keeps_its_hold(self):
        """Requirement: MDQ-CAP-006"""
        lot = self._lot()
        first, second = self._event(lot), self._event(lot)
        self._execute(self._decide(self._disposition(first, "rework")))
        self.assertEqual(lot.mdq_status, "hold")
        self.assertTrue(second._get_active_holds())
        self._execute(self._decide(self._disposition(second, "rework")))
        self.assertEqual(lot.mdq_status, "quarantine")

    def test_every_lot_on_its_own(self):
        good, bad = self._lot("L-1"), self._lot("L-2", 50)
        event = self._event(good, bad)
        scrap = self._disposition(event, "scrap", lot=bad)
        self.assertEqual(scrap.quantity, 50)
        rework = self._disposition(event, "rework", lot=good)
        self._execute(self._decide(scrap | rework))
        self.assertEqual((good.mdq_status, bad.mdq_status), ("quarantine", "rejected"))

    def test_what_is_not_there_cannot_be_scrapped(self):
        lot = self._lot(quantity=40)
        event = self._event(lot)
        event.with_user(self.engineer).line_ids.quantity = 60
        scrap = self._decide(self._disposition(event, "scrap"))
        with self.assertRaisesRegex(UserError, "20.0 of them are not on hand"):
            self._execute(scrap)
        self.assertEqual(self._on_hand(lot), 40)

    def test_what_a_rejection_leaves_is_inspected_again(self):
        """Requirement: MDQ-CAP-008"""
        lot = self._lot()
        inspection = self.env["mdq.inspection"].create({"lot_id": lot.id, "quantity": 100})
        inspection._move_to("rejected")
        event = self.env["mdq.event"].search([("lot_ids", "in", lot.ids)])
        event.with_user(self.engineer).line_ids.quantity = 30
        self._execute(self._decide(self._disposition(event, "scrap")))
        again = lot.mdq_inspection_ids - inspection
        self.assertEqual((again.state, again.quantity, lot.mdq_status), ("open", 70, "quarantine"))

    def _receive(self, quantity):
        self._qualify()
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_qty": quantity, "price_unit": 1.0})
                ],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        lot = self.env["stock.lot"].create(
            {"name": "R-1", "product_id": self.product.id, "company_id": self.company.id}
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({**picking.move_ids._prepare_move_line_vals(quantity=quantity), "lot_id": lot.id})
        ]
        picking.move_ids.picked = True
        picking._action_done()
        return lot, order

    def _qualify(self):
        qualification = (
            self.env["mdq.supplier.qualification"]
            .with_user(self.sqe)
            .create(
                {
                    "partner_id": self.supplier.id,
                    "product_id": self.product.id,
                    "valid_from": "2020-01-01",
                    "valid_to": "2099-01-01",
                }
            )
        )
        qualification.with_user(self.manager).approve(CREDENTIAL, "Audited")
