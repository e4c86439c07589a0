from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")


class MdqSupplierCase(models.Model):
    """The questionnaires of a case, and what the case shows of what belongs to it."""

    _inherit = "mdq.supplier.case"

    answer_count = fields.Integer("Number of Questionnaires", compute="_compute_counts")
    qualification_count = fields.Integer("Number of Qualifications", compute="_compute_counts")

    @api.depends("answer_ids", "qualification_ids")
    def _compute_counts(self):
        for case in self:
            case.answer_count, case.qualification_count = len(case.answer_ids), len(case.qualification_ids)

    def action_send_questionnaire(self):
        """Make the answer sheets that the processes of the case ask for, and open them to be sent."""
        self.ensure_one()
        self.env.user._mdq_require(*ROLES)
        self._check_open()
        known = self.answer_ids.filtered(lambda answer: answer.state not in ("cancelled", "rejected")).questionnaire_id
        templates = self._get_questionnaires().filtered(lambda template: template.code not in known.mapped("code"))
        if not templates and not known:
            raise UserError(self.env._("No questionnaire is in force for these scopes. Put one in force first."))
        self.env["mdq.supplier.questionnaire.answer"].create([
            {"questionnaire_id": template.id, "partner_id": self.partner_id.id, "company_id": self.company_id.id, "case_id": self.id}
            for template in templates
        ])
        return self.action_open_answers()

    def _get_questionnaires(self):
        """The questionnaires in force for the processes of the case."""
        templates = self.env["mdq.supplier.questionnaire"].search([
            ("state", "=", "effective"), ("company_id", "in", [False, self.company_id.id]),
        ])
        processes = self.line_ids.process_id
        return templates.filtered(lambda template: not template.process_ids or template.process_ids & processes)

    def action_open_answers(self):
        """Open the questionnaires of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_questionnaire_answer_action")
        action = {**action, "domain": [("case_id", "=", self.id)], "context": {}}
        if len(self.answer_ids) == 1:
            action.update(res_id=self.answer_ids.id, views=[(False, "form")])
        return action


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_case_count = fields.Integer("Admissions", compute="_compute_mdq_case_count", groups="base.group_user")

    def _compute_mdq_case_count(self):
        # How many there are is no secret to who sees the supplier; the cases themselves have their own rules.
        counts = dict(self.env["mdq.supplier.case"].sudo()._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "in", self.env.companies.ids)],
            ["partner_id"], ["__count"],
        ))
        for partner in self:
            partner.mdq_case_count = counts.get(partner.commercial_partner_id, 0)

    def action_open_mdq_cases(self):
        """Open the admissions of the supplier."""
        self.ensure_one()
        partner = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_case_action")
        return {**action, "domain": [("partner_id", "=", partner.id)], "context": {"default_partner_id": partner.id}}
