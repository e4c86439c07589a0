"""Requirement: MDQ-QUA-002"""

import itertools

import pytest
from mdq_quality.core import movement

EXPECTED = {
    ("supplier", "own"): "receive", ("production", "own"): "receive", ("inventory", "own"): "receive",
    ("elsewhere", "own"): "receive", ("customer", "own"): "return_customer", ("own", "own"): "internal",
    ("outside", "own"): "process_in", ("own", "outside"): "process_out", ("outside", "outside"): "process_out",
    ("supplier", "outside"): "process_out", ("production", "outside"): "receive", ("own", "customer"): "ship",
    ("supplier", "customer"): "ship", ("outside", "customer"): "ship", ("own", "elsewhere"): "ship",
    ("own", "supplier"): "return_supplier", ("outside", "supplier"): "return_supplier", ("own", "production"): "consume",
    ("outside", "production"): "consume", ("own", "inventory"): "scrap", ("outside", "inventory"): "scrap",
}  # fmt: skip


@pytest.mark.parametrize(("places", "expected"), EXPECTED.items(), ids=str)
def test_operation(places, expected):
    assert movement.operation(*places) == expected


def test_every_pair_of_places_has_an_operation():
    for source, destination in itertools.product(movement.KINDS, repeat=2):
        assert movement.operation(source, destination) in movement.OPERATIONS


def test_counting_and_taking_apart():
    assert movement.operation("own", "inventory", counted=True) == "adjust"
    assert movement.operation("own", "production", unbuilt=True) == "unbuild"
    assert movement.operation("outside", "outside", same_place=True) == "internal"


def test_only_released_lots_are_used():
    for name in ("consume", "ship", "process_out", "adjust", "unbuild"):
        assert movement.statuses_for(name) == {"released"}


def test_released_lots_do_everything():
    assert movement.ALLOWED["released"] == set(movement.OPERATIONS)


def test_what_was_out_of_our_hands_is_inspected_again():
    for source in ("supplier", "customer", "production", "outside"):
        assert movement.returns_to_quarantine(source, movement.operation(source, "own"))
    for source in ("own", "inventory", "elsewhere"):
        assert not movement.returns_to_quarantine(source, movement.operation(source, "own"))
