"""What the audit ledger costs: its triggers on and off, beside Odoo with and without OCA's `auditlog` in its full mode."""

from . import databases, measure

NAME = "ledger"
VARIANTS = {
    "off": (databases.WITH, "off"),
    "on": (databases.WITH, "on"),
    "without": (databases.WITHOUT, "without"),
    "auditlog": (databases.AUDITLOG, "auditlog"),
}
AT_MOST = {"auditlog": 3}
WORKS = {
    "CreateLots": ("Create {0} lots", ((1000,), (10000,))),
    "WriteTogether": ("Write {0} lots in one call", ((100,), (1000,))),
    "WriteSingly": ("Write {0} lots in a bare loop", ((100,), (1000,))),
    "WriteAsCalls": ("Write {0} lots, a call each", ((1000,),)),
    "ReceiveLedgered": ("Receive {0} line(s) × {1} lot(s)", ((20, 20),)),
}
GOAL = 1.15  # ledger on against off
TIMES_SMALLER = 50  # what auditlog adds against what the ledger adds


def report(measured, _titles):
    head = f"{'ledger off':>16} {'ledger on':>24} {'Odoo alone':>16} {'with auditlog':>24} {'auditlog adds':>16}"
    yield f"{'':<32} {head}"
    yield f"{'':<32} {'ms    queries':>16} {'ms  queries   ratio':>24} {'ms    queries':>16} {'ms  queries   ratio':>24} {'more, times':>16}"
    for title, variants in measured.items():
        off, on, without = variants["off"], variants["on"], variants["without"]
        cells = [measure.plain(off), measure.cell(on, off, GOAL), measure.plain(without)]
        cells += [measure.cell(variants.get("auditlog"), without), times_smaller(variants)]
        widths = (16, 24, 16, 24, 16)
        yield " ".join([f"{title:<32}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))])
    yield ""
    yield f"Goals: the ledger on at most {GOAL}× off, and auditlog adds at least {TIMES_SMALLER} times what the ledger adds; “!” marks what misses its goal."


def times_smaller(variants):
    """What auditlog adds to Odoo, as a multiple of what the ledger adds to the suite (medians)."""
    if not variants["auditlog"].seconds:
        return "–"
    ledger = variants["on"].median - variants["off"].median
    peer = variants["auditlog"].median - variants["without"].median
    if ledger <= 0:
        return "no cost seen"
    return f"{peer / ledger:8.0f}{'  ' if peer >= TIMES_SMALLER * ledger else ' !'}"
