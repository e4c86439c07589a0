"""So many of a lot are released now: they get a lot of their own, the rest stays in quarantine, all with one signature."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class MdqRelease(models.Model):
    _inherit = "mdq.release"

    split_id = fields.Many2one("mdq.lot.split", "Part of a Lot", readonly=True, ondelete="restrict", index="btree_not_null",
                               help="The split by which the released part got a lot of its own.")

    @api.model
    def release_part(self, lot_id, parts, credential, reason=None, name=None):
        """Release a part of a lot with one signature: split, and released as far as the lot waited for. Return the id of the release.

        :param parts: [{location_id, quantity, package_id, owner_id}]: how many of which place are released
        :param name: number of the lot of the released part; without it the old one with a suffix
        """
        lot = self._get_lots([lot_id])
        lines, checks = self._check_part(lot, parts)
        # No role makes lots or writes splits and releases; the server does what is signed in this very call.
        part = lot.sudo()._mdq_make_released_part(name)
        # The split is part of the same deed.
        split = self.env["mdq.lot.split"].sudo().create(self._prepare_split_vals(lot, part, lines, reason)).sudo(False)
        vals, = self._prepare_releases(lot, checks, reason)
        # And the same for the release.
        release = self.sudo().create({
            **vals, "lot_id": part.id, "quantity": split.rejected_quantity, "split_id": split.id,
        }).sudo(False)
        self.env["mdq.signature"]._sign([release, split], "released", credential, reason)
        split.sudo()._carry_out(lines)  # signed just now
        part._mdq_check_still_waiting()
        release._take_effect(reason)
        return release.id

    def _check_part(self, lot, parts):
        """Return (places with quantities, checks of the lot); refuse, in words, what cannot be released in part."""
        self._check_may_release(lot)
        checks = lot._mdq_release_checks_told()
        self._check_ready(lot, checks)
        if lot.product_id.tracking == "serial":
            raise UserError(self.env._("%s is a serial number, one piece: choose the pieces to release in the list of lots.", lot.name))
        lot._mdq_check_splittable()
        return lot._mdq_read_parts(parts), checks

    def _check_part_quantities(self, lot, lines):
        """Return (quantity released, quantity left)."""
        return self.env["mdq.lot.split"]._check_quantities(lot, lines, self.env._(
            "All of %s would be released: release the whole lot instead.", lot.name))

    def _prepare_split_vals(self, lot, part, lines, reason):
        splits = self.env["mdq.lot.split"]
        taken, left = self._check_part_quantities(lot, lines)
        return {
            **splits._prepare_vals(lot, "released", reason or self.env._("Released in part.")), "lot_id": lot.id, "new_lot_id": part.id,
            "accepted_quantity": left, "rejected_quantity": taken,
            "line_ids": [Command.create(splits._prepare_line_vals(line)) for line in lines],
        }


class MdqLotSplit(models.Model):
    _inherit = "mdq.lot.split"

    release_ids = fields.One2many("mdq.release", "split_id", "Releases", readonly=True)

    def _set_statuses(self, lots):
        """A part that is released gets its status from the release, whose signature covers the split."""
        if self.outcome != "released":
            super()._set_statuses(lots)


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_make_released_part(self, name=None):
        """A lot for a part that waits for what this one waits for."""
        part = self._mdq_make_part(name or self._mdq_get_part_name("P"))
        part._mdq_write_server({"mdq_production_release_id": self.mdq_production_release_id.id})
        part._mdq_check_still_waiting()
        return part

    def _mdq_check_still_waiting(self):
        """A standing hold may have caught the new lot, as it has the supplier's number of the old one."""
        if self.mdq_status != "quarantine":
            holds = self.sudo().mdq_hold_ids  # they are named to whoever is stopped by them
            why = ", ".join(f"{hold.name}: {hold.reason}" for hold in holds) or self._mdq_get_remedy(self.mdq_status)
            raise UserError(self.env._(
                "The part is %(status)s at once: %(holds)s. Nothing was released.",
                status=self._mdq_get_status_words(self.mdq_status), holds=why))

    def action_mdq_release_part(self):
        """Ask how many are released now."""
        self.ensure_one()
        self.env["mdq.release"]._check_may_release(self)
        return {**self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_release_part_action"),
                "context": {"default_lot_id": self.id, "dialog_size": "large"}}
