"""The project as files: its addons, what they hold, and the lists of allowed exceptions."""

import ast
import functools
import tokenize
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

PROJECT = Path(__file__).resolve().parents[2]
ALLOWED = Path(__file__).resolve().parent / "allowed"
# Nearest to Odoo first: an addon may depend on those before it, never on those after it.
ORDER = [
    "mdq_base", "mdq_document", "mdq_supplier", "mdq_quality", "mdq_capa", "mdq_change", "mdq_outsourcing",
    "mdq_traceability", "mdq",
]  # fmt: skip


@dataclass(frozen=True)
class Addon:
    """One addon of the suite, as files."""

    name: str

    @property
    def path(self):
        return PROJECT / "addons" / self.name

    @functools.cached_property
    def manifest(self):
        return ast.literal_eval((self.path / "__manifest__.py").read_text(encoding="utf-8"))

    def python_files(self, tests=False):
        files = (path for path in self.path.rglob("*.py") if path.name != "__manifest__.py")
        return sorted(path for path in files if tests or "tests" not in path.relative_to(self.path).parts)

    def data_files(self, suffix, keys=("data", "demo")):
        names = (name for key in keys for name in self.manifest.get(key, []) if name.endswith(suffix))
        return [self.path / name for name in names if (self.path / name).is_file()]

    def records(self, keys=("data", "demo")):
        """(file, element) of every element with an id in the addon's XML data."""
        for path in self.data_files(".xml", keys):
            for element in etree.parse(str(path)).iter("record", "menuitem", "template"):
                if element.get("id"):
                    yield path, element

    def __str__(self):
        return self.name


def addons():
    found = {path.parent.name for path in PROJECT.glob("addons/*/__manifest__.py")}
    return [Addon(name) for name in sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))]


def place(path, line=None):
    """A file as one clicks it: addons/mdq_base/models/base.py:12"""
    name = str(path.relative_to(PROJECT))
    return f"{name}:{line}" if line else name


@functools.cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@functools.cache
def nodes(path):
    """All nodes of a file, as `ast.walk` gives them: many statements look at the same files."""
    return list(ast.walk(tree(path)))


@functools.cache
def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


@functools.cache
def comments(path):
    """{line number: comment without its sign}"""
    with open(path, "rb") as stream:
        tokens = tokenize.tokenize(stream.readline)
        return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


@functools.cache
def statement_starts(path):
    """{node: first line of the statement that it stands in} for every expression of a file."""
    starts = {}

    def visit(node, start):
        start = node.lineno if isinstance(node, ast.stmt) else start
        starts[node] = start
        for child in ast.iter_child_nodes(node):
            visit(child, start)

    visit(tree(path), 1)
    return starts


def allowed(name):
    """The exceptions of allowed/<name>.txt as rows of cells; every row ends with its reason."""
    path = ALLOWED / f"{name}.txt"
    rows = [line.split(" | ") for line in lines(path) if line.strip() and not line.startswith("#")]
    for row in rows:
        assert len(row) > 1 and row[-1].strip(), f"{place(path)}: “{' | '.join(row)}” has no reason after a “ | ”."
    return [[cell.strip() for cell in row] for row in rows]


def none_of(findings):
    """Fail with all sentences at once: one run shows the whole work."""
    findings = list(findings)
    if findings:
        pytest.fail(f"{len(findings)} to mend:\n" + "\n".join(f"  - {sentence}" for sentence in findings), pytrace=False)
