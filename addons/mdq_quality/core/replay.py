"""Lots of the past under another plan: what it would have decided, how strictly it would have inspected, and what it would have cost.

What was found is counted again in as many units as the other plan asks for. Where it asks for more units than were looked at, the
count is scaled up from what was found; such a lot is marked as estimated, and nothing is claimed beyond that.

>>> rule = Rule("ISO 2859-1:1999", "II", "1.0")
>>> lots = [Past(2000, 125, (1, 2, 3, 4)), Past(2000, 125, (9, 10, 11, 12)), Past(2000, 125)]
>>> [(row.severity, row.n, row.found, row.accepted) for row in run(lots, rule)]
[('normal', 125, 4, False), ('normal', 125, 4, False), ('tightened', 125, 0, True)]
"""

from dataclasses import dataclass, replace

from . import sampling, switching

AMERICAN = (sampling.Z14, sampling.MIL)


@dataclass(frozen=True)
class Past:
    """One lot as it was inspected: its size, how many units were looked at, and which of them were nonconforming."""

    lot_size: int
    looked_at: int
    bad: tuple = ()


@dataclass(frozen=True)
class Rule:
    """The other plan, for one class of defects."""

    standard: str
    level: str = "II"
    aql: str = "1.0"
    plan_type: str = "single"
    severity: str = "normal"
    switching: bool = True
    reduction_agreed: bool = False

    def lookup(self, lot_size, severity):
        severity = "tightened" if severity == "discontinued" else severity
        return sampling.lookup(self.standard, lot_size, self.level, self.aql, severity, self.plan_type)


@dataclass(frozen=True)
class Row:
    """What the other plan says of one lot."""

    severity: str
    n: int
    ac: int
    re: int
    found: int
    accepted: bool
    estimated: bool = False
    stage: int = 1
    switch: switching.Switch | None = None


def run(lots, rule):
    """Return a row for each lot, in their order, with the severity that the lots before it led to."""
    state, rows = switching.State(rule.severity), []
    conditions = switching.Conditions(american=rule.standard in AMERICAN, reduction_agreed=rule.reduction_agreed)
    for lot in lots:
        row = _judge(lot, rule, state.severity)
        if rule.switching and rule.standard != sampling.ZERO:
            state, switch = switching.after(state, _tell(lot, rule, row), conditions)
            row = replace(row, switch=switch)
        rows.append(row)
    return rows


def _judge(lot, rule, severity):
    plan = rule.lookup(lot.lot_size, severity)
    size = 0
    for number, stage in enumerate(plan.stages, 1):
        size += stage.n
        found, estimated = _count(lot, size)
        last = number == len(plan.stages)
        if last or not stage.ac < found < stage.re:
            break
    accepted = severity != "discontinued" and (found < stage.re if last else found <= stage.ac)
    return Row(severity, size, stage.ac, stage.re, found, accepted, estimated, number)


def _count(lot, size):
    """Return (nonconforming units among the first `size`, whether that is an estimate)."""
    if size <= lot.looked_at:
        return sum(unit <= size for unit in lot.bad), False
    return (round(len(lot.bad) * size / lot.looked_at) if lot.looked_at else 0), True


def _tell(lot, rule, row):
    """What a lot says to the switching rules."""
    single = len(rule.lookup(lot.lot_size, row.severity).stages) == 1
    return switching.Lot(
        accepted=row.accepted, ac=row.ac, tighter=single and _accepts_tighter(lot, rule, row), nonconforming=row.found,
        first_sample=None if single else row.accepted and row.stage == 1, in_gap=row.accepted and row.found > row.ac,
    )


def _accepts_tighter(lot, rule, row):
    aql = sampling.tighter_aql(rule.standard, rule.aql)
    return aql is not None and row.found <= sampling.lookup(rule.standard, lot.lot_size, rule.level, aql, "normal").stages[0].ac
