"""Readings against their limits as a strip for paper: SVG, from numbers alone. One dot a reading, the same ones side by side.

>>> drawing = draw([5.97, 5.98, 5.98, 6.02], lower=5.95, upper=6.0)
>>> drawing.count("<circle"), drawing.count('stroke="#a3261b"')
(4, 2)
>>> draw([])
''
"""

from collections import Counter
from xml.sax.saxutils import escape

WIDTH, HEIGHT, SIDE, BASE = 300, 46, 14, 30
CELLS = 90  # along the strip: readings nearer than that stand above one another
HIGHEST = 8  # dots above one another; more are drawn as this many, and a number says how many
BAD, GOOD = "#a3261b", "#1b4f8f"


def draw(values, lower=None, upper=None, nominal=None):
    """Return the strip of some readings; limits and nominal where there are any."""
    if not values:
        return ""
    known = [*values, *(each for each in (lower, upper, nominal) if each is not None)]
    start, end = min(known), max(known)
    room = (end - start) * 0.06 or abs(end) * 0.01 or 1.0
    scale = _Scale(start - room, end + room)
    parts = [f'<line x1="{SIDE}" y1="{BASE}" x2="{WIDTH - SIDE}" y2="{BASE}" stroke="#8a939e" stroke-width="0.8"/>']
    parts += _marks(scale, lower, upper, nominal)
    parts += _dots(scale, values, lower, upper)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">{"".join(parts)}</svg>'


class _Scale:
    def __init__(self, start, end):
        self.start, self.width = start, end - start

    def place(self, value):
        return round(SIDE + (WIDTH - 2 * SIDE) * (value - self.start) / self.width, 1)

    def cell(self, value):
        return round(CELLS * (value - self.start) / self.width)

    def middle(self, cell):
        return round(SIDE + (WIDTH - 2 * SIDE) * cell / CELLS, 1)


def _marks(scale, lower, upper, nominal):
    """Limits are red and named; the nominal is dashed."""
    for value in (lower, upper):
        if value is not None:
            x = scale.place(value)
            yield f'<line x1="{x}" y1="2" x2="{x}" y2="{BASE + 4}" stroke="{BAD}" stroke-width="1.2"/>'
            yield f'<text x="{x}" y="{HEIGHT - 3}" font-size="9" text-anchor="middle" fill="{BAD}">{escape(f"{value:.10g}")}</text>'
    if nominal is not None:
        x = scale.place(nominal)
        yield f'<line x1="{x}" y1="6" x2="{x}" y2="{BASE}" stroke="#8a939e" stroke-width="0.8" stroke-dasharray="3 2"/>'


def _dots(scale, values, lower, upper):
    stacks = Counter()
    for value in sorted(values):
        cell = scale.cell(value)
        stacks[cell] += 1
        if stacks[cell] <= HIGHEST:
            is_good = (lower is None or value >= lower) and (upper is None or value <= upper)
            y = BASE - 3 * stacks[cell] + 0.5
            yield f'<circle cx="{scale.middle(cell)}" cy="{y}" r="1.6" fill="{GOOD if is_good else BAD}"/>'
    for cell, count in stacks.items():
        if count > HIGHEST:
            yield f'<text x="{scale.middle(cell)}" y="{BASE - 3 * HIGHEST - 2}" font-size="7" text-anchor="middle">{count}</text>'
