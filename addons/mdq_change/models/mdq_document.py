from odoo import models


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _compute_can_make_effective(self):
        super()._compute_can_make_effective()
        for document in self.filtered("can_make_effective"):
            document.can_make_effective = not document._get_change_refusal()
