"""The newest entries of many records at once, by the indexes that the ledger has."""

from odoo.tools import SQL

from . import ledger_registry, ledger_source


def newest_parts(records):
    """Yield queries of (record, entry) that together hold the newest entry of each record, its lines, links and files."""
    yield SQL("SELECT res_id AS record, max(id) AS entry FROM mdq_ledger WHERE table_name = %s AND res_id = ANY(%s) GROUP BY res_id",
              records._table, records.ids)
    yield from _lines(records)
    yield from _links(records)
    yield from _files(records)


def _lines(records):
    for line, parent in ledger_source.line_models(records):
        yield SQL(
            """SELECT line.%(parent)s, (SELECT max(id) FROM mdq_ledger WHERE table_name = %(table)s AND res_id = line.id)
                 FROM %(lines)s line WHERE line.%(parent)s = ANY(%(ids)s)""",
            parent=SQL.identifier(parent), table=line._table, lines=SQL.identifier(line._table), ids=records.ids)
        yield SQL(
            """SELECT (image ->> %s)::int, id FROM mdq_ledger
                WHERE table_name = %s AND operation = 'D' AND (image ->> %s)::int = ANY(%s)""",
            parent, line._table, parent, records.ids)


def _links(records):
    """Links whose entries are kept under the record: of the others, the record at their other end tells."""
    fields = records._mdq_get_ledger_links()
    registered = ledger_registry.get_registered(records.env.cr, [field.relation for field in fields])
    tables = [field.relation for field in fields
              if registered.get(field.relation) and registered[field.relation].key == field.column1]
    if tables:
        yield SQL("SELECT res_id, max(id) FROM mdq_ledger WHERE table_name = ANY(%s) AND res_id = ANY(%s) GROUP BY res_id",
                  tables, records.ids)


def _files(records):
    yield SQL(
        """SELECT file.res_id, (SELECT max(id) FROM mdq_ledger WHERE table_name = 'ir_attachment' AND res_id = file.id)
             FROM ir_attachment file WHERE file.res_model = %s AND file.res_id = ANY(%s)""", records._name, records.ids)
    yield SQL(
        """SELECT (image ->> 'res_id')::int, id FROM mdq_ledger
            WHERE table_name = 'ir_attachment' AND operation = 'D' AND image ->> 'res_model' = %s AND image ->> 'res_id' = ANY(%s)""",
        records._name, [str(number) for number in records.ids])
