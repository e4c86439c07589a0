from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqTraceCommon


class RecallCommon(MdqTraceCommon):
    """A controlled packed screw, delivered to two customers, with one piece at the subcontractor's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot = cls._chain()
        cls.packed.mdq_controlled = True
        cls.packed_lot.sudo()._mdq_set_status("released", "Test")
        cls._deliver(cls.packed_lot, 3)
        cls._deliver(cls.packed_lot, 2, cls.clinic)
        cls.recall = cls._recall()

    @classmethod
    def _recall(cls, **vals):
        return cls.env["mdq.recall"].with_user(cls.quality_engineer).create({
            "reason": "Wrong melt certificate", "lot_ids": [(6, 0, cls.bar_lot.ids)], "is_drill": False, **vals,
        })

    def _start(self, recall=None, user=None):
        user = user or self.quality_manager
        recall = (recall or self.recall).with_user(user)
        recall.start(self.credential_of(user), "Hazard evaluation of today")
        return recall


@tagged("post_install", "-at_install")
class TestSimulation(RecallCommon):
    """Requirement: MDQ-TRA-010"""

    def test_a_simulation_names_lots_places_customers_and_suppliers_and_changes_nothing(self):
        result = self.env["mdq.recall"].with_user(self.quality_engineer).simulate(self.bar_lot.ids)
        self.assertEqual({lot["name"] for lot in result["lots"]}, {"BAR", "M", "P"})
        self.assertEqual({row["partner"]: sum(d["quantity"] for d in row["deliveries"]) for row in result["customers"]},
                         {"Hospital One": 3, "Klinik Zwei": 2})
        self.assertEqual({row["partner"]: row["roles"] for row in result["suppliers"]},
                         {"Baoji Titanium": ["vendor"], "Kunshan Hongda": ["subcontractor"]})
        packed = {row["kind"]: row["quantity"] for row in result["quantities_by_place"] if row["product_id"] == self.packed.id
                  and row["kind"] != "customer"}
        self.assertEqual(packed, {"stock": 5})
        self.assertEqual(self.packed_lot.mdq_status, "released")

    def test_backward_and_both(self):
        simulate = self.env["mdq.recall"].with_user(self.auditor).simulate
        self.assertEqual({lot["name"] for lot in simulate(self.packed_lot.ids, "backward")["lots"]}, {"BAR", "POUCH", "M", "P"})
        self.assertEqual({lot["name"] for lot in simulate(self.machined_lot.ids, "both")["lots"]}, {"BAR", "M", "P"})
        with self.assertRaisesRegex(UserError, "forward, backward or both"):
            simulate(self.bar_lot.ids, "up")


@tagged("post_install", "-at_install")
class TestRecall(RecallCommon):
    """Requirement: MDQ-TRA-011"""

    def test_starting_blocks_the_lots_and_lists_every_holder(self):
        self._start()
        self.assertEqual((self.recall.state, self.packed_lot.mdq_status), ("started", "recalled"))
        self.assertEqual(self.recall.affected_lot_ids, self.bar_lot | self.machined_lot | self.packed_lot)
        self.assertFalse(self.machined_lot.mdq_status, "A product outside control has no status to change")
        packed = self.recall.line_ids.filtered(lambda line: line.lot_id == self.packed_lot)
        self.assertEqual({(line.kind, line.partner_id.name or "", line.quantity) for line in packed},
                         {("stock", "", 5), ("customer", "Hospital One", 3), ("customer", "Klinik Zwei", 2)})
        self.assertEqual(self.recall.signature_state, "valid")
        self.assertEqual((self.recall.consignee_count, self.recall.notified_count), (2, 0))

    def test_a_recalled_lot_can_no_longer_be_shipped(self):
        """Requirement: MDQ-TRA-011"""
        self._start()
        with self.assertRaises(UserError):
            self._deliver(self.packed_lot, 1)

    def test_a_drill_changes_no_status(self):
        """Requirement: MDQ-TRA-012"""
        drill = self._recall(is_drill=True)
        self._start(drill)
        self.assertEqual(self.packed_lot.mdq_status, "released")
        self.assertEqual(drill.consignee_count, 2)
        drill.with_user(self.quality_manager).close(self.credential_of(self.quality_manager))
        self.assertTrue(drill.started_on <= drill.finished_on)

    def test_only_the_quality_manager_starts_and_with_the_right_credential(self):
        for user in (self.quality_engineer, self.auditor, self.releaser, self.admin):
            with self.subTest(user.login), self.assertRaisesRegex(AccessError, "Quality Manager"):
                self._start(user=user)
        with self.assertRaises(UserError), mute_logger("odoo.addons.mdq_base.models.mdq_signature"):
            self.recall.with_user(self.quality_manager).start({"type": "password", "password": "wrong"})
        self.assertEqual(self.recall.state, "draft")

    def test_state_and_scope_cannot_be_written(self):
        for vals in ({"state": "started"}, {"started_on": "2026-01-01"}, {"affected_lot_ids": [(5,)]}):
            for who in (self.quality_engineer, self.env.ref("base.user_root")):
                with self.subTest(vals), self.assertRaisesRegex(UserError, "cannot be set directly"):
                    self.recall.with_user(who).write(vals)

    def test_a_started_recall_is_frozen(self):
        self._start()
        for vals in ({"reason": "Nothing"}, {"is_drill": True}, {"recall_class": "3"}, {"lot_ids": [(5,)]}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "frozen"):
                self.recall.with_user(self.quality_engineer).write(vals)

    def test_a_recall_without_lots_does_not_start(self):
        empty = self._recall(lot_ids=False)
        with self.assertRaisesRegex(UserError, "names no lot"):
            self._start(empty)

    def test_a_recall_closes_when_every_holder_answered_and_every_piece_is_accounted_for(self):
        """Requirement: MDQ-TRA-013"""
        self._start()
        recall = self.recall.with_user(self.quality_manager)
        with self.assertRaisesRegex(UserError, "Hospital One.*not accounted for"):
            recall.close(self.credential_of(self.quality_manager))
        lines = self.recall.line_ids.with_user(self.quality_engineer)
        lines.action_notify()
        lines.action_acknowledge()
        self.assertEqual((self.recall.notified_count, self.recall.acknowledged_count), (2, 2))
        for line in lines.filtered("open_quantity"):
            line.used_quantity = 1
            line.secured_quantity = line.quantity - 1
        self.assertEqual(self.recall.reconciled_share, 1)
        recall.close(self.credential_of(self.quality_manager), "Complete")
        self.assertEqual((self.recall.state, len(self.recall.signature_ids)), ("closed", 2))
        with self.assertRaisesRegex(UserError, "fixed at its start"):
            lines[0].note = "Late"

    def test_where_the_pieces_were_cannot_be_rewritten(self):
        self._start()
        line = self.recall.line_ids.filtered(lambda one: one.kind == "customer")[0]
        for vals in ({"quantity": 0}, {"partner_id": self.clinic.id}, {"lot_id": self.bar_lot.id}, {"recall_id": False}):
            for who in (self.quality_engineer, self.env.ref("base.user_root")):
                with self.subTest(vals), self.assertRaisesRegex(UserError, "fixed at its start"):
                    line.with_user(who).write(vals)
        with self.assertRaisesRegex(UserError, "never deleted"):
            line.sudo().unlink()

    def test_answers_that_cannot_be_are_refused(self):
        self._start()
        line = self.recall.line_ids.filtered(lambda one: one.kind == "customer")[0].with_user(self.quality_engineer)
        with self.assertRaisesRegex(ValidationError, "more pieces"):
            line.secured_quantity = line.quantity + 1
        with self.assertRaisesRegex(ValidationError, "not sent"):
            line.acknowledged_on = "2026-01-01 00:00:00"
        with self.assertRaisesRegex(ValidationError, "future"):
            line.notified_on = "2999-01-01 00:00:00"

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_role_makes_lines_and_the_auditor_writes_nothing(self):
        self._start()
        with self.assertRaises(AccessError):
            self.recall.line_ids[0].with_user(self.quality_manager).copy()
        with self.assertRaises(AccessError):
            self.recall.line_ids[0].with_user(self.auditor).write({"note": "x"})
        with self.assertRaises(AccessError):
            self._recall().with_user(self.auditor).write({"reason": "x"})

    def test_the_notice_is_due_by_class(self):
        self._start()
        self.assertEqual((self.recall.notice_due_on - self.recall.started_on).days, 3)
