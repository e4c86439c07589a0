"""The gate in purchasing, next to the confirmation of an order by Odoo alone."""

from . import databases, measure

NAME = "supplier"
VARIANTS = {"without": (databases.WITHOUT, "plain"), "controlled": (databases.WITH, "controlled")}
WORKS = {
    "ConfirmMany": ("Confirm a purchase order of {0} line(s)", ((1,), (50,))),
    "CheckMany": ("Ask {0} cases in one call", ((10,), (1000,))),
}
MOST_QUERIES = 6


def report(measured, titles):
    yield f"{'':<44} {'without':>16} {'controlled':>24}"
    yield f"{'':<44} {'ms    queries':>16} {'ms  queries   ratio':>24}"
    for title, variants in measured.items():
        base = variants["without"]
        yield f"{title:<44} {measure.plain(base):>16} {measure.cell(variants.get('controlled'), base):>24}"
    yield ""
    yield "Cases asked are compared with the confirmation of 50 lines by Odoo alone."
    added = measure.growth(*(measured[name] for name in titles.get("ConfirmMany", ())[:2])) if titles.get("ConfirmMany") else {}
    for small, large in added.values():
        missed = " !" if large > MOST_QUERIES else ""
        yield f"Queries that the whole suite adds to the order of Odoo alone: {small:+} for 1 line, {large:+} for 50{missed}."
    yield f"Goal: at most {MOST_QUERIES} for 50 lines; “!” marks what misses it (tests/test_purchase_gate.py of mdq_supplier counts them, too)."
