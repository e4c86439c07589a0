from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .mdq_quality_agreement import KINDS

LINES = ("section_ids", "clause_ids")


class MdqQualityAgreementTemplate(models.Model):
    """What an agreement of one kind is drafted from: its sections, which of them are mandatory, and the duties to share out."""

    _name = "mdq.quality.agreement.template"
    _description = "Template For Quality Agreements"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    kind = fields.Selection(KINDS, required=True, default="processing", tracking=True)
    basis = fields.Char("Follows", translate=True, help="The law, guide or standard whose list of sections it follows.")
    section_ids = fields.One2many("mdq.quality.agreement.template.section", "template_id", "Sections", copy=True)
    clause_ids = fields.One2many("mdq.quality.agreement.template.clause", "template_id", "Responsibilities", copy=True)

    def _fill(self, agreement):
        """Copy sections and duties into a draft, in every language."""
        self.ensure_one()
        agreement.write({name: [Command.create(line._prepare_line_vals()) for line in self[name]] for name in LINES})
        for name in LINES:
            for line, copied in zip(self[name], agreement[name].sorted("id"), strict=True):
                line.copy_translations(copied)


class MdqQualityAgreementTemplateLineMixin(models.AbstractModel):
    """A line of a template, which a draft takes over."""

    _name = "mdq.quality.agreement.template.line.mixin"
    _description = "Line Of A Template"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "template_id"

    template_id = fields.Many2one("mdq.quality.agreement.template", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="template_id.company_id", store=True)

    def _mdq_deletable(self):
        return True  # a setting: agreements keep their own copy

    def _get_taken_fields(self):
        """Return the names of what a draft takes over. Extend."""
        return ["sequence", "code", "name"]

    def _prepare_line_vals(self):
        return {name: self[name] for name in self._get_taken_fields()}


class MdqQualityAgreementTemplateSection(models.Model):
    _name = "mdq.quality.agreement.template.section"
    _description = "Section Of A Template"
    _inherit = ["mdq.quality.agreement.section.mixin", "mdq.quality.agreement.template.line.mixin"]
    _order = "template_id, sequence, id"

    def _get_taken_fields(self):
        return [*super()._get_taken_fields(), "guidance", "text", "is_mandatory"]


class MdqQualityAgreementTemplateClause(models.Model):
    _name = "mdq.quality.agreement.template.clause"
    _description = "Responsibility In A Template"
    _inherit = ["mdq.quality.agreement.clause.mixin", "mdq.quality.agreement.template.line.mixin"]
    _order = "template_id, sequence, id"

    def _get_taken_fields(self):
        return [*super()._get_taken_fields(), "party"]


class MdqQualityAgreement(models.Model):
    _inherit = "mdq.quality.agreement"

    def action_take_template(self):
        """Draft the sections and duties from the template; what is there already stays where it is the same section."""
        self.ensure_one()
        self._check_not_locked({"section_ids": True})
        template = self.template_id
        if not template:
            raise UserError(self.env._("Choose the template first."))
        if self.section_ids or self.clause_ids:
            raise UserError(
                self.env._("%s has sections already. Delete them first if the template is to take their place.", self.display_name)
            )
        template._fill(self)
        return True
