"""What of a timeline is asked for: part of it the index can answer, part only the described items."""

from odoo.tools import SQL


class Filter:
    """`filters` as a client sends them: people, fields, since, until, text, and what to show only (after_approval,
    deletions, exceptions, without_reason, corrections: what was entered and then changed or taken out); all optional.

    Exceptions are what a reviewer looks at first: changes after approval, deletions, changes past Odoo, by administrators, and
    without a reason where a field asks for one.
    """

    def __init__(self, filters, approval, administrators=(), without_reason=None):
        self.asked = {key: value for key, value in (filters or {}).items() if value}
        self.approval = approval
        self.administrators = list(administrators)
        self.without_reason = without_reason or SQL("false")  # the condition on changes of fields that ask for a reason, made without one
        self.text = str(self.asked.get("text") or "").strip().lower()
        self.fields = set(self.asked.get("fields") or ())

    @property
    def needs_items(self):
        return bool(self.text or self.fields)

    def sources(self, sources):
        """An end of a link is a change of the record, not a deletion."""
        if self.asked.get("corrections"):
            return [source for source in sources if source.kind in ("record", "line")]
        if any(self.asked.get(name) for name in ("deletions", "after_approval", "exceptions", "without_reason")):
            sources = [source for source in sources if source.kind not in ("signature", "approval")]
        if self.asked.get("deletions"):
            sources = [source for source in sources if source.kind != "link"]
        return sources

    def conditions(self, cursor):
        found = [SQL("id < %s", cursor)] if cursor else []
        if self.asked.get("people"):
            found.append(SQL("uid = ANY(%s)", [int(uid) for uid in self.asked["people"]]))
        if self.asked.get("since"):
            found.append(SQL("recorded_at >= %s::timestamp", self.asked["since"]))
        if self.asked.get("until"):
            found.append(SQL("recorded_at < %s::timestamp", self.asked["until"]))
        if self.asked.get("deletions"):
            found.append(SQL("operation = 'D'"))
        if self.asked.get("corrections"):
            found.append(SQL("operation IN ('U', 'D')"))
        if self.asked.get("after_approval"):
            found.append(self._after_approval())
        if self.asked.get("exceptions"):
            found.append(SQL("(%s OR operation = 'D' OR source = 'SQL' OR uid = ANY(%s) OR %s)",
                             self._after_approval(), self.administrators, self.without_reason))
        if self.asked.get("without_reason"):
            found.append(SQL("operation <> 'I' AND operation <> 'B' AND COALESCE(reason, '') = ''"))
        return found

    def _after_approval(self):
        """What the approving transaction itself writes belongs to the approval; what the ledger found is no change."""
        return SQL("(id > %s AND xid <> %s AND operation <> 'B')", *self.approval) if self.approval else SQL("false")

    def marks(self, entry):
        """Return why a reviewer looks at an entry first: {after_approval, administrator}; the rest shows by itself."""
        if entry["origin"].kind in ("signature", "approval") or entry["operation"] == "B":
            return {"is_after_approval": False, "is_by_administrator": False}
        is_after = bool(self.approval) and entry["id"] > self.approval[0] and entry["xid"] != self.approval[1]
        return {"is_after_approval": is_after, "is_by_administrator": entry["uid"] in self.administrators}

    def narrow(self, item):
        """Return the item with the asked fields only, or None when nothing of it is asked for."""
        if self.fields:
            changes = [change for change in item["changes"] if f"{item['model']}.{change['field']}" in self.fields]
            item = {**item, "changes": changes} if changes else None
        return item if item and self.text in _words_of(item) else None


def _words_of(item):
    words = [item["part"], item["event"], item["user"], item["reason"] or "", item["source"]]
    for change in item["changes"]:
        words += [change["label"], change["old_text"], change["new_text"]]
    return " ".join(words).lower()
