"""The gate on Odoo's log: what must fail a run fails it, and what is known does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

import log_gate


@pytest.fixture
def known(tmp_path, monkeypatch):
    path = tmp_path / "known_warnings.txt"
    path.write_text("# the reason\nWARNING odoo\\.sql_db: known\n[install] WARNING odoo\\.registry: only here\n")
    monkeypatch.setattr(log_gate, "KNOWN", path)
    log_gate.known_patterns.cache_clear()
    yield
    log_gate.known_patterns.cache_clear()


def log_line(level, logger, message):
    return f"2026-01-31 10:00:00,123 4711 {level} mdq {logger}: {message}"


def test_unknown_lines_are_found(known, tmp_path):
    log = tmp_path / "odoo.log"
    lines = [
        log_line("INFO", "odoo.registry", "fine"),
        log_line("WARNING", "odoo.sql_db", "known thing"),
        log_line("WARNING", "odoo.registry", "only here"),
        log_line("ERROR", "odoo.sql_db", "bad query"),
        "Traceback (most recent call last):",
    ]
    log.write_text("\n".join(lines))
    assert log_gate.unexpected_lines(log, "install") == ["ERROR odoo.sql_db: bad query"]
    assert log_gate.unexpected_lines(log, "e2e") == ["WARNING odoo.registry: only here", "ERROR odoo.sql_db: bad query"]


TESTS = """
import logging, pytest

def test_quiet():
    logging.getLogger("odoo.x").info("fine")

def test_warns():
    logging.getLogger("odoo.x").warning("not fine")

def test_no_browser():
    pytest.skip("Chrome executable not found")

def test_skips():
    pytest.skip("needs two companies")
"""


def test_a_test_that_logs_or_lacks_a_browser_fails(tmp_path):
    (tmp_path / "test_one.py").write_text(TESTS)
    options = ["-q", "-rA", "-p", "no:odoo", "-p", "no:cacheprovider", "-p", "log_gate", f"--rootdir={tmp_path}"]
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path], cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    assert "1 passed" in result.stdout, result.stdout
    assert "2 failed" in result.stdout, result.stdout
    assert "1 skipped" in result.stdout, result.stdout
