"""Marks on prints: which values are no longer what was entered first, and who changed them, when, from what to what."""

from odoo import fields, models

MOST = 200  # notes on paper; the rest is in the history


class Base(models.AbstractModel):
    _inherit = "base"

    def _mdq_get_print_notes(self):
        """Return the notes of a print, {} where a paper has none: see `mdq.audited.mixin`."""
        return {}


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    def _mdq_get_print_notes(self):
        """Return {"notes": changes of values after their first entry, oldest first, "is_all": whether that is all of them}.

        Nothing where the reader may not know who changed what. Extend for papers that leave the company.
        """
        self.ensure_one()
        if not self.id or not self.env.user._is_internal():
            return {}
        ledger = self.env["mdq.ledger"]
        items, is_all = ledger._get_whole_timeline(self._name, self.id, self._mdq_get_correction_filter(), MOST)
        changes = [note for item in reversed(items) for note in self._mdq_get_notes_of(item)]
        return {"notes": [{"number": number, **note} for number, note in enumerate(changes, 1)], "is_all": is_all}

    def _mdq_get_correction_filter(self):
        return {"corrections": True}

    def _mdq_get_notes_of(self, item):
        """What was first entered, moved by the server or ordered anew is no correction; what is gone is one."""
        model = self.env[item["model"]]
        if not hasattr(model, "_mdq_get_corrected_fields"):
            return []
        about = {
            "place": (item["model"], item["res_id"]), "part": item["part"], "person": item["user"] or item["source_text"],
            "time": self._mdq_local_time(fields.Datetime.to_datetime(item["at"].replace("T", " ")[:19])),
            "reason": item["reason"] or "", "is_after_approval": item["is_after_approval"],
        }
        if item["operation"] == "D" and item["kind"] == "line":
            return [{**about, "field": None, "label": "Removed 已删除", "old": "", "new": ""}]
        shown = set(model._mdq_get_corrected_fields())
        return [
            {**about, "field": change["field"], "label": model._mdq_label(change["field"]), "old": change["old_text"], "new": change["new_text"]}
            for change in item["changes"] if change["field"] in shown and change["old_text"]
        ]

    def _mdq_mark(self, content, notes, model=None, number=None):
        """Write the numbers of the notes to the fields of a content and of its lines."""
        place = (model or self._name, number or self.id)
        for field in content["fields"]:
            field["mark"] = ", ".join(str(note["number"]) for note in notes if (note["place"], note["field"]) == (place, field["name"]))
        for row in (row for table in content["tables"] for row in table["rows"]):
            self._mdq_mark(row, notes, row["model"], row["id"])


class MdqContentMixin(models.AbstractModel):
    _inherit = "mdq.content.mixin"

    def _mdq_get_corrected_fields(self):
        """Names of the fields that people write: a change of one of these is a correction. Extend."""
        guarded = self._get_guarded_fields() if hasattr(self, "_get_guarded_fields") else set()
        return [name for name in self._mdq_get_content_fields()
                if name not in guarded and self._fields[name].store and not (self._fields[name].compute and self._fields[name].readonly)
                and name not in ("sequence", "active")]


class MdqRevisionMixin(models.AbstractModel):
    _inherit = "mdq.revision.mixin"

    def _mdq_get_correction_filter(self):
        """Writing a draft corrects nothing; what was approved is not changed, or it is said here."""
        return {**super()._mdq_get_correction_filter(), "after_approval": True}

    def _mdq_get_print_notes(self):
        changed = super()._mdq_get_print_notes()
        return changed if changed.get("notes") else {}
