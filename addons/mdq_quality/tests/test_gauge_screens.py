from odoo.tests import HttpCase, tagged

from .gauge_common import GaugeCase


@tagged("post_install", "-at_install")
class TestGaugeScreens(HttpCase, GaugeCase):
    """A gauge through its bad days, on the screen: refused at entry, taken out of service, found wrong."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._calibrate(cls._gauge("MIC-9"), 400)

    def test_an_overdue_gauge_is_refused_at_entry(self):
        """Requirement: MDQ-QUA-107, MDQ-QUA-410"""
        _lot, inspection = self._received("G-1")
        self.start_tour("/odoo/shop-floor", "mdq_quality_gauge_entry", login=self.inspector.login)
        self.assertEqual(inspection.measurement_ids.gauge_id, self.gauge)
        self.assertEqual(inspection.measurement_ids.mapped("value"), ["5.98"])

    def test_an_inspector_takes_a_gauge_out_of_service(self):
        """Requirement: MDQ-QUA-103"""
        self.start_tour(f"/odoo/gauges/{self.gauge.id}", "mdq_quality_gauge_withdraw", login=self.inspector.login)
        self.assertEqual(self.gauge.mdq_withdrawal_ids.mapped("reason"), ["Fell on the floor"])
        self.assertEqual(self.gauge.mdq_withdrawal_ids.withdrawn_by, self.inspector)

    def test_a_failed_calibration_leads_to_lots_on_hold(self):
        """Requirement: MDQ-QUA-109, MDQ-QUA-110, MDQ-QUA-111"""
        lot, _inspection = self._measured("G-2")
        calibration = self._calibration(self.gauge, 0, as_found="fail", work_done="Spindle readjusted")
        self.start_tour(f"/odoo/calibrations/{calibration.id}", "mdq_quality_gauge_impact", login=self.quality_engineer.login)
        impact = self.env["mdq.gauge.impact"].search([("calibration_id", "=", calibration.id)])
        self.assertEqual((impact.state, impact.line_ids.mapped("decision"), lot.mdq_status), ("closed", ["hold"], "hold"))
        self.assertEqual(impact.signature_ids.user_id, self.quality_engineer)
