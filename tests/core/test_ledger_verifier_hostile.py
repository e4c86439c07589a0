"""The offline verifier before exports that are damaged, or made to mislead: what is wrong is told in words."""

import contextlib
import io
import zipfile

import pytest
from mdq_base.core import bundle
from test_ledger_verifier import ledger, mdq_verify, problems, rows_of, run, sealed, written


def verdict(path):
    """The problems, or why it cannot be read: a program that breaks off with an error of Python says nothing to a stranger."""
    try:
        return mdq_verify.verify(str(path)).problems
    except mdq_verify.Unreadable as error:
        return [str(error)]


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_damaged_zip_is_told_in_words(tmp_path):
    """Wherever it is damaged; what is found intact has the files as they were. Requirement: MDQ-BAS-044"""
    groups = ledger([3, 4])
    good, damaged = written(rows_of(sealed(groups)), sum(groups, []), tmp_path / "good.zip"), tmp_path / "damaged.zip"
    content = good.read_bytes()
    for place in range(0, len(content), 5):
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0x15]) + content[place + 1:])
        assert verdict(damaged) or contents(damaged) == contents(good), place


@pytest.mark.parametrize(("field", "value"), [
    ("xid_to", "5"), ("xid_from", "0"), ("number", "1"), ("number", [1]), ("count", "3"), ("epoch", True), ("root", 7), ("blocks", 5),
])
def test_a_seal_of_another_shape_is_told_in_words(field, value, tmp_path):
    """Requirement: MDQ-BAS-044"""
    groups = ledger([3, 4])
    rows = rows_of(sealed(groups))
    rows[1][field] = value
    assert problems(rows, sum(groups, []), tmp_path) == [
        "the ledger cannot be read to its end: seals.jsonl, line 2: this is not what an export has there"]


def test_a_file_that_is_there_twice_is_named(tmp_path):
    """Other programs may show the first of them. Requirement: MDQ-BAS-044"""
    groups = ledger([3])
    good = written(rows_of(sealed(groups)), sum(groups, []), tmp_path / "good.zip")
    with zipfile.ZipFile(good) as archive, zipfile.ZipFile(tmp_path / "twice.zip", "w") as twice:
        twice.writestr("entries.jsonl", "what a reader sees")
        for name in archive.namelist():
            with pytest.warns(UserWarning) if name == "entries.jsonl" else contextlib.nullcontext():
                twice.writestr(name, archive.read(name))
    assert verdict(tmp_path / "twice.zip") == ["entries.jsonl: the file is there more than once; which one is read depends on who reads"]


def test_an_export_without_the_ledger_says_that_it_proves_nothing(tmp_path):
    """Requirement: MDQ-BAS-044"""
    stream = io.BytesIO()
    made = bundle.Bundle(stream)
    made.add("record.pdf", b"forged")
    made.close({})
    (tmp_path / "export.zip").write_bytes(stream.getvalue())
    assert "There is nothing of the ledger here" in run(tmp_path / "export.zip").stdout


@pytest.mark.parametrize("content", ["x", "[]", '{"number": null, "hash": "a"}', '{"number": 1, "hash": 5}'])
def test_a_file_that_is_no_anchor_is_told_in_words(content, tmp_path):
    """Requirement: MDQ-BAS-044"""
    path = tmp_path / "anchor.json"
    path.write_text(content)
    groups = ledger([3])
    answer = run(written(rows_of(sealed(groups)), sum(groups, []), tmp_path / "export.zip"), "--anchor", path)
    assert (answer.returncode, answer.stdout[:12], answer.stderr) == (2, "NOT READABLE", "")
