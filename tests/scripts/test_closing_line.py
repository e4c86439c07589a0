"""The counts of the closing line come from the JUnit files of the parts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import test as runner

JUNIT = """<testsuites><testsuite>
<testcase classname="a" name="one"/>
<testcase classname="a" name="two"><failure message="no"/></testcase>
<testcase classname="a" name="three"><error message="no"/></testcase>
<testcase classname="a" name="four"><skipped message="no"/></testcase>
</testsuite></testsuites>"""


def test_errors_count_as_failures(tmp_path):
    (tmp_path / "core.xml").write_text(JUNIT)
    assert runner.counts(tmp_path / "core.xml") == {"passed": 1, "failed": 2, "skipped": 1}


def test_a_part_that_did_not_run_counts_nothing(tmp_path):
    assert runner.counts(tmp_path / "none.xml") == {"passed": 0, "failed": 0, "skipped": 0}


def test_the_lanes_share_one_row_of_work_the_longest_first(monkeypatch):
    monkeypatch.setattr(runner.settings, "mdq_addons", lambda: ["a", "b", "c"])
    monkeypatch.setattr(runner, "weight", {"a": 30, "b": 50, "c": 40, "suite": 10}.get)
    waiting, done = runner.longest_first(), []
    monkeypatch.setattr(runner, "on_a_copy", lambda name: done.append(name) or waiting and waiting.popleft())
    runner.work_off(waiting)  # what another lane takes meanwhile is not taken twice
    assert done == ["b", "a"]
    assert not waiting


def test_a_part_that_breaks_is_named_with_its_error(monkeypatch, capsys):
    def copy_of(name):
        raise OSError("no space left")

    monkeypatch.setattr(runner, "problems", [])
    monkeypatch.setattr(runner, "parts", [])
    assert not runner.tried(copy_of, "mdq_base")
    assert runner.close() == 1
    assert "\n  copy_of mdq_base: OSError: no space left\n0 passed, 1 failed" in capsys.readouterr().out
