"""Databases from one template: Odoo as it is, Odoo with the suite, and Odoo with somebody else's audit trail."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))

import database  # noqa: E402 (the scripts are not a package)
import settings  # noqa: E402

# Two checkouts that share one PostgreSQL give their databases names of their own.
PREFIX = os.environ.get("BENCH_DB") or "mdq_bench"
BASE, WITHOUT, WITH, AUDITLOG, OCA = (f"{PREFIX}_{name}" for name in ("base", "without", "with", "auditlog", "oca"))
# For the measurement only, and never in the environment that runs the suite: their licence is AGPL.
# database → (module, package that brings it)
PEERS = {
    AUDITLOG: ("auditlog", "odoo-addon-auditlog==19.0.2.0.1"),
    OCA: ("quality_control_oca", "odoo-addon-quality-control-oca==19.0.1.0.0.8"),
}
PEER_FOLDER = settings.MDQ_DIR / "bench-addons"


def prepare(names):
    """Fresh copies for one run; the suite is installed again only when it changed. Returns the names that are there."""
    for name in names:
        database.copy(_base() if name == WITH else database.build_template(), name)
    missing = [name for name in names if name in PEERS and not _install_peer(name)]
    drop(missing)
    return [name for name in names if name not in missing]


def _base():
    stale = not database.is_ready(BASE, "mdq_base") or database.changed_addons(BASE)
    if stale or set(database.installed_addons(BASE)) != set(settings.mdq_addons()):
        print("    installing the suite for the measurement (some minutes)", file=sys.stderr)
        database.create(BASE, log="bench-install")
    return BASE


def _install_peer(name):
    module, package = PEERS[name]
    if not _peer_addons(name).is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PEER_FOLDER / module), package]
        if subprocess.run(command).returncode:
            print(f"    {package} is not to be had: measured without it", file=sys.stderr)
            return False
    command = [sys.executable, "-m", "odoo", "-c", str(configuration(name)), "-i", module, "--stop-after-init", "--no-http"]
    subprocess.run([*command, "--log-level=error"], env=settings.client_environment(), check=True)
    return True


def _peer_addons(name):
    return PEER_FOLDER / PEERS[name][0] / "odoo/addons"


def drop(names):
    for name in names:
        database.drop(name)


def configuration(name):
    options = {}
    if name in PEERS:
        options["addons_path"] = ",".join(map(str, [*settings.addons_paths(), _peer_addons(name)]))
    path = settings.RUN_DIR / f"{name}.conf"
    return settings.write_conf(path, db_name=name, dbfilter=f"^{name}$", max_cron_threads=0, **options)
