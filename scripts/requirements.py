"""The requirements: read, check, merge, and find the tests that show them.

    python scripts/requirements.py            merges docs/requirements/*.csv into docs/requirements.csv
    python scripts/requirements.py --check    only says what is wrong

Every addon keeps its rows in docs/requirements/<addon>.csv; suite.csv holds what no single addon answers for. A test shows
a requirement when its docstring (or its class's, or its module's) says `Requirement: MDQ-QUA-003`.
"""

import ast
import csv
import io
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "requirements"
MERGED = PROJECT / "docs" / "requirements.csv"
COLUMNS = ["id", "requirement", "requirement_zh", "features", "regulations", "risk", "module", "state"]
ID = re.compile(r"MDQ-[A-Z]{3}-\d{3}")
# "Requirement: MDQ-QUA-003", "Requirements: MDQ-QUA-003, MDQ-QUA-004"
NAMED = re.compile(r"Requirements?:\s*((?:MDQ-[A-Z]{3}-\d{3}[,;\s]*(?:and\s+)?)+)")
PREFIXES = {
    "mdq_base": "BAS", "mdq_document": "DOC", "mdq_supplier": "SUP", "mdq_quality": "QUA", "mdq_capa": "CAP",
    "mdq_change": "CHG", "mdq_outsourcing": "OUT", "mdq_traceability": "TRA", "mdq": "APP", "suite": "APP",
}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """One thing that the product must do."""

    id: str
    requirement: str
    requirement_zh: str
    features: str
    regulations: str
    risk: str
    module: str
    state: str
    file: str

    @property
    def answers(self):
        """The numbers of docs/requirements/features.txt and regulations.txt that it answers."""
        return {*self.features.split(), *self.regulations.split()}

    def row(self):
        return [getattr(self, column) for column in COLUMNS]


@dataclass(frozen=True, order=True)
class Case:
    """A test function, named as JUnit XML names it: dotted path of file and class, then the function."""

    classname: str
    name: str

    def __str__(self):
        return f"{self.classname}::{self.name}"


def sources():
    return sorted(FOLDER.glob("*.csv"))


def read_file(path):
    """The rows of one file. A wrong header or a row with too many or too few cells stops with its place named."""
    with open(path, encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        if header != COLUMNS:
            raise SystemExit(f"{place(path)}: the first line must be {','.join(COLUMNS)} (it is {','.join(header)})")
        rows = []
        for cells in filter(None, reader):
            if len(cells) != len(COLUMNS):
                wrong = f"{len(cells)} cells instead of {len(COLUMNS)}; put text that has a comma in quotes"
                raise SystemExit(f"{place(path)}, line {reader.line_num}: {wrong}")
            rows.append(Requirement(*(cell.strip() for cell in cells), file=path.name))
    return rows


def place(path):
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path


def read_requirements():
    rows = [row for path in sources() for row in read_file(path)]
    return sorted(rows, key=lambda row: row.id)


def known_numbers(name):
    """The ids of features.txt or regulations.txt."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith("#")}


# --- tests -------------------------------------------------------------------------------------------------------------


def files_with_tests():
    addons = PROJECT.glob("addons/*/tests/**/test_*.py")
    return sorted({*addons, *PROJECT.glob("tests/**/test_*.py"), *PROJECT.glob("bench/**/test_*.py")})


def named_in(text):
    """The requirement ids that a docstring names.

    >>> named_in("Suppliers wait. Requirements: MDQ-SUP-001, MDQ-SUP-002")
    ['MDQ-SUP-001', 'MDQ-SUP-002']
    """
    return [number for group in NAMED.findall(text or "") for number in ID.findall(group)]


def cases_in(path):
    """Each test of a file with the ids that its own, its class's or its module's docstring names."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
    shared = named_in(ast.get_docstring(tree))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            of_class = named_in(ast.get_docstring(node))
            yield from _functions(node.body, f"{module}.{node.name}", shared + of_class)
    yield from _functions(tree.body, module, shared)


def _functions(nodes, classname, shared):
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield Case(classname, node.name), sorted({*shared, *named_in(ast.get_docstring(node))})


def cases_by_requirement():
    """{id: the tests that name it}"""
    found = defaultdict(set)
    for path in files_with_tests():
        for test, numbers in cases_in(path):
            for number in numbers:
                found[number].add(test)
    return {number: sorted(tests) for number, tests in found.items()}


# --- checks ------------------------------------------------------------------------------------------------------------


def problems(rows=None, tests=None):
    """Everything that is wrong, one sentence each."""
    rows = read_requirements() if rows is None else rows
    tests = cases_by_requirement() if tests is None else tests
    found = [sentence for row in rows for sentence in _row_problems(row)]
    for number, count in Counter(row.id for row in rows).items():
        if count > 1:
            files = ", ".join(sorted(row.file for row in rows if row.id == number))
            found.append(f"{number} stands {count} times ({files}): number the later ones anew.")
    answered = {number for row in rows for number in row.answers}
    for name in ("features", "regulations"):
        missing = ", ".join(sorted(known_numbers(name) - answered, key=_natural))
        if missing:
            found.append(f"No row of docs/requirements/*.csv answers these of {name}.txt; add some (planned will do): {missing}")
    found += _test_problems(rows, tests)
    return found


def _row_problems(row):
    known = known_numbers("features") | known_numbers("regulations")
    where = f"{row.file}, {row.id or '(no id)'}"
    prefix = PREFIXES.get(Path(row.file).stem)
    checks = [
        (ID.fullmatch(row.id), "the id must look like MDQ-QUA-003"),
        (not prefix or row.id.startswith(f"MDQ-{prefix}-"), f"ids of this file start with MDQ-{prefix}-"),
        (row.requirement, "the requirement is empty"),
        (re.search(r"[\u4e00-\u9fff]", row.requirement_zh), "requirement_zh holds no Chinese"),
        (row.risk in ("high", "medium", "low"), f"risk must be high, medium or low, not “{row.risk}”"),
        (row.state in ("built", "planned"), f"state must be built or planned, not “{row.state}”"),
        (row.module, "the module is empty"),
    ]
    unknown = sorted(row.answers - known)
    checks.append((not unknown, f"{', '.join(unknown)} is in neither features.txt nor regulations.txt"))
    return [f"{where}: {sentence}." for holds, sentence in checks if not holds]


def _test_problems(rows, tests):
    known = {row.id for row in rows}
    for row in rows:
        if row.state == "built" and row.id not in tests:
            yield (
                f"{row.id} ({row.file}) is built but no test names it: write “Requirement: {row.id}” into the docstring "
                "of the test that shows it, or set its state to planned."
            )
    for number in sorted(tests.keys() - known):
        yield f"{number} is named by {tests[number][0]} but stands in no docs/requirements/*.csv."


def _natural(number):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", number)]


# --- merge -------------------------------------------------------------------------------------------------------------


def merged_text(rows=None):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.row() for row in (read_requirements() if rows is None else rows))
    return stream.getvalue()


def is_merged():
    return MERGED.exists() and MERGED.read_text(encoding="utf-8") == merged_text()


def main(arguments):
    rows = read_requirements()
    if "--check" not in arguments:
        MERGED.write_text(merged_text(rows), encoding="utf-8")
    sentences = problems(rows)
    if "--check" in arguments and not is_merged():
        sentences.append("docs/requirements.csv is out of date: run python scripts/requirements.py")
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    built = sum(row.state == "built" for row in rows)
    print(f"{len(rows)} requirements: {built} built, {len(rows) - built} planned; {len(sentences)} problems")
    return bool(sentences)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
