from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

OUTCOMES = [("rejected", "Rejected"), ("hold", "On Hold")]
RELEASED = ("released", "Released")  # by a release of a part, whose signature covers the split
SPLITTABLE = ("quarantine", "released", "hold", "rejected")


class MdqLotSplit(models.Model):
    """So many of a lot go on, so many do not: the latter get a lot of their own. Who decided, why, and how many where."""

    _name = "mdq.lot.split"
    _description = "Lot Split"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    name = fields.Char("Reference", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True, ondelete="restrict")
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True, ondelete="restrict", index="btree_not_null")
    new_lot_id = fields.Many2one("stock.lot", "New Lot", readonly=True, ondelete="restrict", index="btree_not_null")
    serial_ids = fields.Many2many("stock.lot", "mdq_lot_split_serial_rel", string="Serial Numbers Judged", readonly=True)
    rejected_serial_ids = fields.Many2many(
        "stock.lot", "mdq_lot_split_rejected_serial_rel", string="Serial Numbers Taken Out", readonly=True
    )
    outcome = fields.Selection([*OUTCOMES, RELEASED], "The Part Taken Out Is", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    accepted_quantity = fields.Float("Quantity That Goes On", digits="Product Unit", readonly=True)
    rejected_quantity = fields.Float("Quantity Taken Out", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    split_by = fields.Many2one("res.users", "Decided By", required=True, readonly=True, ondelete="restrict")
    split_on = fields.Datetime("Decided On", required=True, readonly=True)
    line_ids = fields.One2many("mdq.lot.split.line", "split_id", "Places", readonly=True)
    move_ids = fields.One2many("stock.move", "mdq_split_id", "Movements", readonly=True)
    hold_id = fields.Many2one("mdq.hold", "Hold", compute="_compute_hold_id")

    def _compute_hold_id(self):
        for split in self:
            lots = split.new_lot_id | split.rejected_serial_ids
            split.hold_id = lots.mdq_hold_ids.filtered(lambda hold, name=split.name: name in hold.reason)[:1]

    # ------------------------------------------------------------------------------------- public

    @api.model
    def split(self, lot_id, parts, outcome, credential, reason, name=None):
        """Sign that a part of a lot is taken out into a lot of its own; return the id of the split.

        :param parts: [{location_id, quantity, package_id, owner_id}]: how many of which place are taken out
        :param outcome: rejected or hold: the status of the part taken out; the rest goes on
        :param name: number of the new lot; without it the old one with a suffix
        """
        lot = self._read_lots([lot_id], outcome, reason)
        lot._mdq_check_splittable()
        lines = lot._mdq_read_parts(parts)
        taken, left = self._check_quantities(lot, lines)
        # No role writes splits or makes such lots; the server does what is signed in this very call.
        new_lot = lot.sudo()._mdq_make_part(name)
        split = self._record({
            **self._prepare_vals(lot, outcome, reason), "lot_id": lot.id, "new_lot_id": new_lot.id,
            "accepted_quantity": left, "rejected_quantity": taken,
            "line_ids": [Command.create(self._prepare_line_vals(line)) for line in lines],
        }, credential, reason)
        split.sudo()._carry_out(lines)  # the same: signed just now
        return split.id

    @api.model
    def split_serials(self, lot_ids, rejected_ids, outcome, credential, reason):
        """Sign which of the serial numbers that were judged together do not go on; return the id of the split."""
        lots = self._read_lots(lot_ids, outcome, reason)
        rejected = lots.filtered(lambda lot: lot.id in rejected_ids)
        self._check_serials(lots, rejected, rejected_ids)
        split = self._record({
            **self._prepare_vals(lots, outcome, reason), "serial_ids": [Command.set(lots.ids)],
            "rejected_serial_ids": [Command.set(rejected.ids)],
            "accepted_quantity": len(lots) - len(rejected), "rejected_quantity": len(rejected),
        }, credential, reason)
        split.sudo()._set_statuses(rejected)  # signed just now, whoever edits lots
        return split.id

    # ------------------------------------------------------------------------------------- checks

    def _read_lots(self, lot_ids, outcome, reason):
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        lots = self.env["stock.lot"].browse(lot_ids).exists()
        lots.check_access("read")
        lots._mdq_check_controlled()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the lot is split: what was found on which part."))
        if outcome not in dict(OUTCOMES):
            raise UserError(self.env._("The part taken out is rejected or put on hold; nothing else."))
        return lots

    def _check_quantities(self, lot, lines, why_not_all=None):
        """Return (quantity taken out, quantity left) over all places."""
        on_hand = sum(place["on_hand"] for place in lot._mdq_get_split_places())
        taken = sum(line["quantity"] for line in lines)
        if not taken:
            raise UserError(self.env._("Say how many are taken out, and where they lie."))
        if lot.product_uom_id.compare(taken, on_hand) >= 0:
            raise UserError(why_not_all or self.env._(
                "All %(quantity)g of %(lot)s would be taken out, so nothing is left to go on: reject or hold the whole lot instead.",
                quantity=on_hand, lot=lot.name,
            ))
        return taken, on_hand - taken

    def _check_serials(self, lots, rejected, rejected_ids):
        if len(lots.product_id) > 1 or lots.product_id.tracking != "serial":
            raise UserError(self.env._("Name serial numbers of one product. A lot is split by its quantity instead."))
        if not rejected or len(rejected) != len(set(rejected_ids)) or rejected == lots:
            raise UserError(self.env._(
                "Choose, among the serial numbers judged, those that do not go on: at least one, and not all of them."
            ))
        for lot in lots:
            lot._mdq_check_splittable_status()

    # ------------------------------------------------------------------------------------- the deed

    def _prepare_vals(self, lots, outcome, reason):
        return {
            "name": self.env["ir.sequence"].next_by_code(self._name), "company_id": self.env.company.id,
            "product_id": lots.product_id.id, "outcome": outcome, "reason": reason, "split_by": self.env.uid,
            "split_on": fields.Datetime.now(),
        }

    def _prepare_line_vals(self, line):
        return {
            "location_id": line["location"].id, "package_id": line["package"].id, "owner_id": line["owner"].id,
            "on_hand": line["on_hand"], "quantity": line["quantity"],
        }

    def _record(self, vals, credential, reason):
        # No role writes splits; this one is signed in this very call.
        split = self.sudo().create(vals).sudo(False)
        self.env["mdq.signature"]._sign(split, "rejected" if vals["outcome"] == "rejected" else "performed", credential, reason)
        return split

    def _carry_out(self, lines):
        out = self._move([self._prepare_row(line, self.lot_id, outgoing=True) for line in lines])
        into = self._move([self._prepare_row(line, self.new_lot_id, outgoing=False) for line in lines])
        for taken, made in zip(out.move_line_ids, into.move_line_ids, strict=True):
            made.consume_line_ids = [Command.link(taken.id)]  # Odoo's own lineage, which traces follow
        self._set_statuses(self.new_lot_id)
        if self.lot_id.mdq_status == "rejected":
            self.lot_id._mdq_set_status("quarantine", self._mdq_both(
                lambda split: split.env._("%s took out what is rejected: the rest is inspected again.", split.name)))
        self._after_split()

    def _move(self, rows):
        return self.env["stock.move"]._mdq_move_for({"mdq_split_id": self.id}, rows)

    def _prepare_row(self, line, lot, outgoing):
        virtual = lot.product_id.with_company(self.company_id).property_stock_production
        ends = (line["location"], virtual) if outgoing else (virtual, line["location"])
        package = {"package" if outgoing else "result_package": line["package"]}
        return {"lot": lot, "quantity": line["quantity"], "source": ends[0], "destination": ends[1], "owner": line["owner"],
                "company": self.company_id, "name": self.name, **package}

    def _set_statuses(self, lots):
        why = self._mdq_both(lambda split: split.env._("Split %(split)s: %(reason)s", split=split.name, reason=split.reason))
        if self.outcome == "hold":
            self.env["mdq.hold"]._place(lots, why)
        else:
            lots._mdq_set_status("rejected", why)
            lots._mdq_unreserve_refused()

    def _after_split(self):
        """What follows from a split that was carried out. Extend."""


class MdqLotSplitLine(models.Model):
    """How many of which place were taken out."""

    _name = "mdq.lot.split.line"
    _description = "Place of a Lot Split"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "split_id"
    _order = "split_id, id"
    _rec_name = "location_id"
    _mdq_server_written = True

    split_id = fields.Many2one("mdq.lot.split", "Split", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="split_id.company_id", store=True, precompute=True)
    location_id = fields.Many2one("stock.location", "Place", required=True, readonly=True, ondelete="restrict")
    package_id = fields.Many2one("stock.package", "Package", readonly=True, ondelete="restrict")
    owner_id = fields.Many2one("res.partner", "Owner of the Goods", readonly=True, ondelete="restrict")
    on_hand = fields.Float("Quantity There Before", digits="Product Unit", readonly=True)
    quantity = fields.Float("Taken Out", digits="Product Unit", readonly=True)
