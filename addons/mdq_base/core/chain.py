"""The chain of seals: each seal covers a run of entries and the seal before it.

>>> first = Seal(number=1, epoch=1, xid_from=0, xid_to=10, count=0, root=merkle.root([]), previous="",
...              sealed_at="2026-01-01T00:00:00")
>>> broken(dataclasses.replace(first, root="0" * 64), first.hash(), None)
['seal 1: its hash does not belong to its content']
>>> broken(first, first.hash(), None)
[]
"""

import dataclasses
import hashlib

from . import canonical, merkle
from .problem import _lt

FORMAT = 1  # of the leaves, of the tree and of the seal together
LATER = {"sealed_at", "format"}  # what seals of format 0, the first ones made, do not hash; they name no blocks either


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
    sealed_at: str
    format: int = FORMAT

    def hash(self):
        """Return the SHA-256 over all fields of its format, which the next seal repeats as `previous`."""
        content = {name: value for name, value in vars(self).items() if self.format or name not in LATER}
        return hashlib.sha256(canonical.text(content).encode()).hexdigest()


def broken(seal, stored_hash, before):
    """Return what is wrong with a seal's own hash and its link to the seal before it (None: the first), as sentences.

    :param before: the (Seal, stored hash) before it
    """
    number, last = seal.number, before[0] if before else None
    expected = last.number + 1 if last else 1
    begin = last.xid_to if last and last.epoch == seal.epoch else 0
    checks = (
        (seal.hash() == stored_hash, _lt("seal %(number)s: its hash does not belong to its content", number=number)),
        (seal.previous == (before[1] if before else ""), _lt("seal %(number)s: it does not continue the seal before it", number=number)),
        (number == expected, _lt("seal %(number)s: seal %(expected)s should stand here; seals are missing or were renumbered",
                                 number=number, expected=expected)),
        (not last or seal.format >= last.format, _lt("seal %(number)s: it is made in an older way than the seal before it", number=number)),
        (seal.xid_from == begin, _lt("seal %(number)s: it leaves out transactions from %(begin)s to %(end)s",
                                     number=number, begin=begin, end=seal.xid_from)),
    )  # fmt: skip
    return [sentence for is_right, sentence in checks if not is_right]


def difference(seal, sealed_blocks, tree, places):
    """Say where the entries that were found (a tree over them) differ from those that were sealed; None: nowhere.

    :param sealed_blocks: the roots of the blocks as they were sealed; not trusted before they give the seal's root
    :param places: the number of the first entry of each block that was found
    """
    if tree.count == seal.count and tree.root() == seal.root:
        return None
    return _lt("seal %(number)s: %(what)s; %(where)s", number=seal.number, what=_kind(seal.count, tree.count),
                   where=_place(seal, sealed_blocks, tree, places))


def _place(seal, sealed_blocks, tree, places):
    if not seal.format:
        return _lt("the first seals do not tell where in them")
    if merkle.root([bytes.fromhex(block) for block in sealed_blocks]) != seal.root:
        return _lt("the roots of its blocks were changed too, so the place is anywhere in the seal")
    found = tree.blocks()
    same = next((i for i, (was, now) in enumerate(zip(sealed_blocks, found, strict=False)) if was != now),
                min(len(found), len(sealed_blocks)))
    if same >= len(places):
        return _lt("the first difference lies from the end of the seal on")
    if same + 1 >= len(places):
        return _lt("the first difference lies from entry %(begin)s on", begin=places[same])
    return _lt("the first difference lies from entry %(begin)s on and before entry %(end)s", begin=places[same], end=places[same + 1])


def _kind(sealed, found):
    if found < sealed:
        return _lt("entries were removed (%(sealed)s sealed, %(found)s found)", sealed=sealed, found=found)
    if found > sealed:
        return _lt("entries were inserted (%(sealed)s sealed, %(found)s found)", sealed=sealed, found=found)
    return _lt("entries were changed or reordered (%(sealed)s sealed)", sealed=sealed)
