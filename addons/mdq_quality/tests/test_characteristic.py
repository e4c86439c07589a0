import base64
import hashlib

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import MdqQualityCase

PDF = base64.b64encode(b"%PDF-1.7 chart of the furnace")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAZSobbgAAAABJRU5ErkJggg=="
)


class CharacteristicCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = {"VIS": ("Surface against photos", "visual"), "HEAT": ("Heat number", "text"), "CHART": ("Furnace chart", "file")}
        cls.visual, cls.heat, cls.chart = cls.env["mdq.characteristic"].create([
            {"code": code, "name": name, "kind": kind} for code, (name, kind) in kinds.items()
        ])

    def _inspection(self, *characteristics, lot="A", **vals):
        self._plan(sample_size=1, lines=[{"characteristic_id": each.id} for each in characteristics], **vals)
        lot = self._receive((self.bar, lot, 5)).move_line_ids.lot_id
        return self._inspections(lot).with_user(self.inspector)

    def _photo(self, **vals):
        return self.env["mdq.characteristic.photo"].with_user(self.quality_engineer).create({
            "characteristic_id": self.visual.id, "caption": "A scratch", "image": base64.b64encode(PNG), **vals})


class TestKinds(CharacteristicCase):
    """Requirement: MDQ-QUA-301"""

    def _say(self, inspection, **reading):
        return inspection.record([{"unit_no": 1, **reading}])["rejected"]

    def test_texts_are_judged_by_form_and_list(self):
        self.heat.write({"text_pattern": "H-9999", "allowed_texts": "H-2610\nH-2611"})
        inspection = self._inspection(self.heat)
        for text, passed in (("H-2610", True), ("H-2612", False), ("h-2610", False), ("H-26101", False)):
            self.assertFalse(self._say(inspection, characteristic="HEAT", text=text, reason="again"))
            reading = inspection.measurement_ids.sorted("id")[-1]
            self.assertEqual((reading.text_value, reading.passed, reading.value), (text, passed, False))
        for nothing in ("", "  ", None, 5, "x" * 501):
            self.assertIn("recorded text", self._say(inspection, characteristic="HEAT", text=nothing)[0]["why"])
        self.assertIn("say why", self._say(inspection, characteristic="HEAT", text="H-2610")[0]["why"])
        self.assertFalse(self._say(inspection, characteristic="HEAT", value="H-26101"))

    def test_a_form_says_what_it_takes(self):
        with self.assertRaisesRegex(ValidationError, "does not have the form"):
            self.heat.write({"text_pattern": "H-9999", "allowed_texts": "K-2610"})
        with self.assertRaisesRegex(ValidationError, "too many stars"):
            self.heat.text_pattern = "*a*b*c"

    def test_what_is_judged_by_eye_is_good_or_bad(self):
        inspection = self._inspection(self.visual)
        self.assertIn("good or bad", self._say(inspection, characteristic="VIS", value="1")[0]["why"])
        self.assertFalse(self._say(inspection, characteristic="VIS", ok=False))
        self.assertEqual((inspection.failed_units, inspection.measurement_ids._get_shown()), (1, "bad"))

    def test_a_file_is_a_reading_kept_with_its_fingerprint(self):
        """Requirement: MDQ-QUA-302"""
        inspection = self._inspection(self.chart)
        self.assertFalse(self._say(inspection, characteristic="CHART", file={"name": "chart.pdf", "data": PDF.decode()}))
        reading = inspection.measurement_ids
        self.assertTrue(reading.passed and reading.file_id.is_intact)
        self.assertEqual(reading.file_id.sha256, hashlib.sha256(base64.b64decode(PDF)).hexdigest())
        self.assertEqual((reading.text_value, reading.attachment_id.raw), ("chart.pdf", base64.b64decode(PDF)))
        self.assertEqual(inspection.get_grid()["readings"][0]["file"]["sha256"], reading.file_id.sha256)
        self.assertFalse(self._say(inspection, characteristic="CHART", file={"name": "chart.pdf", "data": PDF.decode()}))
        self.assertEqual(len(inspection.measurement_ids), 1)
        bad = {"name": "chart.pdf", "data": PDF.decode()}
        self.assertFalse(self._say(inspection, characteristic="CHART", file=bad, ok=False, reason="The curve drops"))
        self.assertEqual((inspection.failed_units, len(self.env["mdq.measurement.file"].search([]))), (1, 1))
        inspection.action_conclude()
        self.assertEqual(inspection.state, "rejected")

    def test_files_that_are_not_taken_are_told_and_not_kept(self):
        """Requirement: MDQ-QUA-302"""
        inspection = self._inspection(self.chart)
        for sent, why in (
            (None, "attached file"), ("chart.pdf", "attached file"), ({"name": "a.pdf", "data": "not base64!"}, "base64"),
            ({"name": "a.exe", "data": PDF.decode()}, "does not fit"), ({"name": "a.pdf", "data": ""}, "empty"),
            ({"name": "a.pdf", "data": base64.b64encode(b"MZ").decode()}, "neither a PDF"),
        ):
            with self.subTest(sent=sent):
                self.assertIn(why, self._say(inspection, characteristic="CHART", file=sent)[0]["why"])
        file = {"name": "chart.pdf", "data": PDF.decode()}
        row = {"characteristic": "CHART", "unit_no": 1, "file": file}
        self.assertEqual(inspection.record([row, row])["accepted"], 1)
        other = {"name": "other.pdf", "data": base64.b64encode(b"%PDF-other").decode()}
        self.assertIn("say why", self._say(inspection, characteristic="CHART", file=other)[0]["why"])
        self.assertEqual(len(self.env["mdq.measurement.file"].search([])), 1)

    def test_a_file_of_a_reading_stays_what_it_was(self):
        """Requirement: MDQ-QUA-302"""
        inspection = self._inspection(self.chart)
        self._say(inspection, characteristic="CHART", file={"name": "chart.pdf", "data": PDF.decode()})
        file = inspection.measurement_ids.file_id
        for user in (self.inspector, self.quality_manager, self.env.user):
            with self.assertRaises(UserError):
                file.with_user(user).write({"content": PDF})
            with self.assertRaises(UserError):
                file.with_user(user).unlink()
            with self.assertRaises(UserError):
                inspection.measurement_ids.attachment_id.with_user(user).write({"raw": b"other"})
        with self.assertRaises(AccessError):
            self.env["mdq.measurement.file"].with_user(self.inspector).create({"name": "a.pdf"})

    def test_only_the_competent_record_a_characteristic(self):
        """Requirement: MDQ-QUA-303"""
        self.visual.competence_id = self.env["mdq.competence"].create({"code": "VIS", "name": "Visual", "needs_practical": True})
        inspection = self._inspection(self.visual, self.surface)
        refused = inspection.record([
            {"characteristic": "VIS", "unit_no": 1, "ok": True}, {"characteristic": "SURF", "unit_no": 1, "ok": True}])["rejected"]
        self.assertEqual([each["index"] for each in refused], [0])
        self.assertIn("“VIS Visual” is missing", refused[0]["why"])
        root = self.env["mdq.inspection"].browse(inspection.id)
        self.assertTrue(root.with_user(self.inspector).sudo().record([{"characteristic": "VIS", "unit_no": 1, "ok": True}])["rejected"])

    def test_the_rule_of_judging_is_said_with_the_grid(self):
        """Requirement: MDQ-QUA-304"""
        inspection = self._inspection(self.visual)
        self.assertIn("nothing is rounded before it is judged", inspection.get_grid()["rule"])

    def test_reading_the_grid_asks_as_often_for_many_characteristics(self):
        counts = []
        for number in (2, 2, 12):  # the first warms caches
            characteristics = self.env["mdq.characteristic"].create([
                {"code": f"Q{len(counts)}-{index}", "name": "x", "kind": "visual"} for index in range(number)])
            for each in characteristics:
                self._photo(characteristic_id=each.id)
            inspection = self._inspection(*characteristics, lot=f"Q{len(counts)}")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            inspection.get_grid()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


class TestPhotos(CharacteristicCase):
    """Requirement: MDQ-QUA-305"""

    def test_inspectors_see_good_and_bad_beside_the_readings(self):
        self._photo()
        self._photo(verdict="bad", caption="Too deep")
        column = self._inspection(self.visual).get_grid()["columns"][0]
        self.assertEqual([(photo["verdict"], photo["caption"]) for photo in column["photos"]], [("good", "A scratch"), ("bad", "Too deep")])

    def test_a_photo_is_a_picture_and_stays_it(self):
        photo = self._photo()
        self.assertEqual(photo.sha256, hashlib.sha256(PNG).hexdigest())
        for image in (b"", base64.b64encode(b"<svg/>"), b"?"):
            with self.assertRaisesRegex(UserError, "PNG or JPEG"):
                self._photo(image=image)
        with self.assertRaisesRegex(UserError, "not exchanged"):
            photo.image = base64.b64encode(PNG + b"x")
        with self.assertRaises(UserError):
            photo.unlink()
        photo.active = False
        self.assertFalse(self.visual.photo_ids)
        with self.assertRaises(AccessError):
            self._photo().with_user(self.inspector).caption = "Mine"


class TestTolerance(MdqQualityCase):
    """Requirement: MDQ-QUA-306"""

    def _line(self, **vals):
        plan = self._plan(effective=False, lines=[{"characteristic_id": self.diameter.id, **vals}])
        return plan.line_ids

    def test_limits_follow_from_nominal_and_tolerance_exactly(self):
        for nominal, tolerance, lower, upper in (
            ("3.50", "±0.05", "3.45", "3.55"), ("0.1", "+0.2/-0.1", "0.0", "0.3"), ("6", "0/-0.012", "5.988", "6"),
        ):
            line = self._line(nominal=nominal, tolerance=tolerance)
            self.assertEqual((line.lower_limit, line.upper_limit), (lower, upper))

    def test_a_changed_tolerance_changes_the_limits(self):
        line = self._line(nominal="3.50", tolerance="±0.05")
        line.tolerance = "±0.1"
        self.assertEqual((line.lower_limit, line.upper_limit), ("3.40", "3.60"))
        line.nominal = "4"
        self.assertEqual((line.lower_limit, line.upper_limit), ("3.9", "4.1"))
        line.tolerance = False
        line.upper_limit = "5"
        self.assertEqual((line.lower_limit, line.upper_limit), ("3.9", "5"))

    def test_limits_against_the_tolerance_are_refused(self):
        line = self._line(nominal="3.50", tolerance="±0.05")
        with self.assertRaisesRegex(ValidationError, "follow the limits 3.45 and 3.55"):
            line.upper_limit = "3.6"
        line.upper_limit = "3.550"
        for vals in ({"nominal": "3.5", "tolerance": "0.05"}, {"tolerance": "±0.05"}, {"nominal": "x", "tolerance": "±1"}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._line(**vals)

    def test_one_side_may_be_open(self):
        line = self._line(nominal="3.5", upper_limit="3.6")
        self.assertEqual((line.lower_limit, line.upper_limit), (False, "3.6"))

    def test_a_resolution_is_a_number_above_zero(self):
        for text in ("0", "-1", "fine"):
            with self.assertRaisesRegex(ValidationError, "above 0"):
                self.diameter.resolution = text
        self.diameter.resolution = "0.001"

    def test_the_tolerance_comes_with_the_next_revision(self):
        plan = self._plan(lines=[{"characteristic_id": self.diameter.id, "nominal": "3.5", "tolerance": "±0.05"}])
        draft = plan.browse(plan.with_user(self.quality_engineer).action_revise()["res_id"])
        self.assertEqual((draft.line_ids.tolerance, draft.line_ids.upper_limit), ("±0.05", "3.55"))
        with self.assertRaises(UserError):
            plan.with_user(self.quality_engineer).line_ids.tolerance = "±1"
        self.assertNotEqual(plan.line_ids, draft.line_ids)
