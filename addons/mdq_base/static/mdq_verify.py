#!/usr/bin/env python3
"""mdq-verify: check an export of MDQ's audit ledger, without MDQ, without a network, with Python 3.8 or newer alone.

    python3 mdq_verify.py EXPORT.zip                          an export, or a folder with its files
    python3 mdq_verify.py EXPORT.zip --anchor 12:3f9a…        and that seal 12 had this hash (16 digits or more)
    python3 mdq_verify.py EXPORT.zip --anchor anchor.json     the same, from an anchor's file

It ends with 0: intact; 1: not intact, each problem named with its place; 2: this cannot be read as an export.

How it is checked (this is all there is to it; write your own if you do not trust this one):

- manifest.json has the SHA-256 of every other file.
- entries.jsonl has one entry a line: twelve texts, or null. Its leaf is SHA-256 of a byte 00 and, for each field in the
  order of ENTRY below, its length in bytes, a colon and the text in UTF-8; "-;" for null.
- The entries of a seal, in the order of transaction and id, are the leaves of a Merkle tree: a node is SHA-256 of a byte 01
  and its two children; an odd node moves up as it is (RFC 6962). Its top is the seal's `root`.
- A seal's `hash` is SHA-256 of the JSON of its fields in SEAL below, keys sorted, without spaces. It has the hash of the
  seal before as `previous`, so nobody can change, remove or insert a seal without changing all that follow. The first
  seals ever made (format 0) hash the same without the fields in LATER; none of them follows a newer one.
- A package about one record has proofs.jsonl instead: single entries, each with the hashes beside its way up to the root of
  its seal, and chain.jsonl: the seals without the other entries under them.
- Whoever has all of the database could make the whole chain anew. An anchor (number and hash of a seal, kept outside: on
  paper, in a mailbox, with somebody else) shows that, and also a chain that was cut, or an older backup in its place.
"""

import argparse
import collections
import hashlib
import io
import json
import os
import sys
import zipfile
import zlib

VERSION = 3
FORMATS = ("mdq-export-1",)
SEAL_FORMATS = (0, 1)
ENTRY = ("id", "epoch", "xid", "recorded_at", "table_name", "res_id", "operation", "image", "uid", "session_uid", "reason", "source")
SEAL = ("number", "epoch", "xid_from", "xid_to", "count", "root", "previous", "sealed_at", "format")
TEXTS = ("root", "previous", "sealed_at", "hash")  # of a seal; its other fields are whole numbers
LATER = ("sealed_at", "format")
BLOCK = 256
SHORTEST_ANCHOR = 16
DAMAGED = (OSError, EOFError, KeyError, RuntimeError, UnicodeError, zlib.error, zipfile.BadZipFile)  # what reading a bad ZIP raises


class Unreadable(Exception):
    """This is no export, or it is broken in a way that leaves nothing to check."""


# --- the mathematics --------------------------------------------------------------------------------------------------


def leaf(entry):
    sha = hashlib.sha256(b"\x00")
    for name in ENTRY:
        if entry[name] is None:
            sha.update(b"-;")
        else:
            data = entry[name].encode("utf-8")
            sha.update(b"%d:" % len(data))
            sha.update(data)
    return sha.digest()


def top(level):
    """The top of the tree over these hashes."""
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0]


def seal_hash(seal):
    fields = {name: seal[name] for name in SEAL if seal["format"] or name not in LATER}
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# --- reading ----------------------------------------------------------------------------------------------------------


class Export:
    """The files of an export, in a ZIP or a folder; never more than a line of them in memory."""

    def __init__(self, path):
        self.path = path
        try:
            self.zip = None if os.path.isdir(path) else zipfile.ZipFile(path)
            self.manifest = json.loads(self.open("manifest.json").read().decode("utf-8"))
            self.files = dict(self.manifest["files"])
        except (*DAMAGED, ValueError, TypeError) as error:
            raise Unreadable(f"{path} is no export of MDQ: {error}") from error
        if self.manifest.get("format") not in FORMATS:
            raise Unreadable("this export has the format {}; this program knows {}".format(self.manifest.get("format"), ", ".join(FORMATS)))

    def open(self, name):
        return self.zip.open(name) if self.zip else open(os.path.join(self.path, name), "rb")

    def names(self):
        if self.zip:
            return [name for name in self.zip.namelist() if not name.endswith("/")]
        return [os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/")
                for folder, _folders, files in os.walk(self.path) for name in files]

    def lines(self, name, kinds):
        """Yield the JSON objects of a file, each with these fields: {name: its types}."""
        with io.TextIOWrapper(self.open(name), encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    row = json.loads(line)
                    right = all(isinstance(row[field], kind) and not isinstance(row[field], bool) for field, kind in kinds.items())
                except (ValueError, KeyError, TypeError, RecursionError):
                    right = False
                if not right:
                    raise Unreadable(f"{name}, line {number}: this is not what an export has there")
                yield row


# --- checking ---------------------------------------------------------------------------------------------------------


class Report:
    """What was looked at, and what is wrong."""

    def __init__(self):
        self.counts = []
        self.notes = []
        self.problems = []

    def wrong(self, sentence, *values):
        self.problems.append(sentence % values)


def check_files(export, report):
    names = export.names()
    for name in sorted(name for name, count in collections.Counter(names).items() if count > 1):
        report.wrong("%s: the file is there more than once; which one is read depends on who reads", name)
    for name in sorted(set(names) - set(export.files) - {"manifest.json"}):
        report.wrong("%s: the file is not in the manifest", name)
    for name, digest in sorted(export.files.items()):
        sha = hashlib.sha256()
        try:
            with export.open(name) as stream:
                for chunk in iter(lambda: stream.read(1 << 20), b""):
                    sha.update(chunk)
        except DAMAGED as error:
            report.wrong("%s: the file is missing or broken (%s)", name, error)
            continue
        if sha.hexdigest() != digest:
            report.wrong("%s: the file is not the one of the manifest", name)
    report.counts.append(("files", f"{len(export.files)} in the manifest"))


def seals_of(export, name, more, anchors, report):
    """Yield the seals of a file, each checked with the one before it; at the end, judge the anchors."""
    kinds = {**{field: str if field in TEXTS else int for field in (*SEAL, "hash")}, **more}
    count, first, before = 0, None, None
    for seal in export.lines(name, kinds):
        if seal["format"] not in SEAL_FORMATS:
            raise Unreadable("seal {number} has the format {format}, which this program does not know".format(**seal))
        check_chain(seal, before, report)
        for anchor in anchors:
            anchor.look_at(seal)
        count, first, before = count + 1, first or seal, seal
        yield seal
    if first:
        report.counts += [("seals", f"{count}, number {first['number']} to {before['number']}"), ("last hash", before["hash"])]
        for anchor in anchors:
            anchor.judge(first, before, report)


def check_ledger(export, anchors, report):
    entries = Entries(export, report)
    first = None
    for seal in seals_of(export, "seals.jsonl", {"blocks": list}, anchors, report):
        first = first or seal
        check_entries(seal, entries, report)
    if not first:
        raise Unreadable("the export has no seals")
    entries.check_end()
    if first["number"] != 1:
        report.notes.append("The export begins with seal {}. What lies before it is under the hash {}: compare it with an anchor of seal {}."
                            .format(first["number"], first["previous"], first["number"] - 1))
    report.counts.append(("entries", str(entries.count)))


def check_proofs(export, anchors, report):
    """Single entries and their ways to the seals of a chain."""
    seals = {seal["number"]: seal["root"] for seal in seals_of(export, "chain.jsonl", {}, anchors, report)}
    counts = {"proved": 0, "waiting": 0}
    for row in export.lines("proofs.jsonl", {"entry": dict}):
        counts["proved" if check_proof(row, seals, report) else "waiting"] += 1
    report.counts.append(("entries", "{proved} under a seal, {waiting} without one".format(**counts)))
    if counts["waiting"]:
        report.notes.append("Entries without a seal were made just before this package, or lie in an archived month: nothing proves them here.")
    if not seals:
        report.notes.append("The package has no seals.")


def check_proof(row, seals, report):
    """Whether an entry claims to be under a seal; a claim that does not hold is a problem."""
    entry, seal, path = row["entry"], row.get("seal"), row.get("path")
    if seal is None and path is None:
        return False
    try:
        right = seals.get(seal) == climb(leaf(entry), path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"proofs.jsonl: this is not what a package has there ({error})") from error
    if not right:
        report.wrong("entry %s (%s %s): it is not under seal %s", entry["id"], entry["table_name"], entry["res_id"], seal)
    return True


def climb(node, path):
    """The root that a leaf and the hashes beside its way lead to."""
    for side, beside in path:
        pair = bytes.fromhex(beside) + node if side == "left" else node + bytes.fromhex(beside)
        node = hashlib.sha256(b"\x01" + pair).digest()
    return node.hex()


def check_chain(seal, before, report):
    number = seal["number"]
    if seal_hash(seal) != seal["hash"]:
        report.wrong("seal %s: its hash does not belong to its content", number)
    if before is None:
        if (number == 1) == bool(seal["previous"]):
            report.wrong("seal %s: seal 1, and no other, names no seal before it", number)
        return
    if seal["previous"] != before["hash"]:
        report.wrong("seal %s: it does not continue the seal before it", number)
    if number != before["number"] + 1:
        report.wrong("seal %s: seal %s should stand here; seals are missing or were renumbered", number, before["number"] + 1)
    if seal["format"] < before["format"]:
        report.wrong("seal %s: it is made in an older way than the seal before it", number)
    begin = before["xid_to"] if seal["epoch"] == before["epoch"] else 0
    if seal["xid_from"] != begin:
        report.wrong("seal %s: it leaves out transactions from %s to %s", number, begin, seal["xid_from"])


class Entries:
    """The entries as they come, handed out seal by seal."""

    def __init__(self, export, report):
        self.report = report
        self.count = 0
        self._rows = export.lines("entries.jsonl", dict.fromkeys(ENTRY, (str, type(None))))
        self._next = next(self._rows, None)

    def take(self, seal):
        """Yield the entries of a seal."""
        while self._next and self._belongs(seal):
            self.count += 1
            yield self._next
            self._next = next(self._rows, None)

    def _belongs(self, seal):
        return self._next["epoch"] == str(seal["epoch"]) and number_of(self._next["xid"]) < seal["xid_to"]

    def check_end(self):
        if self._next:
            self.report.wrong("entry %s (%s %s): it belongs to no seal of this export, at this place",
                              self._next["id"], self._next["table_name"], self._next["res_id"])


def number_of(text):
    return int(text) if text and text.isascii() and text.isdigit() else -1


def check_entries(seal, entries, report):
    blocks, leaves, places, order, count = [], [], [], (-1, -1), 0
    for entry in entries.take(seal):
        place = (number_of(entry["xid"]), number_of(entry["id"]))
        if place <= order or place[0] < seal["xid_from"]:
            report.wrong("seal %s, entry %s (%s %s): it stands out of order", seal["number"], entry["id"], entry["table_name"], entry["res_id"])
        order = place
        if count % BLOCK == 0:
            places.append(entry["id"])
        count += 1
        leaves.append(leaf(entry))
        if len(leaves) == BLOCK:
            blocks.append(top(leaves))
            leaves = []
    blocks += [top(leaves)] if leaves else []
    if count != seal["count"] or top(blocks).hex() != seal["root"]:
        report.wrong("%s", difference(seal, [block.hex() for block in blocks], places, count))


def difference(seal, found, places, count):
    """Where the entries differ from those that were sealed. The block roots only help to find it: the root decides."""
    if count == seal["count"]:
        what = f"entries were changed or reordered ({count} sealed)"
    else:
        what = "entries were {} ({} sealed, {} found)".format("removed" if count < seal["count"] else "inserted", seal["count"], count)
    if not seal["format"]:
        return "seal {}: {}; the first seals do not tell where in them".format(seal["number"], what)
    try:
        trusted = top([bytes.fromhex(block) for block in seal["blocks"]]).hex() == seal["root"]
    except (TypeError, ValueError):
        trusted = False
    if not trusted:
        return "seal {}: {}; the place is anywhere in the seal".format(seal["number"], what)
    both = min(len(found), len(seal["blocks"]))
    same = next((i for i in range(both) if found[i] != seal["blocks"][i]), both)
    begin = f"entry {places[same]}" if same < len(places) else "the end of the seal"
    end = f" and before entry {places[same + 1]}" if same + 1 < len(places) else ""
    return "seal {}: {}; the first difference lies from {} on{}".format(seal["number"], what, begin, end)


# --- anchors ----------------------------------------------------------------------------------------------------------


class Anchor:
    """The number and the hash (or its first digits) of a seal, as they were written down outside."""

    def __init__(self, number, digits):
        self.number, self.digits, self.found = number, digits.lower(), None
        if len(self.digits) < SHORTEST_ANCHOR or set(self.digits) - set("0123456789abcdef"):
            raise Unreadable(f"an anchor is NUMBER:HASH, with {SHORTEST_ANCHOR} or more hexadecimal digits of the hash")

    @classmethod
    def read(cls, text):
        if os.path.isfile(text):
            with open(text, encoding="utf-8") as stream:
                content = json.load(stream)
            return cls(int(content["number"]), str(content["hash"]))
        number, _colon, digits = text.rpartition(":")
        return cls(int(number) if number else None, digits)

    def look_at(self, seal):
        same = str(seal["hash"]).startswith(self.digits)
        if seal["number"] == self.number or (self.number is None and same):
            self.found = same

    def judge(self, first, last, report):
        name = "{}:{}…".format(self.number or "", self.digits[:16])
        if self.found:
            report.notes.append(f"Anchor {name} is in the chain: up to this seal nothing was made anew.")
        elif self.found is False:
            report.wrong("anchor %s: seal %s has another hash; the chain was made anew, or the database comes from another backup", name, self.number)
        elif self.number is not None and self.number == first["number"] - 1:
            self.found = str(first["previous"]).startswith(self.digits)
            self.judge(first, last, report)
        elif self.number is not None and self.number < first["number"]:
            report.notes.append(f"Anchor {name} lies before the first seal of this export and was not compared.")
        else:
            report.wrong("anchor %s: its seal is not there, the chain ends with seal %s; it was cut, or an older backup was restored", name, last["number"])


# --- the program -------------------------------------------------------------------------------- pylint: disable=print-used


def verify(path, anchors=()):
    """Check an export; return a Report. Raises Unreadable."""
    export, report = Export(path), Report()
    check_files(export, report)
    check = check_ledger if "seals.jsonl" in export.files else check_proofs if "proofs.jsonl" in export.files else None
    if check:
        try:
            check(export, list(anchors), report)
        except (Unreadable, *DAMAGED) as error:
            report.wrong("the ledger cannot be read to its end: %s", error)
    else:
        report.notes.append("There is nothing of the ledger here: the files fit the manifest, which whoever made them could write anew.")
    if anchors and not check:
        report.wrong("this export has no seals to compare an anchor with")
    return report


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="mdq_verify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", help="the ZIP, or the folder that it was unpacked to")
    parser.add_argument("--anchor", action="append", default=[], help="NUMBER:HASH, HASH, or the file of an anchor; may be given more than once")
    parser.add_argument("--version", action="version", version=f"mdq-verify {VERSION}")
    options = parser.parse_args(arguments)
    try:
        report = verify(options.export, [Anchor.read(text) for text in options.anchor])
    except (Unreadable, ValueError, TypeError, *DAMAGED) as error:
        print(f"NOT READABLE: {error}")
        return 2
    print(f"mdq-verify {VERSION}   {options.export}")
    for name, text in report.counts:
        print(f"  {name:<10} {text}")
    for note in report.notes:
        print(f"  note       {note}")
    if not report.problems:
        print("INTACT")
        return 0
    print("NOT INTACT: {} problem{}".format(len(report.problems), "s" * (len(report.problems) > 1)))
    for problem in report.problems:
        print(f"  - {problem}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
