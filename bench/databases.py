"""Two databases from one template: Odoo as it is, and Odoo with the suite."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))

import database  # noqa: E402 (the scripts are not a package)
import settings  # noqa: E402

BASE = "mdq_bench_base"
WITHOUT, WITH = "mdq_bench_without", "mdq_bench_with"


def prepare():
    """Fresh copies for one run; the suite is installed again only when it changed."""
    template = database.build_template()
    stale = not database.is_ready(BASE, "mdq_base") or database.changed_addons(BASE)
    if stale or set(database.installed_addons(BASE)) != set(settings.mdq_addons()):
        print("    installing the suite for the measurement (some minutes)", file=sys.stderr)
        database.create(BASE, log="bench-install")
    database.copy(template, WITHOUT)
    database.copy(BASE, WITH)


def drop():
    for name in (WITHOUT, WITH):
        database.drop(name)


def configuration(name):
    return settings.write_conf(settings.RUN_DIR / f"{name}.conf", db_name=name, dbfilter=f"^{name}$", max_cron_threads=0)
