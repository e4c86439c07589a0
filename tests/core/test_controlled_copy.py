"""Stamps of controlled copies: on every page, of any size and turned any way."""

import io

import pytest
from mdq_base.core import pdf_stamp
from mdq_document.core import controlled_copy
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

LINE = "DRW-1 rev. 2 | Controlled copy 受控副本 No. CC-00001"


def paper(sizes, turned=0):
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    for size in sizes:
        page.setPageSize(size)
        page.drawString(20, 20, "content")
        page.showPage()
    page.save()
    writer = PdfWriter(clone_from=io.BytesIO(stream.getvalue()))
    for each in writer.pages:
        each.rotate(turned)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def printed(*texts):
    """The words as the engine prints them: on A4, in the middle, at the top margin."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=controlled_copy.A4)
    for text in texts:
        page.setFont("STSong-Light", 9)
        page.drawCentredString(controlled_copy.A4[0] / 2, controlled_copy.A4[1] - controlled_copy.MARGIN_TOP * controlled_copy.MM, text)
        page.showPage()
    page.save()
    return stream.getvalue()


def stamped(pdf, watermark=""):
    upright = controlled_copy.upright(pdf)
    strips = controlled_copy.strips(upright, printed(watermark, LINE))
    return PdfReader(io.BytesIO(pdf_stamp.stamp([upright], strips, controlled_copy.MARGIN_TOP, 6)[0])).pages


def position(page, words):
    found = []

    def visit(text, matrix, text_matrix, *_font):
        if words in text:
            found.append((text_matrix[4] * matrix[0] + matrix[4], text_matrix[5] * matrix[3] + matrix[5]))

    page.extract_text(visitor_text=visit)
    return found[0]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_line_stands_at_the_foot_of_every_page(turned):
    pages = stamped(paper([(595, 842), (1190, 842), (420, 298)], turned))
    assert len(pages) == 3
    for page in pages:
        assert page.rotation == 0 and "content" in page.extract_text()
        x, y = position(page, "受控副本")
        assert 0 < x < float(page.mediabox.width) and y == pytest.approx(6 * controlled_copy.MM, abs=1)


def test_the_watermark_is_on_every_page():
    assert all("SUPERSEDED 已被替代" in page.extract_text() for page in stamped(paper([(595, 842), (595, 842)]), "SUPERSEDED 已被替代"))


def test_words_are_set_as_text_and_fit_the_paper():
    page = controlled_copy.words("<b> & Controlled copy 受控副本 " + "x" * 200, "DRAFT 草稿")
    assert "&lt;b&gt; &amp; Controlled copy 受控副本" in page
    assert 0 < float(page.rsplit("font-size: ", 1)[1].split("pt")[0]) < 4
    assert "Noto Sans CJK SC" in page and "&lt;i&gt;" in controlled_copy.cover("<i>", ["x"])


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7 broken"])
def test_what_cannot_be_stamped_is_told(content):
    assert controlled_copy.upright(content) is None


def test_what_is_locked_cannot_be_stamped():
    writer = PdfWriter(clone_from=io.BytesIO(paper([(595, 842)])))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    assert controlled_copy.upright(stream.getvalue()) is None
