"""What a remote caller can send must not open anything: no context decides, no sudo goes unexplained."""

import ast
import re

import pytest
from repository import addons, allowed, comments, lines, nodes, none_of, place, statement_starts

each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


@each_addon
def test_no_context_is_read(addon):
    """A caller chooses the context, so nothing that matters may read it.

    The exceptions of allowed/context_reads.txt are defaults of screens and flags compared by identity, each with its reason.

    Requirement: MDQ-APP-010
    """
    permitted = {(file, code) for file, code, _reason in allowed("context_reads")}
    none_of(
        f"{place(path, line)} reads the context ({code}); a caller may send any. Pass a parameter, or, for a mere default of "
        "a screen, add the line with its reason to tests/suite/allowed/context_reads.txt."
        for path in addon.python_files()
        for line, code in context_reads(path)
        if (place(path), code) not in permitted
    )


def context_reads(path):
    for node in nodes(path):
        is_context = isinstance(node, ast.Attribute) and node.attr in ("context", "_context")
        if is_context and isinstance(node.ctx, ast.Load) and ast.unparse(node.value).split(".")[-1] in ("env", "request", "self"):
            yield node.lineno, lines(path)[node.lineno - 1].strip()


def test_every_context_exception_still_exists():
    found = {(place(path), code) for addon in addons() for path in addon.python_files() for _line, code in context_reads(path)}
    none_of(
        f"tests/suite/allowed/context_reads.txt: {file} no longer has “{code}”; take the line out."
        for file, code, _reason in allowed("context_reads")
        if (file, code) not in found
    )


@each_addon
def test_sudo_gives_its_reason(addon):
    """Requirement: MDQ-APP-011"""
    none_of(
        f"{place(path, line)}: say in a comment on this line or the one before why sudo() is right here."
        for path in addon.python_files()
        for line in unexplained_sudo(path)
    )


def unexplained_sudo(path):
    """One comment may explain several lines with sudo() that follow each other."""
    starts = statement_starts(path)
    reasons = {line for line, text in comments(path).items() if len(text.split()) >= 3 and not text.startswith("noqa")}
    explained = set()
    for node in sorted(filter(is_sudo, nodes(path)), key=lambda node: node.end_lineno):
        near = range(starts[node] - 1, node.end_lineno + 1)
        if (reasons | explained).intersection(near):
            explained.add(node.end_lineno)
        else:
            yield node.lineno


def is_sudo(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sudo"):
        return False
    return not any(isinstance(argument, ast.Constant) and argument.value is False for argument in node.args)


@each_addon
def test_sql_takes_parameters(addon):
    """No value is written into a statement by Python's own formatting."""
    none_of(
        f"{place(path, line)}: hand values to execute() as parameters, or build the statement with odoo.tools.SQL."
        for path in addon.python_files()
        for line in formatted_sql(path)
    )


def formatted_sql(path):
    for node in nodes(path):
        is_execute = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("execute", "executemany")
        if is_execute and node.args and is_formatted(node.args[0]):
            yield node.lineno


def is_formatted(node):
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return not (isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


@each_addon
def test_nothing_that_odoo_19_ignores_or_forbids(addon):
    forbidden = {
        r"^\s+_sql_constraints\s*=": "is ignored by Odoo 19; use models.Constraint",
        r"\beval\(|\bexec\(": "runs text as code; rules are data here",
        r"type=[\"']json[\"']": "is the old name; use type='jsonrpc'",
        r"ondelete\(at_uninstall=False\)": "does not run for a caller who sends _force_unlink in the context; override unlink",
        r"\.commit\(\)|\.rollback\(\)": "takes the transaction away from the caller",
        r"\bfields\.Datetime\.now\(\)\s*\)\s*$(?<=default=fields\.Datetime\.now\(\)\))": "is computed once; use a function",
    }
    allowed_lines = {(file, code) for file, code, _reason in allowed("forbidden_code")}
    none_of(
        f"{place(path, number)}: “{line.strip()}” {why}."
        for path in addon.python_files()
        for number, line in enumerate(lines(path), 1)
        for pattern, why in forbidden.items()
        if re.search(pattern, line) and not line.lstrip().startswith("#") and (place(path), line.strip()) not in allowed_lines
    )
