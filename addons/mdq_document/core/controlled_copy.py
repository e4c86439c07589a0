"""What a page says about its own worth: strips for stamping a PDF, and a cover for what cannot be stamped.

The words are set as HTML and printed by the engine and in the fonts of all reports, so that Chinese in them is embedded text;
here they are put on paper of any size. Text and bytes in, text and bytes out.
"""

import io
import zipfile
from html import escape

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError

A4 = 595.28, 841.89
MARGIN_TOP = 12  # millimetres from the top of the printed words to their text
ROOM = 510  # points between the margins of the printed words
ACROSS = A4[0] / 8  # height of the line of a watermark: what stamping reckons with
MM = 72 / 25.4

STYLE = """
    * {margin: 0; padding: 0;}
    body {font-family: "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "DejaVu Sans", sans-serif; color: #4d4d4d;}
    div {page-break-after: always; overflow: hidden; white-space: nowrap; text-align: center;}
    section {font-size: 10pt; line-height: 1.8; word-wrap: break-word;}
    h1 {font-size: 16pt; margin-bottom: 12pt;}"""


def words(line, watermark=""):
    """Return the page with the watermark and the page with the line, to be printed on A4."""
    across = f"font-size: {_fit(watermark, 66):.1f}pt; line-height: {ACROSS:.1f}pt; font-weight: bold; color: #ecb3b3;"
    return _page(f'<div style="{across}">{escape(watermark) or "&#160;"}</div><div style="font-size: {_fit(line, 9):.1f}pt">{escape(line)}</div>')


def cover(title, lines):
    """Return a page that goes with a file which cannot be stamped itself, to be printed."""
    return _page(f"<section><h1>{escape(title)}</h1>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</section>")


def upright(pdf):
    """Return the PDF with its pages turned for good, so that a foot is at the foot; None if it cannot be stamped."""
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        for page in writer.pages:
            page.transfer_rotation_to_content()
    except (PyPdfError, ValueError, KeyError, TypeError):  # broken, or locked with a password
        return None
    return _written(writer)


def strips(pdf, printed):
    """Return one PDF: a page with the watermark, then a page with the line for each page of the document.

    :param printed: the PDF of `words`
    """
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(io.BytesIO(pdf)).pages]
    watermark, line = PdfReader(io.BytesIO(printed)).pages[:2]
    writer = PdfWriter()
    width, height = sizes[0] if sizes else A4
    _add(writer, watermark, (width, height), scale=min(width, 1.4 * height) / A4[0])
    for area in sizes:
        _add(writer, line, area, scale=min(1, area[0] / A4[0]))
    return _written(writer)


def bundle(name, content, cover_page):
    """Return a ZIP with the file and its cover page."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("COVER.pdf", cover_page)
        archive.writestr(name, content)
    return stream.getvalue()


def _page(body):
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"/><style>{STYLE}</style></head><body>{body}</body></html>'


def _fit(text, largest):
    """Return the size of type with which the text fills the room, and no more: Chinese is as wide as high, capitals nearly.

    >>> round(_fit("DRAFT", 66)), round(_fit("SUPERSEDED 已被替代", 66)), _fit("", 9)
    (66, 42, 9)
    """
    width = sum(1 if character > "⺀" else 0.75 if character.isupper() else 0.6 for character in text)
    return min(largest, ROOM / max(width, 1))


def _add(writer, words, area, scale):
    """Add a page of this size, with the words in the middle and their text as far from the top as it was printed."""
    width, height = area
    page = writer.add_page(PageObject.create_blank_page(writer, width, height))
    top = MARGIN_TOP * MM
    right, up = (width - scale * float(words.mediabox.width)) / 2, height - top - scale * (float(words.mediabox.height) - top)
    page.merge_transformed_page(words, Transformation().scale(scale).translate(right, up))


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
