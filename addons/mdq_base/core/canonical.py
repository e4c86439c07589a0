"""One text for one content: the text that is hashed, stored and shown to a verifier.

JSON with sorted keys, no spaces, UTF-8, dates in ISO 8601. The text itself is stored beside its
digest, so a verifier needs no copy of these rules to check the digest.

>>> text({"b": 1, "a": [True, None, "钛"]})
'{"a":[true,null,"钛"],"b":1}'
>>> digest("")[:12]
'e3b0c44298fc'
"""

import datetime
import decimal
import hashlib
import json


def text(content):
    """Return the canonical text of a JSON-like content (dict, list, str, number, date, bytes digest)."""
    return json.dumps(
        content, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(canonical_text):
    """Return the SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_text.encode()).hexdigest()


def restrict(content, known):
    """Return a content without the keys of dicts that a known content does not have; nothing else is left out.

    A newer version of the suite may know more fields, a system more languages; those were not signed. A row that was
    added or that is missing is a change.

    >>> restrict({"a": 1, "new": 2}, {"a": 1})
    {'a': 1}
    >>> restrict([{"id": 7, "a": 1, "new": 2}, {"id": 8}], [{"id": 7, "a": 1}])
    [{'id': 7, 'a': 1}, {'id': 8}]
    """
    if isinstance(content, dict) and isinstance(known, dict):
        return {key: restrict(content[key], known[key]) for key in content if key in known}
    if isinstance(content, list) and isinstance(known, list):
        counterparts = {row["id"]: row for row in known if isinstance(row, dict) and "id" in row}
        return [restrict(row, counterparts.get(row.get("id"), row) if isinstance(row, dict) else row) for row in content]
    return content


def _plain(value):
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"a canonical content holds JSON types, dates and decimals, not {type(value).__name__}")
