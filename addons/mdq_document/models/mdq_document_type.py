from odoo import fields, models

CONFIDENTIALITY = [
    ("supplier", "May be given to suppliers"), ("internal", "Inside the company"), ("restricted", "Only the people named"),
]


class MdqDocumentType(models.Model):
    """A kind of document: its numbering, and what its documents begin with."""

    _name = "mdq.document.type"
    _description = "Kind Of Document"
    _inherit = ["mdq.audited.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    sequence_id = fields.Many2one(
        "ir.sequence", "Numbering", ondelete="restrict", help="Gives new documents of this kind their code."
    )
    review_months = fields.Integer("Review Every (Months)", default=24)
    confidentiality = fields.Selection(CONFIDENTIALITY, required=True, default="internal")
    is_external = fields.Boolean("External", help="Issued by others, as standards are: edition and its checks are kept.")
    acknowledge_days = fields.Integer(
        "Acknowledge Within (Days)", default=14, help="Time for recipients to confirm that they have a new revision."
    )

    _months_not_negative = models.Constraint("CHECK (review_months >= 0)", "Months between reviews cannot be negative.")
    _days_positive = models.Constraint("CHECK (acknowledge_days > 0)", "Give recipients at least one day.")
