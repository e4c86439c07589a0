"""How much may still be bought under a limited approval.

A limit is a quantity, a value, or both, for the whole time of the approval. Lines of an order fill what is left one after
the other; those that do not fit any more are short, and do not take anything from those after them.

>>> limit = Limit(quantity=100.0)
>>> short(limit, Amount(70.0, 0.0), {"a": Amount(20.0, 0.0), "b": Amount(20.0, 0.0), "c": Amount(10.0, 0.0)})
{'b': Amount(quantity=10.0, value=0.0)}
>>> short(Limit(value=5000.0), Amount(0.0, 4999.0), {"a": Amount(1.0, 1.0)})
{}

An amount that cannot be told in the unit of the limit is None, and never fits.

>>> short(limit, Amount(0.0, 0.0), {"a": Amount(None, 10.0)})
{'a': Amount(quantity=100.0, value=0.0)}
>>> is_spent(limit, Amount(100.0, 0.0)), is_spent(limit, Amount(99.9, 0.0)), is_spent(Limit(), Amount(9.0, 9.0))
(True, False, False)

What is given back or deducted, a negative line, makes no limit larger.

>>> floor(Amount(-5.0, 10.0)), floor(Amount(None, -1.0))
(Amount(quantity=0.0, value=10.0), Amount(quantity=None, value=0.0))

An order that is changed takes the difference; what passed under a concession takes nothing.

>>> change(Amount(10.0, 0.0), Amount(30.0, 0.0), share=0.5)
Amount(quantity=5.0, value=0.0)
>>> matters(change(Amount(10.0, 5.0), Amount(10.0, 5.0)))
False
"""

import dataclasses

NEAR = 1e-6  # what rounding of units and currencies leaves over is nothing


@dataclasses.dataclass(frozen=True)
class Amount:
    """A quantity in the unit of the limit, and a value in its currency."""

    quantity: float | None
    value: float | None

    def __add__(self, other):
        return Amount((self.quantity or 0.0) + (other.quantity or 0.0), (self.value or 0.0) + (other.value or 0.0))


@dataclasses.dataclass(frozen=True)
class Limit:
    """The most that may be bought; None: no limit of that kind."""

    quantity: float | None = None
    value: float | None = None


def left(limit, used):
    """Return what is left as an amount; 0 where there is no limit of that kind."""
    return Amount(*(0.0 if most is None else max(most - taken, 0.0) for most, taken in _pairs(limit, used)))


def is_spent(limit, used):
    return any(most is not None and taken >= most - NEAR for most, taken in _pairs(limit, used))


def short(limit, used, asked):
    """Return {key: what was left for it} of those that do not fit, in the order in which they ask."""
    missing = {}
    for key, amount in asked.items():
        if _fits(limit, used, amount):
            used += amount
        else:
            missing[key] = left(limit, used)
    return missing


def floor(amount):
    return Amount(None if amount.quantity is None else max(amount.quantity, 0.0), max(amount.value, 0.0))


def change(before, after, share=1.0):
    """Return what is taken in addition when `share` of `after` is held instead of `before`."""
    return Amount((after.quantity or 0.0) * share - before.quantity, (after.value or 0.0) * share - before.value)


def matters(amount):
    return abs(amount.quantity) > NEAR or abs(amount.value) > NEAR


def _fits(limit, used, amount):
    return all(
        most is None or (more is not None and taken + more <= most + NEAR)
        for (most, taken), more in zip(_pairs(limit, used), (amount.quantity, amount.value), strict=True)
    )


def _pairs(limit, used):
    return (limit.quantity, used.quantity), (limit.value, used.value)
