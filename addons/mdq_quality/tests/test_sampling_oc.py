from odoo.exceptions import AccessError, ValidationError

from .test_sampling_series import SamplingCase


class TestOc(SamplingCase):
    """Requirement: MDQ-QUA-207"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard_plan([{"characteristic_id": c.id} for c in (cls.surface, cls.label, cls.crack)], aql_minor="2.5")

    def test_each_class_has_its_curve_and_its_risks(self):
        """K 1.0 normal of oc_expected.json: 125 units, Ac 3; equal to R AcceptanceSampling."""
        oc = self.plan.with_user(self.inspector).get_oc(2000)
        curves = {curve["defect_class"]: curve for curve in oc["curves"]}
        self.assertEqual(list(curves), ["critical", "major", "minor"])
        self.assertEqual(curves["major"]["stages"], [{"n": 125, "ac": 3, "re": 4}])
        self.assertEqual(curves["critical"]["stages"], [{"n": 125, "ac": 0, "re": 1}])
        risks = curves["major"]["risks"]
        self.assertAlmostEqual(risks["producer"], 1 - 0.9625509378, places=8)
        self.assertAlmostEqual(risks["consumer_quality"], 0.05266, places=5)
        self.assertAlmostEqual(risks["outgoing_limit"], 0.01554, places=5)
        self.assertEqual((curves["major"]["points"][0], risks["average_sample"]), ([0.0, 1.0], 125.0))
        chances = [chance for _share, chance in curves["major"]["points"]]
        self.assertTrue(chances == sorted(chances, reverse=True) and chances[-1] < 0.01)

    def test_severities_and_models(self):
        self.assertEqual(self.plan.get_oc(2000, "tightened")["curves"][1]["stages"], [{"n": 125, "ac": 2, "re": 3}])
        self.assertEqual(self.plan.get_oc(2000, "reduced")["curves"][1]["stages"], [{"n": 50, "ac": 2, "re": 3}])
        for model in ("poisson", "hypergeometric"):
            points = self.plan.get_oc(200, model=model)["curves"][1]["points"]
            self.assertTrue(len(points) > 5 and points[0][1] == 1.0)

    def test_double_plans_and_fixed_ones_have_a_curve(self):
        double = self._standard_plan(standard="MIL-STD-105E", plan_type="double", effective=False)
        curve = double.get_oc(3000)["curves"][0]
        self.assertEqual(len(curve["stages"]), 2)
        self.assertTrue(80 < curve["risks"]["average_sample"] < 160)
        fixed = self._plan(effective=False, sample_size=20, acceptance_number=1)
        self.assertEqual(fixed.get_oc(500)["curves"][0]["stages"], [{"n": 20, "ac": 1, "re": 2}])
        self.assertTrue(self._plan(effective=False, sampling="root").get_oc(10)["curves"])

    def test_what_cannot_be_drawn_is_said(self):
        for question, words in (((0,), "at least 1"), ((1.5,), "whole number"), ((100, "strict"), "Choose normal"),
                                ((100, "normal", "x"), "Choose normal"), ((5000, "normal", "hypergeometric"), "up to 2000")):
            with self.subTest(question), self.assertRaisesRegex(ValidationError, words):
                self.plan.get_oc(*question)

    def test_who_may_not_read_plans_sees_no_curves(self):
        with self.assertRaises(AccessError):
            self.plan.with_user(self.keeper).get_oc()

    def test_the_paper_shows_the_curves(self):
        html = self.env["ir.actions.report"]._render_qweb_html("mdq_quality.mdq_inspection_plan_sampling_report", self.plan.ids)[0].decode()
        self.assertEqual(html.count("<polyline"), 9)
        self.assertIn("Tightened inspection", html)
        self.assertIn("放宽检验", html)


class TestPickList(SamplingCase):
    """Requirement: MDQ-QUA-208"""

    def test_the_paper_lists_the_units_with_the_seed(self):
        self._standard_plan()
        inspection = self._open("A", 1000)
        (pick,) = inspection._get_pick_tables()
        cells = [cell for row in pick["rows"] for cell in row if cell]
        self.assertEqual([unit for _number, unit in cells], [int(unit) for unit in inspection.pick_list.split(", ")])
        self.assertEqual([number for number, _unit in cells], list(range(1, 81)))
        html = self.env["ir.actions.report"].with_user(self.inspector)._render_qweb_html(
            "mdq_quality.mdq_inspection_pick_report", inspection.ids)[0].decode()  # fmt: skip
        self.assertIn(inspection.pick_seed, html)
        self.assertEqual(html.count("☐"), 80)

    def test_the_second_sample_stands_apart(self):
        self._standard_plan(standard="MIL-STD-105E", plan_type="double")
        tables = self._open("A")._get_pick_tables()
        self.assertEqual([table["rows"][0][0][0] for table in tables], [1, 81])

    def test_where_all_is_taken_the_paper_says_so(self):
        self._standard_plan()
        inspection = self._open("A", 5)
        self.assertEqual(inspection._get_pick_tables(), [])
        html = self.env["ir.actions.report"]._render_qweb_html("mdq_quality.mdq_inspection_pick_report", inspection.ids)[0].decode()
        self.assertIn("Every unit is taken", html)
