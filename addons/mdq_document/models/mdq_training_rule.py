from odoo import api, fields, models
from odoo.exceptions import ValidationError

WHO = ("group_ids", "department_ids", "job_ids", "supplier_ids", "person_ids")
RULE_FIELDS = {*WHO, "document_ids", "competence_ids", "active"}


class MdqTrainingRule(models.Model):
    """A line of the training matrix: these people have to know these documents and hold these competences."""

    _name = "mdq.training.rule"
    _description = "Training Rule"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    group_ids = fields.Many2many("res.groups", string="Roles")
    department_ids = fields.Many2many("hr.department", string="Departments", check_company=True)
    job_ids = fields.Many2many("hr.job", string="Jobs", check_company=True)
    supplier_ids = fields.Many2many(
        "res.partner", "mdq_training_rule_supplier_rel", string="Suppliers", domain=[("is_company", "=", True)],
        help="The staff of these suppliers who have a login in the portal.",
    )
    person_ids = fields.Many2many("res.partner", "mdq_training_rule_person_rel", string="Further People",
                                  domain=[("is_company", "=", False)])
    document_ids = fields.Many2many(
        "mdq.document", string="Documents", check_company=True, domain="[('state', '=', 'effective')]",
        help="Of each the effective revision counts: a new one takes the place of the old here by itself.",
    )
    competence_ids = fields.Many2many("mdq.competence", string="Competences", check_company=True)
    person_count = fields.Integer("Number of People", compute="_compute_person_count")

    @api.depends(*WHO)
    def _compute_person_count(self):
        persons = self._origin._get_persons_by_rule()
        for rule in self:
            rule.person_count = len(persons.get(rule._origin, ()))

    @api.constrains(*WHO, "document_ids", "competence_ids")
    def _check_says_something(self):
        for rule in self:
            if not any(rule[name] for name in WHO):
                raise ValidationError(self.env._("%s: say who: a role, a department, a job, a supplier or people.", rule.name))
            if not rule._has_subject():
                raise ValidationError(self.env._("%s: say what they have to know: documents or competences.", rule.name))

    def _has_subject(self):
        """Whether the rule says what people have to know. Extend with `or`."""
        return bool(self.document_ids or self.competence_ids)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._assign_training()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if self._get_rule_fields() & set(vals):
            self._assign_training()
        return result

    def _get_rule_fields(self):
        """Return the fields whose change may concern new people or new documents. Extend with `|`."""
        return RULE_FIELDS

    def _follow_revision(self, commands):
        super().write({"document_ids": commands})

    # ---------------------------------------------------------------------------------- who and what

    def _get_persons_by_rule(self):
        """Return {rule: persons}: every person by his contact, whoever asks."""
        known = self.sudo()  # employees and users are closed to most roles; only contacts leave this method
        suppliers = known._get_supplier_staff()
        return {rule.with_env(self.env): (
            rule.group_ids.all_user_ids.filtered(lambda user, rule=rule: user.active and rule.company_id in user.company_ids).partner_id
            | (rule.department_ids.member_ids | rule.job_ids.employee_ids)._mdq_get_persons()
            | suppliers.filtered(lambda person, rule=rule: person.commercial_partner_id in rule.supplier_ids.commercial_partner_id)
            | rule.person_ids
        ).filtered("active").sudo(False) for rule in known}

    def _get_supplier_staff(self):
        companies = self.supplier_ids.commercial_partner_id
        return self.env["res.users"].search(
            [("partner_id.commercial_partner_id", "in", companies.ids), ("share", "=", True)]
        ).partner_id

    def _get_documents_by_rule(self):
        """Return {rule: documents}, of which the revision to be read counts. Extend."""
        return {rule: rule.document_ids for rule in self}

    def _assign_training(self):
        """Give the people of these rules what they lack; return the new assignments."""
        active = self.sudo().filtered("active")  # as above: rules see everybody
        persons, documents = active._get_persons_by_rule(), active._get_documents_by_rule()
        pairs = [(person, subject) for rule in active for person in persons[rule]
                 for subject in [*documents[rule].filtered(lambda document: document._is_to_be_read()), *rule.competence_ids]]
        return self.env["mdq.training.assignment"]._assign(pairs)

    # ------------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_assign(self):
        """Who joined a department or was given a role since yesterday gets what he lacks; who left owes nothing."""
        self.search([])._assign_training()
        self.env["mdq.document"].search(
            [("state", "=", "effective"), "|", ("reader_ids", "!=", False), ("department_ids", "!=", False)]
        )._assign_training()
        self.env["mdq.document"].search([("state", "=", "in_review")])._assign_training()
        self.env["mdq.training.assignment"].search([("state", "=", "open"), ("person_id.active", "=", False)])._move_to("cancelled")
