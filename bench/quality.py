"""Inspections and readings: against Odoo without the suite, against OCA's quality_control_oca, and against a plain COPY."""

from . import databases, measure

NAME = "quality"
# variant → (database, kind of work)
VARIANTS = {
    "without": (databases.WITHOUT, "plain"),
    "oca": (databases.OCA, "oca"),
    "copy": (databases.WITH, "copy"),
    "bare": (databases.WITH, "bare"),
    "controlled": (databases.WITH, "controlled"),
}
# scenario → (title, sizes, small first)
WORKS = {
    "ReceivePlanned": ("Receive {0} line(s) × {1} lot(s), a plan for each line", ((2, 2), (20, 20))),
    "Inspections": ("Create {0} inspections of {1} characteristics", ((100, 10), (1000, 10))),
    "Values": ("Enter {0} values in one go", ((1000,), (10000,))),
    "ValuesSingly": ("Enter the 10 values of each of {0} inspections", ((20,), (100,))),
}
# scenario → (what it is compared with, at most so many times as long)
GOALS = {
    "ReceivePlanned": {"without": 1.5}, "Inspections": {"oca": 1 / 20}, "Values": {"oca": 1.0, "copy": 3.0, "bare": None},
    "ValuesSingly": {"oca": 1.0},
}
ONLY = {scenario: {"controlled", *others} for scenario, others in GOALS.items()}
NAMES = {
    "without": "Odoo alone", "oca": "quality_control_oca", "copy": "COPY and numpy, same keys and indexes",
    "bare": "COPY and numpy, no keys, no indexes",
}


def report(measured, titles):
    yield f"{'':<54} {'other':>16} {'with the suite':>16} {'ratio':>7}"
    for scenario, names in titles.items():
        for name in names:
            yield from _lines(name, measured[name], GOALS[scenario])
    yield ""
    yield "Queries of the small and of the large size:"
    for names in titles.values():
        small, large = (measured[names[place]]["controlled"] for place in (0, -1))
        yield f"    {names[0]} → {names[-1]}: {small.count} → {large.count}"
    yield ""
    yield "Ratios are of neighbouring runs; “!” marks what misses its goal. COPY and numpy keep no ledger and refuse nothing."


def _lines(title, variants, goals):
    ours = variants["controlled"]
    yield title
    for other, goal in goals.items():
        theirs = variants[other]
        if not theirs.seconds:
            continue
        times = measure.ratio(ours.seconds, theirs.seconds)
        mark = "" if goal is None else f" {'!' if times > goal else ' '} goal {goal:.2f}"
        yield f"    {'against ' + NAMES[other]:<50} {measure.plain(theirs)} {measure.plain(ours)} {times:7.3f}{mark}"
