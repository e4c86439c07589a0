"""A lot that is split: which of it can be, what its parts are called, and what they came from."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_lot_split import SPLITTABLE

KEPT = ("product_id", "company_id", "ref", "expiration_date", "use_date", "removal_date", "alert_date")


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_split_ids = fields.One2many("mdq.lot.split", "lot_id", "Splits", readonly=True, groups="base.group_user")
    mdq_split_from_ids = fields.One2many("mdq.lot.split", "new_lot_id", "Split From", readonly=True, groups="base.group_user")
    mdq_origin_lot_id = fields.Many2one(
        "stock.lot", "Split From Lot", compute="_compute_mdq_origin_lot_id", groups="base.group_user",
        help="Its inspections and readings are evidence for this lot too, as it was one with it then.",
    )

    @api.depends("mdq_split_from_ids.lot_id")
    def _compute_mdq_origin_lot_id(self):
        # Who may read a lot may read which lot it was part of.
        splits = self.env["mdq.lot.split"].sudo().search([("new_lot_id", "in", self._origin.ids)])
        origins = {split.new_lot_id.id: split.lot_id for split in splits}
        for lot in self:
            lot.mdq_origin_lot_id = origins.get(lot._origin.id, False)

    def _mdq_get_origins(self):
        """Return these lots and all lots that they were split from."""
        every, last = self, self
        while last := last.mdq_origin_lot_id - every:
            every |= last
        return every

    def _mdq_get_parts(self):
        """Return all lots that were split from these, and from their parts."""
        every, last = self.browse(), self
        while last := last.mdq_split_ids.new_lot_id - every:
            every |= last
        return every

    def _mdq_get_inspections_before_split(self):
        """Return the inspections of the lots that these were part of, as far as they were opened before the split."""
        found, part = self.env["mdq.inspection"], self
        while splits := part.mdq_split_from_ids:
            for split in splits:
                found |= split.lot_id.mdq_inspection_ids.filtered(lambda each, split=split: each.create_date <= split.create_date)
            part = splits.lot_id
        return found

    # ------------------------------------------------------------------------------------- checks

    def _mdq_check_splittable(self):
        """Refuse, in words, what cannot be split. Extend."""
        self._mdq_check_splittable_status()
        if self.product_id.tracking == "serial":
            raise UserError(self.env._(
                "%s is a serial number, one piece: choose the serial numbers that do not go on in the list of lots.", self.name
            ))

    def _mdq_check_splittable_status(self):
        status = self._mdq_get_effective_status()
        if status not in SPLITTABLE:
            raise UserError(self.env._(
                "Lot %(lot)s is %(status)s as a whole, so it is not split. %(remedy)s", lot=self.name,
                status=self._mdq_get_status_words(status), remedy=self._mdq_get_remedy(status),
            ))

    # ------------------------------------------------------------------------------------- places

    def _mdq_get_split_places(self):
        """Return [{location, package, owner, on_hand, reserved}] of stock that can be split: in our hands, of this company."""
        # Which stock there is does not depend on what the one who decides may read of it.
        groups = self.env["stock.quant"].sudo()._read_group(
            [("lot_id", "=", self.id), ("location_id.usage", "=", "internal"), ("company_id", "=", self.env.company.id)],
            ["location_id", "package_id", "owner_id"], ["quantity:sum", "reserved_quantity:sum"], having=[("quantity:sum", ">", 0)],
        )
        return [
            {"location": location, "package": package, "owner": owner, "on_hand": quantity, "reserved": reserved}
            for location, package, owner, quantity, reserved in groups if not location.mdq_keeps_samples
        ]

    def _mdq_prepare_place_lines(self):
        """Return the same places as values of the lines on which a wizard asks how many of each."""
        return [{"location_id": place["location"].id, "package_id": place["package"].id, "owner_id": place["owner"].id,
                 "on_hand": place["on_hand"], "reserved": place["reserved"]} for place in self._mdq_get_split_places()]

    @api.model
    def _mdq_prepare_parts(self, lines):
        """Return what was answered on such lines, as splitting and releasing take it."""
        return [{"location_id": line.location_id.id, "package_id": line.package_id.id, "owner_id": line.owner_id.id,
                 "quantity": line.quantity} for line in lines if line.quantity]

    def _mdq_read_parts(self, parts):
        """Return the places with the quantities asked for; refuse, in words, what does not come out even."""
        places = {(place["location"].id, place["package"].id, place["owner"].id): place for place in self._mdq_get_split_places()}
        lines = {}
        for part in parts:
            key = tuple(part.get(name) or False for name in ("location_id", "package_id", "owner_id"))
            if key not in places or key in lines:
                raise UserError(self.env._("Lot %s does not lie there, or the place is named twice. Open the split again.", self.name))
            if part.get("quantity"):
                lines[key] = {**places[key], "quantity": self._mdq_check_part(places[key], part["quantity"])}
        return list(lines.values())

    def _mdq_check_part(self, place, quantity):
        uom, where = self.product_uom_id, place["location"].display_name
        if quantity < 0 or uom.compare(quantity, uom.round(quantity)) or self._mdq_is_divided(quantity):
            raise UserError(self.env._(
                "%(quantity)g %(unit)s cannot be taken out of %(place)s: name whole pieces, or what the unit allows.",
                quantity=quantity, unit=uom.name, place=where,
            ))
        if uom.compare(quantity, place["on_hand"]) > 0:
            raise UserError(self.env._(
                "%(place)s has %(there)g %(unit)s of lot %(lot)s, not %(quantity)g.", place=where, there=place["on_hand"],
                unit=uom.name, lot=self.name, quantity=quantity,
            ))
        if uom.compare(quantity, place["on_hand"] - place["reserved"]) > 0:
            raise UserError(self.env._(
                "%(reserved)g %(unit)s of lot %(lot)s in %(place)s are reserved for orders: unreserve them, or hold the lot, first.",
                reserved=place["reserved"], unit=uom.name, lot=self.name, place=where,
            ))
        return quantity

    def _mdq_is_divided(self, quantity):
        """Pieces are not divided, whatever the decimals of other units."""
        return self.product_uom_id == self.env.ref("uom.product_uom_unit") and quantity != int(quantity)

    # ------------------------------------------------------------------------------------- new lot

    def _mdq_make_part(self, name=None):
        """Create the lot of a part taken out: same product, supplier lot and life; its status is its own."""
        values = {field: self._fields[field].convert_to_write(self[field], self) for field in KEPT}
        return self.create({**values, "name": name or self._mdq_get_part_name()})

    def _mdq_get_part_name(self, letter="R"):
        names = set(self.search([("product_id", "=", self.product_id.id), ("name", "=like", f"{self.name}-{letter}%")]).mapped("name"))
        return next(name for number in range(1, len(names) + 2) if (name := f"{self.name}-{letter}{number}") not in names)
