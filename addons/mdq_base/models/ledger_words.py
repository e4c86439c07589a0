"""Entries of the ledger as a person reads them, a page at a time: names, labels and texts as they were then.

The names behind all ids of a page are looked up together: from the last image before the entry where the
table of the record is in the ledger, otherwise as they are today, and then marked so.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo.models import MAGIC_COLUMNS
from odoo.tools import format_date, format_datetime, html2plaintext

from . import ledger_page

HIDDEN = {*MAGIC_COLUMNS, "message_main_attachment_id", "access_token"}
MOST_STEPS = 4  # a name may stand on another record: of an account on its partner


@dataclass(frozen=True)
class Name:
    text: str
    is_todays: bool


class Names:
    """The names of records at the time of an entry: ask for all first, then read."""

    def __init__(self, env):
        self.env = env
        self.asked = set()  # (model, id, entry)
        self.known = {}

    def ask(self, model, number, entry):
        if model in self.env and isinstance(number, int) and number:
            self.asked.add((model, number, entry))

    def get(self, model, number, entry):
        return self.known.get((model, number, entry)) or Name(f"#{number}", False)

    def look_up(self):
        pending = {key: key for key in self.asked - self.known.keys()}  # asked → where its name stands
        for _step in range(MOST_STEPS):
            pending = self._follow(pending)
        self._take_todays([key for key in self.asked if key not in self.known])

    def _follow(self, pending):
        """Read one image for each; return those whose name stands on yet another record."""
        images, further = self._images(set(pending.values())), {}
        for key, (model, number, entry) in pending.items():
            image = images.get((self.env[model]._table, number, entry))
            name = self.env[model]._mdq_get_name_then(image) if image else None
            if isinstance(name, tuple):
                further[key] = (*name, entry)
            elif name:
                self.known[key] = Name(name, False)
        return further

    def _images(self, places):
        return ledger_page.last_images(self.env.cr, [
            (self.env[model]._table, number, entry) for model, number, entry in places if self.env[model]._mdq_in_ledger()
        ])

    def _take_todays(self, keys):
        by_model = defaultdict(set)
        for model, number, _entry in keys:
            by_model[model].add(number)
        for model, numbers in by_model.items():
            # The name of a linked record is no more than the reader of the record sees on it.
            records = self.env[model].sudo().with_context(active_test=False).browse(numbers).exists()
            names = {record.id: record.display_name for record in records}
            self.known.update({
                key: Name(names[key[1]], True) for key in keys if key[0] == model and names.get(key[1])
            })


class Words:
    """Labels and texts of changed fields; `names` must have looked up before texts are asked for."""

    def __init__(self, env, models):
        self.env = env
        self.names = Names(env)
        self.labels = env["mdq.ledger.label"]
        self.dictionary = self.labels._get_dictionary(models)

    def label(self, model, name, moment):
        row = self.dictionary.get((model, name), self.labels)._get_at(moment)
        field = self.env[model]._fields.get(name)
        return self.labels._translate(row.label) or (field._description_string(self.env) if field else name)

    def ask(self, model, name, value, image, entry):
        comodel = self._comodel(model, name, image)
        if comodel:
            self.names.ask(comodel, value, entry)

    def text(self, model, name, value, image, entry, lang=None):
        """Return (text, whether it is a name of today) of a stored value."""
        comodel = self._comodel(model, name, image)
        if comodel and value:
            found = self.names.get(comodel, value, entry["id"])
            return found.text, found.is_todays
        if value is None or (value is False and not self._is(model, name, "boolean")):
            return "", False
        return self._plain_text(model, name, value, entry["recorded_at"], lang), False

    def changed_lang(self, old, new):
        """Of a translated text, the language to show: one in which it changed, the reader's if it did there."""
        old, new = (value if isinstance(value, dict) else {} for value in (old, new))
        changed = [lang for lang in sorted({**old, **new}) if old.get(lang) != new.get(lang)]
        return self.env.lang if self.env.lang in changed or not changed else changed[0]

    def _plain_text(self, model, name, value, moment, lang):
        choices = self.dictionary.get((model, name), self.labels)._get_at(moment).choices or {}
        if isinstance(value, str) and value in choices:
            return self.labels._translate(choices[value]) or value
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, dict):
            return self._translated_text(model, name, value, lang)
        return self._written_text(model, name, value) if isinstance(value, str) else str(value)

    def _translated_text(self, model, name, value, lang):
        field = self.env[model]._fields.get(name)
        if field is None or not field.translate:
            return str(value)
        text = value.get(lang) or value.get("en_US") or ""
        text = html2plaintext(text) if field.type == "html" else text
        return text if lang == self.env.lang or not text else f"{lang}: {text}"

    def _written_text(self, model, name, value):
        if self._is(model, name, "datetime"):
            return format_datetime(self.env, value.replace("T", " ")[:19])
        if self._is(model, name, "date"):
            return format_date(self.env, value)
        return html2plaintext(value) if self._is(model, name, "html") else value

    def _is(self, model, name, kind):
        field = self.env[model]._fields.get(name)
        return field is not None and field.type == kind

    def _comodel(self, model, name, image):
        field = self.env[model]._fields.get(name)
        if field is None:
            return None
        if field.type == "many2one_reference":
            return (image or {}).get(field.model_field)
        return field.comodel_name if field.type == "many2one" else None


def differences(entry):
    """Return [(column, old, new)] between the image of an entry and the one before it, without technical ones."""
    image = entry["image"] or {}
    if entry["operation"] == "D":
        before, image = image, {}
    else:
        before = entry["before"] or {}
    found = [
        (name, before.get(name), image.get(name)) for name in sorted({**before, **image})
        if name not in HIDDEN and before.get(name) != image.get(name)
    ]
    # A move stamps who and when: the entry itself says so already.
    is_move = any(name == "state" for name, _old, _new in found)
    return [difference for difference in found if not (is_move and difference[0].startswith("state_changed_"))]
