"""The models of the suite in a running registry, and the roles of its people."""

INTERNAL_ROLES = [
    "inspector", "quality_engineer", "quality_manager", "releaser", "sqe", "planner", "change_board", "auditor", "admin",
]  # fmt: skip
PORTAL_ROLES = ["supplier_user", "supplier_quality", "supplier_signatory"]
# Written by the server after a named check; no role may create, change or delete them.
SERVER_WRITTEN = {
    "mdq.signature", "mdq.signature.attempt", "mdq.ledger", "mdq.ledger.seal", "mdq.approval.request", "mdq.approval.request.step",
    "mdq.approval.decision", "mdq.concession.use", "mdq.measurement", "mdq.lot.edge",
}  # fmt: skip


def our_models(env):
    """The models that the suite defines (not those of Odoo that it extends)."""
    for name in sorted(env.registry):
        if (env[name]._original_module or "").startswith("mdq"):
            yield env[name]


def stored_models(env):
    return [model for model in our_models(env) if not model._abstract and not model._transient]


def is_server_written(model):
    return model._name in SERVER_WRITTEN or getattr(model, "_mdq_server_written", False)


def file_of(model):
    """The file where a model is defined, as a reader would look for it."""
    stem = model._name.replace(".", "_")
    return f"addons/{model._original_module} ({model._name}, models/{stem}.py)"


def access_lines(env, model, ours_only=False):
    lines = env["ir.model.access"].sudo().search([("model_id.model", "=", model._name), ("active", "=", True)])
    if not ours_only:
        return lines
    ids = lines.get_external_id()
    return lines.filtered(lambda line: ids[line.id].startswith("mdq"))


def rules(env, model):
    return env["ir.rule"].sudo().search([("model_id.model", "=", model._name), ("active", "=", True)])


def role_group(env, role):
    return env.ref(f"mdq_base.group_{role}")


def insert_bare_row(env, model, **values):
    """A row of the model with nothing but an id, made by SQL: what guards refuse may not depend on its content.

    Runs inside the test's transaction, which is rolled back with everything that is loosened here.
    """
    cr, table = env.cr, model._table
    for loosening in loosenings(cr, table):
        cr.execute(loosening)
    columns = "".join(f', "{name}"' for name in values)
    marks = ", %s" * len(values)
    insert = f"""INSERT INTO "{table}" (id{columns}) VALUES (nextval('{sequence(cr, table)}'){marks}) RETURNING id"""
    cr.execute(insert, [*values.values()])
    return model.browse(cr.fetchone()[0])


def loosenings(cr, table):
    """The statements that let an empty row in: columns outside the primary key may be null, nothing is checked."""
    cr.execute(
        """SELECT format('ALTER TABLE %%I ALTER COLUMN %%I DROP NOT NULL', c.relname, a.attname)
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.oid = to_regclass(%(table)s) AND a.attnum > 0 AND a.attnotnull AND NOT a.attisdropped AND NOT EXISTS (
                  SELECT 1 FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attnum = ANY (p.conkey))
            UNION ALL
           SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', conrelid::regclass, conname)
             FROM pg_constraint WHERE conrelid = to_regclass(%(table)s) AND contype = 'c'""",
        {"table": table},
    )
    return [statement for (statement,) in cr.fetchall()]


def sequence(cr, table):
    cr.execute("SELECT COALESCE(pg_get_serial_sequence(%s, 'id'), %s)", [table, f"{table}_id_seq"])
    return cr.fetchone()[0]
