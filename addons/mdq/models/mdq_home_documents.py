from odoo import models

from .mdq_home_tiles import _tile


class MdqHome(models.AbstractModel):
    """Documents of lots: what is late, and what waits for a review."""

    _inherit = "mdq.home"

    def _get_tiles_supplier(self):
        quality = ["quality_engineer", "sqe", "quality_manager"]
        return [
            *super()._get_tiles_supplier(),
            _tile("lot_document_review", "supplier", self.env._("Documents of lots to review"), self.env._("Handed in, to compare with the goods"),
                  "mdq.lot.document", [["state", "=", "in_review"]], "mdq_quality.mdq_lot_document_action", quality, "info"),
            _tile("lot_document_overdue", "supplier", self.env._("Documents of lots overdue"), self.env._("Lots wait for them, or are not received"),
                  "mdq.lot.document.need", [["is_overdue", "=", True]], "mdq_quality.mdq_lot_document_need_action", quality, "danger"),
        ]  # fmt: skip
