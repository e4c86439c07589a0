"""Odoo makes one class of all controllers that extend the same one: a method of one addon silently takes the place of another's."""

import ast
from collections import defaultdict

from repository import addons, none_of

ROOT = "CustomerPortal"  # Odoo's portal, which the pages of suppliers extend
OVERRIDES = {"_prepare_home_portal_values", "_prepare_portal_layout_values"}  # each calls super


def controllers():
    """(file, class, names of its bases, names of its methods)"""
    for addon in addons():
        for path in sorted((addon.path / "controllers").glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    methods = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
                    yield path, node.name, {ast.unparse(base).rpartition(".")[2] for base in node.bases}, methods


def lineage(name, bases):
    """The class and all that it extends, as far as they are ours."""
    return {name}.union(*(lineage(base, bases) for base in bases.get(name, ())))


def test_helpers_of_portal_pages_have_names_of_their_own():
    found = list(controllers())
    bases = {name: parents for _path, name, parents, _methods in found}
    homes = defaultdict(dict)
    for path, name, _parents, methods in found:
        if ROOT in lineage(name, bases):
            for method in methods - OVERRIDES:
                homes[method][name] = path
    none_of(
        f"{method} stands in {', '.join(f'{name} ({path.parts[-3]}/controllers/{path.name})' for name, path in classes.items())}: "
        "one takes the place of the other. Give them names of their own."
        for method, classes in sorted(homes.items())
        if any(two not in lineage(one, bases) and one not in lineage(two, bases) for one in classes for two in classes)
    )
