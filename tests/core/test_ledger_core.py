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


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(chain.Seal)])
def test_every_field_of_a_seal_is_under_its_hash(field):
    """Requirement: MDQ-BAS-043"""
    seal = chain.Seal(1, 1, 0, 10, 3, "0" * 64, "")
    other = "1" * 64 if isinstance(getattr(seal, field), str) else 99
    assert chain.broken(dataclasses.replace(seal, **{field: other}), seal.hash(), "")
    assert not chain.broken(seal, seal.hash(), "")
