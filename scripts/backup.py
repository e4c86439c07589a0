"""Backup and restore: the database and its filestore in one archive, verified when it comes back.

backup.py backup DB [FILE]     → .mdq/backups/DB-<time>.tar
backup.py restore DB FILE      restores beside the database, verifies, and only then takes its place

The archive holds database.dump (pg_dump), filestore/ and manifest.json. The manifest counts the rows of every table in
the very snapshot that was dumped, so a restore can be compared with it.
"""

import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import database
import server
import settings

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
# Odoo's interpreter runs this: it prints what the ledger finds, where the suite has one.
VERIFY_LEDGER = """
import json
ledger = env.get("mdq.ledger")
print("LEDGER " + json.dumps(ledger.verify() if ledger is not None else None, default=str))
"""


def row_counts(cursor):
    cursor.execute(TABLES)
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(f"SELECT count(*) FROM {table}")
        counts[table] = cursor.fetchone()[0]
    return counts


def program(name, *arguments):
    """Run one of PostgreSQL's programs, of the server's own major version where there is one."""
    environment = settings.client_environment()
    found = [shutil.which(name, path=str(folder)) for folder in [*settings.postgres_bin(), *environment["PATH"].split(os.pathsep)]]
    programs = [path for path in found if path]
    server_version = database.query("postgres", "SHOW server_version_num")[0][0][:2]
    same = [path for path in programs if major_version(path) == server_version]
    result = subprocess.run([*(same or programs)[:1], *map(str, arguments)], env=environment, stdin=subprocess.DEVNULL)
    if result.returncode:
        settings.fail(f"{name} ended with an error; nothing was changed.")


def major_version(path):
    """'pg_dump (PostgreSQL) 18.4' → '18'"""
    return re.search(r"\d+", subprocess.run([path, "--version"], capture_output=True, text=True).stdout)[0]


# --- backup -----------------------------------------------------------------------------------------------------------


def backup(name, file=None):
    if not database.exists(name):
        settings.fail(f"There is no database {name}.")
    archive = Path(file) if file else settings.MDQ_DIR / "backups" / f"{name}-{datetime.datetime.now():%Y%m%d-%H%M%S}.tar"
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.MDQ_DIR, prefix="backup-") as folder:
        folder = Path(folder)
        # Files are only ever added while somebody works; one that is removed in between was copied before the dump.
        copy_files(name, folder)
        dump(name, folder)
        copy_files(name, folder)
        unfinished = archive.with_name(archive.name + ".unfinished")
        with tarfile.open(unfinished, "w") as tar:
            for path in sorted(folder.iterdir()):
                tar.add(path, path.name)
        unfinished.replace(archive)
    print(f"    {archive} ({archive.stat().st_size / 1e6:.0f} MB)")


def dump(name, folder):
    with contextlib.closing(database.connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        program("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", "-f", folder / "database.dump", name)
        cursor.execute("SELECT name, latest_version FROM ir_module_module WHERE state = 'installed' ORDER BY name")
        manifest = {
            "database": name,
            "made": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "modules": dict(cursor.fetchall()),
            "rows": row_counts(cursor),
        }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


def copy_files(name, folder):
    def link(source, target):
        with contextlib.suppress(FileExistsError):
            os.link(source, target)

    if database.filestore(name).is_dir():
        shutil.copytree(database.filestore(name), folder / "filestore", copy_function=link, dirs_exist_ok=True)


# --- restore ----------------------------------------------------------------------------------------------------------


def unpack(file, folder):
    """By the program tar, which writes nothing outside of the folder: Python learned that in 3.11.4, and Debian 12 has 3.11.2."""
    if subprocess.run(["tar", "-xf", str(Path(file).resolve()), "-C", folder, "--no-same-owner"], stdin=subprocess.DEVNULL).returncode:
        settings.fail(f"{file} is no whole archive of make backup; nothing was changed.")


def restore(name, file=None):
    if not file or not Path(file).is_file():
        settings.fail("Say which archive: make restore FILE=.mdq/backups/mdq-….tar")
    confirm(name)
    unfinished = f"{name}_restored"
    with tempfile.TemporaryDirectory(dir=settings.MDQ_DIR, prefix="restore-") as folder:
        unpack(file, folder)
        manifest = json.loads((Path(folder) / "manifest.json").read_text())
        database.drop(unfinished)
        database.create_empty(unfinished)
        program("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--jobs=2", f"--dbname={unfinished}", Path(folder) / "database.dump")
        if (Path(folder) / "filestore").is_dir():
            database.filestore(unfinished).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(Path(folder) / "filestore", database.filestore(unfinished))
    differences = [*compare_rows(unfinished, manifest), *missing_files(unfinished), *ledger_problems(unfinished)]
    if differences:
        database.drop(unfinished)
        settings.fail(f"The archive did not come back whole; {name} is as it was.\n     " + "\n     ".join(differences[:20]))
    running = server.Server(db=name)
    served = running.serves(name)
    if served:
        running.stop()
    database.drop(name)
    database.rename(unfinished, name)
    print(f"    {name} is back: {sum(manifest['rows'].values())} rows in {len(manifest['rows'])} tables, its files and its ledger verified")
    if served:
        running.start()


def confirm(name):
    if not database.exists(name) or os.environ.get("CONFIRM") == "yes":
        return
    if not sys.stdin.isatty():
        settings.fail(f"The database {name} exists and would be replaced. Without a keyboard: CONFIRM=yes")
    if input(f"Replace the database {name} with the archive? Type yes: ") != "yes":
        settings.fail("Nothing was changed.")


def compare_rows(name, manifest):
    with contextlib.closing(database.connect(name)) as connection, connection.cursor() as cursor:
        found = row_counts(cursor)
    for table in sorted({*found, *manifest["rows"]}):
        if found.get(table) != manifest["rows"].get(table):
            yield f"{table}: {manifest['rows'].get(table)} rows saved, {found.get(table)} restored"


def missing_files(name):
    for store_name, checksum in database.query(name, "SELECT DISTINCT store_fname, checksum FROM ir_attachment WHERE store_fname IS NOT NULL"):
        path = database.filestore(name) / store_name
        if not path.is_file():
            yield f"file {store_name} is missing"
        elif checksum and hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest() != checksum:
            yield f"file {store_name} has changed"


def ledger_problems(name):
    settings.write_conf()
    result = subprocess.run(
        [str(settings.VENV / "bin/python"), "-m", "odoo", "shell", "-d", name, "--no-http", "--log-level=error"],
        input=VERIFY_LEDGER, env=settings.client_environment(), capture_output=True, text=True,
    )  # fmt: skip
    answers = [line.removeprefix("LEDGER ") for line in result.stdout.splitlines() if line.startswith("LEDGER ")]
    if not answers:
        yield f"the ledger could not be verified: {result.stderr.strip()[-500:]}"
        return
    answer = json.loads(answers[-1])
    if answer is not None and not answer.get("ok"):
        yield f"ledger: {answer.get('problems')}"


if __name__ == "__main__":
    {"backup": backup, "restore": restore}[sys.argv[1]](*sys.argv[2:])
