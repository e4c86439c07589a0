import json

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import AccessError, UserError


class MdqRelease(models.Model):
    """One release of one lot: who signed it, and what was checked at that moment."""

    _name = "mdq.release"
    _description = "Release"
    _inherit = ["mdq.audited.mixin", "mdq.issued.mixin"]
    _order = "id desc"
    _mdq_server_written = True
    _mdq_issued_report = "mdq_quality.mdq_release_certificate_report_action"

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

    @api.depends_context("lang")
    def _compute_evidence_shown(self):
        for release in self:
            release.evidence_shown = Markup().join(release.lot_id._mdq_render_check(check) for check in release._mdq_get_checks())

    def _mdq_get_checks(self):
        """The checks as they stood at the release, in the reader's words."""
        return [self.lot_id._mdq_read_check(check) for check in json.loads(self.evidence or "{}").get("checks", [])]

    # ------------------------------------------------------------------------------------- public

    @api.model
    def evaluate(self, lot_ids):
        """Say for each lot whether it can be released, and if not, why not.

        :return: [{lot_id, ready, stage, checks: [{code, ok, why, refs}]}]; stage: the release that it waits for
            (single, production, market)
        """
        # The sentences name people and other suppliers; a subcontractor reads lots of what it makes, whoever made them.
        self.env.user._mdq_require("base.group_user")
        lots = self._get_lots(lot_ids)
        checks = lots._mdq_release_checks()
        refusals = self._get_refusals(lots) if self.env.user.has_group("mdq_base.group_releaser") else {}
        return [self._prepare_evaluation(lot, checks[lot.id], refusals.get(lot.id)) for lot in lots]

    @api.model
    def release(self, lot_ids, credential, reason=None):
        """Release lots with one signature of a releaser who inspected none of them. Return the ids of the releases.

        A lot with two releases gets the one that it waits for.
        """
        lots = self._get_lots(lot_ids)
        self._check_may_release(lots)
        checks = lots._mdq_release_checks_told()
        self._check_ready(lots, checks)
        # No role writes releases; this is the server writing what it has just checked, for the signature below.
        releases = self.sudo().create(self._prepare_releases(lots, checks, reason))
        releases = releases.sudo(False)
        self.env["mdq.signature"]._sign(releases, "released", credential, reason)
        releases._take_effect(reason)
        return releases.ids

    def _take_effect(self, reason):
        """What follows from signed releases. Extend for releases of another kind."""
        why = reason or self._mdq_both(lambda releases: releases.env._("Released by %s.", releases.env.user.name))
        self.lot_id._mdq_set_status("released", why)

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
        refusals = self._get_refusals(lots)
        if refusals:
            raise AccessError("\n".join(dict.fromkeys(refusals.values())))

    def _get_refusals(self, lots):
        """Return {lot id: why the present user does not release it}, of a user who is a releaser. Extend."""
        why = self.env._("You inspected this lot: another releaser releases it.")
        return dict.fromkeys(self._get_barred(lots).ids, why)

    def _get_barred(self, lots):
        """Return the lots that the present user inspected."""
        # Every inspection counts, also one that the user may not read any more.
        if self.env.user not in lots.sudo()._mdq_get_evidence_inspections()._get_inspectors():
            return lots.browse()  # asked once for all, as it is mostly so
        return lots.filtered(lambda lot: self.env.user in lot.sudo()._mdq_get_evidence_inspections()._get_inspectors())

    def _check_ready(self, lots, checks):
        gaps = [
            self.env._("%(lot)s: %(why)s", lot=lot.name, why=check["why"])
            for lot in lots for check in checks[lot.id] if not check["ok"]
        ]
        if gaps:
            raise UserError(self.env._("Not released, as these checks are open:\n%s", "\n".join(gaps)))

    # ------------------------------------------------------------------------------------- values

    def _prepare_evaluation(self, lot, checks, refusal):
        checks = [*checks, self._prepare_segregation_check(lot, refusal)]
        return {"lot_id": lot.id, "ready": all(check["ok"] for check in checks), "checks": checks}

    def _prepare_segregation_check(self, lot, refusal):
        why = refusal or self.env._("A releaser who did not inspect it signs.")
        return lot._mdq_prepare_check("segregation", not refusal, why)

    def _prepare_releases(self, lots, checks, reason):
        """Return the values of the releases of these lots, in their order. Extend."""
        return [self._prepare_release_vals(lot, checks[lot.id], reason) for lot in lots]

    def _prepare_release_vals(self, lot, checks, reason):
        return {
            "name": self.env["ir.sequence"].next_by_code(self._name), "lot_id": lot.id, "product_id": lot.product_id.id,
            "quantity": lot.product_qty, "released_by": self.env.uid, "released_on": fields.Datetime.now(),
            "reason": reason or False, "evidence": canonical.text({"checks": checks}),
        }
