"""The validation kit says of each requirement what the tests said, and refuses a built one that nothing shows.

Requirement: MDQ-APP-008
"""

import openpyxl
import pypdf
import pytest
import requirements
import settings
import validation
from validation_kit import environment, pages, results, workbook
from validation_kit.kit import Kit

JUNIT = """<testsuites><testsuite name="x">
<testcase classname="addons.mdq_x.tests.test_a.TestA" name="test_good" time="0.5"/>
<testcase classname="addons.mdq_x.tests.test_a.TestA" name="test_bad" time="0.1"><failure message="no"/></testcase>
<testcase classname="tests.suite.test_b" name="test_many[one]" time="0.1"/>
<testcase classname="tests.suite.test_b" name="test_many[two]" time="0.1"><skipped/></testcase>
<testcase classname="addons.mdq_x.tests.test_a.TestChild" name="test_inherited" time="0.1"/>
</testsuite></testsuites>"""


@pytest.fixture(autouse=True)
def run(tmp_path, monkeypatch):
    """A run with five tests, away from the real results."""
    monkeypatch.setattr(settings, "RESULTS_DIR", tmp_path)
    (tmp_path / "part.xml").write_text(JUNIT)


def requirement(number, state="built"):
    return requirements.Requirement(number, "It works", "能用", "", "", "high", "mdq_x", state, "mdq_x.csv")


def verdict(case, state="built"):
    row = requirement("MDQ-BAS-001", state)
    return results.verdicts(results.trace([row], results.read_outcomes(), {row.id: case}))[row.id]


@pytest.mark.parametrize(
    ("classname", "name", "expected"),
    [
        ("addons.mdq_x.tests.test_a.TestA", "test_good", "passed"),
        ("addons.mdq_x.tests.test_a.TestA", "test_bad", "failed"),
        ("addons.mdq_x.tests.test_a.TestParent", "test_inherited", "passed"),
        ("tests.suite.test_b", "test_many", "not shown"),
        ("tests.suite.test_b", "test_absent", "not shown"),
    ],
)
def test_verdict_follows_the_test(classname, name, expected):
    assert verdict([requirements.Case(classname, name)]) == expected


def test_one_failing_test_outweighs_a_passing_one():
    cases = [requirements.Case("addons.mdq_x.tests.test_a.TestA", name) for name in ("test_good", "test_bad")]
    assert verdict(cases) == "failed"


def test_built_requirement_without_a_passing_test_is_named():
    rows = [requirement("MDQ-BAS-001"), requirement("MDQ-BAS-002", "planned")]
    sentences = list(results.unshown(results.trace(rows, results.read_outcomes(), {})))
    assert len(sentences) == 1 and sentences[0].startswith("MDQ-BAS-001")


def test_check_fails_for_a_requirement_that_nothing_shows(monkeypatch, capsys):
    monkeypatch.setattr(requirements, "read_requirements", lambda: [requirement("MDQ-BAS-001")])
    monkeypatch.setattr(requirements, "cases_by_requirement", dict)
    monkeypatch.setattr(requirements, "problems", list)
    assert validation.check()
    assert "MDQ-BAS-001" in capsys.readouterr().err


def test_results_of_another_run_are_not_reused(tmp_path):
    results.stamp()
    assert results.read_stamp()
    (tmp_path / "part.xml").write_text(JUNIT.replace("0.5", "0.6"))
    assert not results.read_stamp() and not results.is_current()


def test_kit_is_written_in_both_languages(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "postgres_version", lambda: "18.0")
    monkeypatch.setattr(environment, "odoo_version", lambda: "19.0")
    # A few of the real requirements fill every table; all of them make hundreds of pages, with the same words to find.
    some = requirements.read_requirements()[::25]
    monkeypatch.setattr(requirements, "read_requirements", lambda: some)
    results.stamp()
    kit = Kit()
    workbook.Workbook(tmp_path / "kit.xlsx", kit).write()
    pages.write(tmp_path / "kit.pdf", kit)

    book = openpyxl.load_workbook(tmp_path / "kit.xlsx")
    assert any("追溯矩阵" in name for name in book.sheetnames)
    heads = [cell.value for cell in book["Matrix 追溯矩阵"][1]]
    assert [head.split()[0] for head in heads] == ["Requirement", "What", "产品要求", "Risk", "Test", "Result", "Version", "Date"]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "kit.pdf").pages)
    for part in ("验证资料", "Traceability matrix", "需求追溯矩阵", "Installation qualification", kit.requirements[0].id, "PostgreSQL"):
        assert part in text
