from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    _mdq_ledger_columns = ("name", "mdq_review_before_release")

    mdq_review_before_release = fields.Boolean(
        "Audit-Trail Review Before Release",
        help="A lot is released only when somebody who changed nothing of it has reviewed its audit trail and signed.",
    )
