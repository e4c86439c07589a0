"""Bring every addon's terms up to date: i18n/<addon>.pot from the code, i18n/zh_CN.po keeping its translations.

i18n.py [ADDON…]     without a name: all addons
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import database
import polib
import settings

KEPT = os.environ.get("TEST_DB") or "mdq_test_kept"


def main(*addons):
    addons = addons or settings.mdq_addons()
    if not database.is_ready(KEPT):
        database.copy(database.build_template(), KEPT)
    database.bring_up_to_date(KEPT, addons, log="i18n-update")
    for addon in addons:
        update(addon)


def update(addon):
    folder = settings.ADDONS / addon / "i18n"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        exported = Path(temporary) / f"{addon}.pot"
        database.odoo("i18n", "export", "-d", KEPT, "-l", "pot", "-o", str(exported), addon, log="i18n-export")
        terms = polib.pofile(exported.read_text() if exported.exists() else "", wrapwidth=120)
    without_dates(terms)
    mark_code(terms)
    terms.save(str(folder / f"{addon}.pot"))
    path = folder / "zh_CN.po"
    translations = polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)
    translations.merge(terms)
    # A term that the code no longer has would only gather dust: Git remembers it.
    for entry in translations.obsolete_entries():
        translations.remove(entry)
    translations.sort(key=order_of(terms))
    translations.metadata = {**terms.metadata, "Language": "zh_CN", "Plural-Forms": "nplurals=1; plural=0;"}
    translations.save(str(path))
    missing = len(translations.untranslated_entries()) + len(translations.fuzzy_entries())
    print(f"    {addon}: {len(terms)} terms, {missing} without a Chinese translation")


def order_of(terms):
    places = {entry.msgid: place for place, entry in enumerate(terms)}
    return lambda entry: places.get(entry.msgid, len(places))


def mark_code(terms):
    """Odoo loads a term for Python only where it is marked so, and forgets the mark of one that is a label, too."""
    for entry in terms:
        in_python = any(".py" in "".join(place) for place in entry.occurrences)
        if in_python and "odoo-python" not in entry.comment:
            entry.comment += "\nodoo-python"


def without_dates(terms):
    """Dates of the export would change the file although no term did."""
    for name in list(terms.metadata):
        if re.search("Date|Translator|Language-Team", name):
            del terms.metadata[name]


if __name__ == "__main__":
    main(*sys.argv[1:])
