import psycopg2
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger, sql

from ..models import ledger_registry, ledger_table, ledger_trigger, partitioned_table
from .common import LedgerCase
from .test_ledger_tables import model_of

TABLE = "mdq_test_thing"


@tagged("post_install", "-at_install")
class TestPartitionedTable(LedgerCase):
    """A table that is full becomes one in parts, and is in the ledger and guarded as before.

    Requirement: MDQ-QUA-501
    """

    def setUp(self):
        super().setUp()
        self._sql(
            f"CREATE TABLE {TABLE} (id serial PRIMARY KEY, name varchar NOT NULL, user_id integer REFERENCES res_users(id),"
            f" other_id integer REFERENCES {TABLE}(id), write_uid integer)",
            f"CREATE INDEX mdq_test_thing_name_index ON {TABLE} (name)",
            "COMMENT ON INDEX mdq_test_thing_name_index IS 'INDEX (name)'",
            f"CREATE TABLE mdq_test_pointing (id serial PRIMARY KEY, thing_id integer REFERENCES {TABLE}(id) ON DELETE RESTRICT)",
            f"INSERT INTO {TABLE} (name, user_id, other_id) SELECT 'thing ' || n, 1, nullif(n - 1, 0) FROM generate_series(1, 25) n",
            "INSERT INTO mdq_test_pointing (thing_id) VALUES (7)",
        )
        ledger_trigger.register(self.env, [model_of(TABLE)])
        ledger_table.make_append_only(self.env.cr, TABLE)
        before = self._all()
        partitioned_table.partition(self.env.cr, TABLE, 10)
        partitioned_table.extend(self.env.cr, TABLE, 10, 2)
        ledger_table.make_append_only(self.env.cr, TABLE)
        self.assertEqual(self._all(), before)

    def _sql(self, *statements):
        self.env.flush_all()
        for statement in statements:
            self.env.cr.execute(statement)

    def _all(self):
        return self.env.execute_query(SQL("SELECT id, name, user_id, other_id FROM %s ORDER BY id", SQL.identifier(TABLE)))

    def _refused(self, statement, error=psycopg2.IntegrityError):
        with mute_logger("odoo.sql_db"), self.assertRaises(error), self.cr.savepoint():
            self.cr.execute(statement)

    def test_the_rows_stay_in_the_first_part_and_new_ones_find_theirs(self):
        self.assertEqual(partitioned_table.get_parts(self.env.cr, TABLE), {
            f"{TABLE}_p0": 30, f"{TABLE}_p3": 40, f"{TABLE}_p4": 50, f"{TABLE}_other": None,
        })
        self._sql(f"INSERT INTO {TABLE} (name) SELECT 'new' FROM generate_series(1, 10)",
                  f"INSERT INTO {TABLE} (id, name) VALUES (1000, 'far')")
        self.assertEqual([self.env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(part)))[0][0] for part in (
            f"{TABLE}_p0", f"{TABLE}_p3", f"{TABLE}_p4", f"{TABLE}_other")], [29, 6, 0, 1])

    def test_it_is_done_once(self):
        partitioned_table.partition(self.env.cr, TABLE, 10)
        self.assertEqual(partitioned_table.extend(self.env.cr, TABLE, 10, 2), 0)
        self._sql(f"SELECT setval('{TABLE}_id_seq', 45)")
        self.assertEqual(partitioned_table.extend(self.env.cr, TABLE, 10, 2), 2)

    def test_a_range_with_strays_is_left_where_they_are(self):
        self._sql(f"INSERT INTO {TABLE} (id, name) VALUES (55, 'stray')", f"SELECT setval('{TABLE}_id_seq', 45)")
        self.assertEqual(partitioned_table.extend(self.env.cr, TABLE, 10, 2), 1)
        self.assertNotIn(f"{TABLE}_p5", partitioned_table.get_parts(self.env.cr, TABLE))
        self.assertIn(f"{TABLE}_p6", partitioned_table.get_parts(self.env.cr, TABLE))

    def test_keys_hold_in_both_directions(self):
        self._refused("INSERT INTO mdq_test_pointing (thing_id) VALUES (999)")
        self._refused(f"INSERT INTO {TABLE} (name, other_id) VALUES ('x', 999)")
        self._refused(f"INSERT INTO {TABLE} (name, user_id) VALUES ('x', 99999999)")
        self._refused(f"INSERT INTO {TABLE} (id, name) VALUES (7, 'twice')")
        self._sql("INSERT INTO mdq_test_pointing (thing_id) VALUES (25)")

    def test_it_is_in_the_ledger_as_before_whichever_way_a_row_comes(self):
        self.assertEqual(self.problems(), [])
        self.assertEqual(len(self.entries(TABLE)), 25)
        self._sql(f"INSERT INTO {TABLE} (name) VALUES ('by the head')", f"INSERT INTO {TABLE}_p4 (id, name) VALUES (41, 'by the part')")
        self.assertEqual([entry.image["name"] for entry in self.entries(TABLE)[25:]], ["by the head", "by the part"])
        self.assertEqual(self.problems(), [])
        self.assertEqual(list(ledger_registry.get_registered(self.env.cr, [TABLE, f"{TABLE}_p4"])), [TABLE])

    def test_a_trigger_that_is_missing_on_a_part_is_told(self):
        self._sql(f"DROP TRIGGER mdq_ledger_insert ON {TABLE}_p4")
        self.assertIn(f"{TABLE}_p4", ledger_trigger.get_missing(self.env.cr))

    def test_nothing_is_changed_deleted_or_emptied_in_any_part(self):
        for name in (TABLE, f"{TABLE}_p0"):
            self._refused(f"UPDATE {name} SET name = 'x'")
            self._refused(f"DELETE FROM {name}")
            self._refused(f"TRUNCATE {name} CASCADE")
        self._refused(f"TRUNCATE {TABLE}_p4 CASCADE")

    def test_odoo_finds_table_and_index(self):
        self.assertTrue(sql.table_exists(self.env.cr, TABLE))
        self.assertEqual(sql.table_kind(self.env.cr, TABLE), sql.TableKind.Regular)
        self.assertEqual(sql.index_definition(self.env.cr, "mdq_test_thing_name_index")[1], "INDEX (name)")
        self.assertEqual(sql.index_definition(self.env.cr, "mdq_test_no_index"), (None, None))

    def test_odoo_leaves_right_keys_to_it_alone(self):
        registry = self.env.registry
        wanted = {("mdq_test_pointing", "thing_id"): (TABLE, "id", "restrict", self.env["res.users"], "mdq_base")}
        registry._foreign_keys, before = dict(wanted), registry.__dict__.get("_foreign_keys")
        try:
            count = self._count_keys()
            registry.check_foreign_keys(self.env.cr)
            self.assertEqual(self._count_keys(), count)
        finally:
            registry._foreign_keys = before

    def _count_keys(self):
        return self.env.execute_query(SQL("SELECT array_agg(oid ORDER BY oid) FROM pg_constraint WHERE conrelid = 'mdq_test_pointing'::regclass"))
