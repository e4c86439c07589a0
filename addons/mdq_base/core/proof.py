"""Proofs that single entries are under a seal, without the entries beside them.

>>> leaves = [merkle.leaf([str(number)]) for number in range(5)]
>>> tree = levels(leaves)
>>> all(climb(leaf, path(tree, place)) == merkle.root(leaves) for place, leaf in enumerate(leaves))
True
>>> [side for side, _beside in path(tree, 2)]
['right', 'left', 'right']
"""

import hashlib

from . import merkle


def levels(leaves):
    """Return the levels of the tree over leaf hashes, the leaves first; an odd node moves up unpaired."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        level = found[-1]
        pairs = [hashlib.sha256(merkle.NODE + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        found.append(pairs + level[-1:] if len(level) % 2 else pairs)
    return found


def path(tree, place):
    """Return the hashes beside the way from a leaf to the root, each with the side that it stands on."""
    steps = []
    for level in tree[:-1]:
        other = place ^ 1
        if other < len(level):
            steps.append(["left" if other < place else "right", level[other].hex()])
        place //= 2
    return steps


def climb(leaf, steps):
    """Return the root that a leaf and its path lead to."""
    for side, beside in steps:
        pair = (bytes.fromhex(beside), leaf) if side == "left" else (leaf, bytes.fromhex(beside))
        leaf = hashlib.sha256(merkle.NODE + b"".join(pair)).digest()
    return leaf.hex()
