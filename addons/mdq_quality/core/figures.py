"""What readings of one characteristic say together: how many, smallest, largest, mean, as decimals that are printed.

>>> summarise(["5.98", "5.985", "5.97"])
Figures(count=3, smallest='5.97', largest='5.985', mean='5.9783')
>>> summarise([]) is None
True
"""

from dataclasses import dataclass
from decimal import Decimal

from .judging import parse, text


@dataclass(frozen=True)
class Figures:
    """Smallest and largest as they were read; the mean with one digit more than the finest reading."""

    count: int
    smallest: str
    largest: str
    mean: str


def summarise(values):
    """Return the figures of readings as texts or numbers; None without any."""
    numbers = [number for number in map(parse, values) if number is not None]
    if not numbers:
        return None
    digits = max(max(0, -number.as_tuple().exponent) for number in numbers) + 1
    mean = (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal(1).scaleb(-digits))
    return Figures(len(numbers), text(min(numbers)), text(max(numbers)), text(mean))
