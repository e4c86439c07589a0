"""Odoo's own tests on a database with the suite and on one without: what passes without MDQ passes with it.

test_odoo.py [MODULE…]

Both databases are copies of the same template and run the same tests through pytest, side by side. A test that fails
in both (Odoo's tests expect to run while their module is being installed) says nothing about the suite.
"""

import sys
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import database
import settings
import test

MODULES = [
    "stock", "purchase_stock", "mrp", "mrp_subcontracting", "mrp_subcontracting_purchase", "mrp_subcontracting_dropshipping",
    "product_expiry", "mrp_product_expiry", "portal",
]  # fmt: skip
DATABASES = {"without": "mdq_test_odoo_without", "with": "mdq_test_odoo_with"}


def run(side, modules):
    name = DATABASES[side]
    if side == "with":
        database.create(name, log="test-odoo-install")
    else:
        database.copy(database.build_template(), name)
    database.build_assets(name)
    # A package keeps Odoo's modules in odoo/addons, a Git checkout in addons.
    odoo = next(path for path in (settings.odoo_path() / "odoo/addons", settings.odoo_path() / "addons") if (path / "stock").is_dir())
    paths = [path for module in modules for path in sorted((odoo / module / "tests").glob("test_*.py"))]
    conf = settings.write_conf(settings.RUN_DIR / f"test-odoo-{side}.conf", db_name=name, dbfilter=f"^{name}$")
    environment = {**test.plain_environment(), "ODOO_RC": str(conf)}
    # Odoo's folder, not ours, is the root: our conftest has nothing to say there.
    junit = test.pytest(f"odoo-{side}", "-c", "/dev/null", f"--rootdir={odoo}", "-p", "no:cacheprovider", "--no-header", "-r", "N",
                f"--odoo-database={name}", "--odoo-http", *paths, **environment)  # fmt: skip
    return outcomes(junit)


def outcomes(path):
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        found[f"{case.get('classname')}.{case.get('name')}"] = outcome
    return found


def main(modules):
    test.whole_run = False
    database.build_template()
    with ThreadPoolExecutor(2) as lanes:
        without, with_suite = lanes.map(lambda side: run(side, modules), ("without", "with"))
    for name in DATABASES.values():
        database.drop(name)
    worse = sorted(name for name, outcome in without.items() if outcome == "passed" and with_suite.get(name) != "passed")
    print(f"\nwithout MDQ: {summary(without)}\nwith MDQ:    {summary(with_suite)}")
    print("difference:  none" if not worse else f"difference:  {len(worse)} pass without MDQ and not with it")
    for name in worse:
        print(f"    {with_suite.get(name, 'did not run')}: {name}")
    return bool(worse) or not without


def summary(outcomes):
    return ", ".join(f"{sum(value == kind for value in outcomes.values())} {kind}" for kind in ("passed", "failed", "skipped"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
