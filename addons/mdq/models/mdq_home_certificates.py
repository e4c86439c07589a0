from odoo import models

from .mdq_home_tiles import _tile


class MdqHome(models.AbstractModel):
    """Suppliers at risk: what ends, what bars, what waits for a review."""

    _inherit = "mdq.home"

    def _get_tiles_supplier(self):
        _ = self.env._
        model, action = "mdq.supplier.certificate", "mdq_supplier.mdq_supplier_certificate_action"
        quality, buyers = ["sqe", "quality_manager"], ["sqe", "quality_manager", "planner"]
        return [
            *super()._get_tiles_supplier(),
            _tile("scope_barred", "supplier", _("Scopes barred"), _("Approved, but what they rest on has failed"),
                  "mdq.supplier.qualification", [["is_barred", "=", True]], "mdq_supplier.mdq_supplier_qualification_action",
                  buyers, "danger"),
            _tile("certificate_review", "supplier", _("Certificates to review"), _("Sent by suppliers, to compare with the paper"),
                  model, [["state", "=", "in_review"]], action, quality, "info"),
            _tile("certificate_soon", "supplier", _("Certificates end soon"), _("90 days or less, no renewal accepted"),
                  model, [["validity", "in", ["soon"]]], action, buyers, "warning"),
            _tile("certificate_expired", "supplier", _("Certificates ended"), _("What rests on them does not count"),
                  model, [["validity", "in", ["expired"]]], action, buyers, "danger"),
            _tile("subtier_review", "supplier", _("Sub-suppliers to review"), _("Declared by suppliers"),
                  "mdq.supplier.subtier", [["state", "=", "in_review"]], "mdq_supplier.mdq_supplier_subtier_action", quality, "info"),
        ]  # fmt: skip
