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

FORMAT = 1  # of the leaves, of the tree and of the seal together


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
        """Return the SHA-256 over all fields, which the next seal repeats as `previous`."""
        return hashlib.sha256(canonical.text(dataclasses.asdict(self)).encode()).hexdigest()


def broken(seal, stored_hash, before):
    """Return what is wrong with a seal's own hash and its link to the seal before it (None: the first), as sentences.

    :param before: the (Seal, stored hash) before it
    """
    problems = []
    if seal.hash() != stored_hash:
        problems.append(f"seal {seal.number}: its hash does not belong to its content")
    if seal.previous != (before[1] if before else ""):
        problems.append(f"seal {seal.number}: it does not continue the seal before it")
    expected = before[0].number + 1 if before else 1
    if seal.number != expected:
        problems.append(f"seal {seal.number}: seal {expected} should stand here; seals are missing or were renumbered")
    begin = before[0].xid_to if before and before[0].epoch == seal.epoch else 0
    if seal.xid_from != begin:
        problems.append(f"seal {seal.number}: it leaves out transactions from {begin} to {seal.xid_from}")
    return problems


def difference(seal, sealed_blocks, tree, places):
    """Say where the entries that were found (a tree over them) differ from those that were sealed; None: nowhere.

    :param sealed_blocks: the roots of the blocks as they were sealed; not trusted before they give the seal's root
    :param places: the number of the first entry of each block that was found
    """
    if tree.count == seal.count and tree.root() == seal.root:
        return None
    sentence = f"seal {seal.number}: {_kind(seal.count, tree.count)}"
    if merkle.root([bytes.fromhex(block) for block in sealed_blocks]) != seal.root:
        return f"{sentence}; the roots of its blocks were changed too, so the place is anywhere in the seal"
    found = tree.blocks()
    same = next((i for i, (was, now) in enumerate(zip(sealed_blocks, found, strict=False)) if was != now),
                min(len(found), len(sealed_blocks)))
    begin = f"entry {places[same]}" if same < len(places) else "the end of the seal"
    end = f" and before entry {places[same + 1]}" if same + 1 < len(places) else ""
    return f"{sentence}; the first difference lies from {begin} on{end}"


def _kind(sealed, found):
    if found < sealed:
        return f"entries were removed ({sealed} sealed, {found} found)"
    if found > sealed:
        return f"entries were inserted ({sealed} sealed, {found} found)"
    return f"entries were changed or reordered ({sealed} sealed)"
