"""Drawings with balloons: a picture, or a PDF whose pages stay what they are, with numbered circles laid over them.

Places are fractions of the page as it is seen, from its left and upper edge. Bytes in, bytes out.
"""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from reportlab.lib.pagesizes import A4, landscape, portrait
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

MARGIN = 36  # points around a picture on its sheet
RADIUS = 9


class Unreadable(ValueError):
    """The file says that it is a PDF or a picture, and cannot be opened as one."""


def count_pages(content, mimetype):
    """Return the number of pages; a picture is one. A file that cannot be opened raises Unreadable."""
    try:
        if mimetype == "application/pdf":
            return len(PdfReader(io.BytesIO(content)).pages)
        ImageReader(io.BytesIO(content)).getSize()
    except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as error:
        raise Unreadable(mimetype) from error
    return 1


def with_balloons(content, mimetype, balloons):
    """Return a PDF of the drawing with its balloons.

    :param balloons: [(page from 1, x, y, text)]
    """
    return _pages_with(content, balloons) if mimetype == "application/pdf" else _picture_with(content, balloons)


def _picture_with(content, balloons):
    """Lay a picture on a sheet of its own orientation, as large as fits."""
    image = ImageReader(io.BytesIO(content))
    width, height = image.getSize()
    sheet = landscape(A4) if width > height else portrait(A4)
    scale = min((sheet[0] - 2 * MARGIN) / width, (sheet[1] - 2 * MARGIN) / height)
    size = (width * scale, height * scale)
    left, bottom = (sheet[0] - size[0]) / 2, (sheet[1] - size[1]) / 2
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=sheet, invariant=True)
    paper.drawImage(image, left, bottom, *size, mask="auto")
    _draw(paper, (left, bottom, *size), balloons)
    paper.save()
    return stream.getvalue()


def _pages_with(content, balloons):
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for number, page in enumerate(writer.pages, 1):
        page.transfer_rotation_to_content()
        own = [balloon for balloon in balloons if balloon[0] == number]
        if own:
            page.merge_page(_overlay(page.cropbox, own))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _overlay(box, balloons):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(float(box.right), float(box.top)), invariant=True)
    _draw(paper, (float(box.left), float(box.bottom), float(box.width), float(box.height)), balloons)
    paper.save()
    return PdfReader(stream).pages[0]


def _draw(paper, place, balloons):
    left, bottom, width, height = place
    for _page, x, y, text in balloons:
        centre = left + x * width, bottom + (1 - y) * height
        paper.setLineWidth(1.2)
        paper.setStrokeColorRGB(0.64, 0.15, 0.11)
        paper.setFillColorRGB(1, 1, 1)
        paper.circle(*centre, RADIUS, fill=1)
        paper.setFillColorRGB(0.64, 0.15, 0.11)
        paper.setFont("Helvetica-Bold", 10 if len(str(text)) < 3 else 7)
        paper.drawCentredString(centre[0], centre[1] - 3.5, str(text))
