"""The drawing of the screw, with a balloon for each characteristic that its plan measures."""

import base64
import io

from odoo.fields import Command
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

SCALE = 8 * mm
LEFT, MIDDLE = 150, 350  # where the top of the head lies, and the axis
HEAD, CORE = 6.0, 3.5  # diameters, in mm
HEIGHT = 2.4  # of the head
ABOVE, BELOW = MIDDLE + HEAD * SCALE / 2 + 26, MIDDLE - CORE * SCALE / 2 - 60  # where the length and the thread are written
# demo id of the plan → number of its drawing, length of the screw under the head
DRAWN = {"machined": ("DRW-3516", 16.0), "longer": ("DRW-3520", 20.0)}


def add(stage, plan, name):
    """The engineer lays the drawing in the plan and sets the balloons."""
    number, length = DRAWN[name]
    plan.write({"drawing": screw(number, length), "drawing_name": f"{number}-1.pdf", "line_ids": [
        Command.update(line.id, {"balloon_ids": [Command.create(_balloon(line, length))]}) for line in plan.line_ids
    ]})  # fmt: skip


def _balloon(line, length):
    """Beside the measure of the characteristic, as fractions of the page from the left and the top."""
    shoulder, end = _ends(length)
    places = {"D-OUT": (end + 140, MIDDLE), "L": ((shoulder + end) / 2 + 70, ABOVE + 14), "THR": (shoulder + 345, BELOW - 2)}
    width, height = landscape(A4)
    x, y = places[line.characteristic_id.code]
    return {"number": list(places).index(line.characteristic_id.code) + 1, "page": 1, "x": x / width, "y": 1 - y / height}


def screw(number, length):
    """Return the drawing as base64."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=landscape(A4), invariant=True)
    page.setTitle(number)
    _frame(page, [(f"Bone screw 接骨螺钉 3.5 × {length:g}", 18), (f"{number} · 1", 12), ("Ti-6Al-4V ELI · ISO 5832-3 · GB/T 13810", 12),
                  ("Scale 比例 8 : 1 · mm · ISO 2768-m", 12)])  # fmt: skip
    shoulder, end = _ends(length)
    _outline(page, shoulder, end)
    _thread(page, shoulder + 40, end - 30)
    _measures(page, shoulder, end, length)
    page.save()
    return base64.b64encode(buffer.getvalue())


def _ends(length):
    """Where the head ends, and the tip."""
    return LEFT + HEIGHT * SCALE, LEFT + (HEIGHT + length) * SCALE


def _frame(page, lines):
    width, height = landscape(A4)
    page.setLineWidth(1.4)
    page.rect(30, 30, width - 60, height - 60)
    page.rect(width - 340, 30, 310, 100)
    for place, (text, size) in enumerate(lines):
        page.setFont("STSong-Light", size)
        page.drawString(width - 328, 105 - 23 * place, text)


def _outline(page, shoulder, end):
    """The head with its round top, the core, and the axis."""
    page.setLineWidth(1.6)
    page.arc(LEFT, MIDDLE - HEAD * SCALE / 2, LEFT + 2 * HEIGHT * SCALE, MIDDLE + HEAD * SCALE / 2, 90, 180)
    page.line(shoulder, MIDDLE - HEAD * SCALE / 2, shoulder, MIDDLE + HEAD * SCALE / 2)
    for side in (-1, 1):
        page.line(shoulder, MIDDLE + side * CORE * SCALE / 2, end - 20, MIDDLE + side * CORE * SCALE / 2)
        page.line(end - 20, MIDDLE + side * CORE * SCALE / 2, end, MIDDLE)
    page.setLineWidth(0.5)
    page.setDash(12, 4)
    page.line(LEFT - 25, MIDDLE, end + 25, MIDDLE)
    page.setDash()


def _thread(page, begin, end):
    page.setLineWidth(0.7)
    for step in range(int((end - begin) // 15) + 1):
        page.line(begin + 15 * step, MIDDLE - CORE * SCALE / 2, begin + 15 * step + 10, MIDDLE + CORE * SCALE / 2)


def _measures(page, shoulder, end, length):
    page.setFont("STSong-Light", 14)
    page.setLineWidth(0.6)
    for x in (shoulder, end):
        page.line(x, MIDDLE + 10, x, ABOVE + 6)
    _arrow(page, shoulder, ABOVE, end, ABOVE)
    page.drawCentredString((shoulder + end) / 2, ABOVE + 6, f"{length:.1f} ±0.2")
    for side in (-1, 1):
        page.line(end - 18, MIDDLE + side * CORE * SCALE / 2, end + 51, MIDDLE + side * CORE * SCALE / 2)
    _arrow(page, end + 45, MIDDLE - CORE * SCALE / 2, end + 45, MIDDLE + CORE * SCALE / 2)
    page.drawString(end + 53, MIDDLE - 5, "Ø3.50 ±0.05")
    page.line(shoulder + 150, MIDDLE - CORE * SCALE / 2, shoulder + 190, BELOW)
    page.drawString(shoulder + 194, BELOW - 6, "HA 3.5 · ISO 5835")


def _arrow(page, x1, y1, x2, y2):
    """A line with a head at both ends, level or upright."""
    page.line(x1, y1, x2, y2)
    for x, y, sign in ((x1, y1, 1), (x2, y2, -1)):
        for spread in (-3, 3):
            dx, dy = (sign * 8, spread) if y1 == y2 else (spread, sign * 8)
            page.line(x, y, x + dx, y + dy)
