import json

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import AccessError, UserError


class MdqRelease(models.Model):
    """One release of one lot: who signed it, and what was checked at that moment."""

    _name = "mdq.release"
    _description = "Release"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    name = fields.Char("Reference", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    quantity = fields.Float("Quantity in Stock", digits="Product Unit", readonly=True)
    released_by = fields.Many2one("res.users", "Released By", required=True, readonly=True, ondelete="restrict")
    released_on = fields.Datetime("Released On", required=True, readonly=True)
    reason = fields.Text("Remarks", readonly=True)
    evidence = fields.Text(readonly=True, help="The checks as they stood, in plain text that the signature covers.")

    evidence_shown = fields.Html("Checks", compute="_compute_evidence_shown", sanitize=False)

    def _compute_evidence_shown(self):
        for release in self:
            checks = json.loads(release.evidence or "{}").get("checks", [])
            release.evidence_shown = Markup().join(release.lot_id._mdq_render_check(check) for check in checks)

    # ------------------------------------------------------------------------------------- public

    @api.model
    def evaluate(self, lot_ids):
        """Say for each lot whether it can be released, and if not, why not.

        :return: [{lot_id, ready, checks: [{code, ok, why, refs}]}]
        """
        lots = self._get_lots(lot_ids)
        checks = lots._mdq_release_checks()
        barred = self._get_barred(lots) if self.env.user.has_group("mdq_base.group_releaser") else lots.browse()
        return [self._prepare_evaluation(lot, checks[lot.id], lot in barred) for lot in lots]

    @api.model
    def release(self, lot_ids, credential, reason=None):
        """Release lots with one signature of a releaser who inspected none of them. Return the ids of the releases."""
        lots = self._get_lots(lot_ids)
        self._check_may_release(lots)
        checks = lots._mdq_release_checks()
        self._check_ready(lots, checks)
        # No role writes releases; this is the server writing what it has just checked, for the signature below.
        releases = self.sudo().create([self._prepare_release_vals(lot, checks[lot.id], reason) for lot in lots])
        releases = releases.sudo(False)
        self.env["mdq.signature"]._sign(releases, "released", credential, reason)
        lots._mdq_set_status("released", reason or self.env._("Released by %s.", self.env.user.name))
        return releases.ids

    # ------------------------------------------------------------------------------------- checks

    def _get_lots(self, lot_ids):
        lots = self.env["stock.lot"].browse(list(dict.fromkeys(lot_ids))).exists()
        lots.check_access("read")
        if not lots or len(lots) != len(set(lot_ids)):
            raise UserError(self.env._("Name at least one lot; a lot may also be gone."))
        return lots

    def _check_may_release(self, lots):
        """A releaser, and nobody who inspected the lot, whatever other roles he has."""
        self.env.user._mdq_require("mdq_base.group_releaser")
        barred = self._get_barred(lots)
        if barred:
            raise AccessError(self.env._(
                "You inspected %(lots)s. Who inspects a lot does not release it: another releaser does.",
                lots=", ".join(barred.mapped("name")),
            ))

    def _get_barred(self, lots):
        """Return the lots that the present user inspected."""
        # Every inspection counts, also one that the user may not read any more.
        return lots.filtered(lambda lot: self.env.user in lot.sudo().mdq_inspection_ids._get_inspectors())

    def _check_ready(self, lots, checks):
        gaps = [
            self.env._("%(lot)s: %(why)s", lot=lot.name, why=check["why"])
            for lot in lots for check in checks[lot.id] if not check["ok"]
        ]
        if gaps:
            raise UserError(self.env._("Not released, as these checks are open:\n%s", "\n".join(gaps)))

    # ------------------------------------------------------------------------------------- values

    def _prepare_evaluation(self, lot, checks, is_barred):
        checks = [*checks, self._prepare_segregation_check(lot, is_barred)]
        return {"lot_id": lot.id, "ready": all(check["ok"] for check in checks), "checks": checks}

    def _prepare_segregation_check(self, lot, is_barred):
        why = self.env._("You inspected this lot: another releaser releases it.") if is_barred else self.env._(
            "A releaser who did not inspect it signs."
        )
        return lot._mdq_prepare_check("segregation", not is_barred, why)

    def _prepare_release_vals(self, lot, checks, reason):
        return {
            "name": self.env["ir.sequence"].next_by_code(self._name), "lot_id": lot.id, "product_id": lot.product_id.id,
            "quantity": lot.product_qty, "released_by": self.env.uid, "released_on": fields.Datetime.now(),
            "reason": reason or False, "evidence": canonical.text({"checks": checks}),
        }
