from datetime import date

from odoo import api, models
from odoo.exceptions import UserError, ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.constrains("mdq_controlled", "tracking", "is_storable")
    def _check_mdq_tracking(self):
        for product in self:
            if product.mdq_controlled and product.type == "consu" and (product.tracking == "none" or not product.is_storable):
                raise ValidationError(self.env._(
                    "%(product)s is controlled: it must be kept in stock and tracked by lots or by serial numbers, as quality"
                    " is decided lot by lot.", product=product.display_name,
                ))

    def _mdq_get_last_device_date(self):
        """A device counts as delivered when it is handed to a customer."""
        dates = super()._mdq_get_last_device_date()
        # Deliveries count whoever may see them.
        delivered = self.env["stock.move"].sudo()._read_group(
            [("product_id.product_tmpl_id", "in", self.ids), ("state", "=", "done"), ("location_dest_id.usage", "=", "customer")],
            ["product_id"], ["date:max"])
        for product, last in delivered:
            template = product.product_tmpl_id.id
            dates[template] = max(last.date(), dates.get(template, date.min))
        return dates

    def write(self, vals):
        self.filtered(lambda product: product._mdq_leaves_stock(vals))._mdq_check_control_may_end()
        if "mdq_controlled" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda product: product.mdq_controlled != bool(vals["mdq_controlled"]))
        if not vals["mdq_controlled"]:
            changed._mdq_check_control_may_end()
        result = super().write(vals)
        lots = changed._mdq_get_lots()
        lots._mdq_follow_control()
        lots._mdq_unreserve_refused()
        return result

    def _mdq_leaves_stock(self, vals):
        """Whether controlled goods become what no lot is kept of, as a service: the gate would see none of them any more."""
        kept = vals.get("type", "consu") == "consu" and vals.get("is_storable", True)
        return not kept and self.mdq_controlled and self.is_storable

    def _mdq_check_control_may_end(self):
        if not self:
            return
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        # Stock of all places counts, also of those that the caller may not read.
        held = self.env["stock.quant"].sudo().search([
            ("product_id.product_tmpl_id", "in", self.ids), ("quantity", ">", 0), ("mdq_status", "!=", False),
            ("mdq_status", "!=", "released"), ("location_id.usage", "in", ("internal", "transit")),
        ], limit=1)
        if held:
            raise UserError(self.env._(
                "%(product)s cannot leave quality control: lot %(lot)s in %(place)s is not released. Decide on such lots"
                " first.", product=held.product_id.display_name, lot=held.lot_id.name, place=held.location_id.display_name,
            ))

    def _mdq_get_lots(self):
        if not self:
            return self.env["stock.lot"]
        # Every lot follows its product, also one that the caller may not read.
        return self.env["stock.lot"].sudo().search([("product_id.product_tmpl_id", "in", self.ids)])
