from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

KINDS = ("reading", "second", "defect")


class MdqInspection(models.Model):
    """What the screen kept in its queue, taken once and answered one by one."""

    _inherit = "mdq.inspection"

    # -------------------------------------------------------------------------------------- public

    def save_entries(self, entries, user_id):
        """Take what the screen kept in its queue, in its order, and say of each whether it was taken.

        :param entries: [{kind: reading, second or defect, client_key, …}]: each as `record`, `record_second` or `record_defects`
            takes it
        :param user_id: whose entries they are: nobody sends another's in his own name
        :return: {"results": [{client_key, ok, why, standing}], "cells": cells of the units touched, "defects", "state"}
        """
        self.ensure_one()
        if user_id != self.env.uid:
            raise AccessError(self.env._("These entries are another person's. They are sent when he is logged in again."))
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self._check_entries(entries)
        results = {}
        if self.state != "open":
            results = dict.fromkeys(self._find_own_keys(entries), {"ok": True, "why": ""})
        left = [entry for entry in entries if entry["client_key"] not in results]
        for kind, batch in _batches(left):
            results.update(self._save_batch(kind, batch))
        return self._prepare_saved(entries, results)

    def note_dropped(self, entry, reason):
        """Write down what somebody entered and gave up, as another reading stood there: nothing that was entered goes unseen.

        :param entry: {name, unit_no, said, why}
        """
        self.ensure_one()
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self.check_access("write")
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with what was entered."))
        self.message_post(body=self.env._(
            "%(name)s, unit %(unit)s: “%(said)s” was entered and given up. Reason: %(reason)s. It had not been taken: %(why)s",
            name=entry.get("name"), unit=entry.get("unit_no"), said=entry.get("said"), reason=reason.strip(), why=entry.get("why"),
        ))
        return True

    # ---------------------------------------------------------------------------------------- queue

    def _check_entries(self, entries):
        for entry in entries:
            if not isinstance(entry, dict) or entry.get("kind") not in KINDS or not isinstance(entry.get("client_key"), str):
                raise UserError(self.env._("An entry has a kind (reading, second or defect) and a key of its own."))

    def _find_own_keys(self, entries):
        """Return the keys of those that were taken before the inspection was decided."""
        keys = [entry["client_key"] for entry in entries]
        own = Domain("client_key", "in", keys) & Domain("inspection_id", "=", self.id)
        models = ("mdq.measurement", "mdq.measurement.second", "mdq.inspection.defect")
        return {row.client_key for model in models for row in self.env[model].search(own)}

    def _save_batch(self, kind, batch):
        take = {"reading": self.record, "second": self.record_second, "defect": self.record_defects}[kind]
        answer = take([{name: value for name, value in entry.items() if name != "kind"} for entry in batch])
        why = {rejection["index"]: rejection["why"] for rejection in answer["rejected"]}
        return {entry["client_key"]: {"ok": index not in why, "why": why.get(index, "")} for index, entry in enumerate(batch)}

    def _get_shape(self):
        """How much is to be looked at by now: the sheet is loaded anew when it grew."""
        return {"units": self.sample_size, "needed": list(self._get_needed().values())}

    def _prepare_saved(self, entries, results):
        current, lines = self._get_current(), self._get_lines_by_key()
        cells = {(entry.get("unit_no"), lines[entry["characteristic"]].id) for entry in entries
                 if entry.get("characteristic") in lines}
        shown = {cell: current[cell]._prepare_grid_cell() for cell in cells if cell in current}
        for entry in entries:
            line = lines.get(entry.get("characteristic"))
            result = results[entry["client_key"]]
            results[entry["client_key"]] = {
                **result, "client_key": entry["client_key"],
                "standing": False if result["ok"] or not line else shown.get((entry.get("unit_no"), line.id), False),
            }
        return {
            "results": [results[entry["client_key"]] for entry in entries], "cells": list(shown.values()), "state": self.state,
            "shape": self._get_shape(),
            "defects": [defect._prepare_card() for defect in self.defect_ids.filtered("stands")],
        }


def _batches(entries):
    """Return [(kind, entries)] in their order; no cell stands twice in one batch, as a correction follows what it corrects."""
    batches, cells = [], set()
    for entry in entries:
        cell = (entry.get("characteristic"), entry.get("unit_no")) if entry.get("kind") != "defect" else object()
        if not batches or batches[-1][0] != entry.get("kind") or cell in cells:
            batches.append((entry.get("kind"), []))
            cells = set()
        batches[-1][1].append(entry)
        cells.add(cell)
    return batches
