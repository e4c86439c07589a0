"""GS1 device identification: read what a label says, and write what belongs on it.

biip knows the application identifiers and their formats; here is what a UDI takes from them.

>>> parse("(01)09506000134352(17)271130(10)ABC123").lot
'ABC123'
>>> build("9506000134352", lot="ABC123", expiry=date(2027, 11, 30)).human_readable
'(01)09506000134352(17)271130(10)ABC123'
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from biip import ParseError
from biip.gs1_messages import GS1Message

SEPARATOR = "\x1d"
# What scanners put before the data to say which symbol it was: GS1 DataMatrix, GS1-128, GS1 DataBar, GS1 QR Code.
SYMBOLS = ("]d2", "]C1", "]e0", "]Q3")
# GS1 general specifications, character set 82.
SET_82 = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*\Z""")
LONGEST = 20  # lot (10) and serial (21)
RESOLVER = "https://id.gs1.org"
# Identifiers with which the path of a Digital Link may begin: trade item, logistic unit, location, asset, component.
LINK_KEYS = {"01", "00", "414", "417", "8003", "8004", "8006", "8010", "8013", "8017", "8018", "253", "255", "401", "402"}


REASONS = {
    "nothing": "there is nothing to read.",
    "unreadable": "it does not follow the rules of GS1 element strings.",
    "value": "({ai}) “{value}” is not a value of this identifier.",
    "empty": "({ai}) is empty.",
    "characters": "({ai}) “{value}” has a character outside GS1 set 82.",
    "too_long": "({ai}) “{value}” is longer than 20 characters.",
    "gtin": "“{value}” is no GTIN: 8, 12, 13 or 14 digits with a right check digit.",
}


class Gs1Error(ValueError):
    """Why a label cannot be read or written: one of REASONS, with its identifier and value."""

    def __init__(self, reason, ai="", value=""):
        self.reason, self.parts = reason, {"ai": ai, "value": value}
        super().__init__(REASONS[reason].format(**self.parts))


@dataclass(frozen=True)
class Udi:
    """A read identification: the device (DI), and the piece of it (PI)."""

    di: str | None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    production: date | None = None
    elements: tuple = ()
    issuer: str = "GS1"


@dataclass(frozen=True)
class Label:
    """The same identification in the three forms that a label needs."""

    element_string: str
    human_readable: str
    digital_link: str


def parse(text):
    """Read an element string (with FNC1 or in parentheses) or a GS1 Digital Link; raise Gs1Error if it is none."""
    message = _message((text or "").strip(" \r\n\t"))
    for element in message.element_strings:
        _check_element(element)
    found = {element.ai.ai: element for element in message.element_strings}
    value = {ai: element.value for ai, element in found.items()}
    return Udi(
        di=value.get("01"), lot=value.get("10"), serial=value.get("21"), expiry=_date(found.get("17")),
        production=_date(found.get("11")),
        elements=tuple((one.ai.ai, one.ai.data_title, one.value) for one in message.element_strings),
    )


def _message(text):
    if not text:
        raise Gs1Error("nothing")
    if text.lower().startswith(("http://", "https://")):
        return _from_pairs(_pairs_of_link(text))
    if text.startswith("("):
        return _from_pairs(_pairs_of_text(text))
    for symbol in SYMBOLS:
        text = text.removeprefix(symbol)
    return _read(text.lstrip(SEPARATOR))


def _read(text):
    try:
        return GS1Message.parse(text)
    except ParseError as error:
        raise Gs1Error("unreadable") from error


def _from_pairs(pairs):
    """Read pairs (identifier, value) as one string, and be sure that each value was taken whole."""
    if not pairs:
        raise Gs1Error("unreadable")
    message = _read(SEPARATOR.join(ai + value for ai, value in pairs))
    for (ai, value), element in zip_longest(pairs, message.element_strings):
        if element is None or (element.ai.ai, element.value) != (ai, value):
            raise Gs1Error("value" if value else "empty", ai, value)
    return message


def _pairs_of_text(text):
    """What is printed under the code: identifiers in parentheses. Values may hold parentheses of their own."""
    pieces = re.split(r"\((\d{2,4})\)", text)
    if pieces[0]:
        raise Gs1Error("unreadable")
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _pairs_of_link(text):
    """A GS1 Digital Link: the key and its qualifiers in the path, everything else in the query."""
    parts = urlsplit(text)
    path = [unquote(segment) for segment in parts.path.split("/") if segment]
    start = next((index for index, segment in enumerate(path) if segment in LINK_KEYS), len(path))
    pairs = list(zip(path[start::2], path[start + 1::2], strict=False))
    return pairs + [(ai, value) for ai, value in parse_qsl(parts.query) if pairs and ai.isdecimal()]


def _check_element(element):
    """What biip lets pass: characters outside the set, and a GTIN that it could not read."""
    ai, value = element.ai.ai, element.value
    if not SET_82.match(value):
        raise Gs1Error("characters", ai, value)
    if ai in ("01", "02") and not is_gtin(value):
        raise Gs1Error("gtin", ai, value)


def _date(element):
    return element.date if element else None


def check_digit(digits):
    """Return the last digit that GTIN, GLN and SSCC need after these.

    >>> check_digit("950600013435")
    '2'
    """
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(text):
    """Whether these are 8, 12, 13 or 14 digits of which the last one is right."""
    return bool(re.fullmatch(r"\d{8}|\d{12,14}", text)) and check_digit(text[:-1]) == text[-1]


def build(gtin, lot=None, serial=None, expiry=None, production=None):
    """Write the identification of a device with this GTIN; raise Gs1Error where a value does not fit."""
    if not is_gtin(gtin or ""):
        raise Gs1Error("gtin", "01", gtin or "")
    elements = [("01", gtin.zfill(14))]
    elements += [(ai, when.strftime("%y%m%d")) for ai, when in (("11", production), ("17", expiry)) if when]
    elements += [(ai, _piece(ai, value)) for ai, value in (("10", lot), ("21", serial)) if value]
    return Label(
        element_string=_with_separators(elements),
        human_readable="".join(f"({ai}){value}" for ai, value in elements),
        digital_link=_link(dict(elements)),
    )


def _piece(ai, value):
    if len(value) > LONGEST:
        raise Gs1Error("too_long", ai, value)
    if not SET_82.match(value):
        raise Gs1Error("characters", ai, value)
    return value


def _with_separators(elements):
    """FNC1 ends a value of variable length, unless it is the last."""
    last = len(elements) - 1
    return "".join(
        ai + value + (SEPARATOR if ai in ("10", "21") and index < last else "")
        for index, (ai, value) in enumerate(elements)
    )


def _link(values):
    path = "".join(f"/{ai}/{quote(values[ai], safe='')}" for ai in ("01", "10", "21") if ai in values)
    query = "&".join(f"{ai}={values[ai]}" for ai in ("11", "17") if ai in values)
    return RESOLVER + path + (f"?{query}" if query else "")
