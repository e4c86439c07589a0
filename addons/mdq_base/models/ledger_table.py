"""The ledger's own table: partitioned by month, append-only, numbered by epoch."""

import datetime

from odoo.tools import SQL

MONTHS_AHEAD = 3


def create(cr):
    """Create what is missing of the table, its guards and its partitions."""
    cr.execute(_TABLE)
    cr.execute(_APPEND_ONLY)
    _guard(cr, "mdq_ledger", rows=True)
    create_partitions(cr)


def create_partitions(cr):
    """One partition a month, a few months ahead; a default one takes what no month takes."""
    cr.execute("CREATE TABLE IF NOT EXISTS mdq_ledger_other PARTITION OF mdq_ledger DEFAULT")
    _guard(cr, "mdq_ledger_other", rows=False)
    first = datetime.date.today().replace(day=1)
    for _month in range(MONTHS_AHEAD + 1):
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        _create_partition(cr, first, following)
        first = following


def _create_partition(cr, first, following):
    name = f"mdq_ledger_{first:%Y_%m}"
    cr.execute("SELECT to_regclass(%s) IS NOT NULL OR EXISTS (SELECT 1 FROM mdq_ledger_other"
               " WHERE recorded_at >= %s AND recorded_at < %s)", [name, first, following])
    if cr.fetchone()[0]:
        return
    cr.execute(SQL("CREATE TABLE %s PARTITION OF mdq_ledger FOR VALUES FROM (%s) TO (%s)",
                   SQL.identifier(name), first, following))
    _guard(cr, name, rows=False)


def make_append_only(cr, table):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, in a sentence, whoever asks."""
    cr.execute(_APPEND_ONLY)
    _guard(cr, table, rows=True)


def start_epoch(cr):
    """Give new entries a new epoch when the database runs in another cluster than before.

    Transaction numbers start again after a restore; the epoch keeps them apart.
    """
    cr.execute("SELECT system_identifier::text FROM pg_control_system()")
    cluster = cr.fetchone()[0]
    cr.execute("SELECT id, cluster FROM mdq_ledger_epoch ORDER BY id DESC LIMIT 1")
    last = cr.fetchone()
    if last and last[1] == cluster:
        return
    cr.execute("INSERT INTO mdq_ledger_epoch (cluster) VALUES (%s) RETURNING id", [cluster])
    cr.execute(SQL("ALTER TABLE mdq_ledger ALTER COLUMN epoch SET DEFAULT %s", cr.fetchone()[0]))


def _guard(cr, table, rows):
    name = SQL.identifier(table)
    if rows:
        cr.execute(SQL("""CREATE OR REPLACE TRIGGER mdq_append_only BEFORE UPDATE OR DELETE ON %s
                          FOR EACH ROW EXECUTE FUNCTION mdq_append_only()""", name))
    cr.execute(SQL("""CREATE OR REPLACE TRIGGER mdq_never_empty BEFORE TRUNCATE ON %s
                      FOR EACH STATEMENT EXECUTE FUNCTION mdq_append_only()""", name))


_TABLE = """
    CREATE TABLE IF NOT EXISTS mdq_ledger_epoch (
        id serial PRIMARY KEY, cluster text NOT NULL, started_at timestamp NOT NULL DEFAULT timezone('UTC', now()));
    CREATE SEQUENCE IF NOT EXISTS mdq_ledger_id_seq;
    CREATE TABLE IF NOT EXISTS mdq_ledger (
        id bigint NOT NULL DEFAULT nextval('mdq_ledger_id_seq'),
        recorded_at timestamp NOT NULL DEFAULT timezone('UTC', clock_timestamp()),
        epoch integer NOT NULL DEFAULT 0,
        xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
        table_name varchar NOT NULL,
        res_id bigint NOT NULL,
        operation char(1) NOT NULL CHECK (operation IN ('B', 'I', 'U', 'D')),
        image jsonb NOT NULL,
        uid integer, session_uid integer, reason varchar, source varchar NOT NULL,
        PRIMARY KEY (id, recorded_at)
    ) PARTITION BY RANGE (recorded_at);
    CREATE INDEX IF NOT EXISTS mdq_ledger_record_index ON mdq_ledger (table_name, res_id, id);
    CREATE INDEX IF NOT EXISTS mdq_ledger_xid_index ON mdq_ledger (epoch, xid, id);
    CREATE INDEX IF NOT EXISTS mdq_ledger_deleted_index ON mdq_ledger (table_name)
     WHERE operation = 'D' AND table_name <> 'ir_attachment';
    CREATE INDEX IF NOT EXISTS mdq_ledger_deleted_file_index ON mdq_ledger ((image ->> 'res_model'), (image ->> 'res_id'))
     WHERE operation = 'D' AND table_name = 'ir_attachment';
"""

# The class of the error makes Odoo show the sentence instead of a server error.
_APPEND_ONLY = """
    CREATE OR REPLACE FUNCTION mdq_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Entries of % are never changed or removed (append-only).', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', TABLE = TG_TABLE_NAME;
    END $$;
"""
