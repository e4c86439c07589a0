"""A core is plain Python: it can be read, tested and trusted without Odoo."""

import ast

import pytest
from repository import addons, nodes, none_of, place

each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


@each_addon
def test_core_imports_no_odoo(addon):
    none_of(
        f"{place(path, line)} imports {name}: a core/ knows nothing of Odoo; hand the values in."
        for path in sorted((addon.path / "core").rglob("*.py"))
        for line, name in imports(path)
        if name.split(".")[0] in ("odoo", "openerp", "psycopg2")
    )


def imports(path):
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            level = "." * node.level
            yield node.lineno, level + (node.module or "")
            # "from ...models import x" leaves the core by the back door.
            if node.level > 1 and not (node.module or "").startswith("core"):
                yield node.lineno, "odoo (through a relative import out of core/)"
