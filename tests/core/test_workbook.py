"""Copies of records as a workbook: every text as it was read, tables of tables under their own sheet."""

import io

import openpyxl
from mdq_base.core import workbook


def copy_of(number, text, inner="Voltage"):
    parameter = {"title": inner, "fields": [{"label": "Limit", "text": "3.40"}], "tables": []}
    step = {"title": "Anodise", "fields": [{"label": "Days", "text": "7"}],
            "tables": [{"label": "Parameters", "rows": [parameter]}]}
    return {"kind": "Template", "number": number, "revision": "1", "status": "Draft", "company": "Ostara",
            "fields": [{"label": "Title", "text": text}], "tables": [{"label": "Steps", "rows": [step]}],
            "files": [{"name": "a.pdf", "sha256": "00"}], "approvals": [], "signatures": []}


def read(copies):
    book = openpyxl.load_workbook(io.BytesIO(workbook.build(copies)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_sheets_hold_fields_tables_and_their_tables():
    """Requirement: MDQ-BAS-222"""
    sheets = read([copy_of("RT-1", "Screw"), copy_of("RT-2", "Plate")])
    assert list(sheets) == ["Record", "Steps", "Steps › Parameters", "Files"]
    assert ("RT-2", "Title", "Plate") in sheets["Record"]
    assert sheets["Steps"] == [("In", "Days"), ("RT-1", "7"), ("RT-2", "7")]
    assert sheets["Steps › Parameters"][1] == ("RT-1 › Anodise", "3.40")
    assert sheets["Files"][1] == ("RT-1", "a.pdf", "00")


def test_texts_are_no_formulas():
    book = openpyxl.load_workbook(io.BytesIO(workbook.build([copy_of("RT-1", "=1+1")])))
    assert {cell.data_type for row in book["Record"].iter_rows() for cell in row} == {"s"}


def test_a_text_that_is_too_long_for_a_cell_says_so():
    """Requirement: MDQ-BAS-222"""
    whole, cut = (read([copy_of("RT-1", "长" * length)])["Record"][-1][2] for length in (32_767, 32_768))
    assert whole == "长" * 32_767
    assert cut.endswith("the copy as JSON has all of it)") and len(cut) == 32_767


def test_names_of_sheets_fit_excel():
    long = copy_of("RT-1", "x")
    long["tables"] = [{**long["tables"][0], "label": f"A very long label of a table / number [{n}]"} for n in range(3)]
    names = list(read([long]))
    assert len(set(names)) == len(names) and max(map(len, names)) <= 31
