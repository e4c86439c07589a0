from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from .common import MdqQualityCase


class TestRetainedSample(MdqQualityCase):
    """A sample leaves the stock, is kept where no order finds it, and everything done with it is on record.

    Requirement: MDQ-QUA-042
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(quantity=10, status="released")
        cls.samples = cls.env["mdq.retained.sample"]

    def _take(self, quantity=3, user=None, lot=None, **values):
        user = user or self.inspector
        return self.samples.browse(self.samples.with_user(user).take((lot or self.lot).id, quantity, self.stock.id, values))

    def test_taking_a_sample_moves_it_out_of_stock(self):
        sample = self._take(shelf="A-3", condition="20 °C")
        self.assertEqual((sample.state, sample.quantity, sample.left, sample.taken_by), ("kept", 3, 3, self.inspector))
        self.assertEqual((self._on_hand(self.lot), self._on_hand(self.lot, sample.location_id)), (7, 3))
        self.assertTrue(sample.location_id.mdq_keeps_samples)
        self.assertEqual((self.bar.qty_available, self.lot.mdq_status), (7, "released"))
        self.assertRegex(sample.name, r"^RS/")

    def test_every_status_can_be_sampled(self):
        for status in ("quarantine", "hold", "rejected", "recalled"):
            lot = self._lot(quantity=5, status=status)
            self.assertEqual(self._take(1, lot=lot).left, 1, status)

    def test_how_long_it_is_kept_follows_the_product_and_the_life_of_the_lot(self):
        with freeze_time("2026-03-01"):
            self.assertEqual(self._take(1).keep_until, fields.Date.to_date("2027-03-01"))
            self.bar.mdq_sample_months = 24
            self.assertEqual(self._take(1).keep_until, fields.Date.to_date("2028-03-01"))
            self.lot.with_user(self.quality_manager).expiration_date = "2030-06-15 10:00:00"
            self.assertEqual(self._take(1).keep_until, fields.Date.to_date("2032-06-15"))
            self.assertEqual(self._take(1, keep_until="2040-01-01").keep_until, fields.Date.to_date("2040-01-01"))

    def test_no_order_takes_a_sample(self):
        sample = self._take(3)
        picking = self._picking("out", [], source=sample.location_id)
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": 3, "picking_id": picking.id,
            "location_id": sample.location_id.id, "location_dest_id": self.customers.id,
        })
        picking.action_confirm()
        picking.action_assign()
        self.assertFalse(move.move_line_ids)
        for ends in ({"source": sample.location_id}, {"destination": sample.location_id}):
            forced = self._picking("internal", [(self.bar, self.lot, 1)], **ends)
            for env in (self.env, self.env(user=self.keeper), self.env(user=self.head_keeper, su=True)):
                with self.subTest(ends=ends, uid=env.uid), self.assertRaisesRegex(UserError, "keeps retained samples"):
                    forced.with_env(env).button_validate()
        self.assertEqual(self._on_hand(self.lot, sample.location_id), 3)

    def test_a_count_does_not_change_samples(self):
        sample = self._take(3)
        quant = self.env["stock.quant"].search([("lot_id", "=", self.lot.id), ("location_id", "=", sample.location_id.id)])
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 1
        with self.assertRaisesRegex(UserError, "keeps retained samples"):
            quant.action_apply_inventory()

    def test_examining_using_and_destroying_are_on_record(self):
        sample = self._take(3)
        inspector, engineer = sample.with_user(self.inspector), sample.with_user(self.quality_engineer)
        inspector.use("examined", 1, "Complaint 12: no crack")
        self.assertEqual((sample.left, sample.state), (3, "kept"))
        inspector.use("used", 2, "Tensile test")
        self.assertEqual((sample.left, self._on_hand(self.lot, sample.location_id)), (1, 1))
        with self.assertRaisesRegex(UserError, "is kept until"):
            engineer.use("destroyed", 0, "Time is over")
        with freeze_time(fields.Date.add(sample.keep_until, days=1)):
            self.assertTrue(sample.is_due)
            self.assertIn(sample, self.samples.search([("is_due", "=", True)]))
            with self.assertRaises(AccessError):
                inspector.use("destroyed", 0, "Time is over")
            engineer.use("destroyed", 0, "Time is over")
            self.assertFalse(sample.is_due)
        self.assertEqual((sample.state, sample.left, sample.state_changed_by), ("destroyed", 0, self.quality_engineer))
        self.assertEqual(sample.use_ids.mapped("kind"), ["examined", "used", "destroyed"])
        self.assertEqual(sample.use_ids.mapped("quantity"), [1, 2, 1])
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            inspector.use("examined", 1, "Again")

    def test_what_does_not_come_out_even_is_refused(self):
        for quantity, words in ((0, "how many"), (-1, "whole pieces"), (11, "not 11"), (0.5, "whole pieces")):
            with self.subTest(quantity=quantity), self.assertRaisesRegex(UserError, words):
                self._take(quantity)
        sample = self._take(2)
        for kind, quantity, words in (("used", 3, "still has"), ("used", 0, "still has"), ("used", 0.5, "still has"), ("sold", 1, "nothing else")):
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, words):
                sample.with_user(self.inspector).use(kind, quantity, "x")
        with self.assertRaisesRegex(UserError, "Say what"):
            sample.with_user(self.inspector).use("used", 1, " ")
        with self.assertRaisesRegex(UserError, "Not understood"):
            self._take(1, colour="red")

    def test_samples_of_a_lot_on_hold_are_not_destroyed(self):
        sample = self._take(2)
        self.lot._mdq_set_status("hold", "A doubt")
        with freeze_time(fields.Date.add(sample.keep_until, days=1)), self.assertRaisesRegex(UserError, "while that is open"):
            sample.with_user(self.quality_engineer).use("destroyed", 0, "Over")

    def test_roles(self):
        for user in (self.releaser, self.sqe, self.planner, self.auditor, self.admin, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._take(1, user)
        sample = self._take(1)
        for user in (self.quality_manager, self.inspector):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                sample.with_user(user).write({"keep_until": "2000-01-01"})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                sample.with_user(user).write({"state": "destroyed"})
        self.assertEqual(sample.with_user(self.auditor).left, 1)

    def test_places_for_samples_are_apart(self):
        place = self._take(1).location_id
        with self.assertRaisesRegex(UserError, "not empty"):
            place.mdq_keeps_samples = False
        for change in ({"location_id": self.stock.id}, {"usage": "customer"}):
            with self.subTest(change=change), self.assertRaises(UserError):
                place.write(change)
        with self.assertRaises(ValidationError):
            self.env["stock.location"].create({"name": "In it", "location_id": place.id})
        with self.assertRaises(ValidationError):
            self.env["stock.location"].create({"name": "Inside stock", "location_id": self.stock.id, "mdq_keeps_samples": True})

    def test_who_answers_for_samples_hears_that_one_is_due(self):
        sample = self._take(1)
        rule = self.env.ref("mdq_quality.mdq_alert_rule_sample_due")
        with freeze_time(fields.Date.add(sample.keep_until, days=2)):
            self.assertIn(sample, self.samples.search(rule._get_domain()))

    def test_the_dialogs(self):
        self.bar.mdq_sample_quantity = 4
        wizard = self.env["mdq.retained.sample.take"].with_user(self.inspector).create({"lot_id": self.lot.id})
        self.assertEqual((wizard.quantity, wizard.location_id), (4, self.stock))
        sample = self.samples.browse(wizard.action_take()["res_id"])
        ask = self.env["mdq.retained.sample.use.ask"].with_user(self.inspector).create(
            {"sample_id": sample.id, "kind": "used", "quantity": 1, "reason": "Hardness"}
        )
        ask.action_use()
        self.assertEqual((sample.left, sample.use_ids.used_by), (3, self.inspector))
