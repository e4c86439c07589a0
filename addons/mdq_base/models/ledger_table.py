"""The ledger's own tables: partitioned by month, append-only, numbered by epoch.

They may belong to another role than Odoo's (tools/separate_ledger_owner.sql). What Odoo still has to do with them then,
two functions do with the rights of their owner: add partitions, and begin an epoch.
"""

from odoo.tools import SQL

MONTHS_AHEAD = 3


def create(cr):
    """Create what is missing of the tables, their guards and their partitions."""
    if is_separated(cr):
        return
    cr.execute("SELECT current_schema")
    schema = SQL.identifier(cr.fetchone()[0])
    for statement in (_TABLE, _APPEND_ONLY, _PARTITIONS, _EPOCH):
        cr.execute(SQL(statement, schema=schema))
    _drop_check(cr)
    _guard(cr, "mdq_ledger", rows=True)
    _guard(cr, "mdq_ledger_epoch", rows=True)
    _guard(cr, "mdq_ledger_other", rows=False)
    create_partitions(cr)


def exists(cr):
    """Whether there is a ledger yet: it is made while the addon is installed."""
    cr.execute("SELECT to_regclass('mdq_ledger') IS NOT NULL")
    return cr.fetchone()[0]


def is_separated(cr):
    """Whether the ledger belongs to a role whose rights Odoo does not have."""
    cr.execute("SELECT NOT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('mdq_ledger')")
    row = cr.fetchone()
    return bool(row and row[0])


def create_partitions(cr):
    """One partition a month, a few months ahead; the one named `other` takes what no month takes."""
    cr.execute("SELECT mdq_ledger_add_partitions(%s)", [MONTHS_AHEAD])


def get_partitions(cr):
    """The names of the tables of single months, the oldest first."""
    cr.execute("""SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                   WHERE i.inhparent = to_regclass('mdq_ledger') AND c.relname ~ '^mdq_ledger_[0-9]{4}_[0-9]{2}$'
                   ORDER BY c.relname""")
    return [name for (name,) in cr.fetchall()]


def detach(cr, partition):
    """Take a month's table out of the ledger; it stays in the database until its owner drops it.

    Writers wait for this moment, so it gives up where it does not get its turn at once.
    """
    cr.execute("SELECT set_config('lock_timeout', '3s', true)")
    cr.execute(SQL("ALTER TABLE mdq_ledger DETACH PARTITION %s", SQL.identifier(partition)))
    cr.execute("SELECT set_config('lock_timeout', '0', true)")


def make_append_only(cr, table):
    """Refuse UPDATE, DELETE and TRUNCATE on a table, in a sentence, whoever asks."""
    cr.execute(
        "SELECT to_regproc('mdq_append_only') IS NOT NULL, pg_has_role(current_user, relowner, 'USAGE')"
        " FROM pg_class WHERE oid = to_regclass(%s)", [table],
    )
    is_there, is_ours = cr.fetchone()
    if not is_there:
        cr.execute(SQL(_APPEND_ONLY))
    if is_ours:
        _guard(cr, table, rows=True)
        # Parts of the table have the guard of rows from it; that of the whole each needs for itself.
        cr.execute("SELECT relname FROM pg_partition_tree(to_regclass(%s)) JOIN pg_class ON oid = relid WHERE level > 0", [table])
        for (part,) in cr.fetchall():
            _guard(cr, part, rows=False)


def _drop_check(cr):
    """Ledgers made before had a check of their operations, which PostgreSQL reads anew in every statement that
    writes an entry: a tenth of what the entry costs, and only the triggers write entries."""
    cr.execute("SELECT FROM pg_constraint WHERE conrelid = to_regclass('mdq_ledger') AND conname = 'mdq_ledger_operation_check'")
    if cr.rowcount:
        cr.execute("ALTER TABLE mdq_ledger DROP CONSTRAINT mdq_ledger_operation_check")


def get_cluster(cr):
    """The identity of the PostgreSQL cluster, which counts transactions of its own."""
    cr.execute("SELECT system_identifier::text FROM pg_control_system()")
    return cr.fetchone()[0]


def start_epoch(cr, cluster):
    """Give new entries a new epoch when the database runs in another cluster than before.

    Transaction numbers start again after a restore; the epoch keeps them apart.
    """
    cr.execute("SELECT cluster FROM mdq_ledger_epoch ORDER BY id DESC LIMIT 1")
    last = cr.fetchone()
    if not last or last[0] != cluster:
        cr.execute("SELECT mdq_ledger_begin_epoch(%s)", [cluster])


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
        operation char(1) NOT NULL,
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
    CREATE TABLE IF NOT EXISTS mdq_ledger_other PARTITION OF mdq_ledger DEFAULT;
"""

# The class of the error makes Odoo show the sentence instead of a server error.
_APPEND_ONLY = """
    CREATE OR REPLACE FUNCTION mdq_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Entries of %% are never changed or removed (append-only).', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', TABLE = TG_TABLE_NAME;
    END $$;
"""

# Attached, not created in place: that would lock the ledger against writers.
_PARTITIONS = """
    CREATE OR REPLACE FUNCTION mdq_ledger_add_partitions(months_ahead integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = %(schema)s, pg_temp AS $$
    DECLARE
        begins timestamp;
        part text;
    BEGIN
        FOR number IN 0..months_ahead LOOP
            begins := date_trunc('month', timezone('UTC', now())) + make_interval(months => number);
            part := to_char(begins, '"mdq_ledger_"YYYY_MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL OR EXISTS (
                SELECT FROM mdq_ledger_other WHERE recorded_at >= begins AND recorded_at < begins + interval '1 month');
            EXECUTE format('CREATE TABLE %%I (LIKE mdq_ledger INCLUDING ALL)', part);
            EXECUTE format('ALTER TABLE mdq_ledger ATTACH PARTITION %%I FOR VALUES FROM (%%L) TO (%%L)',
                           part, begins, begins + interval '1 month');
            EXECUTE format('CREATE OR REPLACE TRIGGER mdq_never_empty BEFORE TRUNCATE ON %%I
                            FOR EACH STATEMENT EXECUTE FUNCTION mdq_append_only()', part);
        END LOOP;
    END $$;
"""

_EPOCH = """
    CREATE OR REPLACE FUNCTION mdq_ledger_begin_epoch(new_cluster text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = %(schema)s, pg_temp AS $$
    DECLARE
        number integer;
    BEGIN
        INSERT INTO mdq_ledger_epoch (cluster) VALUES (new_cluster) RETURNING id INTO number;
        EXECUTE format('ALTER TABLE mdq_ledger ALTER COLUMN epoch SET DEFAULT %%s', number);
    END $$;
"""
