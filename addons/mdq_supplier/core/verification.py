"""How much of what was bought may come in, when it is verified at the supplier's premises first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """What one signed report says of one order line, and how much of the line had come in when it was signed."""

    accepted: bool
    quantity: float
    came_before: float


def covered(reports):
    """Return how much may have come in after these reports, in the order of their signing.

    Every accepted report adds its quantity:

    >>> covered([Report(True, 60, 0), Report(True, 40, 60)])
    100.0

    A refused one takes back what was accepted and has not come in yet:

    >>> covered([Report(True, 60, 0), Report(False, 60, 0)])
    0.0
    >>> covered([Report(True, 60, 0), Report(False, 40, 60), Report(True, 40, 60)])
    100.0
    >>> covered([])
    0.0
    """
    total = 0.0
    for report in reports:
        total = total + report.quantity if report.accepted else float(report.came_before)
    return total
