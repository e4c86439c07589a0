"""Merkle tree over ledger entries (leaf and node prefixes as in RFC 6962, section 2.1).

>>> root([]) == hashlib.sha256(b"").hexdigest()
True
>>> one = leaf(["1", "stock_lot", None])
>>> root([one]) == one.hex()
True
>>> root([one, one]) != root([one])
True

A long run is hashed in blocks of 256 leaves, whose roots are the nodes of the tree's ninth level:

>>> tree = Tree()
>>> for number in range(1000):
...     tree.add(leaf([str(number)]))
>>> tree.root() == root([leaf([str(number)]) for number in range(1000)])
True
>>> len(tree.blocks())
4
"""

import hashlib

LEAF, NODE = b"\x00", b"\x01"
BLOCK = 256


def leaf(fields):
    """Return the hash (bytes) of one entry, given its fields as texts (or None) in their fixed order.

    Each field is preceded by its length in bytes, so no two different lists give the same bytes.
    """
    sha = hashlib.sha256(LEAF)
    for field in fields:
        if field is None:
            sha.update(b"-;")
        else:
            data = field.encode()
            sha.update(b"%d:" % len(data))
            sha.update(data)
    return sha.digest()


def root(leaves):
    """Return the root over leaf hashes as 64 hexadecimal digits; an odd node moves up unpaired."""
    return _top(list(leaves)).hex()


def _top(level):
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [hashlib.sha256(NODE + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0]


class Tree:
    """The tree over leaves as they come: keeps one hash for 256 of them, so a run of any length fits in memory."""

    def __init__(self):
        self.count = 0
        self._blocks = []
        self._leaves = []

    def add(self, leaf_hash):
        self.count += 1
        self._leaves.append(leaf_hash)
        if len(self._leaves) == BLOCK:
            self._blocks.append(_top(self._leaves))
            self._leaves = []

    def blocks(self):
        """Return the roots of the blocks as hexadecimal texts, the last one of what is there so far."""
        return [block.hex() for block in self._tops()]

    def root(self):
        return root(self._tops())

    def _tops(self):
        return [*self._blocks, _top(self._leaves)] if self._leaves else self._blocks
