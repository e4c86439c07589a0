"""Odoo's daily work without the suite, with it, and with it for controlled products."""

from . import databases, measure

NAME = "stock"
# variant → (database, kind of products)
VARIANTS = {
    "without": (databases.WITHOUT, "plain"),
    "uncontrolled": (databases.WITH, "plain"),
    "controlled": (databases.WITH, "controlled"),
}
# scenario → (title, sizes, small first)
WORKS = {
    "Confirm": ("Confirm a purchase order of {0} line(s)", ((1,), (20,))),
    "Receive": ("Receive {0} line(s) × {1} lot(s)", ((2, 2), (20, 20))),
    "ReceiveSubcontracted": ("Receive {0} lot(s) from a subcontractor", ((1,), (5,))),
    "Deliver": ("Reserve and deliver {0} line(s) × {1} lot(s)", ((2, 2), (20, 5))),
}
GOALS = {"uncontrolled": 1.2, "controlled": 1.5}


def report(measured, titles):
    yield f"{'':<44} {'without':>16} {'uncontrolled':>24} {'controlled':>24}"
    yield f"{'':<44} {'ms    queries':>16} {'ms  queries   ratio':>24} {'ms  queries   ratio':>24}"
    for title, variants in measured.items():
        base = variants["without"]
        cells = [measure.cell(variants.get(name), base, goal) for name, goal in GOALS.items()]
        yield f"{title:<44} {measure.plain(base):>16} {cells[0]:>24} {cells[1]:>24}"
    yield ""
    yield "Queries that the suite adds, small and large size (they should not grow with lines × lots):"
    for names in titles.values():
        grown = measure.growth(measured[names[0]], measured[names[-1]])
        told = ", ".join(f"{variant} {small:+} → {large:+}" for variant, (small, large) in grown.items())
        yield f"    {names[0]} → {names[-1]}: {told}"
    yield ""
    yield f"Goals: at most {GOALS['uncontrolled']}× uncontrolled, {GOALS['controlled']}× controlled; “!” marks what misses its goal."
