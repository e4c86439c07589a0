"""A drill: the whole company is saved, comes back beside itself, and what was lost on the way is noticed."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

import database  # noqa: E402 (the scripts are not a package)


@pytest.fixture(scope="module")
def archive(db, tmp_path_factory):
    path = tmp_path_factory.mktemp("backup") / "company.tar"
    result = run("backup", db, path)
    assert result.returncode == 0, result.stderr
    return path


@pytest.fixture
def again(db):
    """The name of a database beside that of the tests, which may be there or not afterwards."""
    name = f"{db}_again"
    yield name
    database.drop(name)


def run(*arguments):
    return subprocess.run([sys.executable, str(SCRIPTS / "backup.py"), *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def without_a_file(archive, target):
    """The same archive, one file of the filestore short."""
    with tarfile.open(archive) as source, tarfile.open(target, "w") as copy:
        files = [member for member in source.getmembers() if member.isfile() and member.name.startswith("filestore/") and member.size]
        for member in source.getmembers():
            if member.name != files[0].name:
                copy.addfile(member, io.BytesIO(source.extractfile(member).read()) if member.isfile() else None)
    return target


def test_what_was_saved_comes_back_and_its_ledger_verifies(db, archive, again):
    """Requirement: MDQ-APP-040"""
    result = run("restore", again, archive)
    assert result.returncode == 0, result.stderr
    assert "its files and its ledger verified" in result.stdout
    counted = "SELECT (SELECT count(*) FROM mdq_signature), (SELECT count(*) FROM mdq_measurement), (SELECT count(*) FROM stock_lot)"
    assert database.query(again, counted)[0][0] > 0
    assert all(one <= other for one, other in zip(database.query(again, counted)[0], database.query(db, counted)[0], strict=True))


def test_what_did_not_come_back_whole_is_not_taken(archive, again, tmp_path):
    """Requirement: MDQ-APP-040"""
    result = run("restore", again, without_a_file(archive, tmp_path / "short.tar"))
    assert result.returncode and "The archive did not come back whole" in result.stderr and "is missing" in result.stderr
    assert not database.exists(again)
