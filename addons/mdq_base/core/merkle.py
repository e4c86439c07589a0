"""Merkle tree over ledger entries (leaf and node prefixes as in RFC 6962, section 2.1).

>>> root([]) == hashlib.sha256(b"").hexdigest()
True
>>> one = leaf(["1", "stock_lot", None])
>>> root([one]) == one.hex()
True
>>> root([one, one]) != root([one])
True
"""

import hashlib

LEAF, NODE = b"\x00", b"\x01"


def leaf(fields):
    """Return the hash (bytes) of one entry, given its fields as texts (or None) in their fixed order.

    Each field is preceded by its length, so no two different lists give the same bytes.
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
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        level = [
            hashlib.sha256(NODE + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0].hex()
