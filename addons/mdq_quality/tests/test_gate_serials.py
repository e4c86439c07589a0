from odoo import fields
from odoo.exceptions import UserError

from .common import MdqQualityCase


class TestGateSerials(MdqQualityCase):
    """Serial numbers, first expired first out, the scheduler: the same gate.

    Requirement: MDQ-QUA-611
    """

    def _demand(self, product, quantity, **vals):
        picking = self._picking("out", [])
        move = self.env["stock.move"].create({
            "product_id": product.id, "product_uom_qty": quantity, "picking_id": picking.id, "location_id": self.stock.id,
            "location_dest_id": self.customers.id, **vals,
        })
        picking.action_confirm()
        return move

    def test_each_serial_number_has_its_own_status(self):
        device = self._product("Device", tracking="serial")
        good, bad = self._lot(device, "SN-1", status="released", quantity=1), self._lot(device, "SN-2", quantity=1)
        move = self._demand(device, 2)
        move._action_assign()
        self.assertEqual((move.move_line_ids.lot_id, move.state), (good, "partially_available"))
        picking = self._picking("out", [(device, good, 1), (device, bad, 1)])
        with self.assertRaisesRegex(UserError, "SN-2"):
            picking.button_validate()
        self.assertEqual((self._on_hand(good), self._on_hand(bad)), (1, 1))

    def test_serial_numbers_received_start_in_quarantine_one_inspection_each(self):
        device = self._product("Device", tracking="serial")
        lots = self._receive((device, "SN-1", 1), (device, "SN-2", 1)).move_line_ids.lot_id
        self.assertEqual(lots.mapped("mdq_status"), ["quarantine", "quarantine"])
        self.assertEqual(self.env["mdq.inspection"].search([("lot_id", "in", lots.ids)]).lot_id, lots)

    def test_first_expired_first_out_among_released_lots(self):
        """Requirement: MDQ-QUA-016"""
        self.bar.categ_id = self.env["product.category"].create({
            "name": "By expiry", "removal_strategy_id": self.env.ref("product_expiry.removal_fefo").id,
        })
        now = fields.Datetime.now()
        lots = {}
        for name, days, status in (("late", 300, "released"), ("soon", 30, "released"), ("sooner", 20, "quarantine"), ("gone", -1, "released")):
            lots[name] = self._lot(name=name, quantity=5)
            date = fields.Datetime.add(now, days=days)
            lots[name].write({"expiration_date": date, "removal_date": date})
            lots[name]._mdq_set_status(status, "Test")
        move = self._demand(self.bar, 7)
        move._action_assign()
        taken = {line.lot_id: line.quantity for line in move.move_line_ids}
        self.assertEqual(taken, {lots["soon"]: 5, lots["late"]: 2})

    def test_the_scheduler_reserves_released_lots_only(self):
        """Requirement: MDQ-QUA-016"""
        bad, good = self._lot(quantity=5), self._lot(status="released", quantity=2)
        move = self._demand(self.bar, 5)
        move._do_unreserve()
        self.env["stock.rule"].with_user(self.env.ref("base.user_root")).run_scheduler(company_id=self.company.id)
        self.assertEqual(move.move_line_ids.lot_id, good)
        self.assertNotIn(bad, move.move_line_ids.lot_id)

    def test_what_goes_back_to_a_customer_again_is_released_again_first(self):
        lot = self._lot(status="released", quantity=2)
        self._picking("out", [(self.bar, lot, 2)]).button_validate()
        self._picking("in", [(self.bar, lot, 2)], source=self.customers).button_validate()
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.bar, lot, 2)]).button_validate()

    def test_products_out_of_control_cost_no_query_of_holds_or_samples(self):
        lot = self._lot(self.cap, quantity=1)
        picking = self._picking("out", [(self.cap, lot, 1)])
        picking.move_ids.mapped("mdq_split_id")
        picking.move_line_ids.product_id.mapped("mdq_controlled")
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(picking.move_line_ids._mdq_filter_controlled().lot_id)
            picking.move_line_ids._mdq_filter_controlled().lot_id._mdq_catch()
