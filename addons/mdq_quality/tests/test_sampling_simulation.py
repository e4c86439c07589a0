from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .test_sampling_series import SamplingCase


class TestSimulation(SamplingCase):
    """Requirement: MDQ-QUA-206"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._standard_plan()

    def _simulate(self, user=None, **vals):
        simulation = self.env["mdq.sampling.simulation"].with_user(user or self.quality_engineer).create({
            "product_id": self.bar.id, "standard": "ISO 2859-1:1999", "aql_major": "1.0", "aql_minor": False, **vals,
        })
        simulation.action_simulate()
        return simulation

    def test_the_same_plan_says_the_same(self):
        self._lots(0, 4, 0, 4, 2)
        simulation = self._simulate()
        self.assertEqual((simulation.lot_count, simulation.accepted_count, simulation.differing_count), (5, 3, 0))
        self.assertEqual((simulation.units, simulation.units_then), (625, 625))
        self.assertEqual(simulation.line_ids.mapped("severity"), ["normal"] * 4 + ["tightened"])
        self.assertIn("3 of 5 lots", simulation.summary)

    def test_a_replay_stays_on_its_screen(self):
        """An action in return would add a step to the way back with each replay."""
        self._lots(0)
        self.assertIs(self._simulate().action_simulate(), True)

    def test_a_stricter_plan_names_the_lots_that_it_would_have_stopped_and_why(self):
        self._lots(0, 3, 0)
        simulation = self._simulate(aql_major="0.65")
        line = simulation.line_ids.filtered("differs")
        self.assertEqual((simulation.differing_count, line.accepted_then, line.accepted), (1, True, False))
        self.assertEqual(line.why, "Major: 3 of n 125, Ac 2")

    def test_a_smaller_sample_counts_only_its_units_and_a_larger_one_is_estimated(self):
        self._lots(2)
        smaller = self._simulate(level="I")
        self.assertEqual((smaller.units, smaller.estimated_count, smaller.line_ids.why), (50, 0, "Major: 2 of n 50, Ac 1"))
        self.assertEqual(self._simulate(level="III").estimated_count, 1)

    def test_it_has_no_side_effects(self):
        self._lots(0, 4)
        def facts():
            return [self.env[model].search_count([]) for model in ("mdq.inspection", "mdq.sampling.series", "mdq.sampling.switch", "mdq.measurement")]
        before = facts(), self._series().severity, self._series().lot_count
        self._simulate(aql_major="0.010")
        self.assertEqual((facts(), self._series().severity, self._series().lot_count), before)

    def test_suppliers_are_series_apart(self):
        self._lots(4)
        other = self.env["res.partner"].create({"name": "Another Mill", "is_company": True})
        lot = self._receive((self.bar, "other", 2000), partner_id=other.id).move_line_ids.lot_id
        self._conclude(self._inspections(lot).with_user(self.inspector), 4)
        self._lots(0)
        self.assertEqual(self._simulate().tightened_count, 0)
        self.assertEqual(self._simulate(partner_id=other.id).lot_count, 1)

    def test_a_critical_defect_without_an_aql_is_not_accepted(self):
        self._standard_plan([{"characteristic_id": self.crack.id}], product=self.screw)
        inspection = self.env["mdq.inspection"]._create_for_lots(self._lot(self.screw), "iqc", {"quantity": 1000}).with_user(self.inspector)
        self._conclude(inspection, 1, "CRACK")
        simulation = self._simulate(product_id=self.screw.id)
        self.assertEqual((simulation.accepted_count, simulation.differing_count), (0, 0))
        self.assertIn("critical", simulation.line_ids.why)

    def test_questions_that_cannot_be_answered(self):
        with self.assertRaisesRegex(UserError, "No lot"):
            self._simulate()
        self._lots(0)
        for vals, words in (({"aql_major": False}, "at least one class"), ({"date_to": fields.Date.to_date("2001-01-01")}, "begins after"),
                            ({"plan_type": "double"}, "cannot be replayed"), ({"standard": "Squeglia c=0", "aql_major": "1000"}, "cannot be replayed")):
            with self.subTest(vals), self.assertRaisesRegex(UserError, words):
                self._simulate(**vals)

    def test_who_may_replay(self):
        self._lots(0)
        for user in (self.keeper, self.planner):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._simulate(user)
        self.assertEqual(self._simulate(self.sqe).lot_count, 1)
        Form(self._simulate())

    def test_queries_do_not_grow_with_lots(self):
        """Requirement: MDQ-QUA-034"""
        counts = []
        for _round in range(2):
            self._lots(0, 0, 0)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._simulate()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 6, counts)
