"""Who made a lot, and what its contract maker is told of the checks before the production release."""

from collections import defaultdict

from odoo import api, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_makers(self):
        """Return {lot id: the company that made all of it; none where it was made here, by several, or nobody knows}. Extend.

        What a subcontractor produced is of his making; what came in from a supplier is of his who delivered it.
        """
        lots = self.sudo()  # who made a lot does not depend on who asks
        # A part of a lot was made by whoever made the whole.
        wholes = {lot.id: lot._mdq_get_origins() for lot in lots}
        sources = lots.union(*wholes.values())._mdq_find_sources()
        makers = {lot_id: set().union(*(sources[lot.id] for lot in whole)) for lot_id, whole in wholes.items()}
        return {lot_id: next(iter(found)) if len(found) == 1 else self.env["res.partner"] for lot_id, found in makers.items()}

    def _mdq_find_sources(self):
        """Return {lot id: the companies that its goods came from, an empty one for what was made here}. Extend."""
        lines = self.env["stock.move.line"].search([
            ("lot_id", "in", self.ids), ("state", "=", "done"),
            "|", ("move_id.production_id", "!=", False), ("location_id.usage", "=", "supplier"),
        ])
        sources = defaultdict(set)
        for line in lines:
            production = line.move_id.production_id
            maker = production.subcontractor_id if production else line.picking_id.partner_id
            sources[line.lot_id.id].add(maker.commercial_partner_id.sudo(False))
        return sources

    def _mdq_release_checks(self):
        """Those inside see who signs for the contract maker."""
        checks = super()._mdq_release_checks()
        first = self.filtered(lambda lot: lot._mdq_get_next_stage() == "production")
        for lot_id, agreed in (self.env["mdq.release.maker"]._find_for_lots(first) if first else {}).items():
            for each in agreed[:1]:
                checks[lot_id].append(self._mdq_prepare_check("maker", True, self.env._(
                    "For the contract maker %(maker)s may sign in the portal: %(people)s.", maker=each.partner_id.name,
                    people=", ".join(agreed._get_able_people().mapped("name"))), agreed))
        return checks

    # ------------------------------------------------------------------------------- what the maker reads

    @api.model
    def _mdq_tell_maker(self, checks):
        """Return checks of a lot as [{name, ok, why}] for its contract maker: what is asked, whether it holds, nothing of other companies."""
        names, told = self._mdq_get_check_names(), self._mdq_get_told_codes()
        return [{
            "name": names.get(check["code"]) or self.env._("Other conditions of the registrant"), "ok": check["ok"],
            "why": check["why"] if not check["ok"] and check["code"] in told else "",
        } for check in checks if check["code"] != "maker"]

    def _mdq_filter_ready_for_maker(self):
        """Return those whose checks all hold."""
        checks = self._mdq_release_checks() if self else {}
        return self.filtered(lambda lot: all(check["ok"] for check in checks[lot.id]))

    @api.model
    def _mdq_get_check_names(self):
        """Return {code of a check: what it asks, for people outside}. Extend; what has no name here is not told apart."""
        return {
            "status": self.env._("The lot is in quarantine, not on hold or rejected"), "expiry": self.env._("The lot is within its life"),
            "inspected": self.env._("Its inspections are decided"), "accepted": self.env._("An inspection accepted it"),
            "documents": self.env._("Its documents are accepted"), "first_article": self.env._("Its first article is accepted"),
            "identity": self.env._("Its identity is checked"), "retest": self.env._("No retest is overdue"),
            "gauges": self.env._("The gauges of its readings are in order"), "audit_trail": self.env._("Its audit trail is reviewed"),
            "inherited_risk": self.env._("Nothing in it waits for a late result"),
        }

    @api.model
    def _mdq_get_told_codes(self):
        """Codes of checks whose sentence speaks of the lot alone, so that its maker may read why they are open. Extend."""
        return {"expiry", "inspected", "accepted", "retest"}
