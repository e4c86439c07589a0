"""Labels of GS1: against published cases that were not made with this code."""

import json
from datetime import date
from pathlib import Path

import pytest
from mdq_traceability.core import gs1

DATA = Path(__file__).parent / "data"


def cases(name):
    return json.loads((DATA / name).read_text())


STRINGS = cases("gs1_element_strings.json")["cases"]
CHECKED = [case for case in cases("check_digits.json") if case["kind"].startswith(("GTIN", "GLN", "SSCC"))]


@pytest.mark.parametrize("form", ["hri", "raw_with_gs"])
@pytest.mark.parametrize("case", [case for case in STRINGS if case["valid"] and case.get("hri")], ids=lambda case: case["name"])
def test_good_labels_are_read_in_both_forms(case, form):
    """Requirement: MDQ-TRA-014"""
    read = gs1.parse(case[form].replace("<GS>", gs1.SEPARATOR))
    assert [(ai, value) for ai, _title, value in read.elements] == [(one["ai"], one["value"]) for one in case["elements"]]
    dates = {one["ai"]: one["date"] for one in case["elements"] if "date" in one}
    assert {ai: str(when) for ai, when in (("11", read.production), ("17", read.expiry)) if when} == dates


@pytest.mark.parametrize("case", [case for case in STRINGS if not case["valid"]], ids=lambda case: case["name"])
def test_bad_labels_are_refused(case):
    """Requirement: MDQ-TRA-014"""
    with pytest.raises(gs1.Gs1Error):
        gs1.parse(case["hri"])


@pytest.mark.parametrize("text", [
    "(01)09506000134352(10)A(1)B", "https://shop.example/de/01/09506000134352/10/A%281%29B", "0109506000134352\x1d10A(1)B\x1d",
])
def test_a_lot_may_hold_parentheses_and_a_separator_may_stand_where_none_is_needed(text):
    assert gs1.parse(text).lot == "A(1)B"


def test_a_missing_separator_gives_no_expiry():
    read = gs1.parse("010950600013435210ABC12317271130")
    assert read.expiry is None
    assert read.lot == "ABC12317271130"


@pytest.mark.parametrize("symbol", gs1.SYMBOLS)
def test_what_the_scanner_says_about_the_symbol_is_left_out(symbol):
    assert gs1.parse(symbol + "0109506000134352").di == "09506000134352"


@pytest.mark.parametrize("text", ["", "   ", "hello", "(99", None, "https://example.com/"])
def test_what_is_no_label_is_refused(text):
    with pytest.raises(gs1.Gs1Error):
        gs1.parse(text)


@pytest.mark.parametrize("case", CHECKED, ids=lambda case: f"{case['kind']} {case['number']}")
def test_check_digits(case):
    assert (gs1.check_digit(case["number"][:-1]) == case["number"][-1]) is case["valid"]


@pytest.mark.parametrize("case", cases("digital_link.json"), ids=lambda case: case["name"])
def test_a_digital_link_says_what_the_label_says(case):
    assert {ai: value for ai, _title, value in gs1.parse(case["uri"]).elements} == case["elements"]


def test_a_built_label_has_the_published_form():
    """Requirement: MDQ-TRA-015"""
    label = gs1.build("9506000134352", lot="ABC123", expiry=date(2026, 12, 31))
    assert label.digital_link == "https://id.gs1.org/01/09506000134352/10/ABC123?17=261231"
    assert label.human_readable == "(01)09506000134352(17)261231(10)ABC123"
    assert label.element_string == "01095060001343521726123110ABC123"


def test_a_built_label_reads_back_as_it_was():
    built = {"lot": "A/1-b", "serial": "S_9", "expiry": date(2030, 2, 28), "production": date(2026, 1, 2)}
    label = gs1.build("00614141007349", **built)
    for text in (label.element_string, label.human_readable, label.digital_link):
        read = gs1.parse(text)
        assert {name: getattr(read, name) for name in built} == built


@pytest.mark.parametrize("values", [{"gtin": "9506000134353"}, {"gtin": ""}, {"gtin": "9506000134352", "lot": "A#1"},
                                    {"gtin": "9506000134352", "lot": "x" * 21}, {"gtin": "9506000134352", "serial": "中"}])
def test_what_does_not_fit_on_a_label_is_refused(values):
    with pytest.raises(gs1.Gs1Error):
        gs1.build(**values)
