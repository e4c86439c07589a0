from odoo import fields, models


class MdqAccessDay(models.TransientModel):
    """Who could do what at a moment of the past."""

    _name = "mdq.access.day"
    _description = "Access as of a Date"

    as_of = fields.Datetime("As of", required=True, default=lambda self: fields.Datetime.now())
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    is_all_roles = fields.Boolean("All Roles of Odoo", help="Otherwise the roles of the suite and of administrators.")
    line_ids = fields.One2many("mdq.access.day.line", "day_id", "People and Roles", readonly=True)

    def action_show(self):
        """List the persons and roles of that moment, to search, group and export."""
        self.ensure_one()
        self._fill()
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.access.day.line", "views": [(False, "list")],
            "name": self.env._("Access as of %s", fields.Datetime.context_timestamp(self, self.as_of).strftime("%F %T")),
            "domain": [("day_id", "=", self.id)],
        }

    def action_export(self):
        self.ensure_one()
        self._fill()
        return {"type": "ir.actions.act_url", "url": f"/mdq/access/{self._name}/{self.id}.xlsx", "target": "download"}

    def _fill(self):
        groups = None if self.is_all_roles else self.env["mdq.access.review"]._get_default_groups()
        facts = self.env["mdq.access.facts"]._get_facts(self.as_of, groups, self.company_id)
        self.line_ids.unlink()
        self.env["mdq.access.day.line"].create([{**fact, "day_id": self.id} for fact in facts])


class MdqAccessDayLine(models.TransientModel):
    """One person in one role at that moment."""

    _name = "mdq.access.day.line"
    _description = "Person in a Role as of a Date"
    _inherit = ["mdq.access.facts"]
    _order = "person, role, id"
    _rec_name = "person"

    day_id = fields.Many2one("mdq.access.day", required=True, ondelete="cascade")
