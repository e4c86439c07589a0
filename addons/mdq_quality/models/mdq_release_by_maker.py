"""The production release as the contract maker's own signatory gives it, in the portal. The market release stays with the registrant."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .mdq_release_maker import SIGNATORY


class MdqRelease(models.Model):
    _inherit = "mdq.release"

    maker_id = fields.Many2one("mdq.release.maker", "For the Contract Maker", readonly=True, ondelete="restrict", index="btree_not_null")

    @api.model
    def release_as_maker(self, lot_ids, credential, reason=None):
        """Give the production release of lots that the caller's company made, as the registrant has agreed. Return the ids of the releases."""
        self.env.user._mdq_require(SIGNATORY)
        lots = self._get_made_lots(lot_ids)
        agreed = self._check_may_release_as_maker(lots)
        checks = lots._mdq_release_checks_told()
        self._check_ready_for_maker(lots, checks)
        # No role writes releases, and suppliers read none; this is the server writing what it has just checked, for the signature below.
        server = self.sudo()
        releases = server.create([
            {**server._prepare_release_vals(lot, checks[lot.id], reason), **self._prepare_maker_vals(agreed[lot.id])} for lot in lots])
        self.env["mdq.signature"]._sign(releases, "released", credential, reason)
        releases._begin_market_stage(reason)
        return releases.ids

    def _prepare_maker_vals(self, agreed):
        return {"stage": "production", "maker_id": agreed.id, "company_id": agreed.company_id.id}

    # ------------------------------------------------------------------------------------- checks

    def _get_made_lots(self, lot_ids):
        """Return the lots of the caller's making; any other looks as if it were not there."""
        # Lots are closed to suppliers here; which are his is decided in the next lines.
        lots = self.env["stock.lot"].sudo().browse(dict.fromkeys(lot_ids)).exists()
        makers, own = lots._mdq_get_makers(), self.env.user.commercial_partner_id
        made = lots.filtered(lambda lot: makers[lot.id] == own)
        if not made or len(made) != len(set(lot_ids)):
            raise UserError(self.env._("There is no such lot that your company made."))
        return made

    def _check_may_release_as_maker(self, lots):
        """Return {lot id: the agreement under which the caller signs}; refuse, in words, where there is none."""
        refusals = self._get_maker_refusals(lots)
        if refusals:
            raise AccessError("\n".join(dict.fromkeys(refusals.values())))
        found = self.env["mdq.release.maker"]._find_for_lots(lots)
        return {lot_id: self._filter_mine(agreed)[:1] for lot_id, agreed in found.items()}

    def _filter_mine(self, agreed):
        return agreed.filtered(lambda each: self.env.user in each._get_able_people())

    def _get_maker_refusals(self, lots):
        """Return {lot id: why the present user does not sign its production release for the contract maker}."""
        found, barred = self.env["mdq.release.maker"]._find_for_lots(lots), self._get_maker_barred(lots)
        refusals = {lot.id: self._get_maker_refusal(lot, found[lot.id]) for lot in lots}
        for lot in barred:
            refusals[lot.id] = refusals[lot.id] or self.env._(
                "You entered results of %s. Another person whom the registrant has named signs its production release.", lot.name)
        return {lot_id: why for lot_id, why in refusals.items() if why}

    def _get_maker_refusal(self, lot, agreed):
        if not agreed:
            return self.env._(
                "The registrant has not agreed, or agrees no longer, that your company gives the production release of %(lot)s"
                " (%(product)s). Ask your contact at the registrant.", lot=lot.name, product=lot.product_id.display_name)
        stage = lot._mdq_get_next_stage()
        if stage == "single":
            return self.env._("%s has one release, and the registrant gives it.", lot.name)
        if stage == "market":
            return self.env._("The production release of %s is signed already. The registrant gives the market release.", lot.name)
        if not self._filter_mine(agreed):
            return self.env._(
                "The production release of %(lot)s is for those whom the registrant has named, and nobody stands in for them: %(people)s.",
                lot=lot.name, people=", ".join(agreed._get_able_people().mapped("name")))
        return ""

    def _get_maker_barred(self, lots):
        """Return the lots of which the present user entered results. Extend with what suppliers report."""
        return self._get_barred(lots)

    def _check_ready_for_maker(self, lots, checks):
        gaps = [
            self.env._("%(lot)s: %(why)s", lot=lot.name, why=check["why"] or check["name"])
            for lot in lots for check in lot._mdq_tell_maker(checks[lot.id]) if not check["ok"]
        ]
        if gaps:
            raise UserError(self.env._("Not released, as these checks are open:\n%s", "\n".join(gaps)))
