from odoo import fields, models


class MdqConcession(models.Model):
    _inherit = "mdq.concession"

    gate = fields.Selection(
        selection_add=[("verification", "Receipt without an accepted report from the supplier's premises")],
        ondelete={"verification": "cascade"})
