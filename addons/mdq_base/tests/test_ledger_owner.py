import subprocess
from pathlib import Path
from types import SimpleNamespace

import psycopg2
from odoo import sql_db
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, config, mute_logger
from odoo.tools.misc import find_pg_tool

from ..models import ledger_table, ledger_trigger
from .test_ledger_tables import model_of

SCRIPT = Path(__file__).parent.parent / "tools" / "separate_ledger_owner.sql"
NAME, OWNER = "mdq_test_owner", "mdq_test_ledger_owner"


def superuser(database):
    """A connection of a superuser, where the test's PostgreSQL lets one in."""
    _name, info = sql_db.connection_info_for(database)
    return psycopg2.connect(**{**info, "user": "postgres", "connect_timeout": 5})


@tagged("post_install", "-at_install")
class TestLedgerOwner(BaseCase):
    """The script that gives the ledger to another role, on a database of its own.

    Requirement: MDQ-BAS-111
    """

    def setUp(self):
        super().setUp()
        try:
            self.admin = superuser("postgres")
        except psycopg2.OperationalError:
            self.skipTest("no superuser of PostgreSQL at hand")
        self.admin.autocommit = True
        self.addCleanup(self.admin.close)
        self._tidy()
        self.addCleanup(self._tidy)
        with self.admin.cursor() as cursor:
            cursor.execute("SELECT usename FROM pg_stat_activity WHERE datname = %s AND usename <> 'postgres' LIMIT 1", [config["db_name"][0]])
            self.role = cursor.fetchone()[0]
            cursor.execute(f"CREATE DATABASE {NAME} OWNER {self.role} TEMPLATE template0")
        self.cr = sql_db.db_connect(NAME).cursor()
        self.addCleanup(sql_db.close_db, NAME)
        self.addCleanup(self.cr.close)
        self._make_ledger()

    def _tidy(self):
        sql_db.close_db(NAME)
        with self.admin.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            cursor.execute(f"DROP ROLE IF EXISTS {OWNER}")

    def _make_ledger(self):
        ledger_table.create(self.cr)
        ledger_table.start_epoch(self.cr, "cluster")
        self.cr.execute("CREATE TABLE mdq_ledger_seal (id serial PRIMARY KEY, number integer)")
        ledger_table.make_append_only(self.cr, "mdq_ledger_seal")
        self.cr.execute("CREATE TABLE mdq_test_thing (id serial PRIMARY KEY, name varchar)")
        ledger_trigger.register(SimpleNamespace(cr=self.cr), [model_of("mdq_test_thing")])
        self.cr.commit()

    def _run_script(self, owner):
        _name, info = sql_db.connection_info_for(NAME)
        where = {f"--{name}={info[name]}" for name in ("host", "port") if info.get(name)}
        subprocess.run(
            [find_pg_tool("psql"), "-q", "-U", "postgres", *where, "-d", NAME, "-v", f"odoo={self.role}", "-v", f"owner={owner}",
             "-f", str(SCRIPT)], check=True, capture_output=True, text=True)  # fmt: skip

    def _refuses(self, statement):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.InsufficientPrivilege, msg=statement), self.cr.savepoint(flush=False):
            self.cr.execute(statement)

    def test_what_odoo_may_still_do_and_what_no_more(self):
        self.assertFalse(ledger_table.is_separated(self.cr))
        self.cr.commit()
        self._run_script(OWNER)
        self._run_script(OWNER)  # a second time it changes nothing
        self.assertTrue(ledger_table.is_separated(self.cr))
        for table in ("mdq_ledger", "mdq_ledger_seal", "mdq_ledger_epoch"):
            for verb in ("ALTER TABLE {} DISABLE TRIGGER ALL", "UPDATE {} SET id = 1", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"):
                self._refuses(verb.format(table))
        self._refuses("DROP FUNCTION mdq_append_only() CASCADE")
        self.cr.execute("INSERT INTO mdq_test_thing (name) VALUES ('a'); UPDATE mdq_test_thing SET name = 'b'")
        self.cr.execute("INSERT INTO mdq_ledger_seal (number) VALUES (1)")
        self.cr.execute("SELECT string_agg(operation, '' ORDER BY id) FROM mdq_ledger")
        self.assertEqual(self.cr.fetchone()[0], "IU")

    def test_months_epochs_and_new_tables_go_on(self):
        self._run_script(OWNER)
        self.cr.execute("SELECT mdq_ledger_add_partitions(8)")
        self.cr.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'mdq_ledger'::regclass")
        self.assertEqual(self.cr.fetchone()[0], 10)  # nine months and the one for the rest
        ledger_table.start_epoch(self.cr, "another cluster")
        ledger_table.create(self.cr)  # an update of the addon
        ledger_table.make_append_only(self.cr, "mdq_ledger_seal")
        self.cr.execute("CREATE TABLE mdq_test_later (id serial PRIMARY KEY, name varchar)")
        ledger_trigger.register(SimpleNamespace(cr=self.cr), [model_of("mdq_test_later")])
        self.cr.execute("INSERT INTO mdq_test_later (name) VALUES ('a')")
        self.cr.execute("SELECT epoch FROM mdq_ledger WHERE table_name = 'mdq_test_later'")
        self.assertEqual(self.cr.fetchone()[0], 2)

    def test_back_to_one_owner(self):
        self._run_script(OWNER)
        self._run_script(self.role)
        self.assertFalse(ledger_table.is_separated(self.cr))
        self.cr.execute(SQL("ALTER TABLE mdq_ledger ADD COLUMN test_note varchar"))
