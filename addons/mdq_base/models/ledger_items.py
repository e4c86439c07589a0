"""Entries of the ledger as items of a timeline: who did what to which part of the record, told in words."""

from . import ledger_source, ledger_words

SOURCES = (  # beginning of a source → its kind, the first that fits
    ("SQL", "sql"), ("baseline", "baseline"), ("/my", "portal"), ("/json/2", "interface"), ("/xmlrpc", "interface"),
    ("/jsonrpc", "interface"), ("RPC", "interface"), ("/", "screen"), ("odoo.service.cron", "job"), ("", "server"),
)


class Items:
    """Describes a page of entries; everything that needs a query is asked for once for the whole page."""

    def __init__(self, env, entries):
        self.env = env
        self.words = ledger_words.Words(env, {entry["origin"].model for entry in entries})
        self.names = self.words.names
        self.may_see = {}
        self.facts = [(entry, self._differences(entry)) for entry in entries]
        for entry, differences in self.facts:
            self._ask(entry, differences)
        self.names.look_up()

    def describe(self, record):
        """Return one dict an entry, in the order of the entries; entries without anything to tell are left out."""
        return [self._item(record, entry, differences) for entry, differences in self.facts
                if differences or self._is_event(entry)]

    # ------------------------------------------------------------------------------------ asking

    def _differences(self, entry):
        origin = entry["origin"]
        if origin.kind in ("signature", "approval"):
            return []
        if origin.kind == "link":
            return [self._link_difference(entry)]
        # Of a line, its document is known: the timeline is the document's.
        document = ledger_source.parent_of(self.env[origin.model]) if origin.kind == "line" else None
        return [difference for difference in ledger_words.differences(entry)
                if difference[0] != document and self._may_see(origin.model, difference[0])]

    def _link_difference(self, entry):
        field = self.env[entry["origin"].model]._fields[entry["origin"].field]
        other = entry["image"].get(field.column2)
        return (field.name, other, None) if entry["operation"] == "D" else (field.name, None, other)

    def _may_see(self, model, name):
        if (model, name) not in self.may_see:
            field = self.env[model]._fields.get(name)
            self.may_see[model, name] = field is None or self.env[model]._has_field_access(field, "read")
        return self.may_see[model, name]

    def _ask(self, entry, differences):
        for uid in (entry["uid"], entry["session_uid"]):
            self.names.ask("res.users", uid, entry["id"])
        model = entry["origin"].model
        self.names.ask(model, entry["res_id"], entry["id"])
        for name, old, new in differences:
            for value, image in ((old, entry["before"] or entry["image"]), (new, entry["image"])):
                self._ask_value(model, name, value, image, entry["id"])

    def _ask_value(self, model, name, value, image, entry):
        field = self.env[model]._fields.get(name)
        if field is not None and field.type == "many2many":
            self.names.ask(field.comodel_name, value, entry)
        else:
            self.words.ask(model, name, value, image, entry)

    # ------------------------------------------------------------------------------------ telling

    def _item(self, record, entry, differences):
        origin = entry["origin"]
        user, session = (self._person(entry, key) for key in ("uid", "session_uid"))
        return {
            "id": entry["id"], "xid": entry["xid"], "at": entry["recorded_at"].isoformat(),
            "operation": entry["operation"], "kind": origin.kind, "model": origin.model, "res_id": entry["res_id"],
            "part": self._part(record, entry), "event": self._event(entry),
            "uid": entry["uid"] or False, "user": user.text, "user_is_todays": user.is_todays,
            "session_uid": entry["session_uid"] or False, "session_user": session.text,
            "reason": self._reason(entry) or False, "source": entry["source"], **self._source(entry),
            "verb": self._verb(entry),
            "changes": sorted((self._change(entry, *difference) for difference in differences),
                              key=lambda change: change["label"]),
        }

    def _person(self, entry, key):
        if not entry[key]:
            return ledger_words.Name("", False)
        return self.names.get("res.users", entry[key], entry["id"])

    def _part(self, record, entry):
        """Which line or file changed; '' for the record itself."""
        origin = entry["origin"]
        if origin.model == record._name or self._is_kind_of_event(entry):
            return ""
        name = self.names.get(origin.model, entry["res_id"], entry["id"]).text
        if origin.kind == "attachment":
            return name
        return self.env._("%(line)s: %(name)s", line=self.env["ir.model"]._get(origin.model).name, name=name)

    def _verb(self, entry):
        """What was done, in a word; '' where the changes say it themselves."""
        kind, operation = entry["origin"].kind, entry["operation"]
        if self._is_kind_of_event(entry):
            return self.env._("Signed") if kind == "signature" else self.env._("Approval")
        if kind == "link" or operation == "U":
            return ""
        if kind == "attachment" and operation != "B":
            return self.env._("File added") if operation == "I" else self.env._("File removed")
        return {"I": self.env._("Created"), "D": self.env._("Deleted"), "B": self.env._("First recorded")}[operation]

    def _source(self, entry):
        kind = next(kind for start, kind in SOURCES if entry["source"].startswith(start))
        words = {
            "sql": self.env._("Direct SQL"), "baseline": self.env._("When the ledger began"),
            "portal": self.env._("Supplier portal"), "interface": self.env._("Interface"), "screen": self.env._("Screen"),
            "job": self.env._("Scheduled job"), "server": self.env._("Server"),
        }
        return {"source_kind": kind, "source_text": words[kind]}

    def _is_kind_of_event(self, entry):
        return entry["origin"].kind in ("signature", "approval")

    def _is_event(self, entry):
        """A signature, or an approval that began, was granted, refused or replaced."""
        if not self._is_kind_of_event(entry):
            return False
        return entry["operation"] == "I" or (
            entry["origin"].kind == "approval" and entry["before"]
            and entry["before"].get("state") != entry["image"].get("state")
        )

    def _event(self, entry):
        """The meaning of a signature, or the state of an approval, in words."""
        if not self._is_kind_of_event(entry):
            return ""
        name = "meaning" if entry["origin"].kind == "signature" else "state"
        text, _today = self.words.text(entry["origin"].model, name, entry["image"].get(name), entry["image"], entry)
        return text

    def _reason(self, entry):
        if entry["origin"].kind == "signature":
            return entry["image"].get("reason")
        return entry["reason"]

    def _change(self, entry, name, old, new):
        model, moment = entry["origin"].model, entry["recorded_at"]
        old_text, old_today = self._text(entry, name, old, entry["before"] or entry["image"], (old, new))
        new_text, new_today = self._text(entry, name, new, entry["image"], (old, new))
        return {
            "field": name, "label": self.words.label(model, name, moment),
            "is_removed": name not in self.env[model]._fields, "is_todays": old_today or new_today,
            "old": _plain(old), "new": _plain(new), "old_text": old_text, "new_text": new_text,
        }

    def _text(self, entry, name, value, image, pair):
        model = entry["origin"].model
        field = self.env[model]._fields.get(name)
        if field is not None and field.type == "many2many":
            found = self.names.get(field.comodel_name, value, entry["id"]) if value else ledger_words.Name("", False)
            return found.text, found.is_todays
        return self.words.text(model, name, value, image, entry, self.words.changed_lang(*pair))


def _plain(value):
    """XML-RPC knows no null: nothing is False, as everywhere in Odoo."""
    return False if value is None else value
