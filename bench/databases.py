"""Databases from one template: Odoo as it is, Odoo with the suite, and Odoo with somebody else's audit trail."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))

import database  # noqa: E402 (the scripts are not a package)
import settings  # noqa: E402

BASE = "mdq_bench_base"
WITHOUT, WITH, AUDITLOG = "mdq_bench_without", "mdq_bench_with", "mdq_bench_auditlog"
# For the measurement only, and never in the environment that runs the suite: its licence is AGPL.
PEER = "odoo-addon-auditlog==19.0.2.0.1"
PEER_FOLDER = settings.MDQ_DIR / "bench-addons"


def prepare(names):
    """Fresh copies for one run; the suite is installed again only when it changed. Returns the names that are there."""
    for name in names:
        database.copy(_base() if name == WITH else database.build_template(), name)
    if AUDITLOG in names and not _install_peer():
        database.drop(AUDITLOG)
        return [name for name in names if name != AUDITLOG]
    return names


def _base():
    stale = not database.is_ready(BASE, "mdq_base") or database.changed_addons(BASE)
    if stale or set(database.installed_addons(BASE)) != set(settings.mdq_addons()):
        print("    installing the suite for the measurement (some minutes)", file=sys.stderr)
        database.create(BASE, log="bench-install")
    return BASE


def _install_peer():
    if not PEER_FOLDER.is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PEER_FOLDER), PEER]
        if subprocess.run(command).returncode:
            print(f"    {PEER} is not to be had: measured without it", file=sys.stderr)
            return False
    command = [sys.executable, "-m", "odoo", "-c", str(configuration(AUDITLOG)), "-i", "auditlog", "--stop-after-init", "--no-http"]
    subprocess.run([*command, "--log-level=error"], env=settings.client_environment(), check=True)
    return True


def drop(names):
    for name in names:
        database.drop(name)


def configuration(name):
    options = {}
    if name == AUDITLOG:
        options["addons_path"] = ",".join(map(str, [*settings.addons_paths(), PEER_FOLDER / "odoo/addons"]))
    path = settings.RUN_DIR / f"{name}.conf"
    return settings.write_conf(path, db_name=name, dbfilter=f"^{name}$", max_cron_threads=0, **options)
