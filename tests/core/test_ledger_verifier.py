"""The offline verifier: an export as it was made is intact, and whatever is tampered with is found."""

import ast
import dataclasses
import hashlib
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mdq_base.core import bundle, chain, merkle

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = "2:3f9a0c41d2e7b865"  # the anchor on that page
PROGRAM = Path(__file__).parents[2] / "addons/mdq_base/static/mdq_verify.py"
spec = importlib.util.spec_from_file_location("mdq_verify", PROGRAM)
mdq_verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mdq_verify)

EXAMPLES = settings(max_examples=150, deadline=None)


def entry(number, xid, **parts):
    values = dict.fromkeys(mdq_verify.ENTRY)
    return {**values, "id": str(number), "epoch": "1", "xid": str(xid), "recorded_at": "2026-01-01 00:00:00", "table_name": "stock_lot",
            "res_id": str(number % 7), "operation": "U", "image": '{"name": "钛棒"}', "source": "SQL", **parts}  # fmt: skip


def sealed(groups, first=1):
    """Seals over groups of entries, each group a run of ten transactions."""
    seals, before = [], ""
    for position, group in enumerate(groups):
        tree = tree_over(group)
        seal = chain.Seal(first + position, 1, position * 10, position * 10 + 10, tree.count, tree.root(), before, "2026-01-01T00:00:00.000000")
        before = seal.hash()
        seals.append((seal, before, tree.blocks()))
    return seals


def tree_over(group):
    tree = merkle.Tree()
    for row in group:
        tree.add(merkle.leaf([row[name] for name in mdq_verify.ENTRY]))
    return tree


def ledger(counts):
    groups, number = [], 0
    for position, count in enumerate(counts):
        groups.append([entry(number + i + 1, position * 10 + i * 10 // max(count, 1)) for i in range(count)])
        number += count
    return groups


def written(seals, entries, path):
    """The export of these seals and entries, with the manifest that whoever tampered would write anew."""
    stream = io.BytesIO()
    made = bundle.Bundle(stream)
    with made.file("seals.jsonl") as write:
        for seal in seals:
            write(seal)
    with made.file("entries.jsonl") as write:
        for row in entries:
            write(row)
    made.close({"about": "test"})
    path.write_bytes(stream.getvalue())
    return path


def rows_of(seals):
    return [{**dataclasses.asdict(seal), "hash": stored, "blocks": blocks} for seal, stored, blocks in seals]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("export")


def problems(seals, entries, folder, *anchors):
    path = written(seals, entries, folder / "export.zip")
    return mdq_verify.verify(str(path), [mdq_verify.Anchor.read(anchor) for anchor in anchors]).problems


counts = st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(any)


@EXAMPLES
@given(counts)
def test_an_export_as_it_was_made_is_intact(folder, numbers):
    """Requirement: MDQ-BAS-044"""
    groups = ledger(numbers)
    seals = sealed(groups)
    anchor = f"{len(seals)}:{seals[-1][1]}"
    assert problems(rows_of(seals), sum(groups, []), folder, anchor, seals[0][1][:16]) == []


@EXAMPLES
@given(counts, st.sampled_from(mdq_verify.ENTRY), st.data())
def test_a_changed_entry_is_found(folder, numbers, field, data):
    """Requirement: MDQ-BAS-044"""
    groups = ledger(numbers)
    rows = sum(groups, [])
    position = data.draw(st.integers(0, len(rows) - 1))
    new = data.draw(st.one_of(st.none(), st.text(max_size=5), st.integers(0, 60).map(str)))
    assume(new != rows[position][field])
    tampered = [*rows[:position], {**rows[position], field: new}, *rows[position + 1:]]
    assert problems(rows_of(sealed(groups)), tampered, folder)


@EXAMPLES
@given(counts, st.sampled_from(["remove", "insert", "repeat", "swap"]), st.data())
def test_a_removed_inserted_or_reordered_entry_is_found(folder, numbers, how, data):
    """Requirement: MDQ-BAS-044"""
    groups = ledger(numbers)
    rows = sum(groups, [])
    position = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(st.integers(0, len(rows) - 1))
    tampered = list(rows)
    if how == "remove":
        del tampered[position]
    elif how == "swap":
        assume(position != other)
        tampered[position], tampered[other] = tampered[other], tampered[position]
    else:
        tampered.insert(other, rows[position] if how == "repeat" else {**rows[position], "id": "999999"})
    assert problems(rows_of(sealed(groups)), tampered, folder)


@EXAMPLES
@given(counts, st.sampled_from([*mdq_verify.SEAL, "hash"]), st.booleans(), st.data())
def test_a_forged_seal_is_found_by_the_chain_or_an_anchor(folder, numbers, field, rehash, data):
    """Whoever forges a seal and hashes it anew breaks the link of the next, or the anchor of the last.

    Requirement: MDQ-BAS-044
    """
    groups = ledger(numbers)
    seals = sealed(groups)
    rows = rows_of(seals)
    position = data.draw(st.integers(0, len(rows) - 1))
    value = rows[position][field]
    new = data.draw(st.integers(0, 100)) if isinstance(value, int) else data.draw(st.text("0123456789abcdef", max_size=64))
    assume(new != value)
    rows[position] = {**rows[position], field: new}
    if rehash and field != "hash":
        rows[position]["hash"] = mdq_verify.seal_hash(rows[position])
    assert problems(rows, sum(groups, []), folder, f"{len(seals)}:{seals[-1][1]}")


@pytest.mark.parametrize("number", [2, 3, 12])
def test_a_first_seal_that_is_numbered_higher_is_found(folder, number):
    """Requirement: MDQ-BAS-044"""
    groups = ledger([1])
    rows = rows_of(sealed(groups))
    rows[0]["number"] = number
    rows[0]["hash"] = mdq_verify.seal_hash(rows[0])
    assert problems(rows, sum(groups, []), folder)


@EXAMPLES
@given(counts.filter(lambda numbers: len(numbers) > 1), st.data())
def test_a_removed_seal_and_a_cut_tail_are_found(folder, numbers, data):
    """Requirement: MDQ-BAS-044"""
    groups = ledger(numbers)
    seals = sealed(groups)
    position = data.draw(st.integers(1, len(seals) - 1))
    gone = position == len(seals) - 1
    kept = seals[:position] + seals[position + 1:]
    entries = sum(groups[:position] + groups[position + 1:], [])
    found = problems(rows_of(kept), entries, folder, f"{len(seals)}:{seals[-1][1]}", f"1:{seals[0][1]}")
    assert found
    if gone:
        assert f"the chain ends with seal {len(kept)}; it was cut, or an older backup was restored" in found[0]
        assert problems(rows_of(kept), entries, folder) == []  # only somebody outside can know


@EXAMPLES
@given(counts, st.data())
def test_a_chain_made_anew_is_found_by_an_anchor(folder, numbers, data):
    """Requirement: MDQ-BAS-044"""
    groups = ledger(numbers)
    anchor = sealed(groups)[-1]
    position = data.draw(st.sampled_from([i for i, group in enumerate(groups) if group]))
    groups[position][0]["image"] = '{"name": "steel"}'
    forged = rows_of(sealed(groups))
    assert problems(forged, sum(groups, []), folder) == []  # a whole chain of its own
    assert "the chain was made anew" in problems(forged, sum(groups, []), folder, f"{anchor[0].number}:{anchor[1]}")[0]


def test_the_place_is_named(folder):
    """Requirement: MDQ-BAS-100"""
    groups = ledger([10, 1000])
    seals = rows_of(sealed(groups))
    rows = sum(groups, [])
    rows[600]["reason"] = "forged"
    assert problems(seals, rows, folder) == [
        "seal 2: entries were changed or reordered (1000 sealed); the first difference lies from entry 523 on and before entry 779"]
    rows = sum(ledger([10, 1000]), [])
    rows[600], rows[601] = rows[601], rows[600]
    assert "seal 2, entry 601 (stock_lot 6): it stands out of order" in problems(seals, rows, folder)


def test_both_programs_reckon_alike():
    """The verifier repeats the rules on its own; here they meet. Requirement: MDQ-BAS-044"""
    group = ledger([600])[0]
    group[3] = entry(4, 0, reason="供应商 \n\"", image=None)
    seal, stored, _blocks = sealed([group])[0]
    assert mdq_verify.leaf(group[3]) == merkle.leaf([group[3][name] for name in mdq_verify.ENTRY])
    assert mdq_verify.top([mdq_verify.leaf(row) for row in group]).hex() == seal.root
    assert mdq_verify.seal_hash(dataclasses.asdict(seal)) == stored
    assert mdq_verify.BLOCK == merkle.BLOCK
    assert bundle.FORMAT in mdq_verify.FORMATS
    assert chain.FORMAT in mdq_verify.SEAL_FORMATS
    assert set(mdq_verify.SEAL) == {field.name for field in dataclasses.fields(chain.Seal)}


def run(*arguments):
    return subprocess.run([sys.executable, "-I", str(PROGRAM), *map(str, arguments)], capture_output=True, text=True)


def test_the_program_says_it_by_its_exit_code(tmp_path):
    """Requirement: MDQ-BAS-044"""
    groups = ledger([3, 4])
    seals = sealed(groups)
    path = written(rows_of(seals), sum(groups, []), tmp_path / "export.zip")
    intact = run(path, "--anchor", f"2:{seals[-1][1]}")
    assert (intact.returncode, intact.stdout.splitlines()[-1]) == (0, "INTACT")
    anchor = tmp_path / "anchor.json"
    anchor.write_text(json.dumps({"number": 3, "hash": "0" * 64}))
    cut = run(path, "--anchor", anchor)
    assert cut.returncode == 1
    assert "it was cut, or an older backup was restored" in cut.stdout
    for arguments in ([PROGRAM], [tmp_path / "missing.zip"], [path, "--anchor", "2:12"]):
        assert run(*arguments).returncode == 2


def test_files_are_those_of_the_manifest(tmp_path):
    """Also in a folder; a file that was added is named too. Requirement: MDQ-BAS-044"""
    groups = ledger([3])
    path = written(rows_of(sealed(groups)), sum(groups, []), tmp_path / "export.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    assert run(tmp_path / "folder").returncode == 0
    (tmp_path / "folder" / "more.txt").write_text("x")
    (tmp_path / "folder" / "entries.jsonl").write_text("no JSON")
    found = run(tmp_path / "folder")
    assert found.returncode == 1
    assert "more.txt: the file is not in the manifest" in found.stdout
    assert "entries.jsonl: the file is not the one of the manifest" in found.stdout
    assert "entries.jsonl, line 1" in found.stdout


def test_an_export_that_begins_later_says_so(tmp_path):
    """Requirement: MDQ-BAS-044"""
    groups = ledger([3, 4])
    path = written(rows_of(sealed(groups))[1:], groups[1], tmp_path / "export.zip")
    assert "The export begins with seal 2" in run(path).stdout
    assert run(path).returncode == 0
    before = sealed(groups)[0][1]
    assert "up to this seal nothing was made anew" in run(path, "--anchor", f"1:{before}").stdout
    assert run(path, "--anchor", f"1:{before[::-1]}").returncode == 1


def test_python_3_8_understands_it():
    """Its grammar, and no argument that a function got later. Requirement: MDQ-BAS-044"""
    tree = ast.parse(PROGRAM.read_text(), feature_version=(3, 8))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert not [call.lineno for call in calls if call.func.id == "zip" and call.keywords]  # `strict` came with Python 3.10


# --- the page for auditors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["auditors.md", "auditors.zh_CN.md"])
def test_every_command_of_the_page_works(page, tmp_path):
    """Requirements: MDQ-BAS-044, MDQ-BAS-114"""
    groups = ledger([3, 4])
    seals = sealed(groups)
    written(rows_of(seals), sum(groups, []), tmp_path / "export.zip")
    (tmp_path / "anchor.json").write_text(json.dumps({"number": 2, "hash": seals[1][1]}))
    shutil.copy(PROGRAM, tmp_path)
    blocks = re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    commands = "".join(blocks).replace(EXAMPLE, f"2:{seals[1][1][:16]}").splitlines()
    assert len(commands) == 7
    for command in commands:
        result = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
        assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
        if "mdq_verify" in command:
            assert result.stdout.endswith("INTACT\n")


@pytest.mark.parametrize("readme", ["README.md", "README.zh_CN.md"])
def test_the_page_is_linked(readme):
    """Requirement: MDQ-BAS-114"""
    page = "auditors.zh_CN.md" if "zh_CN" in readme else "auditors.md"
    assert f"docs/{page}" in (DOCS.parent / readme).read_text(encoding="utf-8")


def as_first_made(seals):
    """The same seals as the first version of the suite made them: without a time and a format in their text, without blocks."""
    rows, before = [], ""
    for seal, _stored, _blocks in seals:
        named = {name: getattr(seal, name) for name in ("number", "epoch", "xid_from", "xid_to", "count", "root")}
        text = json.dumps({**named, "previous": before}, sort_keys=True, separators=(",", ":"))
        stored = hashlib.sha256(text.encode()).hexdigest()
        rows.append({**named, "previous": before, "sealed_at": seal.sealed_at, "format": 0, "hash": stored, "blocks": []})
        before = stored
    return rows


def test_the_first_seals_are_checked_and_newer_ones_follow_them(tmp_path):
    """Requirement: MDQ-BAS-104"""
    groups = ledger([3, 2, 4])
    seals = sealed(groups)
    first = as_first_made(seals[:2])
    last = dataclasses.replace(seals[2][0], previous=first[-1]["hash"])
    rows = [*first, {**dataclasses.asdict(last), "hash": last.hash(), "blocks": seals[2][2]}]
    entries = [row for group in groups for row in group]
    assert not mdq_verify.verify(written(rows, entries, tmp_path / "good.zip")).problems
    changed = [{**entries[0], "reason": "forged"}, *entries[1:]]
    problems = mdq_verify.verify(written(rows, changed, tmp_path / "changed.zip")).problems
    assert problems == ["seal 1: entries were changed or reordered (3 sealed); the first seals do not tell where in them"]
    forged = [{**first[0], "count": 4}, *rows[1:]]
    assert "seal 1: its hash does not belong to its content" in mdq_verify.verify(written(forged, entries, tmp_path / "forged.zip")).problems


def test_a_seal_that_goes_back_to_the_first_way_is_found(tmp_path):
    """Requirement: MDQ-BAS-104"""
    groups = ledger([3, 2])
    seals = sealed(groups)
    older = as_first_made(seals)[1]
    text = json.dumps({name: older[name] for name in ("number", "epoch", "xid_from", "xid_to", "count", "root")} | {
        "previous": seals[0][1]}, sort_keys=True, separators=(",", ":"))
    older |= {"previous": seals[0][1], "hash": hashlib.sha256(text.encode()).hexdigest()}
    rows = [*rows_of(seals[:1]), older]
    problems = mdq_verify.verify(written(rows, [row for group in groups for row in group], tmp_path / "back.zip")).problems
    assert problems == ["seal 2: it is made in an older way than the seal before it"]
