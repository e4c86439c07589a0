import csv
import io

from odoo import api, models
from odoo.tools import SQL

PLAIN = frozenset({str, int, float, bool})  # as the database takes them


class MdqMeasurement(models.Model):
    """Many readings stored in one go."""

    _inherit = "mdq.measurement"

    @api.model
    def _insert(self, vals_list):
        """Store checked readings and return them: for the server's own code, with every column that has no default in each row.

        `create` takes a statement for each hundred rows and looks at each value several times; this is one COPY. The
        database judges it by the same keys, guards and ledger. Where a field is computed or a constraint is written in
        Python, readings are created as usual.
        """
        if not vals_list:
            return self.browse()
        if self._constraint_methods or any(field.store and field.compute for field in self._fields.values()):
            return self.create(vals_list)
        self.env.flush_all()
        self._mdq_mark_ledger()
        ids = self._draw_ids(len(vals_list))
        self._copy(ids, self._prepare_columns(vals_list))
        return self.browse(ids)

    @api.model
    def _draw_ids(self, count):
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{self._table}_id_seq", count))
        return [number for number, in rows]

    @api.model
    def _copy(self, ids, columns):
        """Most columns of readings that come together are the same in all of them: these are written out once, behind the others."""
        same = {name: values[:1] for name, values in columns.items() if values.count(values[0]) == len(values)}
        own = {"id": ids, **{name: values for name, values in columns.items() if name not in same}}
        rest = "".join("," + row for row in _Rows.of(same))
        file = io.StringIO((rest + "\n").join([*_Rows.of(own), ""]))
        names = SQL(", ").join(map(SQL.identifier, [*own, *same]))
        self.env.cr.copy_expert(SQL("COPY %s (%s) FROM STDIN (FORMAT csv)", SQL.identifier(self._table), names).code, file)

    @api.model
    def _prepare_columns(self, vals_list):
        """Return {column: its values as the database takes them}; what no row names has its default, what is nowhere is left out."""
        given = set().union(*vals_list)
        common, columns = self._prepare_common(given), {}
        for name, field in self._fields.items():
            if field.store and field.column_type and name != "id":
                values = [vals.get(name) for vals in vals_list] if name in given else [common.get(name)]
                columns[name] = self._prepare_column(field, values)
        return {name: values for name, values in columns.items() if any(value is not None for value in values)}

    @api.model
    def _prepare_common(self, given):
        now = self.env.cr.now()
        magic = {"create_uid": self.env.uid, "write_uid": self.env.uid, "create_date": now, "write_date": now}
        return {**self.default_get([name for name in self._fields if name not in given]), **magic}

    @api.model
    def _prepare_column(self, field, values):
        """What is not there is NULL, and a choice is one of those that the field knows."""
        if field.type == "selection":
            for value in set(values):
                field.convert_to_cache(value, self)
        empty = None if field.type == "boolean" else False
        return [
            None if value is None or value is empty else value if type(value) in PLAIN
            else field.convert_to_column_insert(value, self)
            for value in values
        ]


class _Rows(list):
    """Rows of CSV without their ends."""

    write = list.append

    @classmethod
    def of(cls, columns):
        rows = cls()
        csv.writer(rows, lineterminator="").writerows(zip(*columns.values(), strict=True))
        return rows
