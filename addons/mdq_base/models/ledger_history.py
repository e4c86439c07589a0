from odoo import api, models
from odoo.exceptions import AccessError, UserError

from . import ledger_filter, ledger_items, ledger_page, ledger_reason, ledger_source, ledger_words

MOST_ITEMS = 200  # of one page
SCANNED = 1000  # entries read at a time when only the described items can answer a filter
MOST_SCANS = 5  # a call ends after so many, with a place to go on from
KEPT = ("at", "uid", "user", "session_uid", "session_user", "operation", "reason", "source")


class MdqLedger(models.Model):
    _inherit = "mdq.ledger"

    # ------------------------------------------------------------------------------------ public

    @api.model
    @api.readonly
    def history(self, model, res_id):
        """Return the changes of one record, oldest first.

        :return: [{at, uid, user, operation, field, old, new, reason, source, label, old_text, new_text, session_uid,
            session_user}]; times in UTC, ISO 8601; old and new as stored, the texts as a person reads them
        :raise AccessError: when the caller may not read the record
        """
        record = self._get_readable(model, res_id)
        entries = ledger_page.all_of(self.env, ledger_source.record_itself(record))
        return [
            {**{key: item[key] for key in KEPT}, **change}
            for item in ledger_items.Items(self.env, entries).describe(record) for change in item["changes"]
        ]

    @api.model
    @api.readonly
    def timeline(self, model, res_id, filters=None, cursor=None, limit=80):
        """Return a page of everything that happened to a record, newest first, with its lines, links, files,
        signatures and approvals.

        :param filters: {people: [uid], fields: ["model.field"], since, until (UTC), after_approval, deletions,
            exceptions, without_reason, corrections, text}
        :param cursor: `next` of the page before
        :return: {items: [...], next: cursor or False, approved: whether it was ever approved}; filtered pages may hold
            fewer items than `limit` although `next` is given
        :raise AccessError: when the caller may not read the record
        """
        record = self._get_readable(model, res_id)
        sources, asked = self._get_asked(record, filters)
        limit = max(1, min(int(limit), MOST_ITEMS))
        items, cursor = self._get_items(record, asked.sources(sources), asked, cursor, limit)
        return {"items": items, "next": cursor or False, "approved": bool(asked.approval)}

    @api.model
    @api.readonly
    def timeline_choices(self, model, res_id):
        """Return the people and the fields that the timeline of a record can be filtered by."""
        record = self._get_readable(model, res_id)
        sources = ledger_source.sources(record)
        # Who changed a record is part of its history, also when the reader cannot see the account.
        people = self.env["res.users"].sudo().browse(ledger_page.people(self.env, sources)).exists()
        names = dict.fromkeys(source.model for source in sources if source.kind in ("record", "line"))
        return {
            "people": [{"id": user.id, "name": user.name} for user in people.sorted("name")],
            "fields": [choice for name in names for choice in self._get_field_choices(name, record)],
        }

    # ----------------------------------------------------------------------------------- helpers

    def _get_whole_timeline(self, model, res_id, filters, most):
        """Return all items that fit the filters, newest first, or stop after `most`; (items, whether that is all)."""
        items, cursor = [], False
        while len(items) <= most:
            page = self.timeline(model, res_id, filters, cursor, MOST_ITEMS)
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                break
        return items[:most], not cursor and len(items) <= most

    def _get_readable(self, model, res_id):
        if model not in self.env or not self.env[model]._mdq_in_ledger():
            raise UserError(self.env._("Records of %s are not in the audit ledger.", model))
        record = self.env[model].browse(int(res_id))
        self._check_may_read_history(record)
        self.env.flush_all()
        return record

    def _get_asked(self, record, filters):
        """Return the sources of a record's timeline and the filter over them."""
        sources = ledger_source.sources(record)
        approval = ledger_page.first_approval(self.env, sources)
        models = [self.env[name] for name in {source.model for source in sources if source.kind in ("record", "line")}]
        reasons = ledger_reason.changed_without(models)
        return sources, ledger_filter.Filter(filters, approval, self._get_administrators(), reasons)

    def _get_administrators(self):
        groups = self.env.ref("mdq_base.group_admin") | self.env.ref("base.group_system")
        # Who administers is no secret to who reviews changes.
        return groups.sudo().with_context(active_test=False).all_user_ids.ids

    def _count_entries(self, record, filters):
        self.env.flush_all()
        sources, asked = self._get_asked(record, filters)
        return ledger_page.count(self.env, asked.sources(sources), asked.conditions(False))

    def _get_doers(self, record):
        """Return the ids of the accounts that changed the record, its lines, links or files; signing changes nothing."""
        self.env.flush_all()
        sources = [source for source in ledger_source.sources(record) if source.kind not in ("signature", "approval")]
        return ledger_page.people(self.env, sources)

    def _get_last_entry(self, record):
        self.env.flush_all()
        return ledger_page.last(self.env, ledger_source.sources(record))

    def _check_may_read_history(self, record):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The history of records is for people inside the company."))
        if record.exists():
            record.check_access("read")
            return
        if not self.env.user.has_group("mdq_base.group_auditor") and not self.env.user.has_group(
            "mdq_base.group_quality_manager"
        ):
            raise AccessError(self.env._("Only auditors and quality managers read the history of deleted records."))

    def _get_items(self, record, sources, asked, cursor, limit):
        """Read on until the page is full or the end is reached; return (items, cursor of what follows)."""
        items, size = [], SCANNED if asked.needs_items else limit
        for _scan in range(MOST_SCANS):
            entries = ledger_page.page(self.env, sources, asked.conditions(cursor), size)
            for item in self._describe(record, entries, asked):
                if len(items) == limit:
                    return items, items[-1]["id"]
                items.append(item)
            if len(entries) < size:
                return items, False
            cursor = entries[-1]["id"]
            if len(items) == limit:
                break
        return items, cursor

    def _describe(self, record, entries, asked):
        marks = {entry["id"]: asked.marks(entry) for entry in entries}
        for item in ledger_items.Items(self.env, entries).describe(record):
            narrowed = asked.narrow(item)
            if narrowed:
                yield {**narrowed, **marks[item["id"]]}

    def _get_field_choices(self, name, record):
        model = self.env[name]
        columns = model._mdq_get_ledger_columns() or [
            field.name for field in model._fields.values() if field.store and (field.column_type or field.type == "many2many")
        ]
        prefix = "" if name == record._name else f"{self.env['ir.model']._get(name).name}: "
        choices = [
            {"id": f"{name}.{column}", "name": prefix + model._fields[column]._description_string(self.env)}
            for column in columns
            if column not in ledger_words.HIDDEN and model._has_field_access(model._fields[column], "read")
        ]
        return sorted(choices, key=lambda choice: choice["name"])
