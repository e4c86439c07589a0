from types import SimpleNamespace

from odoo.tests import tagged
from odoo.tools import SQL

from ..models import ledger_registry, ledger_table, ledger_trigger
from .common import LedgerCase

WATCHED = {
    "res_users": {"login", "active", "partner_id", "company_id"},
    "res_groups_users_rel": {"uid", "gid"},
    "res_groups_implied_rel": {"gid", "hid"},
    "res_partner": {"name", "active", "parent_id", "vat", "street", "company_id"},
    "ir_attachment": {"res_model", "res_id", "name", "checksum", "mimetype", "type", "file_size", "store_fname"},
    "ir_rule": {"active", "domain_force", "perm_read", "perm_write"},
    "rule_group_rel": {"rule_group_id", "group_id"},
    "ir_model_access": {"active", "group_id", "model_id", "perm_read", "perm_write", "perm_create", "perm_unlink"},
}


def model_of(table, *columns):
    """As much of a model as the ledger asks of one."""
    return SimpleNamespace(_table=table, _mdq_get_ledger_columns=lambda: columns, _mdq_get_ledger_links=list)


@tagged("post_install", "-at_install")
class TestLedgerTables(LedgerCase):
    """Tables and columns join the ledger, change and leave it, and verification stays clean.

    Requirement: MDQ-BAS-102
    """

    def _sql(self, *statements):
        self.env.flush_all()
        for statement in statements:
            self.env.cr.execute(statement)

    def _thing(self):
        """A table as an addon that is installed later brings it, with a row."""
        self._sql("CREATE TABLE mdq_test_thing (id serial PRIMARY KEY, name varchar, write_uid integer)",
                  "INSERT INTO mdq_test_thing (name) VALUES ('before')")
        ledger_trigger.register(self.env, [model_of("mdq_test_thing")])

    def test_tables_of_odoo_that_bear_on_quality_and_access(self):
        """Requirement: MDQ-BAS-101"""
        registered = ledger_registry.get_registered(self.env.cr)
        for table, columns in WATCHED.items():
            self.assertLessEqual(columns, set(registered[table].columns), table)

    def test_many_rows_in_one_statement_are_never_compared_each_with_each(self):
        """PostgreSQL keeps the plan that it made for the first statement of a session, also where that one changed one row."""
        registered = ledger_registry.get_registered(self.env.cr).values()
        for table in sorted(known.table for known in registered if not known.whole and not known.is_link()):
            plans = self._get_plans(SQL("UPDATE %s SET id = id WHERE id = (SELECT min(id) FROM %s)", *[SQL.identifier(table)] * 2))
            self.assertTrue("{HASHJOIN" in plans and "{NESTLOOP" not in plans, table)

    def _get_plans(self, statement):
        """What PostgreSQL plans for a statement and for what its triggers do."""
        self.env.flush_all()
        notices = self.env.cr._cnx.notices
        notices.clear()
        self.env.cr.execute("SET LOCAL debug_pretty_print = off; SET LOCAL debug_print_plan = on; SET LOCAL client_min_messages = log")
        self.env.cr.execute(statement)
        self.env.cr.execute("SET LOCAL debug_print_plan = off; RESET client_min_messages")
        return "".join(notices)

    def test_no_secret_is_in_the_ledger(self):
        """Requirement: MDQ-BAS-101"""
        secrets = {"password", "totp_secret", "access_token", "signup_token", "key", "api_key"}
        for table, known in ledger_registry.get_registered(self.env.cr).items():
            self.assertFalse(secrets & set(known.columns), table)

    def test_a_table_that_comes_later_joins_with_its_rows(self):
        self._thing()
        self.assertEqual(self.entries("mdq_test_thing").mapped("operation"), ["B"])
        self._sql("UPDATE mdq_test_thing SET name = 'after'", "INSERT INTO mdq_test_thing (name) VALUES ('second')")
        self.assertEqual(self.entries("mdq_test_thing").mapped("operation"), ["B", "U", "I"])
        self.assertEqual(self.problems(), [])

    def test_a_ledger_of_before_loses_the_check_that_each_statement_paid_for(self):
        check = SQL("SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid = to_regclass('mdq_ledger')")
        self._sql("ALTER TABLE mdq_ledger ADD CONSTRAINT mdq_ledger_operation_check CHECK (operation IN ('B', 'I', 'U', 'D'))")
        self.assertEqual(self.env.execute_query(check), [(1,)])
        ledger_table.create(self.env.cr)
        self.assertEqual(self.env.execute_query(check), [(0,)])

    def test_a_column_that_comes_with_an_update_does_not_keep_the_server_from_starting(self):
        self._sql("CREATE TABLE mdq_test_thing (id serial PRIMARY KEY, name varchar)")
        with self.assertLogs("odoo.addons.mdq_base.models.ledger_registry", "WARNING") as log:
            ledger_trigger.register(self.env, [model_of("mdq_test_thing", "id", "name", "grade")])
        self.assertIn("does not watch grade of mdq_test_thing", log.output[0])
        self._sql("INSERT INTO mdq_test_thing (name) VALUES ('first')", "ALTER TABLE mdq_test_thing ADD COLUMN grade varchar")
        ledger_trigger.register(self.env, [model_of("mdq_test_thing", "id", "name", "grade")])
        self._sql("UPDATE mdq_test_thing SET grade = 'A'")
        self.assertEqual(self.entries("mdq_test_thing")[-1].image["grade"], "A")
        self.assertEqual(self.problems(), [])

    def test_a_new_column_with_a_default_verifies_and_is_covered_from_then_on(self):
        self._sql("ALTER TABLE mdq_concession ADD COLUMN test_grade varchar DEFAULT 'A'")
        self.assertEqual(self.problems(), [])
        self.env["mdq.ledger"]._watch_tables()
        self.assertEqual(self.problems(), [])
        self.assertEqual(self.entries("mdq_concession", self.record.id)[-1].image["test_grade"], "A")
        self.without_triggers("mdq_concession", SQL("UPDATE mdq_concession SET test_grade = 'B' WHERE id = %s", self.record.id))
        self.assertEqual(self.problems(), [f"mdq_concession {self.record.id}: the row was changed behind the ledger's back"])

    def test_a_new_column_without_a_default_writes_no_entries_and_is_covered(self):
        before = len(self.entries("mdq_concession"))
        self._sql("ALTER TABLE mdq_concession ADD COLUMN test_grade varchar")
        self.env["mdq.ledger"]._watch_tables()
        self.assertEqual(len(self.entries("mdq_concession")), before)
        self.assertEqual(self.problems(), [])
        self.without_triggers("mdq_concession", SQL("UPDATE mdq_concession SET test_grade = 'B' WHERE id = %s", self.record.id))
        self.assertEqual(len(self.problems()), 1)

    def test_a_column_that_changes_its_type_verifies(self):
        self._sql("ALTER TABLE mdq_concession ADD COLUMN test_grade varchar DEFAULT 'A'")
        self.env["mdq.ledger"]._watch_tables()
        self._sql("ALTER TABLE mdq_concession ALTER COLUMN test_grade DROP DEFAULT",
                  "ALTER TABLE mdq_concession ALTER COLUMN test_grade TYPE jsonb USING jsonb_build_object('en_US', test_grade)")
        self.assertEqual(self.problems(), [])
        self.env["mdq.ledger"]._watch_tables()
        self.assertEqual(self.entries("mdq_concession", self.record.id)[-1].image["test_grade"], {"en_US": "A"})
        self.assertEqual(self.problems(), [])

    def test_one_more_declared_column_verifies(self):
        self.partner.phone = "1"
        before = self.entries("res_partner", self.partner.id)
        self.patch(type(self.partner), "_mdq_ledger_columns", ("phone",))
        self.env["mdq.ledger"]._watch_tables()
        self.assertEqual(self.problems(), [])
        added = self.entries("res_partner", self.partner.id) - before
        self.assertEqual([(entry.operation, entry.image["phone"]) for entry in added], [("B", "1")])
        self.partner.phone = "2"
        self.assertEqual(self.entries("res_partner", self.partner.id)[-1].image["phone"], "2")

    def test_a_dropped_column_verifies_and_rows_change_on(self):
        self._sql("ALTER TABLE res_partner ADD COLUMN mdq_test varchar DEFAULT 'x'")
        ledger_trigger.register(self.env, [model_of("res_partner", "id", "name", "mdq_test")])
        self._sql("ALTER TABLE res_partner DROP COLUMN mdq_test")
        ledger_trigger.forget_dropped_columns(self.env.cr, ["res_partner"])
        self.partner.name = "B"
        self.assertEqual(self.entries("res_partner", self.partner.id)[-1].image, {"id": self.partner.id, "name": "B"})
        self.assertEqual(self.problems(), [])

    def test_a_table_that_is_uninstalled_leaves_in_order(self):
        self._thing()
        ledger_trigger.leave(self.env.cr, ["mdq_test_thing"])
        self._sql("DROP TABLE mdq_test_thing")
        self.assertEqual(self.entries("mdq_test_thing").mapped("source"), ["baseline", "uninstall"])
        self.assertEqual(self.problems(), [])
        self._thing()
        self.assertEqual(self.entries("mdq_test_thing").mapped("operation"), ["B", "D", "B"])
        self.assertEqual(self.problems(), [])

    def test_uninstalling_a_model_takes_its_table_out_of_the_ledger(self):
        model = self.env["ir.model"]._get("mdq.concession.use")
        self.env["mdq.concession.use"].sudo().create({"concession_id": self.record.id, "res_model": "res.partner", "res_id": 1, "record_name": "A",
            "used_by": self.quality_engineer.id, "used_at": "2026-01-01"})
        self.env.flush_all()
        model._drop_table()
        self.assertEqual(self.entries("mdq_concession_use")[-1].operation, "D")
        self.assertEqual(self.problems(), [])

    def test_a_table_dropped_behind_the_ledger_is_named(self):
        self._thing()
        self._sql("DROP TABLE mdq_test_thing")
        self.assertIn("mdq_test_thing: the table left the ledger behind its back", "\n".join(self.problems()))

    def test_dropped_triggers_are_named_and_make_nothing_good(self):
        self._thing()
        for operation in ledger_trigger.OPERATIONS:
            self._sql(SQL("DROP TRIGGER %s ON mdq_test_thing", SQL.identifier(f"mdq_ledger_{operation}")))
        self._sql("UPDATE mdq_test_thing SET name = 'forged'")
        self.assertIn("mdq_test_thing: the table left the ledger behind its back", "\n".join(self.problems()))
        ledger_trigger.register(self.env, [model_of("mdq_test_thing")])
        self.assertIn("mdq_test_thing 1: the row was changed behind the ledger's back", self.problems())

    def test_triggers_switched_off_are_named(self):
        self._sql("ALTER TABLE mdq_concession DISABLE TRIGGER mdq_ledger_update")
        self.assertEqual(self.problems(), ["mdq_concession: its ledger triggers are missing or switched off (update)"])

    def test_refresh_costs_two_queries_where_nothing_changed(self):
        models = [self.env[name] for name in ("mdq.concession", "res.partner", "res.users", "ir.rule")]
        with self.assertQueryCount(2):
            ledger_trigger.register(self.env, models)

    def test_a_session_cannot_divert_the_entries(self):
        self._sql("CREATE TEMP TABLE mdq_ledger (LIKE public.mdq_ledger INCLUDING DEFAULTS) ON COMMIT DROP",
                  SQL("UPDATE mdq_concession SET max_uses = 7 WHERE id = %s", self.record.id))
        self._sql("SELECT count(*) FROM pg_temp.mdq_ledger")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self._sql("DROP TABLE pg_temp.mdq_ledger")
        self.assertEqual(self.entries("mdq_concession", self.record.id)[-1].image["max_uses"], 7)
