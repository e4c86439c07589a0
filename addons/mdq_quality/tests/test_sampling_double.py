from odoo.exceptions import ValidationError

from .test_sampling_series import SamplingCase


class TestDouble(SamplingCase):
    """Requirement: MDQ-QUA-202"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._standard_plan(standard="ANSI/ASQ Z1.4-2003", plan_type="double")

    def _record(self, inspection, bad, first=1, last=80):
        return inspection.record([{"characteristic": "SURF", "unit_no": unit, "ok": unit not in bad} for unit in range(first, last + 1)])

    def test_the_first_sample_decides_most_lots(self):
        for name, bad, state in (("A", (3,), "accepted"), ("B", (1, 2, 3, 4), "rejected")):
            inspection = self._open(name)
            sample = inspection.sample_ids
            self.assertEqual((sample.sample_size, sample.acceptance_number, sample.rejection_number), (80, 1, 4))
            self.assertEqual((sample.second_size, sample.second_acceptance, sample.second_rejection), (80, 4, 5))
            self._record(inspection, bad)
            self.assertEqual((inspection.sample_size, inspection.reading_total), (80, 80))
            inspection.action_conclude()
            self.assertEqual((inspection.state, sample.stage), (state, 1))

    def test_between_the_second_sample_is_asked_for_and_both_decide(self):
        """Also in one call: what belongs to the second sample is taken only when it is needed."""
        for name, more, state in (("A", (90, 160), "accepted"), ("B", (90, 91, 160), "rejected")):
            inspection = self._open(name)
            answer = self._record(inspection, (1, 2), last=81)
            self.assertEqual((answer["accepted"], len(answer["rejected"])), (80, 1))
            self.assertEqual((inspection.sample_size, inspection.reading_total), (160, 160))
            self.assertIn("units 81 to 160", inspection.get_grid()["notes"][0])
            with self.assertRaisesRegex(Exception, "lacks 80 readings"):
                inspection.action_conclude()
            self._record(inspection, more, 81, 160)
            inspection.action_conclude()
            self.assertEqual((inspection.state, inspection.sample_ids.stage), (state, 2))

    def test_a_list_reads_no_readings_for_each_inspection(self):
        """Requirement: MDQ-QUA-034"""
        counts = []
        for number in (2, 12):
            lots = self.env["stock.lot"].create([{"name": f"D{number}-{i}", "product_id": self.bar.id} for i in range(number)])
            inspections = self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 2000})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(inspections.mapped("reading_total"), [80] * number)
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 4, counts)

    def test_a_correction_takes_the_second_sample_back(self):
        inspection = self._open("A")
        self._record(inspection, (1, 2))
        inspection.record([{"characteristic": "SURF", "unit_no": 2, "ok": True, "reason": "wrong unit"}])
        self.assertEqual((inspection.sample_size, inspection.get_grid().get("notes")), (80, None))
        inspection.action_conclude()
        self.assertEqual(inspection.state, "accepted")

    def test_units_of_the_second_sample_are_others(self):
        inspection = self._open("A")
        first, second = ({int(unit) for unit in text.split(", ")} for text in (inspection.pick_list, inspection.pick_list_second))
        self.assertEqual((len(first), len(second), first & second), (80, 80, set()))
        self._record(inspection, (1, 2))
        self.assertEqual({int(unit) for unit in inspection.pick_list.split(", ")}, first, "the list does not change while one works by it")

    def test_the_score_asks_for_the_first_sample(self):
        inspection = self._open("A")
        self._record(inspection, (1, 2))
        self._record(inspection, (), 81, 160)
        inspection.action_conclude()
        self.assertIs(inspection.sample_ids._prepare_lot().first_sample, False)
        inspection = self._open("B")
        self._record(inspection, ())
        inspection.action_conclude()
        self.assertIs(inspection.sample_ids._prepare_lot().first_sample, True)
        self.assertEqual((self._series().lot_count, self._series().score), (2, 3))

    def test_between_the_numbers_of_a_reduced_plan_the_lot_is_accepted_and_normal_inspection_returns(self):
        self._lots(*[0] * 10)
        series = self._series()
        series.with_user(self.second_engineer).agree_reduction(self.credential_of(self.second_engineer), "Looked at the lots")
        self.assertEqual(series.severity, "reduced")
        inspection = self._open("reduced")
        sample = inspection.sample_ids
        self.assertEqual((sample.sample_size, sample.acceptance_number, sample.rejection_number), (32, 0, 4))
        self.assertEqual((sample.second_size, sample.second_acceptance, sample.second_rejection), (32, 1, 5))
        self._record(inspection, (1, 2, 3), last=32)
        self._record(inspection, (), 33, 64)
        inspection.action_conclude()
        self.assertEqual((inspection.state, series.severity, series.switch_ids[0].why), ("accepted", "normal", "gap"))

    def test_a_class_that_another_one_overtook_does_not_count(self):
        plan = self._standard_plan([{"characteristic_id": c.id} for c in (self.surface, self.crack)], standard="MIL-STD-105E",
                                   plan_type="double", product=self.screw)
        inspection = self.env["mdq.inspection"]._create_for_lots(self._lot(self.screw), "iqc", {"quantity": 2000}).with_user(self.inspector)
        self.assertEqual(inspection.plan_id, plan.sudo(False))
        inspection.record([{"characteristic": code, "unit_no": unit, "ok": unit > bad} for code, bad in (("SURF", 3), ("CRACK", 1))
                           for unit in range(1, 81)])
        inspection.action_conclude()
        self.assertEqual((inspection.state, inspection.sample_size, inspection.sample_ids.stage), ("rejected", 80, 0))
        self.assertFalse(self.env["mdq.sampling.series"].search([("product_id", "=", self.screw.id)]))

    def test_a_cell_without_a_double_plan_takes_the_single_one(self):
        self._standard_plan([{"characteristic_id": self.surface.id}], standard="MIL-STD-105E", plan_type="double", product=self.screw,
                            aql_major="0.010")  # fmt: skip
        inspection = self.env["mdq.inspection"]._create_for_lots(self._lot(self.screw), "iqc", {"quantity": 100})
        self.assertEqual((inspection.sample_ids.sample_size, inspection.sample_ids.second_size, inspection.sample_ids.full_inspection), (100, 0, True))

    def test_where_the_tables_have_no_double_plans_they_cannot_be_chosen(self):
        with self.assertRaisesRegex(ValidationError, "not in the tables"):
            self._standard_plan(plan_type="double", standard="ISO 2859-1:1999", effective=False)


class TestLevel(SamplingCase):
    """Requirement: MDQ-QUA-203, MDQ-SUP-043"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._standard_plan(level_by_risk=True)

    def _set_level(self, level):
        """What the risk table in force says of every class."""
        table = self.env["mdq.supplier.risk.rule"]._get_in_force(self.company)
        self.env.cr.execute("UPDATE mdq_supplier_risk_rule_class SET inspection_level = %s WHERE rule_id = %s", (level, table.id))
        table.class_ids.invalidate_recordset()
        self.env["mdq.supplier.risk.class"].invalidate_model()

    def test_the_risk_class_gives_the_level_and_a_change_is_recorded(self):
        self._set_level("I")
        inspection = self._conclude(self._open("A"))
        self.assertEqual((inspection.sample_ids.level, inspection.sample_ids.code_letter, self._series().level), ("I", "H", "I"))
        self._set_level("III")
        inspection = self._open("B")
        self.assertEqual((inspection.sample_ids.level, inspection.sample_ids.code_letter, self._series().level), ("III", "L", "III"))
        switch = self._series().switch_ids
        self.assertEqual((switch.why, switch.before), ("level", switch.after))
        self.assertIn("I → III", switch.sentence)

    def test_what_is_made_here_has_the_level_of_the_plan(self):
        self._set_level("I")
        inspection = self.env["mdq.inspection"]._create_for_lots(self._lot(), "iqc", {"quantity": 2000})
        self.assertEqual(inspection.sample_ids.level, "II")

    def test_queries_do_not_grow_with_lots(self):
        self._conclude(self._open("A"))
        counts = []
        for number in (2, 30):
            lots = self.env["stock.lot"].create([{"name": f"R{number}-{i}", "product_id": self.bar.id} for i in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 500, "partner_id": self.supplier.id})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 12, counts)
