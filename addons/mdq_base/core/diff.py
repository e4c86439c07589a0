"""What differs between two contents: fields, lines and their lines, files.

A content is {"fields": [{"name", "label", "text"}], "tables": [{"name", "label", "rows": [row]}],
"files": [{"name", "sha256"}]}; a row is a content with a "title" and a "key" that names it in every revision.
Rows without a key are matched by likeness.

>>> old = {"fields": [{"name": "limit", "label": "Limit", "text": "3.40 mm"}], "tables": [], "files": []}
>>> new = {"fields": [{"name": "limit", "label": "Limit", "text": "3.45 mm"}], "tables": [], "files": []}
>>> compare(old, new)["fields"][0]["kind"], compare(old, new)["counts"]["changed"]
('changed', 1)
"""

import difflib
import re

EMPTY = {"fields": [], "tables": [], "files": []}
ALIKE = 0.5  # share of equal fields from which two rows without a key count as the same row
LONG = 60  # characters from which the words of a text are compared
HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
WORDS = re.compile(rf"{HAN}|(?:(?!{HAN})\w)+|\s+|[^\w\s]")  # a Chinese character counts as a word


def compare(old, new):
    """Return the differences as {"fields", "tables", "files", "counts"}; each part has a "kind".

    Kinds are "same", "changed", "added" and "removed". The counts are of fields, rows and files.
    """
    result = _compare(old, new)
    result["counts"] = dict.fromkeys(("same", "changed", "added", "removed"), 0)
    _count(result, result["counts"])
    return result


def _compare(old, new):
    return {
        "fields": _fields(old["fields"], new["fields"]),
        "tables": [_table(*pair) for pair in _by(old["tables"], new["tables"], "name")],
        "files": [_file(*pair) for pair in _by(old["files"], new["files"], "name")],
    }


def _by(old, new, key):
    """Pair what has the same name, in the order of the new; what is only in the old follows."""
    before = {item[key]: item for item in old}
    pairs = [(before.pop(item[key], None), item) for item in new]
    return pairs + [(item, None) for item in before.values()]


def _kind(old, new):
    if old is None:
        return "added"
    return "removed" if new is None else "same" if old == new else "changed"


# ----------------------------------------------------------------------------------------------- fields


def _fields(old, new):
    return [_field(before, after) for before, after in _by(old, new, "name")]


def _field(before, after):
    old, new = before and before["text"], after and after["text"]
    difference = {"name": (after or before)["name"], "label": (after or before)["label"], "old": old or "", "new": new or "",
                  "kind": _kind(old or None, new or None) if old or new else "same"}
    if difference["kind"] == "changed" and max(len(old), len(new)) >= LONG:
        segments = words(old, new)
        if any(kind == "same" for kind, _text in segments):
            difference["words"] = segments
    return difference


def words(old, new):
    """Return the segments of two texts as [kind, text], kind one of "same", "removed", "added".

    >>> words("clean for 5 min", "clean for 10 min")
    [['same', 'clean for '], ['removed', '5'], ['added', '10'], ['same', ' min']]
    """
    before, after = WORDS.findall(old), WORDS.findall(new)
    segments = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            segments.append(["same", "".join(before[a:b])])
            continue
        segments += [[kind, "".join(part)] for kind, part in (("removed", before[a:b]), ("added", after[c:d])) if part]
    return segments


# ------------------------------------------------------------------------------------------------- rows


def _table(before, after):
    rows = _pair_rows(before["rows"] if before else [], after["rows"] if after else [])
    return {"name": (after or before)["name"], "label": (after or before)["label"], "rows": [_row(*pair) for pair in rows]}


def _row(before, after):
    row = _compare(before or EMPTY, after or EMPTY)
    row["title"] = (after or before)["title"]
    row["kind"] = "removed" if after is None else "added" if before is None else "changed" if _has_changes(row) else "same"
    return row


def _has_changes(row):
    parts = [*row["fields"], *row["files"], *(line for table in row["tables"] for line in table["rows"])]
    return any(part["kind"] != "same" for part in parts)


def _pair_rows(old, new):
    """Pair rows by key and occurrence, those without a key by likeness; a removed row stays where it stood."""
    matched = _match_keys(old, new)
    _match_alike(old, new, matched)
    partner = {after: before for before, after in matched.items()}
    pairs = [(old[partner[index]] if index in partner else None, row) for index, row in enumerate(new)]
    for index, row in reversed(list(enumerate(old))):
        if index not in matched:
            pairs.insert(_place_of(index, old, pairs), (row, None))
    return pairs


def _place_of(index, old, pairs):
    """Where a removed row goes: behind the row that stood before it."""
    before = [id(row) for row in old[:index]]
    return 1 + max((place for place, (row, _after) in enumerate(pairs) if row is not None and id(row) in before), default=-1)


def _match_keys(old, new):
    """Return {position in old: position in new} of the rows with the same key, the first with the first."""
    places = {}
    for place, row in enumerate(new):
        if row["key"] is not None:
            places.setdefault(row["key"], []).append(place)
    matched = {}
    for place, row in enumerate(old):
        if row["key"] is not None and places.get(row["key"]):
            matched[place] = places[row["key"]].pop(0)
    return matched


def _match_alike(old, new, matched):
    free = [place for place, row in enumerate(new) if row["key"] is None]
    for place, row in enumerate(old):
        if row["key"] is None and free:
            best = max(free, key=lambda other: (likeness(row, new[other]), -abs(other - place)))
            if likeness(row, new[best]) >= ALIKE:
                matched[place] = best
                free.remove(best)


def likeness(row, other):
    """Return the share of fields with equal texts, from 0 to 1."""
    theirs = {field["name"]: field["text"] for field in other["fields"]}
    equal = sum(theirs.get(field["name"]) == field["text"] for field in row["fields"])
    return equal / max(len(row["fields"]), len(theirs), 1)


# ------------------------------------------------------------------------------------------------ files


def _file(before, after):
    old, new = before and before["sha256"], after and after["sha256"]
    return {"name": (after or before)["name"], "old": old or "", "new": new or "", "kind": _kind(old, new)}


def _count(part, counts):
    """Count fields and files of a content that exists on both sides, and rows as wholes."""
    for item in [*part["fields"], *part["files"]]:
        counts[item["kind"]] += 1
    for row in (row for table in part["tables"] for row in table["rows"]):
        if row["kind"] == "changed":
            _count(row, counts)
        else:
            counts[row["kind"]] += 1
