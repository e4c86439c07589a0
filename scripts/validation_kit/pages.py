"""The kit as a PDF: summary, installation and operational qualification, matrix, and what is planned."""

import re
from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from . import texts

# A font that every PDF reader has or replaces; the text stays searchable.
CHINESE = "STSong-Light"
RUN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f\u201c\u201d·≥–]+")
BLUE = colors.HexColor("#1F3864")
COLOURS = {
    "passed": "#C6EFCE",
    "failed": "#FFC7CE",
    "not run": "#FFEB9C",
    "no test": "#FFC7CE",
    "skipped": "#FFEB9C",
    "not shown": "#FFC7CE",
}
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=7.5, leading=9.5, wordWrap="CJK")
BODY = ParagraphStyle("body", parent=SMALL, fontSize=9, leading=12.5)
HEAD = ParagraphStyle("head", parent=SMALL, textColor=colors.white)
H1 = ParagraphStyle("h1", parent=BODY, fontSize=20, leading=26, spaceAfter=6 * mm)
H2 = ParagraphStyle("h2", parent=BODY, fontSize=13, leading=17, spaceBefore=4 * mm, spaceAfter=3 * mm)


def mixed(text, style=SMALL):
    """A paragraph whose Chinese runs take the Chinese font; Latin text keeps its own."""
    marked = RUN.sub(lambda run: f'<font name="{CHINESE}">{run[0]}</font>', escape(str(text)))
    return Paragraph(marked, style)


class NumberedCanvas(canvas.Canvas):
    """Knows the number of pages before it writes the first one."""

    def __init__(self, *arguments, footer="", **keywords):
        super().__init__(*arguments, **keywords)
        self.footer, self.pages = footer, []

    def showPage(self):  # noqa: N802 (reportlab's name)
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self.pages, 1):
            self.__dict__.update(page)
            self.setFont("Helvetica", 7)
            self.drawString(15 * mm, 8 * mm, self.footer)
            self.drawRightString(landscape(A4)[0] - 15 * mm, 8 * mm, f"{number} / {len(self.pages)}")
            super().showPage()
        super().save()


def write(path, kit):
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    document = SimpleDocTemplate(
        str(path), pagesize=landscape(A4), leftMargin=15 * mm, rightMargin=15 * mm, topMargin=14 * mm, bottomMargin=15 * mm,
        title="MDQ validation kit", author="MDQ",
    )  # fmt: skip
    footer = f"MDQ {kit.version} | commit {kit.commit[:12]} | tests ended {kit.date} UTC"
    document.build(
        [*summary(kit), *installation(kit), *operation(kit), *matrix(kit), *planned(kit), *packages(kit)],
        canvasmaker=lambda *arguments, **keywords: NumberedCanvas(*arguments, footer=footer, **keywords),
    )


# --- sections ---------------------------------------------------------------------------------------------------------


def summary(kit):
    yield mixed(texts.TITLE, H1)
    for text in texts.PURPOSE:
        yield mixed(text, BODY)
    yield mixed(texts.SECTIONS["summary"], H2)
    yield grid(kit.summary(), (80, 185))
    yield Spacer(0, 6 * mm)
    empty = [[label, "", "", ""] for label in texts.SIGNATURES]
    yield grid(empty, (55, 70, 70, 70), head=("", "Name 姓名", "Signature 签名", "Date 日期"), height=10 * mm)


def installation(kit):
    yield PageBreak()
    yield mixed(texts.SECTIONS["iq"], H2)
    yield grid(kit.addon_rows(), (50, 35, 180), head=columns("addon", "version", "sha256"))
    yield Spacer(0, 4 * mm)
    yield grid(kit.check_rows(), (80, 50, 95, 40), head=columns("item", "expected", "found", "ok"))


def operation(kit):
    yield PageBreak()
    yield mixed(texts.SECTIONS["oq"], H2)
    kinds = ["passed", "failed", "not shown"]
    rows = [[risk, *(str(counts[kind]) for kind in kinds)] for risk, counts in kit.built_counts().items()]
    yield grid(rows, (60, 60, 60, 60), head=[texts.COLUMNS["risk"], *(texts.word(kind) for kind in kinds)])
    failed = [(name, result) for name, result, *_rest in kit.test_rows() if result == "failed"]
    if failed:
        yield mixed("Failed tests · 未通过的测试", H2)
        yield grid(failed, (225, 40), head=columns("test", "result"))


def matrix(kit):
    yield PageBreak()
    yield mixed(texts.SECTIONS["matrix"], H2)
    shown, last = [], None
    for number, english, chinese, risk, test, result, version, date in kit.matrix_rows():
        first = number != last
        text = f"{english} {chinese}" if first else ""
        shown.append((number, text, risk if first else "", wrap(test), result, version if first else "", date if first else ""))
        last = number
    head = columns("id", "requirement", "risk", "test", "result", "version", "date")
    yield grid(shown, (25, 92, 16, 72, 20, 18, 24), head=head)


def planned(kit):
    yield PageBreak()
    yield mixed(texts.SECTIONS["planned"], H2)
    rows = [(row.id, f"{row.requirement} {row.requirement_zh}", row.risk, row.module) for row in kit.planned()]
    yield grid(rows, (25, 180, 22, 38), head=columns("id", "requirement", "risk", "module"))


def packages(kit):
    yield PageBreak()
    yield mixed(texts.SECTIONS["packages"], H2)
    names = [f"{name} {version}" for name, version in kit.packages]
    rows = [names[start : start + 4] + [""] * (4 - len(names[start : start + 4])) for start in range(0, len(names), 4)]
    yield grid(rows, (66, 66, 66, 66))


# --- pieces -----------------------------------------------------------------------------------------------------------


def columns(*names):
    return [texts.COLUMNS[name] for name in names]


def wrap(name):
    """Dotted names break at their dots."""
    return name.replace("::", " :: ").replace("addons.", "").replace(".tests.", " · ")


def grid(rows, widths, head=None, height=None):
    rows = [list(row) for row in rows] or [["–"] + [""] * (len(widths) - 1)]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.3, colors.HexColor("#C0C0C0")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    cells = [[mixed(texts.word(value)) for value in row] for row in rows]
    if head:
        cells.insert(0, [mixed(label, HEAD) for label in head])
        style.append(("BACKGROUND", (0, 0), (-1, 0), BLUE))
    for number, row in enumerate(rows, bool(head)):
        style += [
            ("BACKGROUND", (index, number), (index, number), colors.HexColor(COLOURS[value]))
            for index, value in enumerate(row)
            if value in COLOURS
        ]
    heights = [None] + [height] * len(rows) if head and height else None
    table = Table(cells, colWidths=[width * mm for width in widths], rowHeights=heights, repeatRows=int(bool(head)))
    table.setStyle(TableStyle(style))
    return table
