"""Odoo's log lines at WARNING or above fail a run, except those that known_warnings.txt names with a reason.

As a pytest plugin (`-p log_gate`) it fails the test during which the line came. It also fails a test that was
skipped because no browser was found: a browser test that did not run has shown nothing.
"""

import functools
import logging
import re
from pathlib import Path

import pytest

KNOWN = Path(__file__).with_name("known_warnings.txt")
LINE = re.compile(r"^\S+ \S+ \d+ (?P<level>WARNING|ERROR|CRITICAL) \S+ (?P<logger>\S+): (?P<message>.*)$")
NO_BROWSER = re.compile(r"chrom|websocket|playwright|browser", re.IGNORECASE)


@functools.cache
def known_patterns(part):
    """The patterns for one part of the run: lines without a part, and those that begin with its name in brackets."""
    patterns = []
    for line in KNOWN.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.match(r"\[(\w+)\] (.*)", line)
        if match is None:
            patterns.append(re.compile(line))
        elif match[1] == part:
            patterns.append(re.compile(match[2]))
    return patterns


def is_known(text, part):
    return any(pattern.search(text) for pattern in known_patterns(part))


def unexpected_lines(log_file, part):
    """The lines of an Odoo log at WARNING or above that are not known."""
    if not Path(log_file).exists():
        return []
    matches = filter(None, map(LINE.match, Path(log_file).read_text(errors="replace").splitlines()))
    texts = (f"{match['level']} {match['logger']}: {match['message']}" for match in matches)
    return [text for text in texts if not is_known(text, part)]


# --- the pytest plugin ------------------------------------------------------------------------------------------------


class Gate(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if not is_known(text, "tests"):
            self.lines.append(text)

    def take(self):
        lines, self.lines = self.lines, []
        return lines


gate = Gate()


def pytest_sessionstart():
    logging.getLogger().addHandler(gate)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    lines = gate.take()
    if report.passed and lines:
        report.outcome = "failed"
        report.longrepr = "Odoo logged what it should not (scripts/known_warnings.txt):\n" + "\n".join(lines)
    if report.skipped and NO_BROWSER.search(str(report.longrepr)):
        report.outcome = "failed"
        report.longrepr = f"A browser test did not run: {report.longrepr}"
    return report
