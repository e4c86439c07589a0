from odoo import api, fields, models


class MdqTrainingAssign(models.TransientModel):
    """Assign documents and courses to many people at once: first a list of what would happen, then the deed."""

    _name = "mdq.training.assign"
    _description = "Assign Training"

    person_ids = fields.Many2many("res.partner", string="People", domain=[("is_company", "=", False)])
    department_ids = fields.Many2many("hr.department", string="Departments")
    group_ids = fields.Many2many("res.groups", string="Roles")
    supplier_ids = fields.Many2many("res.partner", "mdq_training_assign_supplier_rel", string="Suppliers", domain=[("is_company", "=", True)])
    document_ids = fields.Many2many("mdq.document", string="Documents", domain=[("state", "=", "effective")])
    competence_ids = fields.Many2many("mdq.competence", string="Courses")
    due_date = fields.Date("Due", default=lambda self: fields.Date.add(self.env.company._mdq_today(), days=14), required=True)
    line_ids = fields.One2many("mdq.training.assign.line", "assign_id", compute="_compute_line_ids", string="What Would Happen")
    new_count = fields.Integer("New", compute="_compute_line_ids")

    @api.depends("person_ids", "department_ids", "group_ids", "supplier_ids", "document_ids", "competence_ids")
    def _compute_line_ids(self):
        for wizard in self:
            pairs = wizard._get_pairs()
            known = self.env["mdq.training.assignment"]._get_live_pairs(pairs)
            wizard.line_ids = self.env["mdq.training.assign.line"].union(*(
                self.env["mdq.training.assign.line"].new({
                    "person_id": person.id, "subject": subject.display_name, "is_new": (person, subject) not in known,
                }) for person, subject in pairs
            ))
            wizard.new_count = len([pair for pair in pairs if pair not in known])

    def _get_pairs(self):
        """Return (person, document or competence) for everybody chosen."""
        return [(person, subject) for person in self._get_persons()
                for subject in [*self.document_ids._origin, *self.competence_ids._origin]]

    def _get_persons(self):
        known = self.sudo()  # employees and users are closed to most roles; only contacts leave this method
        suppliers = known.supplier_ids.commercial_partner_id
        staff = known.env["res.users"].search([("partner_id.commercial_partner_id", "in", suppliers.ids), ("share", "=", True)])
        persons = (known.person_ids._origin | known.department_ids.member_ids._origin._mdq_get_persons() | staff.partner_id
                   | known.group_ids.all_user_ids._origin.filtered("active").partner_id)
        return persons.sudo(False)

    def action_assign(self):
        """Assign what is not assigned yet."""
        self.ensure_one()
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")
        assignments = self.env["mdq.training.assignment"]._assign(self._get_pairs())
        assignments.write({"due_date": self.due_date})
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_training_assignment_action")
        return {**action, "domain": [("id", "in", assignments.ids)], "context": {}}


class MdqTrainingAssignLine(models.TransientModel):
    """One person and one subject, and whether there is anything to do."""

    _name = "mdq.training.assign.line"
    _description = "Line Of The Assignment Of Training"

    assign_id = fields.Many2one("mdq.training.assign", ondelete="cascade")
    person_id = fields.Many2one("res.partner", "Person")
    subject = fields.Char()
    is_new = fields.Boolean("New")
