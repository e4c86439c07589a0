"""An export that explains and proves itself: a ZIP whose manifest has the SHA-256 of every file in it.

Everything is written as it comes, so an export of any size fits in memory.

>>> import io
>>> stream = io.BytesIO()
>>> bundle = Bundle(stream)
>>> with bundle.file("a.jsonl") as write:
...     write({"a": 1})
>>> bundle.close({"made_by": "test"})
>>> with zipfile.ZipFile(stream) as archive:
...     manifest = json.loads(archive.read("manifest.json"))
>>> manifest["files"]["a.jsonl"] == hashlib.sha256(b'{"a":1}\\n').hexdigest()
True
"""

import contextlib
import hashlib
import json
import zipfile

from . import canonical

FORMAT = "mdq-export-1"


class Bundle:
    """A ZIP in the making."""

    def __init__(self, stream):
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._digests = {}

    @contextlib.contextmanager
    def file(self, name):
        """Give a function that writes one JSON text a line to a new file of this name."""
        with self.raw(name) as write:
            yield lambda content: write((canonical.text(content) + "\n").encode())

    @contextlib.contextmanager
    def raw(self, name):
        """Give a function that writes bytes to a new file of this name."""
        sha = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as member:
            def write(data):
                sha.update(data)
                member.write(data)

            yield write
        self._digests[name] = sha.hexdigest()

    def add(self, name, data):
        """Add a whole file."""
        self._zip.writestr(name, data)
        self._digests[name] = hashlib.sha256(data).hexdigest()

    def close(self, about):
        """Write the manifest: what the export is, and the digests of its files."""
        manifest = {"format": FORMAT, **about, "files": self._digests}
        self._zip.writestr("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False))
        self._zip.close()


def write_ledger(bundle, get_seals, get_entries):
    """Write seals and their entries; return {first, last, seals, entries} of what was written.

    :param get_seals: function that yields (chain.Seal, hash, block roots), in the order of their numbers, each time anew
    :param get_entries: function of a seal that yields its entries, each a dict of the texts that were hashed
    """
    about = {"first": 0, "last": 0, "seals": 0, "entries": 0}
    with bundle.file("seals.jsonl") as write:
        for seal, stored_hash, blocks in get_seals():
            about.update(first=about["first"] or seal.number, last=seal.number, seals=about["seals"] + 1)
            write({**vars(seal), "hash": stored_hash, "blocks": blocks})
    with bundle.file("entries.jsonl") as write:
        for seal, _hash, _blocks in get_seals():
            for entry in get_entries(seal):
                write(entry)
                about["entries"] += 1
    return about
