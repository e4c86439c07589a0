"""What a page says about its own worth: strips for stamping a PDF, and a cover for what cannot be stamped.

Text is set in the standard Chinese font of PDF, so that English and Chinese stand in one line. Bytes in, bytes out.
"""

import io
import zipfile

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "STSong-Light"
MARGIN_TOP = 20  # millimetres from the top of a strip to its text
MM = 72 / 25.4


def upright(pdf):
    """Return the PDF with its pages turned for good, so that a foot is at the foot; None if it cannot be stamped."""
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
        for page in writer.pages:
            page.transfer_rotation_to_content()
    except (PyPdfError, ValueError, KeyError, TypeError):  # broken, or locked with a password
        return None
    return _written(writer)


def strips(pdf, line, watermark=""):
    """Return one PDF: a page with the watermark, then a page with the line for each page of the document."""
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in PdfReader(io.BytesIO(pdf)).pages]
    paper, stream = _paper(sizes[0] if sizes else A4)
    width, height = sizes[0] if sizes else A4
    # Stamping lifts a watermark by a sixteenth of the width; half of its own height more, and its middle is the page's.
    size = _get_size(watermark, largest=width / 9, room=min(width, 1.4 * height))
    _set(paper, watermark, (width, height - width / 16 - size / 3), size, red=True)
    for area in sizes:
        paper.setPageSize(area)
        _set(paper, line, area, _get_size(line, largest=9, room=area[0]))
    paper.save()
    return stream.getvalue()


def cover(title, lines):
    """Return a page that goes with a file which cannot be stamped itself."""
    paper, stream = _paper(A4)
    paper.setFont(FONT, 16)
    paper.drawString(50, 770, title)
    paper.setFont(FONT, 10)
    for number, line in enumerate(lines):
        paper.drawString(50, 735 - 18 * number, line)
    paper.showPage()
    paper.save()
    return stream.getvalue()


def bundle(name, content, cover_page):
    """Return a ZIP with the file and its cover page."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("COVER.pdf", cover_page)
        archive.writestr(name, content)
    return stream.getvalue()


def _paper(size):
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    return canvas.Canvas(stream, pagesize=size), stream


def _get_size(text, largest, room):
    """Return the size of type that fills the room between the margins, and no more."""
    return min(largest, (room - 20 * MM) / max(pdfmetrics.stringWidth(text, FONT, 1), 1))


def _set(paper, text, area, size, red=False):
    """Set one line in the middle, at the top of its area, as a page."""
    width, height = area
    paper.setFont(FONT, size)
    paper.setFillColorRGB(*((0.93, 0.7, 0.7) if red else (0.3, 0.3, 0.3)))
    paper.drawCentredString(width / 2, height - MARGIN_TOP * MM, text)
    paper.showPage()


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
