"""The reckoning of the audit ledger: canonical text, Merkle tree, chain."""

import dataclasses
import datetime
import decimal
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mdq_base.core import canonical, chain, merkle

entries = st.lists(st.lists(st.one_of(st.none(), st.text()), min_size=1, max_size=4), min_size=1, max_size=40)


def leaves(rows):
    return [merkle.leaf(row) for row in rows]


def test_canonical_text_does_not_depend_on_order_of_keys():
    """Requirement: MDQ-BAS-010"""
    assert canonical.text({"b": 1, "a": [2]}) == canonical.text({"a": [2], "b": 1})


def test_canonical_text_keeps_chinese_and_exact_decimals():
    """Requirement: MDQ-BAS-010"""
    content = {"name": "钛棒", "value": decimal.Decimal("10.00490"), "at": datetime.datetime(2026, 11, 24, 1, 2)}
    assert canonical.text(content) == '{"at":"2026-11-24T01:02:00","name":"钛棒","value":"10.00490"}'


def test_canonical_text_refuses_what_has_no_single_form():
    """Requirement: MDQ-BAS-010"""
    with pytest.raises(TypeError, match="not set"):
        canonical.text({"a": {1, 2}})
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical.text({"a": float("nan")})


def test_root_of_known_leaves():
    """RFC 6962: leaf hash 0x00 || data, node hash 0x01 || left || right. Requirement: MDQ-BAS-043"""
    a, b, c = (merkle.leaf([letter]) for letter in "abc")
    left = hashlib.sha256(b"\x01" + a + b).digest()
    assert a == hashlib.sha256(b"\x001:a").digest()
    assert merkle.root([a, b, c]) == hashlib.sha256(b"\x01" + left + c).hexdigest()


@given(entries, st.data())
def test_every_tampering_changes_the_root(rows, data):
    """Requirement: MDQ-BAS-043"""
    sealed = merkle.root(leaves(rows))
    position = data.draw(st.integers(0, len(rows) - 1))
    changed = [list(row) for row in rows]
    changed[position][0] = (changed[position][0] or "") + "x"
    inserted = rows[:position] + [rows[position]] + rows[position:]
    removed = rows[:position] + rows[position + 1:]
    for tampered in (changed, inserted, removed):
        assert merkle.root(leaves(tampered)) != sealed


@given(entries)
def test_order_is_sealed_too(rows):
    """Requirement: MDQ-BAS-043"""
    turned = rows[::-1]
    assert (merkle.root(leaves(turned)) == merkle.root(leaves(rows))) == (turned == rows)


def test_fields_cannot_flow_into_each_other():
    """Requirement: MDQ-BAS-043"""
    assert merkle.leaf(["ab", "c"]) != merkle.leaf(["a", "bc"])
    assert merkle.leaf([None]) != merkle.leaf([""])


def seal_over(tree, **parts):
    values = {"number": 1, "epoch": 1, "xid_from": 0, "xid_to": 10, "count": tree.count, "root": tree.root(), "previous": ""}
    return chain.Seal(**{**values, "sealed_at": "2026-01-01T00:00:00.000000", **parts})


def tree_over(rows):
    tree = merkle.Tree()
    for row in rows:
        tree.add(merkle.leaf(row))
    return tree


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(chain.Seal)])
def test_every_field_of_a_seal_is_under_its_hash(field):
    """Requirement: MDQ-BAS-043"""
    seal = seal_over(tree_over([["1"]]))
    other = "1" * 64 if isinstance(getattr(seal, field), str) else 99
    assert chain.broken(dataclasses.replace(seal, **{field: other}), seal.hash(), None)
    assert not chain.broken(seal, seal.hash(), None)


def test_seals_follow_each_other_without_a_gap():
    """Requirement: MDQ-BAS-043"""
    tree = tree_over([["1"]])
    first = seal_over(tree)
    before = (first, first.hash())
    follows = {"previous": first.hash(), "xid_from": 10, "xid_to": 20}
    second = seal_over(tree, number=2, **follows)
    assert chain.broken(second, second.hash(), before) == []
    restored = seal_over(tree, number=2, **{**follows, "epoch": 2, "xid_from": 0})
    assert chain.broken(restored, restored.hash(), before) == []
    for wrong in ({"number": 3}, {"xid_from": 11}, {"previous": "0" * 64}):
        seal = seal_over(tree, **{"number": 2, **follows, **wrong})
        assert len(chain.broken(seal, seal.hash(), before)) == 1


@given(st.integers(0, 1100))
def test_tree_in_blocks_has_the_root_of_the_whole(count):
    """Requirement: MDQ-BAS-043"""
    rows = [[str(number)] for number in range(count)]
    tree = tree_over(rows)
    assert tree.root() == merkle.root(leaves(rows)) == merkle.root([bytes.fromhex(block) for block in tree.blocks()])
    assert len(tree.blocks()) == -(-count // merkle.BLOCK)


@pytest.mark.parametrize(("tamper", "words"), [
    (lambda rows: rows[:600] + [["forged"]] + rows[601:], "changed or reordered"),
    (lambda rows: rows[:600] + rows[601:], "entries were removed (1000 sealed, 999 found)"),
    (lambda rows: rows[:600] + [["forged"]] + rows[600:], "entries were inserted (1000 sealed, 1001 found)"),
    (lambda rows: rows[:600] + [rows[601], rows[600]] + rows[602:], "changed or reordered"),
])
def test_the_place_of_a_difference_is_named(tamper, words):
    """Requirement: MDQ-BAS-100"""
    rows = [[str(number)] for number in range(1000)]
    sealed = tree_over(rows)
    sentence = chain.difference(seal_over(sealed), sealed.blocks(), tree_over(tamper(rows)), [0, 256, 512, 768])
    assert words in sentence
    assert "from entry 512 on and before entry 768" in sentence


def test_blocks_that_were_forged_too_name_the_seal():
    """Requirement: MDQ-BAS-100"""
    sealed, forged = tree_over([["1"], ["2"]]), tree_over([["1"], ["3"]])
    sentence = chain.difference(seal_over(sealed), forged.blocks(), forged, [1])
    assert "anywhere in the seal" in sentence
    assert chain.difference(seal_over(sealed), sealed.blocks(), sealed, [1]) is None


def first_seal(number, count, root, previous, xid_from, xid_to):
    """A seal as the first version made it: its text had neither a time nor a format."""
    text = (f'{{"count":{count},"epoch":1,"number":{number},"previous":"{previous}","root":"{root}",'
            f'"xid_from":{xid_from},"xid_to":{xid_to}}}')  # fmt: skip
    seal = chain.Seal(number, 1, xid_from, xid_to, count, root, previous, "2026-01-01T00:00:00.000000", 0)
    return seal, hashlib.sha256(text.encode()).hexdigest()


def test_the_first_seals_made_still_hold():
    """Requirement: MDQ-BAS-104"""
    first, one = first_seal(1, 0, merkle.root([]), "", 0, 10)
    second, two = first_seal(2, 0, merkle.root([]), one, 10, 20)
    third = chain.Seal(3, 1, 20, 30, 0, merkle.root([]), two, "2026-01-01T00:00:00.000000")
    assert chain.broken(first, one, None) == chain.broken(second, two, (first, one)) == []
    assert chain.broken(third, third.hash(), (second, two)) == []
    assert chain.broken(dataclasses.replace(second, count=1), two, (first, one)) == ["seal 2: its hash does not belong to its content"]


def test_no_seal_goes_back_to_the_first_way():
    """Whoever could leave out the time of a seal could date it back. Requirement: MDQ-BAS-104"""
    first = chain.Seal(1, 1, 0, 10, 0, merkle.root([]), "", "2026-01-01T00:00:00.000000")
    second, stored = first_seal(2, 0, merkle.root([]), first.hash(), 10, 20)
    assert chain.broken(second, stored, (first, first.hash())) == ["seal 2: it is made in an older way than the seal before it"]


def test_a_first_seal_names_itself_as_the_place():
    """Requirement: MDQ-BAS-104"""
    tree = merkle.Tree()
    tree.add(merkle.leaf(["1"]))
    seal, _stored = first_seal(1, 2, "0" * 64, "", 0, 10)
    assert chain.difference(seal, [], tree, [1]) == (
        "seal 1: entries were removed (2 sealed, 1 found); the first seals do not tell where in them")
