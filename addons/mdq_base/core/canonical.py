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


def _plain(value):
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"a canonical content holds JSON types, dates and decimals, not {type(value).__name__}")
