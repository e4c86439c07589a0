"""Plain Python tests beside Odoo tests, in one project.

- Every addon is registered as a bare package, so that `from mdq_quality.core import sampling` works without Odoo.
- Without `--odoo-database`, pytest-odoo stays out of the way and the files that import Odoo are not collected.
"""

import re
import sys
import types
from pathlib import Path

import pytest

ADDONS = Path(__file__).parent / "addons"
IMPORTS_ODOO = re.compile(r"^\s*(import|from) odoo\b", re.MULTILINE)


def register_bare_package(name, folder):
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]
    package.__file__ = str(folder / "__init__.py")
    sys.modules.setdefault(name, package)
    return sys.modules[name]


for manifest in sorted(ADDONS.glob("*/__manifest__.py")):
    addon = manifest.parent
    package = register_bare_package(addon.name, addon)
    # The tests package of an addon imports Odoo; its folder `core` does not.
    package.tests = register_bare_package(f"{addon.name}.tests", addon / "tests")


def with_odoo(config):
    return bool(config.getoption("--odoo-database", default=None))


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: drives a real browser")
    config.addinivalue_line("markers", "slow: takes more than ten seconds")
    if not with_odoo(config):
        plugin = config.pluginmanager.get_plugin("odoo")
        if plugin:
            config.pluginmanager.unregister(plugin)


def pytest_ignore_collect(collection_path, config):
    """Plain runs leave out what imports Odoo; runs with Odoo leave out what does not need it."""
    path = Path(collection_path)
    if path.suffix != ".py" or not path.name.startswith("test_") or "e2e" in path.parts:
        return None
    needs_odoo = bool(IMPORTS_ODOO.search(path.read_text(encoding="utf-8")))
    return True if needs_odoo != with_odoo(config) else None


@pytest.fixture(scope="session", autouse=True)
def people_stay(request):
    """The database of a test run is thrown away, so its people are made once."""
    if with_odoo(request.config):
        from odoo.addons.mdq_base.tests import people

        people.is_kept = True
