from odoo.addons.mdq_base.models import partitioned_table
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError

from .common import MdqQualityCase


class TestReadingSpeed(MdqQualityCase):
    """Many readings cost as many queries as few, and are as well judged, kept and known.

    Requirement: MDQ-QUA-502
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(sampling="all")
        cls.inspection = cls._inspect("A", 5000)

    @classmethod
    def _inspect(cls, name, quantity):
        lot = cls._receive((cls.bar, name, quantity)).move_line_ids.lot_id
        return cls.env["mdq.inspection"].search([("lot_id", "=", lot.id)]).with_user(cls.inspector)

    def _readings(self, units, **extra):
        return [reading for unit in units for reading in (
            {"characteristic": "OD", "unit_no": unit, "value": f"5.9{unit % 10}0", **extra},
            {"characteristic": "SURF", "unit_no": unit, "ok": unit % 7 > 0},
        )]

    def _count(self, readings):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = self.inspection.record(readings)
        self.env.flush_all()
        self.assertEqual(result["rejected"], [])
        return self.cr.sql_log_count - before

    def test_ten_thousand_readings_take_as_many_queries_as_ten(self):
        self._count(self._readings([5000]))
        few = self._count(self._readings(range(1, 6)))
        many = self._count(self._readings(range(6, 5000), uom="mm"))
        self.assertLessEqual(many, few + 3)  # the unit that is named is looked for once
        self.assertLess(many, 40)
        self.assertEqual(self.inspection.reading_count, 10000)
        self.assertEqual(self.inspection.failed_units, sum(unit % 7 == 0 or unit % 10 < 5 for unit in range(1, 5001)))

    def test_the_ledger_has_every_reading(self):
        self.inspection.record(self._readings(range(1, 101)))
        readings = self.inspection.measurement_ids
        entries = self.env.execute_query(SQL(
            "SELECT count(*), count(DISTINCT uid), min(uid) FROM mdq_ledger WHERE table_name = 'mdq_measurement' AND res_id = ANY(%s)", readings.ids))
        self.assertEqual(entries, [(200, 1, self.inspector.id)])

    def test_what_is_not_there_is_empty_and_what_is_stays_as_written(self):
        odd = "cal\\iper, \"left\"\nof\tbox ✓"
        kind = self.env["mdq.gauge.type"].create({"code": "ODD", "name": "Odd", "needs_calibration": False})
        self.env["maintenance.equipment"].create({"name": odd, "mdq_gauge_no": "Q", "mdq_gauge_type_id": kind.id})
        self.inspection.record([
            {"characteristic": "OD", "unit_no": 1, "value": "5.980", "gauge": "Q"}, {"characteristic": "SURF", "unit_no": 1, "ok": False},
        ])
        first, second = self.inspection.measurement_ids.sorted("id")
        self.assertEqual((first.value, first.number, first.gauge, first.passed), ("5.980", 5.98, f"Q {odd}", True))
        self.assertEqual((first.recorded_by, first.create_uid, bool(first.recorded_on)), (self.inspector, self.inspector, True))
        self.assertEqual((second.value, second.gauge, second.passed, second.entered_uom_id.id), (False, False, False, False))
        self.cr.execute("SELECT number FROM mdq_measurement WHERE id = %s", [second.id])
        self.assertEqual(self.cr.fetchone(), (None,), "not measured is not zero")

    def test_a_list_of_inspections_asks_once_for_their_readings(self):
        others = self.inspection | self._inspect("B", 3) | self._inspect("C", 3)
        for inspection in others:
            inspection.record(self._readings(range(1, 4)))
        self.env.invalidate_all()
        others.mapped("failed_units")  # what is asked once for all, such as who may read, was asked
        counts = {}
        for records in (others, others[:1], others):  # the first time, rules and rights are looked up as well
            self.env.invalidate_all()
            records.mapped("name")
            before = self.cr.sql_log_count
            records.mapped("failed_units")
            counts[len(records)] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[3], counts[1])

    def test_two_thousand_readings_are_shown_with_as_many_queries_as_two(self):
        counts = {}
        for units in ([1], range(2, 501), range(501, 1001)):  # the first time, rules and rights are looked up as well
            self.inspection.record(self._readings(units))
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            floor = self.inspection.get_floor()
            counts[len(floor["readings"])] = self.cr.sql_log_count - before
        self.assertEqual(sorted(counts), [2, 1000, 2000])
        self.assertLessEqual(counts[2000], counts[1000] + 1)  # readings are fetched a thousand at a time
        self.assertLess(counts[2000], 50)

    def test_readings_lie_in_parts_by_their_id(self):
        """Requirement: MDQ-QUA-501"""
        self.assertTrue(partitioned_table.is_partitioned(self.cr, "mdq_measurement"))
        parts = partitioned_table.get_parts(self.cr, "mdq_measurement")
        self.assertGreaterEqual(len(parts), 4)
        self.env["mdq.measurement"]._cron_prepare_parts()
        self.assertEqual(partitioned_table.get_parts(self.cr, "mdq_measurement"), parts)
        self.env["mdq.measurement"].init()
        self.assertEqual(partitioned_table.get_parts(self.cr, "mdq_measurement"), parts)

    def test_nothing_goes_that_a_reading_rests_on(self):
        """The parts have the keys that the model asks for: Odoo by itself would give a table in parts none.

        Requirement: MDQ-QUA-501
        """
        found = self.env.execute_query(SQL(
            """SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.conrelid = 'mdq_measurement'::regclass AND c.contype = 'f' AND c.conparentid = 0"""))
        links = {name for name, field in self.env["mdq.measurement"]._fields.items() if field.type == "many2one" and field.store}
        self.assertEqual({name for name, in found}, links)
        self.inspection.record(self._readings([1]))
        with self.assertRaisesRegex(IntegrityError, "mdq_measurement"), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute(SQL("DELETE FROM mdq_inspection_plan_line WHERE plan_id = %s", self.plan.id))

    def test_the_newest_readings_of_a_characteristic_come_from_an_index(self):
        self.inspection.record(self._readings(range(1, 500)))
        self.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL(
            "EXPLAIN SELECT * FROM mdq_measurement WHERE characteristic_id = %s ORDER BY id DESC LIMIT 100", self.diameter.id))
        self.assertTrue(any("characteristic_id_id_idx" in line or "characteristic_index" in line for line, in plan), plan)

    def test_calls_on_one_inspection_follow_each_other(self):
        """Requirement: MDQ-QUA-503"""
        turn = SQL("SELECT turn FROM mdq_inspection_turn WHERE inspection_id = %s", self.inspection.id)
        self.inspection.record(self._readings([1]))
        (before,), = self.env.execute_query(turn)
        self.inspection.record(self._readings([2]))
        self.assertEqual(self.env.execute_query(turn), [(before + 1,)])
