from odoo.exceptions import ValidationError

from .common import MdqQualityCase


class TestSamplingPlan(MdqQualityCase):
    """Requirement: MDQ-QUA-036"""

    def test_plans_and_curves_are_plain_values(self):
        """Requirement: MDQ-QUA-037"""
        plans = self.env["mdq.sampling.plan"].with_user(self.inspector)
        plan = plans.lookup("GB/T 2828.1-2012", 1000, "II", 1.0, "normal", "single")
        self.assertEqual(plan, {"code_letter": "J", "final_letter": "J", "full_inspection": False,
                                "stages": [{"n": 80, "ac": 2, "re": 3}]})
        (p, accepted), = plans.oc_curve([{"n": 125, "ac": 3, "re": 4}], [0.01])
        self.assertAlmostEqual(accepted, 0.9625509378366359, 12)
        self.assertEqual(p, 0.01)

    def test_what_no_table_has_is_refused(self):
        plans = self.env["mdq.sampling.plan"]
        for arguments in (("ISO 9999", 100), ("ISO 2859-1:1999", 0), ("ISO 2859-1:1999", 100, "II", 0.9), ("ISO 2859-1:1999", 100, "II", "x")):
            with self.subTest(arguments=arguments), self.assertRaises(ValidationError):
                plans.lookup(*arguments)
        with self.assertRaises(ValidationError):
            plans.oc_curve([{"n": 10, "ac": 0, "re": 1}], [1.5])
        for stages in ([], None, [{"n": 10}], [{"n": "ten", "ac": 0, "re": 1}]):
            with self.subTest(stages=stages), self.assertRaises(ValidationError):
                plans.oc_curve(stages, [0.01])
