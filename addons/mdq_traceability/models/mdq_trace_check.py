from odoo import api, fields, models

MANAGER = "mdq_base.group_quality_manager"


class MdqTraceCheck(models.Model):
    """One comparison of the lot relations with all stock moves of a company, with what differed."""

    _name = "mdq.trace.check"
    _description = "Check of Lot Relations"
    _inherit = ["mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "checked_on"
    _mdq_server_written = True

    checked_on = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    relation_count = fields.Integer("Relations", readonly=True)
    difference_count = fields.Integer("Differences", readonly=True)
    line_ids = fields.One2many("mdq.trace.check.line", "check_id", "Details", readonly=True)
    repaired_on = fields.Datetime(readonly=True)

    @api.model
    def action_check(self):
        """Compare now, and open the result."""
        self.env["mdq.trace.check"].check_access("read")
        check = self._check(self.env.company)
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": check.id, "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_rebuild(self):
        """Bring the relations in line with stock: the old rows stay on record as corrected."""
        self.ensure_one()
        self.env.user._mdq_require(MANAGER, "mdq_base.group_admin")
        self.check_access("read")
        # No role writes relations or checks; the server does, after the check above.
        self.env["mdq.lot.edge"].sudo()._rebuild()
        check = self.sudo()  # the same
        check.write({"repaired_on": fields.Datetime.now()})
        check.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    @api.model
    def _check(self, company):
        # No role reads all relations or writes checks; the server records what it found.
        edges = self.env["mdq.lot.edge"].sudo()
        differences = edges._compare(company)
        return self.sudo().create({  # no role writes checks
            "checked_on": fields.Datetime.now(), "company_id": company.id, "difference_count": len(differences),
            "relation_count": edges.search_count([("company_id", "=", company.id), ("superseded_on", "=", False)]),
            "line_ids": [(0, 0, difference) for difference in differences],
        })

    @api.model
    def _cron_check(self):
        """Compare every company, and ask its quality managers to look where something differs."""
        for company in self.env["res.company"].search([]):
            check = self._check(company)
            if check.difference_count:
                check._ask_managers()

    def _ask_managers(self):
        managers = self.env.ref(MANAGER).all_user_ids.filtered(lambda user: self.company_id in user.company_ids)
        for manager in managers:
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=manager.id,
                summary=self.with_context(lang=manager.lang).env._("%s relations of lots differ from the stock moves", self.difference_count),
            )


class MdqTraceCheckLine(models.Model):
    """One relation of lots on which the graph and stock disagree."""

    _name = "mdq.trace.check.line"
    _description = "Difference of Lot Relations"
    _inherit = ["mdq.audited.mixin"]
    _mdq_server_written = True

    check_id = fields.Many2one("mdq.trace.check", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    problem = fields.Selection(
        [("missing", "Missing in the graph"), ("extra", "Only in the graph"), ("different", "Different")],
        required=True, readonly=True,
    )
    production_id = fields.Many2one("mrp.production", "Order", readonly=True, ondelete="restrict")
    parent_lot_id = fields.Many2one("stock.lot", "From Lot", readonly=True, ondelete="restrict")
    child_lot_id = fields.Many2one("stock.lot", "Into Lot", readonly=True, ondelete="restrict")
    expected = fields.Float("By Stock", digits=0, readonly=True)
    found = fields.Float("In the Graph", digits=0, readonly=True)
