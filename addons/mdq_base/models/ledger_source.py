"""Which rows of which tables make up the timeline of a record.

The record itself and its links, its lines with theirs (also those deleted since), its attachments, and the
signatures and approvals given on it. Nothing is read from the ledger here but the ids of deleted rows.
"""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL


@dataclass(frozen=True)
class Source:
    """Rows of one table: `kind` is record, line, link, attachment, signature or approval."""

    kind: str
    table: str
    model: str
    res_ids: tuple
    field: str = ""  # of a link: the many2many field that it belongs to


def sources(record):
    """Return the sources of one record, as far as the caller may read them."""
    found = [*_rows("record", record), *_lines(record), *_attachments(record), *_events(record)]
    for told in record._mdq_get_told_records():
        documents = told._filtered_access("read")
        found += [*_rows("line", documents), *_lines(documents), *_attachments(documents), *_events(documents)]
    return [source for source in found if source.res_ids]


def record_itself(record):
    return Source("record", record._table, record._name, tuple(record.ids))


def parent_of(model):
    """Return the name of the many2one from a line to its document, or None."""
    return model._mdq_timeline_parent or getattr(model, "_mdq_parent", None)


def line_models(record):
    """Return [(model, name of the many2one to the record)] of the lines of a model."""
    return [
        (model, name) for model in record.env.values()
        for name in [parent_of(model)] if name and model._mdq_in_ledger() and model._fields[name].comodel_name == record._name
    ]


def _rows(kind, records):
    """The rows themselves and those of their many2many tables."""
    yield Source(kind, records._table, records._name, tuple(records.ids))
    for field in records._mdq_get_ledger_links():
        if records._has_field_access(field, "read"):
            yield Source("link", field.relation, records._name, tuple(records.ids), field.name)


def _lines(records):
    for model, parent in line_models(records):
        if not model.has_access("read"):
            continue
        kept = model.with_context(active_test=False).search([(parent, "in", records.ids)])
        lines = kept.browse([*kept.ids, *_deleted(model, SQL("image ->> %s = ANY(%s)", parent, _texts(records.ids)))])
        if lines:
            yield from _rows("line", lines)
            yield from _lines(lines)


def _attachments(record):
    """Also files in fields of the record: a search without a word on `res_field` would leave them out."""
    model = record.env["ir.attachment"]
    kept = model.search(
        Domain("res_model", "=", record._name) & Domain("res_id", "in", record.ids)
        & (Domain("res_field", "=", False) | Domain("res_field", "!=", False))
    )
    gone = _deleted(model, SQL("image ->> 'res_model' = %s AND image ->> 'res_id' = ANY(%s)",
                               record._name, _texts(record.ids)))
    return [Source("attachment", model._table, model._name, (*kept.ids, *gone))]


def _events(records):
    """Whoever may read a record may see who signed and who approved it."""
    domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
    for kind, name in (("signature", "mdq.signature"), ("approval", "mdq.approval.request")):
        # The reader of the record sees its signatures and approvals, as on its form.
        events = records.env[name].sudo().search(domain)
        yield Source(kind, events._table, name, tuple(events.ids))


def _deleted(model, condition):
    """The ids of deleted rows: their last image still says where they belonged."""
    rows = model.env.execute_query(SQL(
        "SELECT res_id FROM mdq_ledger WHERE table_name = %s AND operation = 'D' AND %s", model._table, condition,
    ))
    return [number for (number,) in rows]


def _texts(numbers):
    return [str(number) for number in numbers]
