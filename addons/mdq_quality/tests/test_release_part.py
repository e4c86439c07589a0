from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .release_common import ReleaseStageCase


class TestReleasePart(ReleaseStageCase):
    """Requirement: MDQ-QUA-715"""

    def setUp(self):
        super().setUp()
        self.bar.product_tmpl_id.mdq_two_stage_release = False
        self._accept(self.inspection)

    def _release_part(self, quantity, user=None, lot=None, location=None, **values):
        user = user or self.releaser
        parts = [{"location_id": (location or self.stock).id, "quantity": quantity}]
        releases = self.env["mdq.release"].with_user(user)
        return releases.browse(releases.release_part((lot or self.lot).id, parts, self.credential_of(user), **values))

    def test_so_many_go_and_the_rest_waits(self):
        release = self._release_part(2, reason="Needed today")
        part = release.lot_id
        self.assertEqual((part.name, part.mdq_status, self.lot.mdq_status), ("A-P1", "released", "quarantine"))
        self.assertEqual((self._on_hand(part), self._on_hand(self.lot), release.quantity), (2, 3, 2))
        split = release.split_id
        self.assertEqual((split.outcome, split.accepted_quantity, split.rejected_quantity), ("released", 3, 2))
        self.assertEqual((release.signature_state, split.signature_state), ("valid", "valid"))
        self.assertEqual(len(set((release.signature_ids | split.signature_ids).mapped("act"))), 1, "one signature for both")
        self.assertEqual((part.mdq_origin_lot_id, self.lot._mdq_find_made_with()), (self.lot, self.lot | part))
        picking = self._picking("out", [(self.bar, part, 2)])
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        with self.assertRaisesRegex(UserError, "in quarantine"):
            self._picking("out", [(self.bar, self.lot, 1)]).button_validate()

    def test_the_rest_is_released_later_and_its_number_can_be_chosen(self):
        self.assertEqual(self._release_part(2, name="A/2").lot_id.name, "A/2")
        self.assertEqual(self._release_part(1).lot_id.name, "A-P1")
        self._release(self.lot)
        self.assertEqual((self.lot.mdq_status, self._on_hand(self.lot)), ("released", 2))

    def test_what_is_not_ready_is_not_released_in_part_either(self):
        self.lot.with_user(self.inspector).action_mdq_inspect()
        with self.assertRaisesRegex(UserError, "Not inspected yet"):
            self._release_part(2)
        waiting = self._inspections(self.lot) - self.inspection
        waiting.with_user(self.quality_engineer).action_cancel()
        hold = self.env["mdq.hold"].with_user(self.inspector).place(self.lot.ids, "Scratches")
        with self.assertRaisesRegex(UserError, "on hold"):
            self._release_part(2)
        self.env["mdq.hold"].browse(hold).with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "None")
        self._release_part(2)

    def test_wrong_quantities_places_and_people_release_nothing(self):
        shelf = self.env["stock.location"].create({"name": "Shelf 2", "location_id": self.stock.id})
        for values, word in (({"quantity": 5}, "release the whole lot"), ({"quantity": 6}, "has 5"), ({"quantity": 0}, "how many"),
                             ({"quantity": -1}, "cannot be taken out"), ({"quantity": 1.5}, "whole pieces"),
                             ({"quantity": 1, "location": shelf}, "does not lie there")):
            with self.subTest(word=word), self.assertRaisesRegex(UserError, word):
                self._release_part(**values)
        for user in (self.quality_engineer, self.quality_manager, self.planner, self.admin, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._release_part(2, user)
        with self.assertRaises(AccessError):
            self.env["mdq.release"].with_user(self.keeper).sudo().release_part(self.lot.id, [], self.credential_of(self.keeper))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.env["mdq.release"].with_user(self.releaser).release_part(
                self.lot.id, [{"location_id": self.stock.id, "quantity": 2}], {"type": "password", "password": "wrong"})
        self.inspector.group_ids += self.env.ref("mdq_base.group_releaser")
        with self.assertRaisesRegex(AccessError, "You inspected"):
            self._release_part(2, self.inspector)
        self.assertEqual((self._on_hand(self.lot), self.lot.mdq_split_ids), (5, self.env["mdq.lot.split"]))

    def test_serial_numbers_are_released_one_by_one(self):
        product = self._product("Serial device", tracking="serial")
        self._plan(product)
        lot = self._receive((product, "S1", 1)).move_line_ids.lot_id
        self._accept(self._inspections(lot))
        with self.assertRaisesRegex(UserError, "choose the pieces"):
            self._release_part(1, lot=lot)

    def test_who_inspected_the_lot_does_not_release_the_part_that_was_taken_out(self):
        """Requirement: MDQ-QUA-711 MDQ-QUA-715"""
        both = self.new_user("mdq_both", "mdq_base.group_inspector", "mdq_base.group_releaser")
        self.lot.with_user(both).action_mdq_inspect()
        self._accept(self._inspections(self.lot) - self.inspection, both)
        part = self._release_part(2).lot_id
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.inspector).place(part.ids, "Label"))
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "Label is right")
        with self.assertRaisesRegex(AccessError, "You inspected"):
            self._release(part, both)
        self._release(part)  # the inspections of the lot that it was part of speak for it
        self.assertEqual(part.mdq_status, "released")

    def test_a_part_goes_through_both_releases(self):
        self.bar.product_tmpl_id.mdq_two_stage_release = "yes"
        self._name()
        first = self._release_part(3)
        self.assertEqual((first.stage, first.lot_id.mdq_release_stage, self.lot.mdq_release_stage), ("production", "market", "production"))
        second = self._release_part(1, self.market_releaser, lot=first.lot_id)
        self.assertEqual((second.stage, second.lot_id.mdq_status, second.production_release_id), ("market", "released", first))
        self.assertEqual((first.lot_id.mdq_release_stage, self._on_hand(first.lot_id)), ("market", 2))

    def test_a_part_that_a_standing_hold_catches_is_not_released(self):
        self.lot.ref = "MELT-7"
        holds = self.env["mdq.hold"].with_user(self.inspector)
        hold = holds.browse(holds.place_by_rule("supplier_lot", {"supplier_lot": "MELT-7"}, "Melt in doubt", keep_catching=True))
        other = self._lot(ref="MELT-7")
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "This one is right", self.lot.ids)
        self.assertEqual((hold.state, hold.lot_ids), ("active", other))
        self.assertEqual(self.lot.mdq_status, "quarantine")
        with self.assertRaisesRegex(UserError, "Melt in doubt"), self.env.cr.savepoint():
            self._release_part(2)
        self.assertEqual(self._on_hand(self.lot), 5)

    def test_the_releaser_asks_for_a_part_on_the_form(self):
        action = self.lot.with_user(self.releaser).action_mdq_release_part()
        asks = self.env[action["res_model"]].with_user(self.releaser).with_context(**action["context"])
        with Form(asks) as form:
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.on_hand, 5)
                line.quantity = 2
            self.assertEqual((form.released, form.left), (2, 3))
        action = form.record.action_sign()
        params = action["params"]
        self.assertEqual((params["model"], params["method"]), ("mdq.release", "release_part"))
        releases = self.env["mdq.release"].with_user(self.releaser)
        release = releases.browse(releases.release_part(**params["args"], credential=self.credential_of(self.releaser), reason="Urgent"))
        self.assertEqual((release.lot_id.mdq_status, release.split_id.reason), ("released", "Urgent"))
        with self.assertRaisesRegex(UserError, "how many"):
            form.record.line_ids.quantity = 0
            form.record.action_sign()
