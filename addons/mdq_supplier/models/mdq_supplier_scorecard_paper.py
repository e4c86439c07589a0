"""A scorecard on paper, and as a supplier's page shows it."""

import markupsafe
from odoo import models
from odoo.tools import float_repr

COLOURS = {"A": "#2e7d32", "B": "#558b2f", "C": "#ef6c00", "D": "#c62828", "none": "#757575"}
INK = "#212121"
INSIDE = 16  # the height of a bar from which on its number fits into it
LEFT, RIGHT, TOP, HEIGHT, WIDTH = 28, 12, 12, 130, 420


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    def _mdq_report_header(self):
        return {"title": self._mdq_get_kind(), "number": f"{self.partner_id.name} · {self._get_period()}", "revision": str(self.version)}

    def _get_grade_label(self):
        return dict(self._fields["grade"]._description_selection(self.env))[self.grade]

    def _get_grade_class(self):
        """How the portal paints the grade; the letter stands in it."""
        return {"A": "text-bg-success", "B": "text-bg-success", "C": "text-bg-warning", "D": "text-bg-danger"}.get(
            self.grade, "text-bg-secondary"
        )

    def _get_score_text(self):
        return "–" if self.grade == "none" else float_repr(self.score, 1)

    def _get_trend_picture(self):
        """The trend of twelve months as a drawing: bars from 0 to 100, with the grade and the points written on them."""
        trend, bands = self._get_trend(), self._get_shown_bands()
        step = (WIDTH - LEFT - RIGHT) / len(trend)
        marks = [_line(score, str(score)) for score in (0, 25, 50, 75, 100)]
        marks += [_line(least, letter, dashed=True) for letter, least in bands if least]
        bars = [_bar(place, step, point) for place, point in enumerate(trend)]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {TOP + HEIGHT + 30}" width="100%" style="max-width: 640px" role="img">'
        return markupsafe.Markup(head + "".join(marks + bars) + "</svg>")


def _y(score):
    return round(TOP + HEIGHT * (1 - score / 100), 1)


def _line(score, label, dashed=False):
    y = _y(score)
    style = 'stroke="#bdbdbd" stroke-width="0.6" stroke-dasharray="4 3"' if dashed else 'stroke="#e0e0e0"'
    x, anchor = (WIDTH - 2, "end") if dashed else (LEFT - 5, "end")
    return (f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" {style}/>'
            f'<text x="{x}" y="{y + (-2 if dashed else 4)}" font-size="10" text-anchor="{anchor}" fill="#616161">{label}</text>')


def _bar(place, step, point):
    middle = round(LEFT + step * (place + 0.5), 1)
    month = _text(middle, TOP + HEIGHT + 14, point["period"][2:])
    if point["score"] is False:
        return month + (_text(middle, TOP + HEIGHT - 4, "–") if point["grade"] else "")
    y, width, bottom = _y(point["score"]), round(step * 0.62, 1), TOP + HEIGHT
    colour, letter = COLOURS[point["grade"]], point["grade"] + ("*" if point["disputed"] else "")
    # In the bar, where no line of a grade runs through the number; above a bar that is too low for it.
    at, ink = (y + 11, "#ffffff") if bottom - y >= INSIDE else (y - 3, INK)
    number = _text(middle, at, f"{point['score']:.0f}", ink)
    return (f'<rect x="{round(middle - width / 2, 1)}" y="{y}" width="{width}" height="{round(bottom - y, 1)}" fill="{colour}"/>'
            f"{_text(middle, bottom + 26, letter)}{number}{month}")


def _text(x, y, text, ink=INK):
    return f'<text x="{x}" y="{y}" font-size="10" text-anchor="middle" fill="{ink}">{text}</text>'
