from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import MdqQualityCase


class TestLotStatus(MdqQualityCase):
    """Requirement: MDQ-QUA-017"""

    def test_a_new_lot_of_a_controlled_product_is_in_quarantine(self):
        self.assertEqual(self._lot().mdq_status, "quarantine")
        picking = self._receive((self.bar, "NEW-1", 5))
        self.assertEqual(picking.move_line_ids.lot_id.mdq_status, "quarantine")

    def test_status_cannot_be_set_by_any_route(self):
        lot = self._lot()
        vals = {"name": "X", "product_id": self.bar.id, "mdq_status": "released"}
        for user in (self.env.user, self.keeper, self.releaser, self.quality_manager):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "cannot be set directly"):
                lot.with_user(user).write({"mdq_status": "released"})
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "cannot be set directly"):
                self.env["stock.lot"].with_user(user).create(vals)
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            lot.sudo().mdq_status = "released"
        result = self.env["stock.lot"].load(["name", "product_id/.id", "mdq_status"], [["Y", str(self.bar.id), "released"]])
        self.assertFalse(result["ids"])

    def test_what_a_lot_rests_on_is_not_written_from_its_end_of_the_link(self):
        """Neither out of a hold, nor onto an inspection that another lot has passed."""
        lot, passed = self._lot(quantity=5), self._lot(quantity=5)
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.quality_manager).place(lot.ids, "Cracks"))
        inspection = self.env["mdq.inspection"].sudo()._create_guarded({"lot_id": passed.id, "lot_ids": [(6, 0, passed.ids)]})
        attacks = ({"mdq_hold_ids": [(3, hold.id)]}, {"mdq_hold_ids": [(6, 0, [])]}, {"mdq_inspection_ids": [(4, inspection.id)]},
                   {"mdq_hold_lift_ids": [(5,)]}, {"mdq_first_article_ids": [(5,)]})
        for vals in attacks:
            for user in (self.keeper, self.inspector, self.quality_manager):
                with self.subTest(user=user.login, vals=vals), self.assertRaisesRegex(UserError, "cannot be set directly"):
                    lot.with_user(user).write(vals)
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "cannot be set directly"):
                self.env["stock.lot"].with_user(self.keeper).create({"name": "N", "product_id": self.bar.id, **vals})
        self.assertEqual((hold.lot_ids, inspection.lot_ids), (lot, passed))
        self.assertFalse(lot.copy({"name": "COPY-2"}).mdq_hold_ids)

    def test_a_lot_that_was_decided_on_becomes_no_other_product(self):
        new, released = self._lot(), self._lot(status="released")
        new.with_user(self.keeper).product_id = self.screw
        self.assertEqual(new.mdq_status, "quarantine")
        with self.assertRaisesRegex(UserError, "stays a lot of it"):
            released.with_user(self.keeper).product_id = self.screw
        with self.assertRaisesRegex(UserError, "stays a lot of it"):
            released.with_user(self.keeper).product_id = self.cap
        released.with_user(self.keeper).write({"product_id": self.bar.id, "note": "The same product"})

    def test_a_default_in_the_context_does_not_release(self):
        lots = self.env["stock.lot"].with_user(self.keeper).with_context(default_mdq_status="released")
        self.assertEqual(lots.create({"name": "Z", "product_id": self.bar.id}).mdq_status, "quarantine")

    def test_a_copy_starts_in_quarantine(self):
        lot = self._lot(status="released")
        self.assertEqual(lot.copy({"name": "COPY"}).mdq_status, "quarantine")

    def test_status_changes_are_in_the_chatter_and_the_ledger(self):
        lot = self._lot()
        lot._mdq_set_status("released", "Because")
        self.env.flush_all()
        self.assertIn("Because", lot.message_ids[:1].body)
        changes = self.env["mdq.ledger"].with_user(self.quality_manager).history("stock.lot", lot.id)
        last = [change for change in changes if change["field"] == "mdq_status"][-1]
        self.assertEqual((last["new"], last["reason"]), ("released", "Because"))

    def test_a_controlled_product_is_tracked(self):
        with self.assertRaisesRegex(ValidationError, "tracked"):
            self._product("Loose", tracking="none")
        with self.assertRaisesRegex(ValidationError, "tracked"):
            self._product("Not kept in stock", is_storable=False, tracking="none")
        with self.assertRaises(UserError):
            self.bar.tracking = "none"

    def test_lots_of_a_newly_controlled_product_go_to_quarantine(self):
        lot = self._lot(self.cap, quantity=5)
        self.cap.mdq_controlled = True
        self.assertEqual(lot.mdq_status, "quarantine")
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.cap, lot, 1)]).button_validate()

    def test_control_ends_by_a_quality_manager_and_not_over_unreleased_stock(self):
        lot = self._lot(quantity=5)
        for user in (self.env.user, self.quality_engineer, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.bar.with_user(user).sudo().mdq_controlled = False
        manager = self.bar.with_user(self.quality_manager).sudo()
        with self.assertRaisesRegex(UserError, lot.name):
            manager.write_with_reason({"mdq_controlled": False}, "Test")
        lot._mdq_set_status("released", "Test")
        manager.write_with_reason({"mdq_controlled": False}, "Test")
        self.assertFalse(lot.mdq_status)

    def test_control_does_not_end_by_making_goods_a_service(self):
        lot = self._lot(quantity=5)
        for vals in ({"type": "service"}, {"is_storable": False, "tracking": "none", "type": "service"}):
            for user, error in ((self.env.user, AccessError), (self.quality_manager, UserError)):
                with self.subTest(vals=vals, user=user.login), self.assertRaises(error):
                    self.bar.with_user(user).sudo().write(vals)
        self.assertEqual((self.bar.type, self.bar.is_storable), ("consu", True))
        lot._mdq_set_status("released", "Test")
        self.bar.with_user(self.quality_manager).sudo().write({"type": "service"})

    def test_control_does_not_end_by_changing_the_product_of_a_variant(self):
        self._lot(quantity=5)
        for product, other in ((self.bar, self.cap), (self.cap, self.bar)):
            with self.subTest(product=product.name), self.assertRaisesRegex(UserError, "under quality control"):
                product.product_tmpl_id = other.product_tmpl_id
        self.assertTrue(self.bar.mdq_controlled)

    def test_expired_lots_are_shown_so_by_the_daily_job(self):
        """Requirement: MDQ-QUA-008"""
        lot, fresh, rejected = self._lot(), self._lot(), self._lot(status="quarantine")
        (lot | rejected).expiration_date = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        rejected._mdq_set_status("rejected", "Test")
        with self.enter_registry_test_mode():
            self.env.ref("mdq_quality.ir_cron_mdq_lot_expire").method_direct_trigger()
        self.assertEqual((lot | fresh | rejected).mapped("mdq_status"), ["expired", "quarantine", "rejected"])

    def test_the_life_of_a_decided_lot_is_not_prolonged_by_the_warehouse(self):
        lot = self._lot(status="released")
        with self.assertRaisesRegex(AccessError, "quality manager"):
            lot.with_user(self.keeper).expiration_date = "2099-01-01"
        lot.with_user(self.quality_manager).write({"expiration_date": "2099-01-01"})

    def test_the_number_of_a_decided_lot_is_not_changed_by_the_warehouse(self):
        lot, waiting = self._lot(name="GOOD", status="released"), self._lot(name="BAD")
        for keeper in (lot.with_user(self.keeper), lot.with_user(self.keeper).sudo()):
            with self.assertRaisesRegex(AccessError, "quality manager"):
                keeper.name = "BAD-1"
        lot.with_user(self.keeper).write({"name": "GOOD"})
        lot.with_user(self.quality_manager).name = "GOOD-1"
        waiting.with_user(self.keeper).name = "BAD-1"  # a slip at the receipt is put right

    def test_internal_users_see_lots_and_portal_users_see_no_status(self):
        self.assertTrue(self.keeper.has_group("stock.group_production_lot"))
        portal = self.new_user("mdq_portal", "base.group_portal")
        self.assertNotIn("mdq_status", self.env["stock.lot"].with_user(portal).fields_get())
