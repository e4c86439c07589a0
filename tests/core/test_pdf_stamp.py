"""Stamping: what is laid over which page, and text that can be found again."""

import io

import pytest
from mdq_base.core import pdf_stamp
from pypdf import PdfReader
from reportlab.pdfgen import canvas

A4 = (595, 842)


def pdf(*pages, size=A4):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=size)
    for text in pages:
        paper.drawString(43, size[1] - 42, text)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def texts(document):
    return [page.extract_text().split() for page in PdfReader(io.BytesIO(document)).pages]


def test_each_page_gets_its_strip_and_the_watermark_of_its_document():
    """Requirement: MDQ-BAS-220"""
    documents = [pdf("a", "b"), pdf("c")]
    strips = pdf("DRAFT", "1of2", "2of2", "", "1of1")
    first, second = pdf_stamp.stamp(documents, strips, margin_top=12, foot=12)
    assert [set(words) for words in texts(first)] == [{"a", "DRAFT", "1of2"}, {"b", "DRAFT", "2of2"}]
    assert [set(words) for words in texts(second)] == [{"c", "1of1"}]


@pytest.mark.parametrize("size", [A4, A4[::-1], (1191, 842)])
def test_strip_stands_at_the_foot(size):
    """Requirement: MDQ-BAS-220"""
    (document,) = pdf_stamp.stamp([pdf("a", size=size)], pdf("", "foot"), margin_top=12, foot=12)
    heights = {}
    PdfReader(io.BytesIO(document)).pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: heights.setdefault(text.strip(), (_cm[5] + tm[5]))
    )
    assert heights["foot"] < 40 < size[1] - 142 < heights["a"]


def test_too_few_strips_are_refused():
    with pytest.raises(ValueError, match="3 strips are needed.*2 came"):
        pdf_stamp.stamp([pdf("a", "b")], pdf("", "1of2"), margin_top=12, foot=12)


def test_merging_keeps_order_and_pages():
    assert texts(pdf_stamp.merge([pdf("a", "b"), pdf("c")])) == [["a"], ["b"], ["c"]]
    assert pdf_stamp.count(pdf("a", "b")) == 2


def test_text_is_found_as_it_was_written():
    """Requirement: MDQ-BAS-220"""
    drawn = "⽂件⻚车⻔\t⻢㬵"
    written = "文件页车门 马胶"
    data = b"[" + b" ".join(b"<%04X>" % ord(character) for character in drawn) + b"]"
    expected = b"[" + b" ".join(b"<%04X>" % ord(character) for character in written) + b"]"
    assert pdf_stamp.searchable_map(data) == expected
