import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import sampling as tables
from .mdq_inspection_plan_sampling import AQLS


class MdqSamplingTable(models.Model):
    """A zero-acceptance table of the company's own, or another edition of the book: under revision control, and approved."""

    _name = "mdq.sampling.table"
    _description = "Zero-Acceptance Table"
    _inherit = ["mdq.revision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"
    _check_company_auto = True

    source = fields.Char(required=True, help="Book and edition, or the document that the figures come from.")
    line_ids = fields.One2many("mdq.sampling.table.line", "table_id", "Cells", copy=True)

    def _check_move_to_in_review(self):
        for table in self:
            if not table.line_ids:
                raise ValidationError(self.env._("Table %s has no cells: fill it first.", table.display_name))
            table._check_without_holes()

    def _check_without_holes(self):
        """Each AQL of the table has exactly one sample for every size of a lot."""
        for aql, lines in self.line_ids.grouped("aql").items():
            expected = 1
            for line in lines.sorted("lot_from"):
                if line.lot_from != expected or (expected is None):
                    raise ValidationError(self.env._(
                        "Table %(table)s, AQL %(aql)s: lots are not covered without holes or overlaps around %(size)s.",
                        table=self.display_name, aql=aql, size=line.lot_from,
                    ))
                expected = line.lot_to + 1 if line.lot_to else None
            if expected is not None:
                raise ValidationError(self.env._(
                    "Table %(table)s, AQL %(aql)s: the last row has an upper end, so larger lots have no sample.",
                    table=self.display_name, aql=aql,
                ))

    def action_fill(self):
        """Take over the figures that come with the product, to change what differs."""
        self.check_access("write")
        for table in self:
            if table.state != "draft" or table.line_ids:
                raise UserError(self.env._("Only an empty draft is filled: %s is not.", table.display_name))
            table.line_ids = [fields.Command.create(cell) for cell in table._get_shipped_cells()]
        return True

    @api.model
    def _get_shipped_cells(self):
        known = {float(aql): aql for aql, _label in AQLS}
        begin, cells = 1, []
        for row in tables._rows("zero_acceptance"):
            for heading, aql in ((name, known.get(float(name))) for name in row if name.lstrip(".")[:1].isdigit()):
                size = 0 if row[heading] == "ALL" else int(row[heading])
                cells.append({"lot_from": begin, "lot_to": int(row["lot_max"] or 0), "aql": aql, "sample_size": size})
            begin = int(row["lot_max"] or 0) + 1
        return cells

    def _lookup(self, quantity, aql):
        """Return the plan of a lot. A ValueError says that the table has none."""
        lot_size = max(1, math.ceil(quantity))
        for line in self.line_ids:
            if line.aql == aql and line.lot_from <= lot_size and (not line.lot_to or lot_size <= line.lot_to):
                n = min(lot_size, line.sample_size or lot_size)
                return tables.Plan((tables.Stage(n, 0, 1),), full_inspection=n == lot_size)
        raise ValueError(f"expected an AQL of {self.code}, got {aql}")


class MdqSamplingTableLine(models.Model):
    """One cell: so many units of lots of this size at this AQL."""

    _name = "mdq.sampling.table.line"
    _description = "Cell of a Zero-Acceptance Table"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "table_id"
    _mdq_reason_fields = ("sample_size", "lot_from", "lot_to")
    _order = "table_id, aql, lot_from"
    _rec_name = "aql"

    table_id = fields.Many2one("mdq.sampling.table", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="table_id.company_id", store=True, precompute=True)
    lot_from = fields.Integer("Lots From", required=True, default=1, aggregator=None)
    lot_to = fields.Integer("Lots To", aggregator=None, help="0: and all larger lots.")
    aql = fields.Selection(AQLS, "AQL", required=True)
    sample_size = fields.Integer("Sample Size", aggregator=None, help="0: every unit.")

    _cell_once = models.Constraint("UNIQUE(table_id, aql, lot_from)", "This cell stands in the table already.")
    _sizes = models.Constraint(
        "CHECK (lot_from > 0 AND lot_to >= 0 AND (lot_to = 0 OR lot_to >= lot_from) AND sample_size >= 0)",
        "A row begins at 1 or more and does not end before it begins; a sample is not negative.",
    )


class MdqInspectionPlan(models.Model):
    """Zero acceptance by a table of one's own."""

    _inherit = "mdq.inspection.plan"

    table_id = fields.Many2one(
        "mdq.sampling.table", "Own Table", ondelete="restrict", check_company=True, domain="[('state', '=', 'effective')]",
        help="Empty: the figures that come with the product.",
    )

    @api.constrains("table_id", "standard", "sampling", "aql_critical", "aql_major", "aql_minor")
    def _check_table(self):
        for plan in self.filtered("table_id"):
            if plan.sampling != "standard" or plan.standard != tables.ZERO:
                raise ValidationError(self.env._("An own table is for zero acceptance: choose %s, or no table.", tables.ZERO))
            plan._check_aqls_in_tables()

    def _check_aqls_in_tables(self):
        if not self.table_id:
            return super()._check_aqls_in_tables()
        missing = set(self._get_aqls().values()) - set(self.table_id.line_ids.mapped("aql"))
        if missing:
            raise ValidationError(self.env._(
                "%(table)s has no column for AQL %(aqls)s.", table=self.table_id.display_name, aqls=", ".join(sorted(missing)),
            ))
        return None

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for plan in self.filtered("table_id"):
            if plan.table_id.state != "effective":
                raise ValidationError(self.env._("%s is not in force: make the table effective first.", plan.table_id.display_name))

    def _lookup(self, quantity, aql, severity, level=None, plan_type="single"):
        if self.table_id:
            return self.table_id._lookup(quantity, aql)
        return super()._lookup(quantity, aql, severity, level, plan_type)


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _prepare_sample_vals(self, name, aql, facts):
        """The record says which table and which revision of it."""
        vals, table = super()._prepare_sample_vals(name, aql, facts), self.plan_id.table_id
        if table:
            vals["standard"] = f"{table.code} rev. {table.revision} ({table.source})"
        return vals


class MdqInspectionSample(models.Model):
    _inherit = "mdq.inspection.sample"

    def _is_counted(self):
        return super()._is_counted() and not self.inspection_id.plan_id.table_id
