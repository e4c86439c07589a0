import ast

from odoo import api, fields, models
from odoo.addons.mdq_base.models.mdq_signature import MEANINGS
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MdqCompetenceRequirement(models.Model):
    """Rule as data: who does this to such records has this competence. Without a rule nothing is asked."""

    _name = "mdq.competence.requirement"
    _description = "Competence Requirement"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "competence_id, id"
    _check_company_auto = True

    name = fields.Char("For", required=True, translate=True, help="The work in the words of the trade.")
    active = fields.Boolean(default=True, tracking=True)
    competence_id = fields.Many2one(
        "mdq.competence", required=True, index=True, ondelete="restrict", tracking=True, check_company=True
    )
    company_id = fields.Many2one(related="competence_id.company_id", store=True, precompute=True)
    model_id = fields.Many2one("ir.model", "Records", required=True, ondelete="cascade", tracking=True)
    model = fields.Char(related="model_id.model", store=True, precompute=True, index=True)
    domain = fields.Char("Which Records", default="[]", required=True, tracking=True)
    act = fields.Selection(
        MEANINGS, "What Is Done", required=True, default="performed", tracking=True, help="The meaning of the signature, or the act."
    )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for requirement in self:
            try:
                Domain(requirement._get_domain()).validate(self.env[requirement.model])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(self.env._(
                    "%(requirement)s: this is no condition on such records: %(domain)s", requirement=requirement.name,
                    domain=requirement.domain,
                )) from error

    def _get_domain(self):
        """Values only: a condition is data, and nothing in it is executed."""
        return ast.literal_eval(self.domain or "[]")

    @api.model
    def _get_required(self, records, act):
        """Return the competences that this act on these records asks for."""
        # A gate sees all requirements, and all of the records, whatever the caller may read.
        requirements, known = self.sudo(), records.sudo()
        asked = requirements.search([("model", "=", records._name), ("act", "=", act)])
        return asked.filtered(lambda requirement: requirement._covers(known)).competence_id

    def _covers(self, records):
        if "company_id" in records._fields:
            records = records.filtered(lambda record: not record.company_id or record.company_id == self.company_id)
        return bool(records.filtered_domain(self._get_domain()))
