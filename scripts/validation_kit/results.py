"""What the last run of the tests said, and what that means for each requirement."""

import hashlib
import json
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timezone

import requirements
import settings

STAMP = "run.json"
# From worst to best: of a test that ran several times (parameters), the worst counts.
ORDER = ["failed", "skipped", "passed"]


@dataclass(frozen=True)
class Outcome:
    """One test function in one run."""

    case: requirements.Case
    result: str
    seconds: float
    part: str


@dataclass(frozen=True)
class Line:
    """A requirement with one of the tests that show it; outcome None = the test did not run, case None = no test."""

    requirement: requirements.Requirement
    case: requirements.Case | None
    outcome: Outcome | None

    @property
    def result(self):
        if self.outcome:
            return self.outcome.result
        return "not run" if self.case else ("planned" if self.requirement.state == "planned" else "no test")


def read_outcomes():
    """{case: outcome} of all JUnit files of a run."""
    found = {}
    for path in sorted(settings.RESULTS_DIR.glob("*.xml")):
        for element in ElementTree.parse(path).iter("testcase"):
            case = requirements.Case(element.get("classname", ""), element.get("name", "").split("[")[0])
            outcome = Outcome(case, result_of(element), float(element.get("time", 0)), path.stem)
            found[case] = worse(found.get(case), outcome)
    return found


def result_of(element):
    kinds = {child.tag for child in element}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


def worse(first, second):
    if first is None or ORDER.index(second.result) < ORDER.index(first.result):
        return second
    return first


def trace(rows=None, outcomes=None, cases=None):
    """One line for each requirement and test."""
    rows = requirements.read_requirements() if rows is None else rows
    outcomes = read_outcomes() if outcomes is None else outcomes
    cases = requirements.cases_by_requirement() if cases is None else cases
    lines = []
    for row in rows:
        named = cases.get(row.id) or [None]
        lines += [Line(row, case, case and find(case, outcomes)) for case in named]
    return lines


def find(case, outcomes):
    """The outcome of a case; a test that a class inherits is reported under the class that runs it."""
    if case in outcomes:
        return outcomes[case]
    module = case.classname.rsplit(".", 1)[0]
    same = [outcome for other, outcome in outcomes.items() if other.name == case.name and other.classname.rsplit(".", 1)[0] == module]
    return min(same, key=lambda outcome: ORDER.index(outcome.result), default=None)


def verdicts(lines):
    """{requirement id: "passed", "failed", "not shown" or "planned"}; built counts only with a passing test and none failing."""
    by_id = defaultdict(list)
    for line in lines:
        by_id[line.requirement].append(line.result)
    return {row.id: _verdict(row, results) for row, results in by_id.items()}


def _verdict(row, results):
    if "failed" in results:
        return "failed"
    if "passed" in results:
        return "passed"
    return "planned" if row.state == "planned" else "not shown"


def unshown(lines):
    """A sentence for every built requirement that no passing test shows."""
    for number, verdict in verdicts(lines).items():
        row = next(line.requirement for line in lines if line.requirement.id == number)
        if row.state != "built" or verdict == "passed":
            continue
        told = ", ".join(f"{line.case.name}: {line.result}" for line in lines if line.requirement.id == number and line.case)
        yield f"{number} ({row.file}) is built but not shown by this run ({told or 'no test names it'}): {row.requirement}"


# --- which run was that? ------------------------------------------------------------------------------------------------


def stamp():
    """Remember which state of the project the results belong to; written at the end of a complete run."""
    about = {
        "commit": commit(), "changed_files": changed_files(), "results": fingerprint(),
        "ended_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }  # fmt: skip
    settings.RESULTS_DIR.mkdir(parents=True, exist_ok=True)
    (settings.RESULTS_DIR / STAMP).write_text(json.dumps(about, indent=1))
    return about


def read_stamp():
    """The stamp of the results that are there, or {} when they do not belong to it."""
    path = settings.RESULTS_DIR / STAMP
    about = json.loads(path.read_text()) if path.exists() else {}
    return about if about.get("results") == fingerprint() else {}


def is_current():
    """Whether the results are those of a complete run of exactly this state of the project."""
    about = read_stamp()
    return bool(about) and about["commit"] == commit() and not about["changed_files"] and not changed_files()


def fingerprint():
    digest = hashlib.sha256()
    for path in sorted(settings.RESULTS_DIR.glob("*.xml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def git(*arguments):
    result = subprocess.run(["git", "-C", str(settings.PROJECT), *arguments], capture_output=True, text=True)
    return result.stdout.strip() if result.returncode == 0 else ""


def commit():
    return git("rev-parse", "HEAD") or "not under version control"


def changed_files():
    return git("status", "--porcelain").splitlines()
