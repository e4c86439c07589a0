from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .gauge_common import GaugeCase


class TestGaugeImpact(GaugeCase):
    """Requirement: MDQ-QUA-109"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, _inspection = cls._measured("A")
        cls.second, _inspection = cls._measured("B")
        cls._gauge("MIC-2")
        cls._calibrate(cls.env["maintenance.equipment"].search([("mdq_gauge_no", "=", "MIC-2")]))
        cls.untouched, _inspection = cls._measured("C", "MIC-2")

    def _fail(self, days=0, **vals):
        calibration = self._calibrate(self.gauge, days, **{"as_found": "fail", **vals})
        return self.env["mdq.gauge.impact"].search([("calibration_id", "=", calibration.id)]).with_user(self.quality_engineer)

    def _close(self, impact, reason="Error of 2 µm against a tolerance of 50 µm"):
        return impact.close(self.credential_of(self.quality_engineer), reason)

    def test_a_gauge_found_wrong_lists_what_it_measured(self):
        impact = self._fail()
        self.assertEqual(impact.line_ids.lot_id, self.first | self.second)
        self.assertEqual((impact.reading_count, impact.line_ids.mapped("reading_count"), impact.open_count), (4, [2, 2], 2))
        self.assertTrue(impact.name.startswith("GI/"))
        readings = self.env["mdq.measurement"].search(impact.action_view_readings()["domain"])
        self.assertEqual((len(readings), readings.gauge_id), (4, self.gauge))
        alert = self.env["mdq.alert"].search([("code", "=", "gauge_impact"), ("res_id", "=", impact.id)])
        self.assertEqual(alert.severity, "critical")

    def test_every_lot_that_was_judged_in_one_is_listed(self):
        self._make_effective(self._plan(self.screw, unit="batch", effective=False))
        lots = self._receive((self.screw, "S1", 5), (self.screw, "S2", 5)).move_line_ids.lot_id
        inspection = lots.mdq_inspection_ids.with_user(self.inspector)
        inspection.record([{**reading, **({"gauge": "MIC-1"} if "value" in reading else {})} for reading in self._good(inspection)])
        inspection.action_conclude()
        impact = self._fail()
        self.assertEqual(impact.line_ids.lot_id, self.first | self.second | lots)
        for lot in lots:
            self.assertFalse({check["code"]: check["ok"] for check in lot._mdq_release_checks()[lot.id]}["gauges"])
        self.assertEqual(*([row["readings"] for row in rows] for rows in lots._mdq_get_reading_sources().values()))

    def test_what_was_taken_out_of_a_lot_is_in_doubt_with_it(self):
        def part(quantity):
            place = [{"location_id": self.stock.id, "quantity": quantity}]
            splits = self.env["mdq.lot.split"].with_user(self.quality_engineer)
            return splits.browse(splits.split(self.first.id, place, "hold", self.credential_of(self.quality_engineer), "Stains")).new_lot_id

        before = part(5)
        impact = self._fail()
        self.assertEqual(impact.line_ids.lot_id, self.first | self.second | before)
        since = part(4)
        for lot in (before, since):
            self.assertFalse({check["code"]: check["ok"] for check in lot._mdq_release_checks()[lot.id]}["gauges"], lot.name)

    def test_only_readings_since_the_last_good_calibration_count(self):
        self.env.flush_all()
        later = self._calibrate(self.gauge, 0)
        self.assertEqual(later.as_left, "pass")
        before = self._fail(5)  # found wrong between two good ones: what came after the later one is not in doubt
        self.assertFalse(before.line_ids)
        self.assertEqual(self._close(before, "It measured nothing in that time"), True)

    def test_a_gauge_that_passes_raises_nothing(self):
        calibration = self._calibrate(self.gauge, 0)
        self.assertFalse(calibration.impact_ids)

    def test_each_lot_needs_a_decision_before_it_is_closed(self):
        """Requirement: MDQ-QUA-110"""
        impact = self._fail()
        with self.assertRaisesRegex(UserError, "decide on 2 more lots"):
            self._close(impact)
        impact.line_ids[0].decide("no_effect", "Far from the limits")
        with self.assertRaisesRegex(UserError, "decide on 1 more lots"):
            self._close(impact)
        impact.line_ids[1].decide("no_effect", "Far from the limits")
        with self.assertRaisesRegex(UserError, "what was concluded"):
            self._close(impact, " ")
        for user, error in ((self.inspector, AccessError), (self.releaser, AccessError), (self.auditor, AccessError)):
            with self.assertRaises(error):
                impact.with_user(user).close(self.credential_of(user), "Mine")
        with self.assertRaises(UserError):
            impact.close({"type": "password", "password": "wrong"}, "Guess")
        self.assertEqual(impact.state, "open")
        self._close(impact)
        self.assertEqual((impact.state, impact.signature_ids.user_id), ("closed", self.quality_engineer))
        with self.assertRaisesRegex(UserError, "is closed"):
            impact.line_ids[0].decide("hold", "Second thoughts")

    def test_decisions_name_person_reason_and_place(self):
        impact = self._fail()
        line = impact.line_ids[0]
        for decision, reason in (("no_effect", ""), ("no_effect", None), ("scrap", "Why not")):
            with self.assertRaises(UserError):
                line.decide(decision, reason)
        for user in (self.inspector, self.releaser):
            with self.assertRaises(AccessError):
                line.with_user(user).decide("no_effect", "Fine")
            with self.assertRaises(AccessError):
                line.with_user(user).sudo().decide("no_effect", "Fine")
        for record in (line, line.with_user(self.quality_manager)):
            with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
                record.write({"decision": "no_effect"})
        line.decide("no_effect", "Far from the limits")
        self.assertEqual((line.decided_by, line.reason, line.decision), (self.quality_engineer, "Far from the limits", "no_effect"))
        self.assertIn("50 Units", line.places_then)

    def test_many_lots_are_held_at_once(self):
        """Requirement: MDQ-QUA-111"""
        self._release(self.first)
        impact = self._fail()
        action = impact.action_decide_open()
        with Form(self.env["mdq.gauge.impact.decide"].with_user(self.quality_engineer).with_context(**action["context"])) as form:
            form.reason = "The error is half of the tolerance"
        form.save().action_decide()
        self.assertEqual(set((self.first | self.second).mapped("mdq_status")), {"hold"})
        self.assertEqual(len(impact.line_ids.hold_id), 1)
        self.assertIn("MIC-1", impact.line_ids.hold_id.reason)
        self.assertEqual(self.untouched.mdq_status, "quarantine")

    def test_inspecting_again_takes_a_released_lot_back(self):
        self._release(self.first)
        impact = self._fail()
        line = impact.line_ids.filtered(lambda line: line.lot_id == self.first)
        line.decide("inspect_again", "Close to the limit")
        self.assertEqual((self.first.mdq_status, line.new_inspection_id.state), ("quarantine", "open"))
        self.assertEqual((line.new_inspection_id.plan_id, line.new_inspection_id.quantity), (self.plan, 50))

    def test_where_lots_are_is_said_also_when_nothing_is_left(self):
        self._release(self.first)
        self._release(self.second)
        self._picking("out", [(self.bar, self.first, 50)]).button_validate()
        outside = self._picking("internal", [(self.bar, self.second, 20)], destination=self.outside)
        outside.button_validate()
        impact = self._fail()
        gone, parted = impact.line_ids.sorted("id")
        self.assertRegex(gone.places, "^Customer Baoji Titanium: 50")
        self.assertRegex(parted.places, "Subcontractor")
        self.assertRegex(parted.places, "30 Units")
        with self.assertRaisesRegex(UserError, "cannot be inspected again"):
            gone.decide("inspect_again", "Try")
        gone.decide("hold", "Ask the customer to stop")
        self.assertEqual(self.first.mdq_status, "hold")

    def test_a_lot_in_doubt_is_not_released(self):
        """Requirement: MDQ-QUA-112"""
        impact = self._fail()
        evaluation = self.env["mdq.release"].with_user(self.releaser).evaluate((self.first | self.untouched).ids)
        checks = [{check["code"]: check for check in each["checks"]} for each in evaluation]
        self.assertEqual([each["gauges"]["ok"] for each in checks], [False, True])
        self.assertIn(impact.name, checks[0]["gauges"]["why"])
        for user in (self.releaser,):
            with self.assertRaisesRegex(UserError, "found out of tolerance"):
                self._release(self.first, user)
        impact.line_ids.decide("no_effect", "Far from the limits")
        with self.assertRaisesRegex(UserError, "found out of tolerance"):
            self._release(self.first)
        self._close(impact)
        self._release(self.first | self.second)

    def test_queries_do_not_grow_with_lots(self):
        counts = {}
        lots = self.first | self.second | self.untouched
        self._fail()
        for some in (lots[:1], lots):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._mdq_get_places()
            self.env["mdq.gauge.impact.line"].search([("lot_id", "in", some.ids)]).mapped("places")
            counts[len(some)] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[3], counts[1] + 1)

    def test_companies_are_separate(self):
        impact = self._fail()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=company.id, company_ids=[company.id])
        for records in (impact, impact.line_ids):
            with self.assertRaises(AccessError):
                records.with_user(stranger).check_access("read")
        with self.assertRaises(AccessError):
            impact.line_ids.with_user(stranger).decide("no_effect", "Not mine")

    def test_a_paper_says_who_measured_with_what(self):
        """Requirement: MDQ-QUA-113"""
        rows = (self.first | self.untouched)._mdq_get_reading_sources()
        diameter = next(row for row in rows[self.first.id] if row["characteristic"].startswith("OD"))
        self.assertEqual((diameter["persons"], diameter["readings"]), ([self.inspector.name], 2))
        self.assertIn("MIC-1", diameter["gauges"][0])
        self.assertIn("MIC-2", str(rows[self.untouched.id]))
