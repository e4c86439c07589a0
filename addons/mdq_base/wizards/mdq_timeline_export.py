import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import comma
from . import timeline_workbook

MOST_PRINTED = 2_000
MOST_IN_WORKBOOK = 100_000


class MdqTimelineExport(models.TransientModel):
    """The timeline of one record on paper or in a workbook: what was filtered out is said on it."""

    _name = "mdq.timeline.export"
    _description = "Export Of A Timeline"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    filters = fields.Json(readonly=True)
    workbook = fields.Binary(compute="_compute_workbook")

    @api.model_create_multi
    def create(self, vals_list):
        exports = super().create(vals_list)
        for export in exports:
            self.env["mdq.ledger"]._get_readable(export.res_model, export.res_id)
        return exports

    def _compute_display_name(self):
        """The name of the file."""
        title = self.env._("History")
        for export in self:
            name = "".join(sign if sign.isalnum() else "-" for sign in export._get_record_name())
            export.display_name = f"{title} {name}"[:80]

    # ------------------------------------------------------------------------------------ actions

    def action_workbook(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/workbook/{self.display_name}.xlsx?download=true",
        }

    def action_print(self):
        return self.env.ref("mdq_base.mdq_timeline_export_report_action").report_action(self)

    def _compute_workbook(self):
        for export in self:
            items = export._get_items(MOST_IN_WORKBOOK)
            content = timeline_workbook.build(
                export._get_heading(len(items)), export._get_columns(), [row for item in items for row in export._get_rows(item)]
            )
            export.workbook = base64.b64encode(content)

    # -------------------------------------------------------------------------------------- content

    def _get_items(self, most):
        """The ledger checks who may read the record, each time."""
        items, is_all = self.env["mdq.ledger"]._get_whole_timeline(self.res_model, self.res_id, self.filters, most)
        if not is_all:
            raise UserError(self.env._(
                "There are more than %(most)s entries. Choose a period or a field, or export to Excel.", most=most
            ))
        return items

    def _get_items_to_print(self):
        return [{**item, "moment": _moment(item)} for item in self._get_items(MOST_PRINTED)]

    def _fits_on_paper(self):
        _items, is_all = self.env["mdq.ledger"]._get_whole_timeline(self.res_model, self.res_id, self.filters, MOST_PRINTED)
        return is_all

    def _get_csv(self):
        """The same rows as comma-separated values."""
        rows = [[title for title, _width in self._get_columns()]]
        rows += [row for item in self._get_items(MOST_IN_WORKBOOK) for row in self._get_rows(item)]
        return "".join(comma.row(row) for row in rows)

    def _get_record(self):
        return self.env[self.res_model].browse(self.res_id)

    def _get_record_name(self):
        record = self._get_record()
        return record.display_name if record.exists() else f"{record._mdq_get_kind()} #{record.id}"

    def _get_heading(self, count):
        """Return [(label, value)]: which record, narrowed how, by whom, when, and where the ledger stood."""
        # An anchor says nothing of any record, and whoever holds the paper may compare it with the ledger.
        seal = self.env["mdq.ledger.seal"].sudo().search([], limit=1)
        return [
            (self.env._("Record"), f"{self._get_record_name()} ({self.res_model} {self.res_id})"),
            (self.env._("Filters"), "; ".join(self._get_filter_words()) or self.env._("None: the whole history")),
            (self.env._("Entries"), count),
            (self.env._("Time zone"), self.env.user.tz or "UTC"),
            (self.env._("Exported by"), self.env.user.name),
            (self.env._("Exported on"), self._mdq_time(fields.Datetime.now())),
            (self.env._("Last seal of the ledger"), f"{seal.number}:{seal.hash}" if seal else self.env._("No seal yet")),
        ]

    def _get_filter_words(self):
        filters = {key: value for key, value in (self.filters or {}).items() if value}
        choices = self.env["mdq.ledger"].timeline_choices(self.res_model, self.res_id)
        names = {choice["id"]: choice["name"] for kind in choices.values() for choice in kind}
        words = {
            "people": lambda ids: self.env._("Person: %s", ", ".join(names.get(uid, str(uid)) for uid in ids)),
            "fields": lambda ids: self.env._("Field: %s", ", ".join(names.get(field, field) for field in ids)),
            "since": lambda moment: self.env._("Since: %s UTC", moment),
            "until": lambda moment: self.env._("Before: %s UTC", moment),
            "text": lambda text: self.env._("Text: %s", text),
            "after_approval": lambda _on: self.env._("After approval"),
            "deletions": lambda _on: self.env._("Deletions"),
        }
        return [words[key](value) for key, value in sorted(filters.items()) if key in words]

    def _get_columns(self):
        return [
            (self.env._("Time"), 20), (self.env._("UTC"), 20), (self.env._("Person"), 22), (self.env._("In Session Of"), 18),
            (self.env._("What"), 14), (self.env._("Line or File"), 28), (self.env._("Field"), 22), (self.env._("From"), 32),
            (self.env._("To"), 32), (self.env._("Reason"), 32), (self.env._("After Approval"), 10),
            (self.env._("Source"), 18), (self.env._("Entry"), 12),
        ]

    def _get_rows(self, item):
        moment = _moment(item)
        session = item["session_user"] if item["session_uid"] != item["uid"] else ""
        begin = [fields.Datetime.context_timestamp(self, moment).replace(tzinfo=None), moment, item["user"], session,
                 " ".join(filter(None, (item["verb"] or self.env._("Changed"), item["event"]))), item["part"]]
        end = [item["reason"] or "", self.env._("Yes") if item["is_after_approval"] else "", item["source"], item["id"]]
        changes = item["changes"] or [{"label": "", "old_text": "", "new_text": ""}]
        return [[*begin, change["label"], change["old_text"], change["new_text"], *end] for change in changes]

    # ---------------------------------------------------------------------------------------- paper

    def _mdq_report_header(self):
        return {
            "title": self._mdq_both(lambda export: export.env._("Audit trail")), "number": self._get_record_name(), "revision": "",
        }

    def _mdq_get_paper_company(self):
        record = self._get_record().exists()
        return record._mdq_get_paper_company() if record else super()._mdq_get_paper_company()


def _moment(item):
    return fields.Datetime.to_datetime(item["at"].replace("T", " ")[:19])
