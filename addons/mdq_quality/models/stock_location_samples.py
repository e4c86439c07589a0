"""Places where retained samples are kept: no order takes anything from there, and only samples go there."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class StockLocation(models.Model):
    _inherit = "stock.location"

    mdq_keeps_samples = fields.Boolean(
        "Keeps Retained Samples", help="Stock here is kept as evidence. No order reserves it; it comes and goes by records of samples."
    )

    @api.constrains("mdq_keeps_samples", "usage", "location_id", "warehouse_id")
    def _check_mdq_keeps_samples(self):
        for place in self.filtered("mdq_keeps_samples"):
            if place.usage != "internal" or place.warehouse_id or place.child_ids:
                raise ValidationError(self.env._(
                    "%s cannot keep retained samples: make it an internal place of its own, outside every warehouse and without"
                    " places in it, so that no order finds the samples.", place.display_name,
                ))

    @api.constrains("location_id")
    def _check_mdq_inside_samples(self):
        for place in self:
            if place.location_id.mdq_keeps_samples:
                raise ValidationError(self.env._(
                    "%s keeps retained samples: there are no places in it.", place.location_id.display_name
                ))

    def write(self, vals):
        if "mdq_keeps_samples" in vals:
            self._mdq_check_samples_gone(bool(vals["mdq_keeps_samples"]))
        return super().write(vals)

    def _mdq_check_samples_gone(self, keeps):
        changed = self.filtered(lambda place: place.mdq_keeps_samples != keeps)
        if not changed:
            return
        # What lies there decides, whoever may read it.
        stored = self.env["stock.quant"].sudo().search([("location_id", "in", changed.ids), ("quantity", ">", 0)], limit=1)
        if stored:
            raise UserError(self.env._(
                "%s is not empty: whether it keeps retained samples changes only while nothing lies there.",
                stored.location_id.display_name,
            ))

    @api.model
    def _mdq_get_sample_place(self, company):
        """Return the place for retained samples of a company; the first one makes it."""
        # The place is the company's, whoever takes the first sample.
        places = self.sudo()
        domain = [("mdq_keeps_samples", "=", True), ("company_id", "=", company.id)]
        return places.search(domain, limit=1) or places.create({
            "name": self.env._("Retained Samples"), "usage": "internal", "mdq_keeps_samples": True, "company_id": company.id,
        })


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_available_quantity(self, location_id, lot_id=None, package_id=None, owner_id=None, strict=False,
                                allow_negative=False):
        if location_id.mdq_keeps_samples and not self.mdq_sample_id:
            return 0.0
        return super()._get_available_quantity(location_id, lot_id, package_id, owner_id, strict, allow_negative)

    def _update_reserved_quantity_vals(self, need, location_id, lot_id=None, package_id=None, owner_id=None, strict=True):
        if location_id.mdq_keeps_samples and not self.mdq_sample_id:
            return [], 0.0
        return super()._update_reserved_quantity_vals(need, location_id, lot_id, package_id, owner_id, strict)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_pass_gate(self):
        # What a place is for is the same for everybody.
        for line in self.sudo():
            ends = line.location_id | line.location_dest_id
            if any(place.mdq_keeps_samples for place in ends) and not line.move_id.mdq_sample_id:
                raise UserError(self.env._(
                    "%(place)s keeps retained samples. Lot %(lot)s comes there by taking a sample from the lot, and leaves by"
                    " recording on the sample what was done with it.", lot=line.lot_id.name,
                    place=ends.filtered("mdq_keeps_samples")[0].display_name,
                ))
        return super()._mdq_pass_gate()
