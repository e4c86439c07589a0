from odoo.exceptions import UserError, ValidationError

from .common import MdqQualityCase


class TestCharacteristicRisk(MdqQualityCase):
    """Requirement: MDQ-QUA-320"""

    def _raise(self):
        self.surface.with_user(self.quality_engineer).write_with_reason({"risk_severity": "4", "defect_class": "critical", "risk_reference": "R-12"}, "Complaint")

    def test_a_severe_risk_makes_defects_critical(self):
        with self.assertRaisesRegex(ValidationError, "its defects are critical"):
            self.surface.risk_severity = "4"
        self.surface.risk_severity = "3"

    def test_a_severe_risk_asks_for_every_unit_the_highest_level_or_a_reason(self):
        self._raise()
        for vals, is_enough in (({}, False), ({"sampling": "percent"}, False), ({"sampling": "standard", "level": "II", "aql_critical": "0.65"}, False),
                                ({"sampling": "standard", "level": "III", "aql_critical": "0.65"}, True), ({"sampling": "all"}, True),
                                ({"risk_reason": "Destructive; the process is validated"}, True)):
            plan = self._plan(effective=False, **vals)
            with self.subTest(vals=vals):
                self.assertEqual(not plan.risk_gap, is_enough)
                if is_enough:
                    plan.action_submit()
                else:
                    with self.assertRaisesRegex(ValidationError, "SURF Surface: a failure would be severe"):
                        plan.action_submit()

    def test_a_raised_severity_reaches_plans_in_force_and_is_recorded(self):
        plan = self._plan(sample_size=2)
        self.assertEqual(self._inspections(self._receive((self.bar, "A", 9)).move_line_ids.lot_id).sample_size, 2)
        with self.assertRaisesRegex(UserError, "without a reason"):
            self.surface.with_user(self.quality_engineer).write({"risk_severity": "4", "defect_class": "critical"})
        self._raise()
        self.assertEqual(self._inspections(self._receive((self.bar, "B", 9)).move_line_ids.lot_id).sample_size, 9)
        self.assertIn("a failure would be severe", plan.activity_ids.note)
        self.env.flush_all()
        entry = self.env["mdq.ledger"].search([("table_name", "=", "mdq_characteristic"), ("res_id", "=", self.surface.id)], order="id desc", limit=1)
        self.assertEqual(entry.reason, "Complaint")
