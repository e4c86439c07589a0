from odoo.exceptions import AccessError, UserError, ValidationError

from .common import MdqQualityCase


class SamplingCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.label = cls.env["mdq.characteristic"].create(
            {"code": "PRINT", "name": "Print", "kind": "attribute", "defect_class": "minor"}
        )
        cls.crack = cls.env["mdq.characteristic"].create(
            {"code": "CRACK", "name": "Crack", "kind": "attribute", "defect_class": "critical"}
        )
        cls.second_engineer = cls.new_user("mdq_second_engineer", "mdq_base.group_quality_engineer")

    @classmethod
    def _standard_plan(cls, lines=None, **vals):
        return cls._plan(lines=lines or [{"characteristic_id": cls.surface.id}], **{
            "sampling": "standard", "standard": "ISO 2859-1:1999", "level": "II", "aql_major": "1.0", "aql_minor": False, **vals,
        })

    def _open(self, name, quantity=2000):
        return self._inspections(self._receive((self.bar, name, quantity)).move_line_ids.lot_id).with_user(self.inspector)

    def _conclude(self, inspection, bad=0, code="SURF"):
        inspection.record([{"characteristic": code, "unit_no": unit, "ok": unit > bad} for unit in range(1, inspection.sample_size + 1)])
        inspection.action_conclude()
        return inspection

    def _lots(self, *bad):
        for number, count in enumerate(bad):
            last = self._conclude(self._open(f"{self._testMethodName}{self.env['stock.lot'].search_count([])}{number}"), count)
        return last

    def _series(self):
        return self.env["mdq.sampling.series"].search([("product_id", "=", self.bar.id)])


class TestSampling(SamplingCase):
    """Requirement: MDQ-QUA-048"""

    def test_each_class_has_the_sample_that_the_standard_says(self):
        self._standard_plan([{"characteristic_id": c.id} for c in (self.surface, self.label, self.crack)], aql_minor="2.5")
        inspection = self._open("A", 1000)
        rows = {row.defect_class: (row.code_letter, row.sample_size, row.acceptance_number) for row in inspection.sample_ids}
        self.assertEqual(rows, {"major": ("J", 80, 2), "minor": ("J", 80, 5)})
        self.assertEqual((inspection.sample_size, inspection.reading_total), (80, 240))
        self.assertEqual(inspection.sample_ids.mapped("standard"), ["ISO 2859-1:1999"] * 2)

    def test_a_class_that_is_not_inspected_has_no_sample(self):
        self._standard_plan(aql_minor="0.25")
        self.assertEqual(self._open("A", 1000).sample_ids.mapped("defect_class"), ["major"])

    def test_critical_defects_alone_are_looked_for_on_the_sample_of_the_plan(self):
        self._standard_plan([{"characteristic_id": self.crack.id}])
        inspection = self._open("A", 1000)
        self.assertEqual((inspection.sample_size, inspection.reading_total), (80, 80))
        self._conclude(inspection, 1, "CRACK")
        self.assertEqual(inspection.state, "rejected")

    def test_an_arrow_gives_classes_samples_of_different_size(self):
        self._standard_plan([{"characteristic_id": c.id} for c in (self.surface, self.label)], aql_major="0.25", aql_minor="4.0")
        inspection = self._open("A", 100)
        self.assertEqual({row.defect_class: row.sample_size for row in inspection.sample_ids}, {"major": 50, "minor": 20})
        answer = inspection.record([{"characteristic": "PRINT", "unit_no": 21, "ok": True}, {"characteristic": "SURF", "unit_no": 50, "ok": True}])
        self.assertEqual((answer["accepted"], answer["rejected"][0]["index"]), (1, 0))
        self.assertIn("1 to 20", answer["rejected"][0]["why"])
        needed = {column["code"]: column["needed"] for column in inspection.get_grid()["columns"]}
        self.assertEqual(needed, {"SURF": 50, "PRINT": 20})

    def test_a_sample_as_large_as_the_lot_is_the_lot(self):
        self._standard_plan()
        inspection = self._open("A", 5)
        self.assertEqual((inspection.sample_size, inspection.sample_ids.full_inspection), (5, True))

    def test_a_single_unit_that_is_bad_is_not_accepted(self):
        """ISO 2859-1 at AQL 10: the arrows lead to a plan of five units that accepts with one, of which the lot has one."""
        self._standard_plan(aql_major="10")
        inspection = self._open("A", 1)
        self.assertEqual((inspection.sample_size, inspection.sample_ids.acceptance_number, inspection.sample_ids.rejection_number), (1, 0, 1))
        self.assertEqual(self._conclude(inspection, 1).state, "rejected")

    def test_a_larger_receipt_of_the_same_lot_has_a_larger_sample(self):
        self._standard_plan()
        picking = self._receive((self.bar, "A", 100), (self.bar, "A", 900))
        inspection = self._inspections(picking.move_line_ids.lot_id)
        self.assertEqual((len(inspection), inspection.sample_ids.sample_size), (1, 80))

    def test_another_plan_archives_the_samples_of_the_first(self):
        self._standard_plan([{"characteristic_id": c.id} for c in (self.surface, self.label)], aql_minor="2.5")
        inspection = self._open("A", 1000)
        revised = self.env["mdq.inspection.plan"].browse(inspection.plan_id.with_user(self.quality_engineer).action_revise()["res_id"])
        revised.with_user(self.quality_engineer).write({"aql_minor": "4.0", "aql_major": False, "line_ids": [
            (2, line.id) for line in revised.line_ids if line.defect_class == "major"]})
        self._make_effective(revised)
        inspection.action_find_plan()
        self.assertEqual((inspection.sample_ids.defect_class, inspection.sample_ids.acceptance_number), ("minor", 7))
        self.assertEqual(len(inspection.with_context(active_test=False).sample_ids), 2)
        with self.assertRaises(UserError):
            inspection.sample_ids.sudo().unlink()

    def test_too_many_of_one_class_reject_and_the_refusal_says_so(self):
        self._standard_plan([{"characteristic_id": c.id} for c in (self.surface, self.label, self.crack)], aql_minor="2.5")
        inspection = self._open("A", 1000)
        readings = [{"characteristic": code, "unit_no": unit, "ok": unit > bad}
                    for code, bad in (("SURF", 2), ("PRINT", 6), ("CRACK", 0)) for unit in range(1, 81)]
        inspection.record(readings)
        self.assertEqual(inspection._get_verdict().failed_by_class, {"critical": 0, "major": 2, "minor": 4})
        self.assertTrue(inspection._get_verdict().accepted, "a unit counts once, in its worst class")
        inspection.record([{"characteristic": "CRACK", "unit_no": 80, "ok": False, "reason": "seen again"}])
        with self.assertRaisesRegex(UserError, "Critical 1"):
            inspection._check_move_to_accepted()
        inspection.action_conclude()
        self.assertEqual((inspection.state, inspection.lot_id.mdq_status in ("rejected", "hold")), ("rejected", True))

    def test_above_aql_10_each_nonconformity_counts(self):
        """ISO 2859-1: those AQL are of nonconformities per 100 items; two units with Ac 2, of which one has three, are too many."""
        colour = self.env["mdq.characteristic"].create({"code": "COLOUR", "name": "Colour", "kind": "attribute", "defect_class": "minor"})
        edge = self.env["mdq.characteristic"].create({"code": "EDGE", "name": "Edge", "kind": "attribute", "defect_class": "minor"})
        self._standard_plan([{"characteristic_id": c.id} for c in (self.label, colour, edge)], aql_major=False, aql_minor="40")
        inspection = self._open("A", 8)
        sample = inspection.sample_ids
        self.assertEqual((sample.sample_size, sample.acceptance_number, sample.rejection_number), (2, 2, 3))
        readings = [{"characteristic": code, "unit_no": unit, "ok": unit == 2} for code in ("PRINT", "COLOUR", "EDGE") for unit in (1, 2)]
        inspection.record(readings)
        inspection.action_conclude()
        self.assertEqual((inspection.state, sample.nonconforming), ("rejected", 3))

    def test_units_are_drawn_so_that_anybody_can_draw_them_again(self):
        """Requirement: MDQ-QUA-044"""
        self._standard_plan()
        inspection = self._open("A", 1000)
        units = [int(unit) for unit in inspection.pick_list.split(", ")]
        self.assertEqual((len(set(units)), inspection.pick_seed), (80, inspection.name))
        self.assertTrue(all(1 <= unit <= 1000 for unit in units) and units == sorted(units))
        with self.assertRaises(UserError):
            inspection.pick_seed = "another"
        self.assertFalse(self._open("B", 5).pick_list)

    def test_other_rules_of_thumb(self):
        for vals, size in (({"sampling": "percent", "sample_percent": 2.5}, 25), ({"sampling": "root"}, 33), ({"sampling": "all"}, 1000)):
            plan = self._plan(effective=False, **vals)
            self.assertEqual(plan._get_sample_size(1000), size, vals)

    def test_a_plan_that_cannot_be_reckoned_is_refused(self):
        for vals, words in (
            ({"sampling": "percent", "sample_percent": 0}, "above 0"), ({"sampling": "percent", "sample_percent": 101}, "at most 100"),
            ({"sampling": "standard", "aql_major": False, "aql_minor": False}, "at least one class"),
            ({"sampling": "standard", "standard": "Squeglia c=0", "aql_major": "1000"}, "no plans for AQL 1000"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, words):
                self._plan(effective=False, **vals)
        with self.assertRaisesRegex(ValidationError, "without an AQL"):
            self._standard_plan([{"characteristic_id": self.label.id}])

    def test_queries_do_not_grow_with_lots(self):
        """Requirement: MDQ-QUA-034"""
        self._standard_plan()
        counts = []
        for number in (2, 30):
            lots = self.env["stock.lot"].create([{"name": f"Q{number}-{i}", "product_id": self.bar.id} for i in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 500})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 12, counts)


class TestSeries(SamplingCase):
    """Requirement: MDQ-QUA-038"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._standard_plan()

    def _sign(self, method, user, reason="Looked at the last lots"):
        return getattr(self._series().with_user(user), method)(self.credential_of(user), reason)

    def test_two_of_five_tighten_and_five_accepted_loosen(self):
        self._lots(4, 0, 4)
        series = self._series()
        self.assertEqual((series.severity, series.switch_ids.why, series.switch_ids.user_id), ("tightened", "two_of_five", self.inspector))
        self.assertIn("Normal → Tightened", series.switch_ids.sentence)
        tightened = self._open("next")
        self.assertEqual((tightened.sample_ids.severity, tightened.sample_ids.acceptance_number), ("tightened", 2))
        self._conclude(tightened)
        self._lots(0, 0, 0, 0)
        self.assertEqual((series.severity, series.score, len(series.switch_ids)), ("normal", 0, 2))

    def test_the_timeline_shows_each_lot_and_the_sentence_of_each_switch_where_it_happened(self):
        self._lots(4, 0, 4, 0)
        steps = self._series().with_user(self.auditor).get_timeline()
        shown = [(step["kind"], step.get("found"), step.get("accepted"), step.get("severity"), step.get("after")) for step in steps]
        self.assertEqual(shown, [
            ("lot", 4, False, "normal", None), ("lot", 0, True, "normal", None), ("lot", 4, False, "normal", None),
            ("switch", None, None, None, "tightened"), ("lot", 0, True, "tightened", None),
        ])
        self.assertIn("Normal → Tightened: Two of five lots not accepted", steps[3]["sentence"])
        with self.assertRaises(AccessError):
            self._series().with_user(self.new_user("mdq_nobody", "base.group_user")).get_timeline()

    def test_an_agreed_reduction_stands_after_the_last_lot(self):
        self._lots(*[0] * 10)
        self._sign("agree_reduction", self.second_engineer)
        steps = self._series().get_timeline()
        self.assertEqual([step["kind"] for step in steps], ["lot"] * 10 + ["switch"] * 2, "the agreement, and the switch that follows from it")
        self.assertEqual(steps[-1]["after"], "reduced")

    def test_a_lot_offered_again_does_not_count(self):
        rejected = self._lots(4)
        again = self.env["mdq.inspection"]._create_for_lots(
            rejected.lot_id, "iqc", {"quantity": 2000, "partner_id": self.supplier.id, "picking_id": rejected.picking_id.id}
        ).with_user(self.inspector)
        self._conclude(again, 4)
        self.assertEqual((self._series().severity, self._series().lot_count), ("normal", 1))

    def test_a_rejected_lot_that_comes_back_does_not_count_and_more_of_an_accepted_one_does(self):
        rejected, accepted = self._lots(4), self._lots(0)
        self.assertEqual(self._series().lot_count, 2)
        rejected.lot_id._mdq_set_status("quarantine", "Reworked by the supplier")
        for lot, count in ((rejected.lot_id, 2), (accepted.lot_id, 3)):
            self._receive((self.bar, lot, 2000))
            self._conclude(self._inspections(lot).filtered(lambda inspection: inspection.state == "open").with_user(self.inspector))
            self.assertEqual(self._series().lot_count, count)

    def test_each_portion_of_a_lot_is_offered_for_the_first_time_once(self):
        self._standard_plan(product=self.screw, unit="portion", portion_size=500)
        lot = self._receive((self.screw, "A", 1500)).move_line_ids.lot_id
        first, second, third = self._inspections(lot).sorted("id").with_user(self.inspector)
        for inspection, bad in ((first, 0), (second, 4), (third, 0)):
            self._conclude(inspection, bad)
        series = self.env["mdq.sampling.series"].search([("product_id", "=", self.screw.id)])
        self.assertEqual(series.lot_count, 3)
        lot._mdq_set_status("quarantine", "Sorted")
        self._conclude(self.env["mdq.inspection"]._create_for_lots(lot, "iqc", {"quantity": 1500}).with_user(self.inspector))
        self.assertEqual(series.lot_count, 3)

    def test_the_second_look_at_a_lot_of_a_delivery_judged_in_one_does_not_count(self):
        self._standard_plan(product=self.screw, unit="batch")
        lots = self._receive((self.screw, "A", 1000), (self.screw, "B", 1000)).move_line_ids.lot_id
        self._conclude(lots.mdq_inspection_ids.with_user(self.inspector), 10)
        series = self.env["mdq.sampling.series"].search([("product_id", "=", self.screw.id)])
        for lot in lots:
            again = self.env["mdq.inspection"]._create_for_lots(lot, "iqc", {"quantity": 1000, "partner_id": self.supplier.id})
            self._conclude(again.with_user(self.inspector))
        self.assertEqual(series.lot_count, 1)

    def test_a_sample_drawn_before_a_switch_does_not_count_after_it(self):
        waiting = self._open("waiting")
        self._lots(4, 4)
        self._conclude(waiting)
        self.assertEqual((self._series().severity, self._series().lot_count, waiting.sample_ids.series_no), ("tightened", 2, 0))

    def test_reduced_inspection_is_earned_and_agreed_by_somebody_who_did_not_inspect(self):
        self._lots(*[0] * 10)
        series = self._series()
        self.assertEqual((series.severity, series.score, series.reduction_earned), ("normal", 30, True))
        inspecting_engineer = self.new_user("mdq_both", "mdq_base.group_quality_engineer", "mdq_base.group_inspector")
        self._conclude(self._open("by both").with_user(inspecting_engineer))
        for user in (self.inspector, inspecting_engineer, self.releaser, self.sqe, self.auditor, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._sign("agree_reduction", user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._sign("agree_reduction", self.second_engineer, " ")
        with self.assertRaises(UserError):
            series.with_user(self.second_engineer).agree_reduction({"type": "password", "password": "wrong"}, "why")
        self._sign("agree_reduction", self.second_engineer)
        self.assertEqual((series.severity, series.reduction_earned), ("reduced", False))
        agreed = series.switch_ids.filtered(lambda switch: switch.why == "agreed")
        self.assertEqual((agreed.signature_state, agreed.signature_ids.user_id), ("valid", self.second_engineer))
        reduced = self._open("reduced")
        self.assertEqual((reduced.sample_size, reduced.sample_ids.acceptance_number), (50, 2))
        self._conclude(reduced, 3)
        self.assertEqual((series.severity, series.reduction_agreed, series.score), ("normal", False, 0))

    def test_irregular_production_ends_reduced_inspection(self):
        self._lots(*[0] * 10)
        self._sign("agree_reduction", self.second_engineer)
        self._sign("interrupt", self.second_engineer)
        self.assertEqual((self._series().severity, self._series().switch_ids[0].why), ("normal", "irregular"))
        with self.assertRaisesRegex(UserError, "not on reduced"):
            self._sign("interrupt", self.second_engineer)

    def test_five_on_tightened_discontinue_until_a_manager_resumes(self):
        self._lots(4, 4, 3, 3, 3, 3, 3)
        series = self._series()
        self.assertEqual((series.severity, series.rejections), ("discontinued", 5))
        inspection = self._open("after the end")
        self.assertEqual(inspection.sample_ids.acceptance_number, 2, "what arrives is still looked at, tightened")
        inspection.record([{"characteristic": "SURF", "unit_no": unit, "ok": True} for unit in range(1, 126)])
        with self.assertRaisesRegex(UserError, "discontinued"):
            inspection.action_conclude()
        with self.assertRaises(AccessError):
            self._sign("resume", self.second_engineer)
        self._sign("resume", self.quality_manager)
        self.assertEqual((series.severity, series.rejections, series.switch_ids[0].signature_state), ("tightened", 0, "valid"))
        inspection.action_conclude()
        self.assertEqual(inspection.state, "accepted")

    def test_series_are_apart_by_supplier_and_company(self):
        self._lots(4, 4)
        other = self.env["res.partner"].create({"name": "Another Mill", "is_company": True})
        lot = self._receive((self.bar, "other", 2000), partner_id=other.id).move_line_ids.lot_id
        self.assertEqual(self._inspections(lot).sample_ids.severity, "normal")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_series_stranger", "mdq_base.group_quality_engineer", company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.env["mdq.sampling.series"].with_user(stranger).search([]))

    def test_nobody_writes_series_switches_or_samples(self):
        inspection = self._lots(4, 4)
        series = self._series()
        for user in (self.inspector, self.quality_engineer, self.quality_manager, self.admin):
            for records, vals in ((series, {"severity": "normal"}), (series.switch_ids, {"reason": "x"}), (inspection.sample_ids, {"accepted": True})):
                with self.subTest(user.login, model=records._name), self.assertRaises(AccessError):
                    records.with_user(user).write(vals)
                with self.assertRaises(UserError):
                    records.with_user(user).unlink()
