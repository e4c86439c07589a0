"""The examples of the README run as they are printed, one after the other, in both languages alike."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOGINS = ("inspector", "engineer", "quality_manager", "releaser", "sqe", "planner", "auditor")


def code_of(name):
    """The Python of the section on the RPC contract."""
    return re.findall(r"```python\n(.*?)```", (PROJECT / name).read_text(encoding="utf-8"), re.DOTALL)


def without_comments(blocks):
    return [re.sub(r"\s*#.*", "", block) for block in blocks]


def test_both_languages_print_the_same_examples():
    assert code_of("README.md")
    assert without_comments(code_of("README.md")) == without_comments(code_of("README.zh_CN.md"))


@pytest.mark.slow
def test_examples_run_as_printed(url, db, people, tmp_path, monkeypatch):
    """Requirement: MDQ-APP-006"""
    monkeypatch.chdir(tmp_path)
    for login in LOGINS:
        monkeypatch.setenv(f"KEY_{login}".upper(), people.session(login).make_api_key("README"))
    monkeypatch.setenv("MDQ_URL", url)
    monkeypatch.setenv("MDQ_DB", db)
    namespace = {}
    for number, block in enumerate(code_of("README.md"), 1):
        exec(compile(block, f"README.md, example {number}", "exec"), namespace)  # noqa: S102
