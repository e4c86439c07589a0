from odoo.exceptions import UserError, ValidationError

from .test_sampling_series import SamplingCase


class TestVariables(SamplingCase):
    """Requirement: MDQ-QUA-205, MDQ-QUA-039"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = {"characteristic_id": cls.diameter.id, "lower_limit": "5.95", "upper_limit": "6.00", "by_variables": True}

    def _measure(self, inspection, mean=5.975, spread=0.002):
        """Readings around a mean, as even as can be."""
        size = inspection.variable_ids.sample_size
        inspection.record([{"characteristic": "OD", "unit_no": unit, "value": f"{mean + spread * ((unit % 5) - 2):.5f}"}
                           for unit in range(1, size + 1)])
        return inspection

    def test_fewer_units_are_measured_and_the_class_keeps_its_sample(self):
        self._standard_plan([self.line, {"characteristic_id": self.surface.id}])
        inspection = self._open("A", 1000)
        row = inspection.variable_ids
        self.assertEqual((row.code_letter, row.sample_size, round(row.constant, 3), row.aql), ("J", 38, 1.871, "1.0"))
        needed = {column["code"]: column["needed"] for column in inspection.get_grid()["columns"]}
        self.assertEqual((needed, inspection.sample_size, inspection.reading_total), ({"OD": 38, "SURF": 80}, 80, 118))

    def test_alone_it_sets_the_sample(self):
        self._standard_plan([self.line])
        inspection = self._open("A", 1000)
        self.assertEqual((inspection.sample_size, len(inspection.pick_list.split(", "))), (38, 38))
        answer = inspection.record([{"characteristic": "OD", "unit_no": 39, "value": "5.97"}])
        self.assertEqual(answer["accepted"], 0)

    def test_mean_and_deviation_decide(self):
        self._standard_plan([self.line])
        for name, mean, spread, state in (("A", 5.975, 0.002, "accepted"), ("B", 5.975, 0.02, "rejected"), ("C", 5.9985, 0.001, "rejected")):
            inspection = self._measure(self._open(name, 1000), mean, spread)
            (note,) = inspection.get_grid()["notes"]
            self.assertIn("estimated beyond both limits", note)
            inspection.action_conclude()
            row = inspection.variable_ids
            self.assertEqual((inspection.state, row.accepted), (state, state == "accepted"), name)
            self.assertAlmostEqual(row.mean, mean, places=3)
            self.assertTrue(row.conclusion)
        self.assertEqual(self._series().lot_count, 3, "the class takes part in switching")

    def test_what_is_measured_only_just_well_enough_sets_skip_lot_back(self):
        """At AQL 1.0 of letter J k is 1.871; one AQL lower 2.062 of more units."""
        self._standard_plan([{**self.line, "lower_limit": False}], skip_lot=True)
        for name, mean, gained in (("A", 5.98, 5), ("B", 5.9971, None)):
            inspection = self._measure(self._open(name, 1000), mean, 0.001)
            inspection.action_conclude()
            self.assertEqual((inspection.state, inspection._get_skip_points()), ("accepted", gained), name)

    def test_nothing_is_decided_before_all_is_measured(self):
        self._standard_plan([self.line])
        inspection = self._open("A", 1000)
        inspection.record([{"characteristic": "OD", "unit_no": unit, "value": "5.97"} for unit in range(1, 38)])
        with self.assertRaisesRegex(UserError, "lacks 1 readings"):
            inspection.action_conclude()
        self.assertFalse(inspection.get_grid().get("notes"))

    def test_a_unit_beyond_a_limit_does_not_count_twice(self):
        """One reading just beyond a limit: the class is judged by the estimate, not by counting."""
        self._standard_plan([self.line, {"characteristic_id": self.surface.id}])
        inspection = self._measure(self._open("A", 1000))
        inspection.record([{"characteristic": "SURF", "unit_no": unit, "ok": True} for unit in range(1, 81)])
        verdict = inspection._get_verdict()
        self.assertEqual((verdict.accepted, verdict.failed_by_class["major"]), (True, 0))
        inspection.record([{"characteristic": "SURF", "unit_no": unit, "ok": False, "reason": "seen again"} for unit in (1, 2, 3)])
        self.assertEqual(inspection._get_verdict().rejecting, ("major",))

    def test_the_refusal_says_what_the_readings_say(self):
        self._standard_plan([{**self.line, "lower_limit": False}])
        inspection = self._measure(self._open("A", 1000), 5.998, 0.002)
        with self.assertRaisesRegex(UserError, r"Q 0\.\d+, k 1\.871: not accepted"):
            inspection._check_move_to_accepted()

    def test_readings_that_are_not_normal_are_said_to_be(self):
        self._standard_plan([{**self.line, "lower_limit": "0"}])
        inspection = self._open("A", 1000)
        inspection.record([{"characteristic": "OD", "unit_no": unit, "value": f"5.9{unit % 2}" if unit < 37 else "4.0"} for unit in range(1, 39)])
        self.assertIn("hardly come from a normal distribution", inspection.get_grid()["notes"][0])

    def test_a_lot_that_is_measured_whole_is_counted(self):
        self._standard_plan([self.line])
        inspection = self._open("A", 5)
        self.assertEqual((inspection.sample_size, len(inspection.variable_ids)), (5, 0))
        inspection.record([{"characteristic": "OD", "unit_no": unit, "value": "5.97" if unit > 1 else "6.1"} for unit in range(1, 6)])
        inspection.action_conclude()
        self.assertEqual(inspection.state, "rejected")

    def test_only_where_it_suits(self):
        for line in ({"characteristic_id": self.surface.id, "by_variables": True}, {**self.line, "required": False}):
            with self.subTest(line), self.assertRaisesRegex(ValidationError, "cannot be sampled by variables"):
                self._standard_plan([line], effective=False)
        for vals in ({"sampling": "fixed"}, {"standard": "Squeglia c=0"}):
            plan = self._standard_plan([self.line], effective=False, **vals)
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "needs a standard indexed by AQL"):
                plan.with_user(self.quality_engineer).action_submit()

    def test_integrators_look_plans_up_and_are_told_the_source(self):
        plan = self.env["mdq.sampling.plan"].with_user(self.inspector).lookup_variables("ISO 2859-1:1999", 1000, "II", 1.0)
        self.assertEqual((plan["code_letter"], plan["n"], round(plan["k"], 3), plan["full_inspection"]), ("J", 38, 1.871, False))
        self.assertIn("Not read from the tables", plan["source"])
        with self.assertRaisesRegex(ValidationError, "cannot be reckoned"):
            self.env["mdq.sampling.plan"].lookup_variables("ISO 2859-1:1999", 1000, "II", 1.1)

    def test_nobody_writes_or_deletes_results(self):
        self._standard_plan([self.line])
        row = self._open("A", 1000).variable_ids
        with self.assertRaises(UserError):
            row.with_user(self.quality_manager).write({"accepted": True})
        with self.assertRaises(UserError):
            row.sudo().unlink()
