"""Statement triggers that copy every changed row of a table into the ledger.

One image per row and statement (the row after the change; before it, for a delete). Nothing is
compared and nothing is locked here, so writers never wait for each other; the difference between
two images is computed when somebody looks.
"""

from odoo.tools import SQL

OPERATIONS = {"insert": "REFERENCING NEW TABLE AS new_rows", "delete": "REFERENCING OLD TABLE AS old_rows",
              "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"}
VERSION = "1"


def register(model):
    """Create or refresh the triggers of a model's table and of the many2many tables that it names."""
    _register_table(model.env.cr, model._table, "id", model._mdq_get_ledger_columns())
    for field in model._mdq_get_ledger_links():
        _register_table(model.env.cr, field.relation, field.column1, ())


def is_registered(model):
    """Whether the triggers on the model's tables are those that `register` would create now."""
    wanted = {model._table: _expected(model._mdq_get_ledger_columns(), "id")}
    wanted |= {field.relation: _expected((), field.column1) for field in model._mdq_get_ledger_links()}
    return all(_signature(model.env.cr, table) == expected for table, expected in wanted.items())


def tables(cr):
    """Return {table: name of its key column} of all tables in the ledger."""
    cr.execute("""
        SELECT t.tgrelid::regclass::text, split_part(obj_description(t.oid), '|', 2)
          FROM pg_trigger t WHERE t.tgname = 'mdq_ledger_insert'
           AND t.tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema::regnamespace)""")
    return dict(cr.fetchall())


def _expected(columns, key):
    return f"{VERSION}|{key}|{','.join(columns)}"


def _signature(cr, table):
    cr.execute(
        "SELECT obj_description(oid) FROM pg_trigger WHERE tgname = 'mdq_ledger_insert' AND tgrelid = to_regclass(%s)",
        [table],
    )
    row = cr.fetchone()
    return row and row[0]


def _register_table(cr, table, key, columns):
    names = _column_names(cr, table)
    if not names or _signature(cr, table) == _expected(columns, key):
        return
    is_new = _signature(cr, table) is None
    missing = set(columns) - names
    if missing:
        raise ValueError(f"the ledger is asked for columns that {table} does not have: {sorted(missing)}")
    cr.execute(_function(table, key, columns, "write_uid" in names))
    for operation, transition in OPERATIONS.items():
        trigger = SQL.identifier(f"mdq_ledger_{operation}")
        cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, SQL.identifier(table)))
        cr.execute(SQL(
            "CREATE TRIGGER %s AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s()",
            trigger, SQL(operation), SQL.identifier(table), SQL(transition), SQL.identifier(_name(table)),
        ))
    cr.execute(SQL("COMMENT ON TRIGGER mdq_ledger_insert ON %s IS %s",
                   SQL.identifier(table), _expected(columns, key)))
    if is_new:
        _insert_baseline(cr, table, key, columns)


def _insert_baseline(cr, table, key, columns):
    """Rows that were there before the ledger get one image, so that history has a first page."""
    cr.execute(SQL(
        """INSERT INTO mdq_ledger (table_name, res_id, operation, image, source)
           SELECT %s, n.%s, 'B', %s, 'baseline' FROM %s n""",
        table, SQL.identifier(key), _image("n", columns), SQL.identifier(table),
    ))


def _column_names(cr, table):
    cr.execute("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0"
               " AND NOT attisdropped", [table])
    return {name for (name,) in cr.fetchall()}


def _name(table):
    return f"mdq_ledger_on_{table}"[:63]


def _image(alias, columns):
    if not columns:
        return SQL("to_jsonb(%s)", SQL.identifier(alias))
    pairs = (SQL("%s::text, %s", name, SQL.identifier(alias, name)) for name in columns)
    return SQL("jsonb_build_object(%s)", SQL(", ").join(pairs))


def _function(table, key, columns, has_writer):
    """The trigger function of one table. The writer named in the row counts only inside a marked
    transaction: a row changed by plain SQL still carries the name of the person before."""
    actor = SQL("CASE WHEN mdq_source = '' THEN NULL ELSE COALESCE(%s, mdq_uid) END",
                SQL("n.write_uid") if has_writer else SQL("NULL::int"))
    changed = SQL("")
    if columns:
        changed = SQL("JOIN old_rows o ON o.id = n.id WHERE %s IS DISTINCT FROM %s",
                      _image("n", columns), _image("o", columns))
    entry = [table, SQL.identifier(key), _image("n", columns)]
    return SQL(
        """
        CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $mdq$
        DECLARE
            mdq_source text := COALESCE(current_setting('mdq.source', true), '');
            mdq_uid int := NULLIF(current_setting('mdq.uid', true), '')::int;
            mdq_session_uid int := NULLIF(current_setting('mdq.session_uid', true), '')::int;
            mdq_reason text := NULLIF(current_setting('mdq.reason', true), '');
        BEGIN
            IF TG_OP = 'INSERT' THEN
                %(insert)s FROM new_rows n;
            ELSIF TG_OP = 'UPDATE' THEN
                %(update)s FROM new_rows n %(changed)s;
            ELSE
                %(delete)s FROM old_rows n;
            END IF;
            RETURN NULL;
        END
        $mdq$
        """,
        name=SQL.identifier(_name(table)), changed=changed, insert=_entry("I", actor, *entry),
        update=_entry("U", actor, *entry), delete=_entry("D", SQL("mdq_uid"), *entry),
    )


def _entry(operation, actor, table, key, image):
    return SQL(
        """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, session_uid, reason, source)
           SELECT %s, n.%s, %s, %s, %s, mdq_session_uid, mdq_reason, COALESCE(NULLIF(mdq_source, ''), 'SQL')""",
        table, key, operation, image, actor,
    )
