"""Messages go through translation, whole: a sentence put together by code cannot be translated."""

import ast
import re

import pytest
from repository import addons, lines, nodes, none_of, place

REFUSALS = {"UserError", "ValidationError", "AccessError", "RedirectWarning", "MissingError", "AccessDenied"}
SPOKEN = re.compile(r"""notification(?:Service)?\.add\(\s*["'`][A-Za-z]|(?:title|body|label|confirmLabel|placeholder):\s*["'`][A-Z][a-z]""")
each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


@each_addon
def test_refusals_are_translated(addon):
    """Requirement: MDQ-APP-001"""
    none_of(
        f"{place(path, node.lineno)}: write {ast.unparse(node.func)}(self.env._(“…”)), so that the refusal is in the caller's language."
        for path in addon.python_files()
        if "core" not in path.relative_to(addon.path).parts
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node.func) in REFUSALS and node.args and is_literal(node.args[0])
    )


@each_addon
def test_translated_sentences_are_whole(addon):
    """Placeholders are filled by the translation itself: _("… %(lot)s …", lot=…)."""
    none_of(
        f"{place(path, node.lineno)}: give the sentence to _() whole, with its values as arguments: _(“… %(lot)s …”, lot=…)."
        for path in addon.python_files()
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node.func) in ("_", "_lt") and node.args and is_built(node.args[0])
    )


@each_addon
def test_no_translation_hides_in_a_formatted_string(addon):
    """Python 3.11 hands an f-string to Odoo's collector of terms as one word: what stands inside is never translated."""
    none_of(
        f"{place(path, call.lineno)}: give the words of _() a name before the f-string; they are not collected inside."
        for path in addon.python_files()
        for node in nodes(path)
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and name_of(call.func) in ("_", "_lt")
    )


@each_addon
def test_several_placeholders_have_names(addon):
    """Word order differs between languages, so two values need names."""
    none_of(
        f"{place(path, node.lineno)}: name the placeholders of “{node.args[0].value}”."
        for path in addon.python_files()
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node.func) in ("_", "_lt") and node.args and isinstance(node.args[0], ast.Constant)
        if len(re.findall(r"%[sdfr]", str(node.args[0].value))) > 1
    )


@each_addon
def test_scripts_speak_through_translation(addon):
    none_of(
        f"{place(path, number)}: “{line.strip()}” shows words without _t()."
        for path in sorted(addon.path.glob("static/src/**/*.js"))
        for number, line in enumerate(lines(path), 1)
        if SPOKEN.search(line) and "_t(" not in line and not line.lstrip().startswith(("//", "*"))
    )


def name_of(function):
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_literal(node):
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)) or is_built(node)


def is_built(node):
    """Whether a text is put together before anybody could translate it."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return is_literal(node.left) or is_literal(node.right)
    return isinstance(node, ast.Call) and name_of(node.func) == "format" and is_literal(getattr(node.func, "value", node))
