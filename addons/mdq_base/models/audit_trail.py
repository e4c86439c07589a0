"""The trail that a review is about: of one record, or of all records of a kind in a period."""

from odoo.tools import SQL

from . import ledger_reason, ledger_source


class RecordTrail:
    """All entries of one record, its lines, links and files."""

    def __init__(self, record):
        self.record = record
        self.ledger = record.env["mdq.ledger"]

    def count(self):
        return self.ledger._count_entries(self.record, {})

    def count_exceptions(self):
        return self.ledger._count_entries(self.record, {"exceptions": True})

    def people(self):
        return self.ledger._get_doers(self.record)

    def last(self):
        return self.ledger._get_last_entry(self.record)


class PeriodTrail:
    """The entries of all records of a model and of their lines, in a company, from one moment on until before another."""

    def __init__(self, model, company, begin, end):
        self.env = model.env
        self.model = model
        models = [model, *(line for line, _parent in ledger_source.line_models(model))]
        self.reasons = ledger_reason.changed_without(models)
        self.where = SQL(
            "table_name = ANY(%s) AND recorded_at >= %s AND recorded_at < %s AND operation <> 'B'"
            " AND COALESCE((image ->> 'company_id')::int, %s) = %s",
            [model._table for model in models], begin, end, company.id, company.id)

    def count(self):
        return self._ask(SQL("count(*)"), SQL("true"))

    def count_exceptions(self):
        return self._ask(SQL("count(*)"), self._is_exception())

    def people(self):
        return self._ask(SQL("COALESCE(array_agg(DISTINCT uid) FILTER (WHERE uid IS NOT NULL), '{}')"), SQL("true"))

    def last(self):
        return self._ask(SQL("COALESCE(max(id), 0)"), SQL("true"))

    def records(self, exceptions_only=False):
        """Ids of the records of the model with entries in the period."""
        which = self._is_exception() if exceptions_only else SQL("true")
        return self._ask(SQL("COALESCE(array_agg(DISTINCT res_id) FILTER (WHERE table_name = %s), '{}')", self.model._table), which)

    def _ask(self, what, which):
        self.env.flush_all()
        return self.env.execute_query(SQL("SELECT %s FROM mdq_ledger WHERE %s AND %s", what, self.where, which))[0][0]

    def _is_exception(self):
        """Deletions, changes past Odoo, by administrators, after approval, and without a reason where one is asked."""
        return SQL(
            "(operation = 'D' OR source = 'SQL' OR uid = ANY(%s) OR %s OR %s)",
            list(self.env["mdq.ledger"]._get_administrators()), self.reasons, self._after_approval())

    def _after_approval(self):
        """Later than the entry of an approving signature on the record, and not in its transaction."""
        return SQL(
            """(table_name = %s AND operation <> 'I' AND EXISTS (
                   SELECT FROM mdq_signature s JOIN mdq_ledger l ON l.table_name = 'mdq_signature' AND l.res_id = s.id AND l.operation = 'I'
                    WHERE s.res_model = %s AND s.res_id = mdq_ledger.res_id AND s.meaning IN ('approved', 'released')
                      AND l.id < mdq_ledger.id AND l.xid <> mdq_ledger.xid))""", self.model._table, self.model._name)
