from odoo.exceptions import AccessError

from .common import MdqQualityCase


class TestLot360(MdqQualityCase):
    """One page for a lot; every count leads to its records, under the reader's own rights.

    Requirement: MDQ-QUA-608
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plan()
        cls.receipt = cls._receive((cls.bar, "BAR-1", 10))
        cls.lot = cls.receipt.move_line_ids.lot_id
        cls.lot.ref = "Melt 7"
        inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)
        inspection.record([
            {"characteristic": "OD", "unit_no": 1, "value": "6.20"}, {"characteristic": "SURF", "unit_no": 1, "ok": True},
            {"characteristic": "OD", "unit_no": 2, "value": "5.98"}, {"characteristic": "SURF", "unit_no": 2, "ok": False},
        ])
        inspection.action_conclude()
        cls.inspection = inspection.sudo()

    def _page(self, user=None, lot=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return (lot or self.lot).with_user(user or self.quality_engineer).get_lot_360()

    def _card(self, key, **kwargs):
        return next((card for card in self._page(**kwargs)["cards"] if card["key"] == key), None)

    def test_status_places_and_why_it_is_not_released(self):
        page = self._page()
        self.assertEqual((page["name"], page["status"], page["status_tone"]), ("BAR-1", self.lot.mdq_status, "danger"))
        self.assertIn("Supplier lot Melt 7", page["details"])
        self.assertIn(self.supplier.name, page["details"])
        self.assertEqual((page["places"], page["gone"]), ("WH/Stock: 10", ""))
        self.assertTrue(any("rejected" in why for why in page["why"]))

    def test_the_status_through_time_with_who_and_why(self):
        steps = self._page()["timeline"][-2:]  # an addon above may have put it on hold since
        self.assertEqual([step["label"] for step in steps], ["Rejected", "Quarantine"])
        self.assertIn(self.inspection.name, steps[0]["why"])

    def test_readings_out_of_limits_lead_to_their_inspection(self):
        rows = self._page()["failures"]
        self.assertEqual({(row["characteristic"].split()[0].strip("[]"), row["unit_no"]) for row in rows} and len(rows), 2)
        self.assertEqual({row["inspection_id"] for row in rows}, {self.inspection.id})
        self.assertIn("5.95 … 6.00", [row["limits"] for row in rows])

    def test_counts_lead_to_their_records(self):
        self.env["mdq.hold"].with_user(self.inspector).place(self.lot.ids, "A doubt")
        self.env["mdq.retained.sample"].with_user(self.inspector).take(self.lot.id, 1, self.stock.id)
        splits = self.env["mdq.lot.split"].with_user(self.quality_engineer)
        splits.split(self.lot.id, [{"location_id": self.stock.id, "quantity": 2}], "rejected",
                     self.credential_of(self.quality_engineer), "Cracks")
        for user in (self.inspector, self.quality_engineer, self.releaser, self.auditor):
            for card in self._page(user)["cards"]:
                action = card["action"]
                if action.get("res_model"):  # some lead to a page of their own
                    found = self.env[action["res_model"]].with_user(user).search_count(action["domain"])
                    self.assertEqual(found, card["count"], (user.login, card["key"]))
        tones = {card["key"]: (card["count"], card["tone"]) for card in self._page()["cards"]}
        self.assertEqual(tones["hold"], (len(self.lot.mdq_hold_ids), "danger"))
        self.assertEqual(tones["sample"], (1, "neutral"))
        self.assertEqual((tones["split"], tones["inspection"]), ((1, "warning"), (1, "danger")))

    def test_a_part_shows_the_inspections_of_what_it_was(self):
        splits = self.env["mdq.lot.split"].with_user(self.quality_engineer)
        split = splits.browse(splits.split(self.lot.id, [{"location_id": self.stock.id, "quantity": 2}], "rejected",
                                           self.credential_of(self.quality_engineer), "Cracks"))
        page = self._page(lot=split.sudo().new_lot_id)
        self.assertEqual(len(page["failures"]), 2)
        self.assertIn("Split from BAR-1", page["details"])

    def test_nobody_counts_what_he_may_not_read(self):
        keys = [card["key"] for card in self._page(self.keeper)["cards"]]
        self.assertIn("transfer", keys)
        for key in ("hold", "sample", "split"):
            self.assertNotIn(key, keys)
        portal = self.new_user("mdq_portal", "base.group_portal", accepts=False)
        with self.assertRaises(AccessError):
            self._page(portal)

    def test_a_lot_out_of_control_has_a_page_too(self):
        page = self._page(lot=self._lot(self.cap, quantity=5))
        self.assertEqual((page["status"], page["timeline"], page["why"]), ("", [], []))

    def test_it_opens_from_the_lot(self):
        self.assertEqual(self.lot.action_open_lot_360()["params"], {"lot_id": self.lot.id})
