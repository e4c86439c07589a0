"""The chain of seals: each seal covers a run of entries and the seal before it.

>>> first = Seal(number=1, epoch=1, xid_from=0, xid_to=10, count=0, root=merkle.root([]), previous="")
>>> broken(dataclasses.replace(first, root="0" * 64), first.hash(), "")
['seal 1: its hash does not belong to its content']
>>> broken(first, first.hash(), "")
[]
"""

import dataclasses
import hashlib

from . import canonical, merkle  # noqa: F401  (merkle: used by the example)


@dataclasses.dataclass(frozen=True)
class Seal:
    """What a seal states: these `count` entries, with this Merkle root, follow that previous seal."""

    number: int
    epoch: int
    xid_from: int
    xid_to: int
    count: int
    root: str
    previous: str

    def hash(self):
        """Return the SHA-256 over all fields, which the next seal repeats as `previous`."""
        return hashlib.sha256(canonical.text(dataclasses.asdict(self)).encode()).hexdigest()


def broken(seal, stored_hash, previous_hash):
    """Return what is wrong with a seal's own hash and its link, as sentences; [] when nothing is."""
    problems = []
    if seal.hash() != stored_hash:
        problems.append(f"seal {seal.number}: its hash does not belong to its content")
    if seal.previous != previous_hash:
        problems.append(f"seal {seal.number}: it does not continue the seal before it")
    return problems
