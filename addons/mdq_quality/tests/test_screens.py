from odoo.tests import HttpCase, tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestScreens(HttpCase, MdqQualityCase):
    """Requirement: MDQ-QUA-035"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "BAR-1", 5)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)])

    def test_an_inspector_types_readings_with_the_keyboard_and_concludes(self):
        self.start_tour(f"/odoo/action-mdq_quality.mdq_inspection_action/{self.inspection.id}", "mdq_quality_readings",
                        login=self.inspector.login)
        self.assertEqual((self.inspection.state, self.inspection.reading_count), ("accepted", 4))
        first = self.inspection.measurement_ids.sorted("id")
        self.assertEqual(first.recorded_by, self.inspector)
        self.assertEqual(self.inspection.measurement_ids.filtered("supersedes_id").reason, "Typing error")

    def test_a_releaser_signs_the_release_on_the_lot(self):
        self._accept(self.inspection)
        self.start_tour(f"/odoo/action-mdq_quality.stock_lot_release_action/{self.lot.id}", "mdq_quality_release",
                        login=self.releaser.login)
        self.assertEqual(self.lot.mdq_status, "released")

    def test_an_inspector_puts_a_lot_on_hold(self):
        self.start_tour(f"/odoo/action-mdq_quality.stock_lot_quality_action/{self.lot.id}", "mdq_quality_hold",
                        login=self.inspector.login)
        self.assertEqual(self.lot.mdq_status, "hold")
        self.assertEqual(self.lot.mdq_hold_ids.reason, "A scratch on the surface")
