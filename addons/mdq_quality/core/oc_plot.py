"""The operating characteristic as a drawing for paper: SVG, from points alone.

>>> drawing = draw([("Major", [(0.0, 1.0), (0.05, 0.1)])], "p", "Pa")
>>> drawing.startswith("<svg") and drawing.count("<polyline")
1
"""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 260, 48, 12, 44
COLOURS = ("#1565c0", "#c62828", "#2e7d32", "#6a1b9a")
DASHES = ("", "7 4", "2 3", "10 3 2 3")  # told apart in black and white too
TICKS = 5


def draw(curves, across, upward, marks=()):
    """Return the drawing of [(name, [(share, probability)])].

    :param marks: [(share, probability)]: points that are marked, as those of the producer's and the consumer's risk
    """
    widest = max((share for _name, points in curves for share, _probability in points), default=0) or 1.0
    step = _step(widest)
    widest = math.ceil(widest / step) * step
    parts = [*_axes(widest, step, across, upward), *_lines(curves, widest), *_marks(marks, widest)]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img">{"".join(parts)}</svg>'


def _step(widest):
    """A round step for about five ticks.

    >>> _step(0.081), _step(0.3)
    (0.02, 0.1)
    """
    rough = widest / TICKS
    power = 10 ** math.floor(math.log10(rough))
    return next(round(power * factor, 12) for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def _place(share, probability, widest):
    x = LEFT + (WIDTH - LEFT - 12) * share / widest
    y = TOP + (HEIGHT - TOP - BOTTOM) * (1 - probability)
    return round(x, 1), round(y, 1)


def _axes(widest, step, across, upward):
    style = 'stroke="#bbb" stroke-width="0.6"'
    for number in range(round(widest / step) + 1):
        x, y = _place(number * step, 0, widest)
        yield f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{y}" {style}/>'
        yield f'<text x="{x}" y="{y + 13}" font-size="10" text-anchor="middle">{100 * number * step:.4g} %</text>'
    for tenth in range(0, 11, 2):
        x, y = _place(0, tenth / 10, widest)
        yield f'<line x1="{x}" y1="{y}" x2="{WIDTH - 12}" y2="{y}" {style}/>'
        yield f'<text x="{x - 5}" y="{y + 3.5}" font-size="10" text-anchor="end">{tenth * 10} %</text>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT - 17}" font-size="10.5" text-anchor="middle">{escape(across)}</text>'
    yield f'<text x="11" y="{HEIGHT / 2}" font-size="10.5" text-anchor="middle" transform="rotate(-90 11 {HEIGHT / 2})">{escape(upward)}</text>'


def _lines(curves, widest):
    for number, (name, points) in enumerate(curves):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        path = " ".join(f"{x},{y}" for x, y in (_place(share, probability, widest) for share, probability in points))
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dash}"/>'
        y = HEIGHT - 3
        x = LEFT + number * (WIDTH - LEFT) / max(len(curves), 1)
        yield f'<line x1="{x}" y1="{y - 4}" x2="{x + 26}" y2="{y - 4}" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dash}"/>'
        yield f'<text x="{x + 31}" y="{y}" font-size="10.5">{escape(name)}</text>'


def _marks(marks, widest):
    for share, probability in marks:
        x, y = _place(share, probability, widest)
        yield f'<circle cx="{x}" cy="{y}" r="3" fill="#fff" stroke="#222" stroke-width="1.2"/>'
