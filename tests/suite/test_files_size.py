"""Code that can be read in one sitting: short functions, short files."""

import ast

import pytest
from repository import PROJECT, addons, lines, nodes, none_of, place

LONGEST_FUNCTION = 45
LONGEST_FILE = 400
each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


@each_addon
def test_addon_is_readable(addon):
    scripts = [path for path in addon.path.rglob("static/src/**/*") if path.suffix in (".js", ".scss")]
    none_of(too_long([*addon.python_files(tests=True), *scripts]))


@pytest.mark.parametrize("folder", ["scripts", "tests", "bench"])
def test_tools_are_readable(folder):
    none_of(too_long(sorted((PROJECT / folder).rglob("*.py"))))


def too_long(paths):
    for path in paths:
        if len(lines(path)) > LONGEST_FILE:
            yield f"{place(path)} has {len(lines(path))} lines; split it ({LONGEST_FILE} at most, 250 is the aim)."
        if path.suffix == ".py":
            yield from long_functions(path)


def long_functions(path):
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{place(path, node.lineno)}: {node.name} has {length} lines; give its middle a name ({LONGEST_FUNCTION} at most)."
