import base64
import hashlib
import io
import uuid

import openpyxl
import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import MdqQualityCase

PNG = base64.b64encode(base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)).decode()


class FloorCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "FLOOR-A", 50)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)
        cls.scratch = cls.env["mdq.defect.code"].create({"code": "SCR", "name": "Scratch", "defect_class": "minor"})
        cls.crack = cls.env["mdq.defect.code"].create({"code": "CRK", "name": "Crack", "defect_class": "critical"})

    def _entry(self, value="5.98", unit_no=1, kind="reading", **extra):
        return {"kind": kind, "client_key": str(uuid.uuid4()), "characteristic": self.diameter.id, "unit_no": unit_no, "value": value,
                **extra}

    def _save(self, *entries, user=None):
        user = user or self.inspector
        return self.inspection.with_user(user).save_entries(list(entries), user.id)


class TestFloor(FloorCase):
    """Requirement: MDQ-QUA-405"""

    def _names(self, **asked):
        return [card["lot"] for card in self.env["mdq.inspection"].with_user(self.inspector).get_work_list(**asked)["cards"]]

    def test_the_work_list_shows_what_is_open_the_oldest_first(self):
        self._receive((self.bar, "FLOOR-B", 5))
        self.assertEqual(self._names(search="FLOOR-"), ["FLOOR-A", "FLOOR-B"])
        self._accept(self.inspection)
        self.assertEqual(self._names(search="FLOOR-"), ["FLOOR-B"])

    def test_what_is_due_first_stands_first(self):
        self._receive((self.bar, "FLOOR-B", 5))
        self.inspection.sudo().date_due = "2030-01-01 08:00:00"
        cards = self.env["mdq.inspection"].with_user(self.inspector).get_work_list(search="FLOOR-")["cards"]
        self.assertEqual([card["lot"] for card in cards], ["FLOOR-B", "FLOOR-A"])
        self.assertEqual(cards[1]["deadline"], "2030-01-01 08:00:00")

    def test_it_is_narrowed_by_person_point_and_words_and_counts(self):
        self.inspection.action_take()
        self._receive((self.bar, "FLOOR-B", 5))
        self.assertEqual(self._names(who="mine", search="FLOOR"), ["FLOOR-A"])
        self.assertEqual(self._names(who="unassigned", search="FLOOR"), ["FLOOR-B"])
        self.assertEqual(self._names(point="oqc", search="FLOOR"), [])
        self.assertEqual(self._names(search="no such thing"), [])
        work = self.env["mdq.inspection"].with_user(self.inspector).get_work_list(search="FLOOR", point="iqc")
        self.assertEqual(work["counts"], {"mine": 1, "unassigned": 1, "all": 2})
        self.assertEqual({each["code"]: each["count"] for each in work["points"]}["iqc"], 2)
        with self.assertRaises(UserError):
            self._names(who="theirs")

    def test_what_somebody_has_is_not_taken_from_him(self):
        self.inspection.action_take()
        other = self.new_user("mdq_other_inspector", "mdq_base.group_inspector")
        with self.assertRaisesRegex(UserError, self.inspector.name):
            self.inspection.with_user(other).action_take()
        with self.assertRaises(AccessError):
            self.inspection.with_user(self.auditor).action_take()

    def test_a_label_leads_to_its_inspection(self):
        inspections = self.env["mdq.inspection"].with_user(self.inspector)
        for label in ("FLOOR-A", self.inspection.name, self.inspection.picking_id.name, " FLOOR-A ", "0195012345678903" + "10FLOOR-A"):
            self.assertEqual([card["id"] for card in inspections.find_scanned(label)["inspections"]], self.inspection.ids, label)
        for nothing in ("", "FLOOR-Z", None, "10"):
            self.assertEqual(inspections.find_scanned(nothing), {"inspections": [], "gauge": False}, nothing)

    def test_queries_of_the_work_list_do_not_grow(self):
        counts = {}
        for number in (2, 30):
            lots = [(self.bar, f"W{number}-{index}", 1) for index in range(number)]
            self._receive(*lots)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"].with_user(self.inspector).get_work_list(search=f"W{number}-")
            counts[number] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[30] - counts[2], 3, counts)

    # ------------------------------------------------------------------------------------------ queue

    def test_the_queue_is_taken_in_its_order_and_answered_one_by_one(self):
        """Requirement: MDQ-QUA-401"""
        first = self._entry("6.50")
        answer = self._save(first, self._entry("5.98", reason="Misread"), self._entry("about six", unit_no=2))
        self.assertEqual([each["ok"] for each in answer["results"]], [True, True, False])
        self.assertIn("not a number", answer["results"][2]["why"])
        self.assertEqual([(cell["unit_no"], cell["value"], cell["corrected"]) for cell in answer["cells"]], [(1, "5.98", True)])
        again = self._save(first)
        self.assertEqual(([each["ok"] for each in again["results"]], again["cells"][0]["value"]), ([True], "5.98"))
        self.assertEqual(len(self.inspection.measurement_ids), 2)

    def test_what_another_recorded_meanwhile_is_told(self):
        other = self.new_user("mdq_other_inspector", "mdq_base.group_inspector")
        self._save(self._entry("5.96"), user=other)
        result = self._save(self._entry("5.97"))["results"][0]
        self.assertEqual((result["ok"], result["standing"]["value"], result["standing"]["by"]), (False, "5.96", other.name))
        self.assertTrue(self._save(self._entry("5.97", reason="Two of us measured; mine is right"))["results"][0]["ok"])

    def test_nobody_sends_another_persons_entries(self):
        """Requirement: MDQ-QUA-406"""
        other = self.new_user("mdq_other_inspector", "mdq_base.group_inspector")
        with self.assertRaisesRegex(AccessError, "another person"):
            self.inspection.with_user(other).save_entries([self._entry()], self.inspector.id)

    def test_an_answer_that_was_lost_is_given_again_after_the_decision(self):
        """Requirement: MDQ-QUA-401"""
        entries = [self._entry(unit_no=unit) for unit in (1, 2)]
        entries += [{"kind": "reading", "client_key": str(uuid.uuid4()), "characteristic": "SURF", "unit_no": unit, "ok": True}
                    for unit in (1, 2)]
        self._save(*entries)
        self.inspection.action_conclude()
        self.assertEqual({each["ok"] for each in self._save(*entries)["results"]}, {True})
        with self.assertRaises(UserError):
            self._save(self._entry("5.99", reason="too late"))

    def test_what_is_no_entry_is_refused(self):
        for nonsense in ("x", {}, {"kind": "reading"}, {"kind": "unlink", "client_key": "1"}, {"kind": ["reading"], "client_key": "1"}):
            with self.assertRaises(UserError, msg=nonsense):
                self._save(nonsense)

    def test_the_screen_gets_all_it_shows(self):
        floor = self.inspection.get_floor()
        self.assertEqual((floor["head"]["lot"], floor["head"]["needed"], floor["head"]["plan"]),
                         ("FLOOR-A", 4, self.plan.display_name))
        self.assertEqual([code["code"] for code in floor["codes"]], ["CRK", "SCR"])
        self.assertEqual(floor["columns"][0]["decimals"], 2)

    # ----------------------------------------------------------------------------------------- import

    def _import(self, text, name="cmm.csv", **extra):
        return self.inspection.import_readings(name, base64.b64encode(text.encode()).decode(), **extra)

    def test_a_file_is_looked_at_before_anything_is_stored(self):
        """Requirement: MDQ-QUA-407 MDQ-BAS-052"""
        table = "Unit;OD;Surface;Length\n1;5,98;ok;3\n2;6,50;bad;3\n3;5,98;ok;3\n"
        seen = self._import(table)
        self.assertEqual((seen["taken"], seen["refused"]), (4, 5))
        self.assertEqual([(row["place"], row["passed"]) for row in seen["rows"] if row["taken"]],
                         [("2 B", True), ("2 C", True), ("3 B", False), ("3 C", False)])
        self.assertIn("no characteristic Length", seen["rows"][2]["why"])
        self.assertFalse(self.inspection.measurement_ids)
        self._import(table, dry_run=False)
        self.assertEqual(set(self.inspection.measurement_ids.mapped("source")), {"import"})
        self.assertEqual(self.inspection.reading_count, 4)
        files = self.env["ir.attachment"].search([("res_model", "=", "mdq.inspection"), ("res_id", "=", self.inspection.id)])
        self.assertEqual((files.name, files.raw.decode()), ("cmm.csv", table))
        self.assertIn(hashlib.sha256(table.encode()).hexdigest(), "".join(self.inspection.message_ids.mapped("body")))

    def test_a_list_of_a_measuring_machine_and_a_workbook(self):
        """Requirement: MDQ-QUA-407"""
        self.assertEqual(self._import("PC-DMIS\nPart\tFeature\tActual\tUnits\n1\tOD\t0.598\tcm\n2\tod\t5.99\t\n", "cmm.txt")["taken"], 2)
        book, stream = openpyxl.Workbook(), io.BytesIO()
        for row in (["件号", "OD", "SURF"], [1, 5.98, "合格"], [2, 6.5, "不合格"]):
            book.active.append(row)
        book.save(stream)
        seen = self.inspection.import_readings("a.xlsx", base64.b64encode(stream.getvalue()).decode())
        self.assertEqual([row["passed"] for row in seen["rows"]], [True, True, False, False])

    def test_a_file_that_is_none_is_refused_in_words(self):
        for text, word in (("", "no table"), ("hello world\n1;2", "no table"), ("PK\x03\x04nonsense", "cannot be read")):
            with self.assertRaisesRegex(UserError, word):
                self._import(text)
        with self.assertRaisesRegex(UserError, "nothing was stored"):
            self._import("Unit;XX\n1;2\n", dry_run=False)

    # ---------------------------------------------------------------------------------------- defects

    def _defect(self, **extra):
        return self.inspection.record_defects([{"code": "SCR", "unit_no": 1, "count": 2, **extra}])

    def test_defects_are_counted_by_code_and_unit_with_photos(self):
        """Requirement: MDQ-QUA-408"""
        self.assertEqual(self._defect(photos=[{"name": "a.png", "data": PNG}], note="At the thread")["accepted"], 1)
        defect = self.inspection.defect_ids
        self.assertEqual((defect.code_id, defect.count, defect.product_id, defect.defect_class), (self.scratch, 2, self.bar, "minor"))
        self.assertTrue(defect.photo_ids.is_intact)
        for wrong in ({"code": "NOPE"}, {"unit_no": 3}, {"unit_no": True}, {"count": 0}, {"count": "2"}, {"code": ["SCR"]},
                      {"photos": [{"name": "a.exe", "data": PNG}]}, {"photos": [{"name": "a.png", "data": "aGVsbG8="}]}):
            self.assertTrue(self._defect(**wrong)["rejected"], wrong)
        self.assertEqual(len(self.inspection.defect_ids), 1)

    def test_a_defect_that_is_sent_again_is_taken_once(self):
        """Requirement: MDQ-QUA-401"""
        key = str(uuid.uuid4())
        for _time in range(2):
            self.assertEqual(self._defect(client_key=key)["accepted"], 1)
        self.assertEqual(len(self.inspection.defect_ids), 1)
        self.assertTrue(self._defect(client_key=key, count=5)["rejected"])

    def test_a_defect_is_corrected_with_a_reason_and_never_changed(self):
        """Requirement: MDQ-QUA-408"""
        self._defect()
        first = self.inspection.defect_ids
        self.assertIn("say why", self._defect(corrects=first.id, count=0)["rejected"][0]["why"])
        key = str(uuid.uuid4())
        for _time in range(2):
            self.assertEqual(self._defect(corrects=first.id, count=0, reason="Was dirt", client_key=key)["accepted"], 1)
        self.assertFalse(self.inspection.defect_ids.filtered("stands"))
        self.assertEqual(self.env["mdq.inspection.defect"].search_count([("stands", "=", True), ("inspection_id", "=", self.inspection.id)]), 0)
        self.assertTrue(self._defect(corrects=first.id, reason="again")["rejected"])
        for change in (lambda: first.write({"count": 1}), first.unlink, lambda: first.sudo().write({"count": 1})):
            with self.assertRaises(UserError):
                change()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.cr.execute("DELETE FROM mdq_inspection_defect")

    def test_nothing_is_accepted_with_a_defect_that_no_reading_tells(self):
        """Requirement: MDQ-QUA-409"""
        self._defect(code="CRK")
        self.inspection.record(self._good(self.inspection))
        with self.assertRaisesRegex(UserError, "Crack"):
            self.inspection.action_conclude()
        self.inspection.record([{"characteristic": "SURF", "unit_no": 1, "ok": False, "reason": "Cracked"}])
        self.inspection.action_conclude()
        self.assertEqual(self.inspection.state, "rejected")

    def test_codes_go_with_the_category_of_the_product(self):
        category = self.env["product.category"].create({"name": "Pouches"})
        self.crack.categ_ids = category
        self.assertIn("no such defect code", self._defect(code="CRK")["rejected"][0]["why"])
        self.bar.categ_id = category
        self.assertEqual(self._defect(code="CRK")["accepted"], 1)

    def test_codes_of_another_company_are_not_offered(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["mdq.defect.code"].create({"code": "OTH", "name": "Other", "company_id": other.id})
        self.assertTrue(self._defect(code="OTH")["rejected"])
