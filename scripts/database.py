"""Databases with their filestores: templates, copies, installation.

    database.py template                      build (once) the database with Odoo's modules and none of ours; print its name
    database.py create NAME [--demo] [ADDON…] a copy of the template with our addons (all of them by default)
    database.py copy SOURCE NAME
    database.py drop NAME
    database.py check NAME                    say so, and stop, where there is none
"""

import ast
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import psycopg2
import settings
from postgres import libpq

# Odoo's modules that the suite builds on, and those whose routes it must also guard.
ODOO_MODULES = {
    "api_doc", "auth_passkey_portal", "auth_totp_portal", "barcodes_gs1_nomenclature", "base_import", "hr", "maintenance",
    "mrp", "mrp_product_expiry", "mrp_subcontracting_dropshipping", "mrp_subcontracting_purchase", "portal",
    "product_expiry", "purchase_stock", "rpc", "stock_dropshipping",
}  # fmt: skip
LANGUAGES = "en_US,zh_CN"


def connect(name="postgres"):
    connection = psycopg2.connect(dbname=name, **libpq(settings.connection()))
    connection.autocommit = True
    return connection


def query(name, sql, *parameters):
    with contextlib.closing(connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else []


def exists(name):
    return bool(query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", name))


def is_ready(name, module="base"):
    """Whether the database exists and the module in it is installed (a broken installation leaves it unfinished)."""
    if not exists(name) or not query(name, "SELECT to_regclass('ir_module_module')")[0][0]:
        return False
    return bool(query(name, "SELECT 1 FROM ir_module_module WHERE name = %s AND state = 'installed'", module))


def filestore(name):
    return settings.DATA_DIR / "filestore" / name


def create_empty(name, template="template0"):
    # The collation of the template decides how lists are sorted, so every database gets the same.
    collation = " LC_COLLATE 'C' ENCODING 'unicode'" if template == "template0" else ""
    query("postgres", f'CREATE DATABASE "{name}"{collation} TEMPLATE "{template}"')


def drop(name):
    """Drop it with its files; who is still connected loses the connection.

    PostgreSQL's own WITH (FORCE) is refused to a plain role whenever autovacuum happens to work there.
    """
    query("postgres", """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = %s AND usename = current_user AND backend_type = 'client backend'
    """, name)  # fmt: skip
    query("postgres", f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source, name):
    """A copy that shares the files of the filestore by hard links (Odoo never changes a stored file)."""
    drop(name)
    create_empty(name, template=source)
    if filestore(source).is_dir():
        filestore(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)
    # Each database has an identity of its own: two with one would share sessions and report as one.
    query(name, "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid'")


def rename(source, name):
    query("postgres", f'ALTER DATABASE "{source}" RENAME TO "{name}"')
    if filestore(source).is_dir():
        filestore(source).rename(filestore(name))


def odoo(*arguments, log):
    """Run Odoo's command line; what it says goes to the named file in .mdq/log."""
    settings.write_conf()
    settings.LOG_DIR.mkdir(parents=True, exist_ok=True)
    log_file = settings.LOG_DIR / f"{log}.log"
    with log_file.open("w") as output:
        result = subprocess.run(
            [str(settings.VENV / "bin/python"), "-m", "odoo", *arguments], env=settings.client_environment(),
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    if result.returncode:
        lines = [line for line in log_file.read_text().splitlines() if " INFO " not in line]
        print(*lines[-8:], sep="\n", file=sys.stderr)
        settings.fail(f"Odoo stopped with an error ({' '.join(arguments)}); the whole log: {log_file}")


# --- the template -----------------------------------------------------------------------------------------------------


def odoo_modules():
    """What the manifests of our addons ask of Odoo, and what the list above adds."""
    ours = set(settings.mdq_addons())
    asked = set()
    for addon in ours:
        asked.update(ast.literal_eval((settings.ADDONS / addon / "__manifest__.py").read_text()).get("depends", []))
    return sorted((asked - ours | ODOO_MODULES) - {name for name in asked if name.startswith("mdq")})


def template_name():
    """One for what it is made of and for the folder that keeps its files: two checkouts may share a PostgreSQL."""
    made_of = [(settings.PROJECT / "requirements.txt").read_text(), *odoo_modules(), odoo_version(), str(settings.DATA_DIR)]
    state = ",".join(made_of)
    return f"mdq_tpl_{hashlib.sha256(state.encode()).hexdigest()[:10]}"


def odoo_version():
    return re.search(r"version_info = .*", (settings.odoo_path() / "odoo/release.py").read_text()).group()


def build_template(name=None):
    name = name or template_name()
    with alone(name):
        return name if is_ready(name, "mrp_subcontracting_purchase") else build_anew(name)


@contextlib.contextmanager
def alone(name):
    """Who comes second waits here, whichever folder it runs in: it would drop what the first is building."""
    with contextlib.closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield


def build_anew(name):
    unfinished = f"{name}_unfinished"
    drop(unfinished)
    drop(name)
    create_empty(unfinished)
    # Losing the last second of a template after a power cut costs a rebuild, no data.
    query("postgres", f'ALTER DATABASE "{unfinished}" SET synchronous_commit = off')
    odoo("-d", unfinished, "-i", ",".join(odoo_modules()), "--load-language", LANGUAGES,
         "--stop-after-init", "--no-http", log="template")  # fmt: skip
    rename(unfinished, name)
    drop_stale_templates(name)
    return name


def drop_stale_templates(current):
    """Drop the older ones that have their files here."""
    for (name,) in query("postgres", r"SELECT datname FROM pg_database WHERE datname ~ '^mdq_tpl_[0-9a-f]{10}$'"):
        if name != current and filestore(name).is_dir():
            drop(name)


# --- databases with the suite -----------------------------------------------------------------------------------------


def create(name, addons=(), demo=False, log="install"):
    """A copy of the template with our addons; with the demonstration company if asked.

    Odoo's own demonstration data (furniture and the like) stays out. Odoo loads an addon's demonstration data only
    where all it depends on is marked as having its own, so the mark is set for the installation and taken back after.
    """
    unfinished = f"{name}_unfinished"
    copy(build_template(), unfinished)
    try:
        if demo:
            query(unfinished, "UPDATE ir_module_module SET demo = true WHERE state = 'installed'")
        install(unfinished, addons or settings.mdq_addons(), log=log)
        if demo:
            query(unfinished, "UPDATE ir_module_module SET demo = false WHERE name NOT LIKE 'mdq%'")
            check_demo(unfinished, log)
    except BaseException:
        drop(unfinished)
        raise
    drop(name)
    rename(unfinished, name)


def check_demo(name, log):
    """Odoo goes on without demonstration data that fails, with a warning in the log alone."""
    failed = query(name, "SELECT m.name FROM ir_demo_failure f JOIN ir_module_module m ON m.id = f.module_id")
    if failed:
        addons = ", ".join(addon for (addon,) in failed)
        settings.fail(f"The demonstration company could not be built ({addons}). See {settings.LOG_DIR / log}.log.")


def install(name, addons, log="install", verb="-i"):
    if not addons:
        return
    # An update would keep the translations that are there, the corrected ones too.
    options = ["--i18n-overwrite"] if verb == "-u" else []
    state = {addon: addon_state(addon) for addon in settings.mdq_addons()}  # before: a file may change meanwhile
    odoo("-d", name, verb, ",".join(addons), *options, "--stop-after-init", "--no-http", log=log)
    remember_state(name, state)


def build_assets(name):
    """Build the bundles of scripts and styles once: a browser test that builds them itself forgets them at its end."""
    settings.write_conf()
    result = subprocess.run(
        [str(settings.VENV / "bin/python"), "-m", "odoo", "shell", "-d", name, "--no-http", "--log-level=error"],
        input="env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n",
        env=settings.client_environment(), capture_output=True, text=True,
    )  # fmt: skip
    if result.returncode:
        settings.fail(f"The web assets of {name} could not be built: {result.stderr.strip()[-500:]}")


# --- what code a database was made from -------------------------------------------------------------------------------

STATE = "mdq_dev.addons_state"


def addon_state(addon):
    """A digest of what an update of the addon would load: not its tests, its documents or its web assets."""
    digest = hashlib.sha256()
    for path in sorted((settings.ADDONS / addon).rglob("*")):
        inner = path.relative_to(settings.ADDONS / addon).parts[0]
        if path.is_file() and path.suffix != ".pyc" and inner not in ("tests", "static", "readme"):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def installed_addons(name):
    rows = query(name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return sorted({row[0] for row in rows} & set(settings.mdq_addons()))


def remember_state(name, state):
    query(name, """
        INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
    """, STATE, json.dumps({addon: state[addon] for addon in installed_addons(name)}))  # fmt: skip


def remembered_state(name):
    rows = query(name, "SELECT value FROM ir_config_parameter WHERE key = %s", STATE)
    return json.loads(rows[0][0]) if rows else {}


def changed_addons(name):
    state = remembered_state(name)
    return [addon for addon in installed_addons(name) if state.get(addon) != addon_state(addon)]


def bring_up_to_date(name, addons=(), log="update"):
    """Update what changed since the database was made, and install what is asked for and not there."""
    install(name, changed_addons(name), log=log, verb="-u")
    install(name, sorted(set(addons) - set(installed_addons(name))), log=log)


def check(name):
    if not exists(name):
        settings.fail(f"There is no database {name}. `make run` makes the database mdq.")


def main(command, *arguments):
    names = [argument for argument in arguments if argument != "--demo"]
    if command == "create":
        create(names[0], names[1:], demo="--demo" in arguments)
    elif command == "template":
        print(build_template(*names))
    else:
        {"copy": copy, "drop": drop, "check": check}[command](*names)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
