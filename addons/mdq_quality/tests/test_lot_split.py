from odoo.exceptions import AccessError, UserError

from .common import MdqQualityCase


class TestLotSplit(MdqQualityCase):
    """So many of a lot go on, so many get a lot of their own; nothing is lost between them.

    Requirement: MDQ-QUA-041
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["stock.location"].create({"name": "Shelf", "location_id": cls.stock.id})
        cls.lot = cls._lot(name="BAR-1", quantity=10, ref="Melt 7", expiration_date="2031-01-01 00:00:00")
        cls.splits = cls.env["mdq.lot.split"]

    def _split(self, parts, outcome="rejected", user=None, reason="Two with cracks", lot=None, name=None):
        user = user or self.quality_engineer
        parts = [{"location_id": place.id, "quantity": quantity, **more} for place, quantity, more in parts]
        split_id = self.splits.with_user(user).split(
            (lot or self.lot).id, parts, outcome, self.credential_of(user), reason, name
        )
        return self.splits.browse(split_id)

    def test_the_part_is_rejected_in_a_lot_of_its_own_and_the_rest_goes_on(self):
        split = self._split([(self.stock, 2, {})])
        new = split.new_lot_id
        self.assertEqual((new.name, new.mdq_status, self.lot.mdq_status), ("BAR-1-R1", "rejected", "quarantine"))
        self.assertEqual((self._on_hand(self.lot), self._on_hand(new)), (8, 2))
        self.assertEqual((split.accepted_quantity, split.rejected_quantity), (8, 2))
        self.assertEqual((new.ref, new.expiration_date, new.product_id), ("Melt 7", self.lot.expiration_date, self.bar))
        self.assertEqual((split.signature_ids.meaning, split.signature_state), ("rejected", "valid"))
        self.assertEqual((split.split_by, split.reason, split.line_ids.location_id), (self.quality_engineer, "Two with cracks", self.stock))
        self.assertEqual(new.mdq_origin_lot_id, self.lot)
        self.assertFalse(self._inspections(new))

    def test_quantities_reconcile_over_places_packages_and_owners(self):
        box = self.env["stock.package"].create({"name": "BOX-1"})
        owner = self.env["res.partner"].create({"name": "Consignor"})
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.bar, self.shelf, 7, lot_id=self.lot, package_id=box)
        quants._update_available_quantity(self.bar, self.shelf, 5, lot_id=self.lot, owner_id=owner)
        split = self._split([(self.stock, 3, {}), (self.shelf, 2, {"package_id": box.id}), (self.shelf, 4, {"owner_id": owner.id})])
        rows = {
            (quant.lot_id, quant.location_id, quant.package_id, quant.owner_id): quant.quantity
            for quant in quants.search([("lot_id", "in", (self.lot | split.new_lot_id).ids), ("location_id", "child_of", self.stock.id)])
            if quant.quantity
        }
        none, nobody = box.browse(), owner.browse()
        self.assertEqual(rows, {
            (self.lot, self.stock, none, nobody): 7, (split.new_lot_id, self.stock, none, nobody): 3,
            (self.lot, self.shelf, box, nobody): 5, (split.new_lot_id, self.shelf, box, nobody): 2,
            (self.lot, self.shelf, none, owner): 1, (split.new_lot_id, self.shelf, none, owner): 4,
        })
        self.assertEqual((split.accepted_quantity, split.rejected_quantity), (13, 9))

    def test_the_part_can_be_held_instead(self):
        split = self._split([(self.stock, 2, {})], "hold", name="BAR-1B")
        self.assertEqual((split.new_lot_id.name, split.new_lot_id.mdq_status), ("BAR-1B", "hold"))
        self.assertEqual((split.hold_id.lot_ids, split.hold_id.state), (split.new_lot_id, "active"))

    def test_a_rejected_lot_is_sorted_and_its_rest_is_inspected_again(self):
        self.lot._mdq_set_status("rejected", "Test")
        self._split([(self.stock, 2, {})])
        self.assertEqual(self.lot.mdq_status, "quarantine")
        checks = {check["code"]: check["ok"] for check in self.lot._mdq_release_checks()[self.lot.id]}
        self.assertFalse(checks["inspected"])

    def test_a_held_lot_stays_on_hold(self):
        self.env["mdq.hold"].with_user(self.inspector).place(self.lot.ids, "A doubt")
        split = self._split([(self.stock, 2, {})])
        self.assertEqual((self.lot.mdq_status, split.new_lot_id.mdq_status), ("hold", "rejected"))

    def test_the_new_lot_leads_to_the_readings_of_the_old(self):
        self._plan()
        inspection = self.env["mdq.inspection"]._create_for_lots(self.lot, "iqc", {"quantity": 10})
        self._accept(inspection)
        first = self._split([(self.stock, 4, {})], "hold").new_lot_id
        second = self._split([(self.stock, 1, {})], lot=first).new_lot_id
        self.assertEqual(second._mdq_get_origins(), second | first | self.lot)
        self.assertEqual(second._mdq_get_origins().mdq_inspection_ids.measurement_ids, inspection.measurement_ids)
        self.assertEqual((second.name, inspection.lot_id), ("BAR-1-R1-R1", self.lot))

    def test_odoo_sees_the_lineage(self):
        split = self._split([(self.stock, 2, {})])
        made = split.move_ids.move_line_ids.filtered(lambda line: line.lot_id == split.new_lot_id)
        self.assertEqual((made.consume_line_ids.lot_id, made.quantity), (self.lot, 2))
        self.assertEqual(self.lot._mdq_find_made_with(), self.lot | split.new_lot_id)

    def test_uneven_cases_are_refused_in_words(self):
        picking = self._picking("internal", [(self.bar, self.lot, 4)], destination=self.shelf)
        self.assertEqual(picking.state, "assigned")
        elsewhere = self.env["stock.location"].create({"name": "Elsewhere", "location_id": self.stock.id})
        cases = [
            ([(self.stock, 10, {})], "nothing is left"), ([(self.stock, 11, {})], "not 11"), ([], "how many"),
            ([(self.stock, 0, {})], "how many"), ([(self.stock, -1, {})], "whole pieces"), ([(self.stock, 1.5, {})], "whole pieces"),
            ([(self.stock, 7, {})], "reserved for orders"), ([(elsewhere, 1, {})], "does not lie there"),
            ([(self.stock, 1, {}), (self.stock, 1, {})], "named twice"),
        ]
        for parts, words in cases:
            if words == "nothing is left":
                continue
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self._split(parts)
        picking.action_cancel()
        with self.assertRaisesRegex(UserError, "nothing is left"):
            self._split([(self.stock, 10, {})])
        with self.assertRaisesRegex(UserError, "Say why"):
            self._split([(self.stock, 1, {})], reason=" ")
        with self.assertRaisesRegex(UserError, "nothing else"):
            self._split([(self.stock, 1, {})], "released")
        self.assertEqual((self._on_hand(self.lot), self.splits.search_count([("lot_id", "=", self.lot.id)])), (10, 0))

    def test_recalled_and_expired_lots_are_not_split(self):
        for status in ("recalled", "expired"):
            self.lot._mdq_set_status(status, "Test")
            with self.subTest(status=status), self.assertRaisesRegex(UserError, "as a whole"):
                self._split([(self.stock, 1, {})])

    def test_roles_and_credentials(self):
        for user in (self.inspector, self.releaser, self.sqe, self.planner, self.auditor, self.admin, self.keeper):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._split([(self.stock, 1, {})], user=user)
        with self.assertRaises(UserError):
            self.splits.with_user(self.quality_engineer).split(
                self.lot.id, [{"location_id": self.stock.id, "quantity": 1}], "rejected", {"type": "password", "password": "no"}, "x"
            )
        self.assertEqual(self._on_hand(self.lot), 10)

    def test_nobody_makes_or_edits_what_a_split_moved(self):
        split = self._split([(self.stock, 2, {})])
        move, vals = split.move_ids[0], {"mdq_split_id": split.id}
        for user in (self.head_keeper, self.quality_manager):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "signed actions"):
                self.env["stock.move"].with_user(user).create({
                    "product_id": self.bar.id, "location_id": self.stock.id, "location_dest_id": self.customers.id, **vals,
                })
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "signed actions"):
                move.with_user(user).sudo().write({"mdq_split_id": False})
        sneaky = self.env["stock.move"].with_context(default_mdq_split_id=split.id).create({
            "product_id": self.bar.id, "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        self.assertFalse(sneaky.mdq_split_id)
        for changed in ({"quantity": 5}, {"lot_id": split.new_lot_id.id}, {"location_dest_id": self.customers.id}):
            with self.subTest(changed=changed), self.assertRaisesRegex(UserError, "signed decision"):
                move.move_line_ids.with_user(self.head_keeper).write(changed)
        line = {"product_id": self.bar.id, "lot_id": self.lot.id, "quantity": 1, "company_id": self.company.id,
                "location_id": move.location_id.id, "location_dest_id": move.location_dest_id.id}
        for context, more in (({}, {"move_id": move.id}), ({"default_move_id": move.id}, {})):
            with self.subTest(context=context), self.assertRaisesRegex(UserError, "signed decision"):
                self.env["stock.move.line"].with_context(**context).create({**line, **more})
        with self.assertRaises(AccessError):
            split.with_user(self.quality_manager).write({"rejected_quantity": 1})

    def test_serial_numbers_are_chosen(self):
        screw = self._product("Serial screw", tracking="serial")
        lots = self.env["stock.lot"].union(*(self._lot(screw, f"S{index}", quantity=1) for index in range(4)))
        engineer, credential = self.splits.with_user(self.quality_engineer), self.credential_of(self.quality_engineer)
        with self.assertRaisesRegex(UserError, "one piece"):
            engineer.split(lots[0].id, [], "rejected", credential, "x")
        for chosen in ([], lots.ids, self.lot.ids):
            with self.subTest(chosen=chosen), self.assertRaisesRegex(UserError, "not all of them"):
                engineer.split_serials(lots.ids, chosen, "rejected", credential, "x")
        with self.assertRaisesRegex(UserError, "of one product"):
            engineer.split_serials(self.lot.ids, self.lot.ids, "rejected", credential, "x")
        split = self.splits.browse(engineer.split_serials(lots.ids, lots[:1].ids, "rejected", credential, "Scratched"))
        self.assertEqual(lots.mapped("mdq_status"), ["rejected", "quarantine", "quarantine", "quarantine"])
        self.assertEqual((split.accepted_quantity, split.rejected_quantity, split.rejected_serial_ids), (3, 1, lots[:1]))

    def test_the_dialog_shows_the_places_and_asks_for_the_signature(self):
        ask = self.env["mdq.lot.split.ask"].with_user(self.quality_engineer).create({"lot_ids": self.lot.ids})
        self.assertEqual((ask.line_ids.location_id, ask.line_ids.on_hand, ask.left), (self.stock, 10, 10))
        ask.line_ids.quantity = 3
        self.assertEqual((ask.taken, ask.left), (3, 7))
        params = ask.action_sign()["params"]
        self.assertEqual((params["method"], params["args"]["parts"][0]["quantity"]), ("split", 3))
        self.assertEqual(params["records"], [f"{self.lot.display_name}: 3 {self.lot.product_uom_id.name}"], "Not the whole lot is rejected.")
        self.splits.with_user(self.quality_engineer).split(
            **params["args"], credential=self.credential_of(self.quality_engineer), reason="Cracks"
        )
        self.assertEqual(self._on_hand(self.lot), 7)

    def test_the_dialog_refuses_wrong_quantities_before_the_signature(self):
        ask = self.env["mdq.lot.split.ask"].with_user(self.quality_engineer).create({"lot_ids": self.lot.ids})
        for quantity, words in ((0, "Say how many"), (11, "not 11"), (10, "nothing is left to go on")):
            ask.line_ids.quantity = quantity
            with self.assertRaisesRegex(UserError, words):
                ask.action_sign()

    def test_another_company_sees_nothing_of_it(self):
        split = self._split([(self.stock, 2, {})])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=other.id, company_ids=[other.id])
        self.assertFalse(self.splits.with_user(stranger).search([("id", "=", split.id)]))
        self.assertFalse(split.line_ids.with_user(stranger).search([("id", "in", split.line_ids.ids)]))
