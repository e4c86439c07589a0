from odoo import fields, models
from odoo.tools import html2plaintext

PARTIES = [("maker", "Device maker"), ("contractor", "Supplier"), ("both", "Both")]


class MdqQualityAgreementSectionMixin(models.AbstractModel):
    """A section as a template proposes it and as an agreement says it."""

    _name = "mdq.quality.agreement.section.mixin"
    _description = "Section"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char("Key", help="The same key in every revision: by it sections are compared.")
    name = fields.Char("Section", required=True, translate=True)
    guidance = fields.Text("What To Settle", translate=True)
    text = fields.Text(translate=True)
    is_mandatory = fields.Boolean("Mandatory", default=True)


class MdqQualityAgreementClauseMixin(models.AbstractModel):
    """A duty, and who answers for it."""

    _name = "mdq.quality.agreement.clause.mixin"
    _description = "Responsibility"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char("Clause", help="The clause of the standard, such as 7.4.2.")
    name = fields.Char("Duty", required=True, translate=True)
    party = fields.Selection(PARTIES, "Who Answers")


class MdqQualityAgreementSection(models.Model):
    """One section of an agreement, in the words that both parties sign."""

    _name = "mdq.quality.agreement.section"
    _description = "Section Of A Quality Agreement"
    _inherit = ["mdq.quality.agreement.section.mixin", "mdq.audited.mixin"]
    _mdq_parent = "agreement_id"
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("mdq.quality.agreement", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, precompute=True)

    def _is_empty(self):
        return not html2plaintext(self.text or "").strip()

    def _get_signed_fields(self):
        """What the drafter was told to settle is not part of what is agreed."""
        return [name for name in super()._get_signed_fields() if name != "guidance"]


class MdqQualityAgreementClause(models.Model):
    """One line of the matrix of duties."""

    _name = "mdq.quality.agreement.clause"
    _description = "Responsibility In A Quality Agreement"
    _inherit = ["mdq.quality.agreement.clause.mixin", "mdq.audited.mixin"]
    _mdq_parent = "agreement_id"
    _order = "agreement_id, sequence, id"

    agreement_id = fields.Many2one("mdq.quality.agreement", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True, precompute=True)
    note = fields.Char(translate=True)
