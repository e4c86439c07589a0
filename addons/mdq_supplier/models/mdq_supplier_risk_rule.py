from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import risk
from .mdq_process import CRITICALITY
from .mdq_supplier_risk_class import LEVELS
from .product_category import GRADES

HISTORY = [("new", "New: no supply yet"), ("good", "Proven: no objection"), ("poor", "Objections: suspended or withdrawn")]
NO_PROCESS = ("none", "No process: the product itself is bought")


class MdqSupplierRiskRule(models.Model):
    """The table by which supplies are classed: criticality of the process × grade of the goods × history → class.

    It also says what follows from a class: how often the supplier is audited, and how closely lots are inspected.
    """

    _name = "mdq.supplier.risk.rule"
    _description = "Supplier Risk Table"
    _inherit = ["mdq.shipped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"

    company_id = fields.Many2one("res.company", required=False, default=False, help="Empty: for all companies.")
    line_ids = fields.One2many("mdq.supplier.risk.rule.line", "rule_id", "Rows", copy=True)
    class_ids = fields.One2many("mdq.supplier.risk.rule.class", "rule_id", "What Follows From a Class", copy=True)
    note = fields.Text("Basis", translate=True, help="Why the table is as it is: the risk analysis or procedure behind it.")

    _revision_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code, revision)",
        "This code and revision exist already. Revise the existing one instead.",
    )
    _one_effective = models.UniqueIndex(
        "(COALESCE(company_id, 0)) WHERE state = 'effective'",
        "Only one risk table can be effective. Make the next revision of the one in force.",
    )

    # ------------------------------------------------------------------------------------- checks

    def _check_move_to_in_review(self):
        self._check_complete()

    def _check_before_in_force(self):
        super()._check_before_in_force()
        self._check_complete()

    def _check_complete(self):
        """Every supply finds its class, and every class says what follows from it."""
        for table in self:
            missing = table.line_ids.class_id - table.class_ids.class_id
            if missing:
                raise UserError(self.env._(
                    "%(table)s: say how often suppliers of class %(classes)s are audited and at which level their lots are"
                    " inspected.", table=table.display_name, classes=", ".join(missing.mapped("display_name")),
                ))
            gaps = risk.find_gaps(table._get_rows(), table._get_values())
            if gaps:
                raise UserError(self.env._(
                    "%(table)s has no row for: %(facts)s. Add one, or a last row that leaves everything open.",
                    table=table.display_name, facts=table._describe(gaps[0]),
                ))

    def _get_values(self):
        """All that each dimension can be."""
        line = self.line_ids
        return {name: [value for value, _label in line._fields[name]._description_selection(self.env)]
                for name in risk.DIMENSIONS}

    # ------------------------------------------------------------------------------------ helpers

    @api.model
    def _get_in_force(self, company):
        """Return the table that a company classes by: its own, or the one of all companies."""
        # What follows from a class is no secret to anybody who sees the class.
        tables = self.sudo().search([("state", "=", "effective"), ("company_id", "in", [False, company.id])])
        return tables.sorted(lambda table: not table.company_id)[:1]

    def _get_rows(self):
        """The rows in their order, as the reckoning takes them."""
        return [risk.Row(line.id, line.class_id, line.criticality or None, line.grade or None, line.history or None)
                for line in self.line_ids.sorted(lambda line: (line.sequence, line.id))]

    def _assess(self, supplies):
        """Class supplies by this table.

        :param supplies: {key: Facts}
        :return: {key: (class, why)}; without a fitting row the class is empty, and `why` says so
        """
        rows = self._get_rows() if self else []
        return {key: self._get_verdict(risk.choose(rows, facts), facts) for key, facts in supplies.items()}

    def _get_verdict(self, row, facts):
        classes = self.env["mdq.supplier.risk.class"]
        if not self:
            return classes, self.env._("No risk table is in force.")
        if row is None:
            return classes, self.env._("%(table)s has no row for: %(facts)s.", table=self.display_name,
                                       facts=self._describe(facts))
        return row.result.sudo(False), self.env._(
            "%(facts)s → %(class)s, by row %(number)s of %(table)s.",
            **{"facts": self._describe(facts), "class": row.result.display_name, "table": self.display_name,
               "number": self._get_rows().index(row) + 1},
        )

    def _describe(self, facts):
        """The facts in words."""
        line = self.env["mdq.supplier.risk.rule.line"]
        return ", ".join(
            dict(line._fields[name]._description_selection(self.env)).get(getattr(facts, name), getattr(facts, name))
            for name in risk.DIMENSIONS
        )


class MdqSupplierRiskRuleLine(models.Model):
    """One row: what it fits, and the class that follows. The first row that fits decides."""

    _name = "mdq.supplier.risk.rule.line"
    _description = "Row of the Risk Table"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "rule_id"
    _order = "rule_id, sequence, id"
    _rec_name = "class_id"

    rule_id = fields.Many2one("mdq.supplier.risk.rule", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    criticality = fields.Selection([*CRITICALITY, NO_PROCESS], "Process", help="Empty: any.")
    grade = fields.Selection(GRADES, "Goods", help="Empty: any.")
    history = fields.Selection(HISTORY, "History", help="Empty: any.")
    class_id = fields.Many2one("mdq.supplier.risk.class", "Risk Class", required=True, ondelete="restrict")


class MdqSupplierRiskRuleClass(models.Model):
    """What follows from a class."""

    _name = "mdq.supplier.risk.rule.class"
    _description = "What Follows From a Risk Class"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "rule_id"
    _order = "rule_id, class_id"
    _rec_name = "class_id"

    rule_id = fields.Many2one("mdq.supplier.risk.rule", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    class_id = fields.Many2one("mdq.supplier.risk.class", "Risk Class", required=True, ondelete="restrict")
    audit_months = fields.Integer("Audit Every (Months)", help="0: no audit is planned.")
    inspection_level = fields.Selection(
        LEVELS, required=True, default="II", help="The level at which the lots are inspected unless their plan says otherwise."
    )

    _class_unique = models.Constraint("UNIQUE(rule_id, class_id)", "This class is in the table already.")
    _months_not_negative = models.Constraint("CHECK (audit_months >= 0)", "Months between audits cannot be negative.")
