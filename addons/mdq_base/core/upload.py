"""Tell what a file is from its bytes, whatever its name says.

>>> sniff(b"%PDF-1.7 ...")
'application/pdf'
>>> sniff(b"<html>") is None
True
"""

LARGEST = 10 * 1024 * 1024
# First bytes → type, and the endings of names that go with it.
MAGIC = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
ENDINGS = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}


def sniff(content):
    """Return the type of a file by its first bytes; None when it is none of those taken."""
    return next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)


def check(name, content):
    """Return (type, problem): one of them is None. The problem is a word: empty, large, kind, ending.

    >>> check("certificate.pdf", b"%PDF-1.7")
    ('application/pdf', None)
    >>> check("certificate.pdf", b"MZ...")
    (None, 'kind')
    >>> check("certificate.exe", b"%PDF-1.7")
    (None, 'ending')
    """
    if not content:
        return None, "empty"
    if len(content) > LARGEST:
        return None, "large"
    kind = sniff(content)
    if kind is None:
        return None, "kind"
    if not (name or "").lower().endswith(ENDINGS[kind]):
        return None, "ending"
    return kind, None
