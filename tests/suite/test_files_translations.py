"""Every sentence that a user may see is translated to Chinese, completely and with the same placeholders."""

import re

import polib
import pytest
from repository import addons, allowed, none_of, place

PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%[sdfr]|%%|\$\{[^}]*\}|\{\{[^}]*\}\}|</?[a-z]\w*[^>]*>")
# Attributes whose words are translated with the text around them.
SPOKEN_ATTRIBUTE = re.compile(r"""\b(aria-label|title|alt|placeholder|data-tooltip)=("[^"]*"|'[^']*')""")
# Nothing a translator could change: codes, numbers, model names, units, file names, addresses.
CODE = re.compile(r"[A-Z0-9 /&%.,:;×·+()_#*→–-]+|[a-z_]+(\.[a-z_]+)+|[\W\d_]+|https?://\S+", re.ASCII)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
each_addon = pytest.mark.parametrize("addon", addons(), ids=str)


def catalogue(addon):
    path = addon.path / "i18n" / "zh_CN.po"
    if not path.is_file():
        pytest.fail(f"{place(path)} is missing: export it and translate it.", pytrace=False)
    return polib.pofile(str(path))


@each_addon
def test_everything_is_translated(addon):
    """Requirement: MDQ-APP-001"""
    entries = [entry for entry in catalogue(addon) if not entry.obsolete]
    none_of(
        [f"{where(addon, entry)} has no Chinese: {entry.msgid!r}" for entry in entries if not entry.msgstr]
        + [f"{where(addon, entry)} is fuzzy: {entry.msgid!r}" for entry in entries if entry.fuzzy]
    )


@each_addon
def test_placeholders_are_the_same(addon):
    none_of(
        f"{where(addon, entry)}: {placeholders(entry.msgid)} became {placeholders(entry.msgstr)} in {entry.msgid!r}"
        for entry in catalogue(addon)
        if entry.msgstr and not entry.obsolete and placeholders(entry.msgid) != placeholders(entry.msgstr)
    )


@each_addon
def test_nothing_stayed_english(addon):
    same = {row[0] for row in allowed("same_in_chinese")}
    none_of(
        f"{where(addon, entry)} stayed English: {entry.msgid!r} (a name or code? then tests/suite/allowed/same_in_chinese.txt)"
        for entry in catalogue(addon)
        if entry.msgstr and not entry.obsolete and is_english(entry) and entry.msgid.strip() not in same
    )


def is_english(entry):
    text = PLACEHOLDER.sub("", entry.msgid).strip()
    return not CHINESE.search(entry.msgstr) and not CODE.fullmatch(text) and bool(re.search(r"[A-Za-z]{2}", text))


def placeholders(text):
    """What must be the same in both languages, in any order.

    >>> placeholders("%(lot)s of <b>%s</b>")
    ['%(lot)s', '%s', '</b>', '<b>']
    """
    without_words = SPOKEN_ATTRIBUTE.sub(r"\1", text)
    return sorted(re.sub(r"\s+", " ", found) for found in PLACEHOLDER.findall(without_words))


def where(addon, entry):
    return f"addons/{addon}/i18n/zh_CN.po:{entry.linenum}"
