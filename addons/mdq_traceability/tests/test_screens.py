from odoo.tests import HttpCase, tagged

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestScreens(HttpCase, MdqTraceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot = (lot for lot in cls._chain("-T"))
        for lot, name in zip((cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot),
                             ("BAR", "POUCH", "M", "P"), strict=True):
            lot.name = f"TOUR-{name}"
        cls._deliver(cls.packed_lot, 3)

    def test_engineer_and_auditor_look_through_the_trace_of_a_lot(self):
        """Requirement: MDQ-TRA-016"""
        for user in (self.quality_engineer, self.auditor):
            with self.subTest(user.login):
                self.start_tour("/odoo/mdq-trace", "mdq_trace", login=user.login)

    def test_a_quality_manager_sees_what_a_drill_reaches_and_starts_it(self):
        """Requirement: MDQ-TRA-012"""
        self.start_tour("/odoo/mdq-recalls/new", "mdq_recall_drill", login=self.quality_manager.login)
        drill = self.env["mdq.recall"].search([("lot_ids", "=", self.bar_lot.id)])
        self.assertEqual((drill.state, drill.is_drill, drill.consignee_count), ("started", True, 1))
