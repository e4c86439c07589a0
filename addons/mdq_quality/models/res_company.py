from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    _mdq_ledger_columns = ("name", "mdq_review_before_release", "mdq_second_person", "mdq_late_minutes")

    mdq_review_before_release = fields.Boolean(
        "Audit-Trail Review Before Release",
        help="A lot is released only when somebody who changed nothing of it has reviewed its audit trail and signed.",
    )
    mdq_second_person = fields.Boolean(
        "Second Person for Critical Readings",
        help="A typed reading of a critical characteristic counts only when another person has entered the same value, or"
             " confirmed it with his credential. What a known gauge sends itself needs none.",
    )
