from odoo import api, fields, models
from odoo.exceptions import UserError

SIGNATORY = "mdq_base.group_supplier_signatory"


class MdqReleaseMaker(models.Model):
    """A contract maker whose signatories give the production release of what it makes, as the registrant has agreed with it."""

    _name = "mdq.release.maker"
    _description = "Release by Contract Maker"
    _inherit = ["mdq.release.authority.mixin"]
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Contract Maker", required=True, ondelete="restrict", index=True, check_company=True,
                                 domain=[("is_company", "=", True)], tracking=True)
    user_ids = fields.Many2many(
        "res.users", string="Signatories", required=True, tracking=True,
        domain="[('share', '=', True), ('partner_id.commercial_partner_id', '=', partner_id)]",
        help="People of the contract maker with the portal role Signatory. Nobody stands in for them.",
    )
    basis = fields.Text("Agreed In", required=True, help="The document in which the registrant and the contract maker agree on it: number, date, who signed.")

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for maker in self:
            company, number = maker.partner_id.name, maker.name
            maker.display_name = f"{company} ({number})" if company and number else company or number or self.env._("New")

    @api.constrains("partner_id")
    def _check_partner(self):
        for maker in self:
            maker.partner_id._mdq_check_is_main()

    def _check_may_appoint(self):
        super()._check_may_appoint()
        if not self.user_ids:
            raise UserError(self.env._("Name at least one signatory of %s.", self.partner_id.display_name))
        # Who holds which role, and for whom somebody works, is read for the check only.
        wrong = self.sudo().user_ids - self.sudo()._get_able_people()
        if wrong:
            raise UserError(self.env._(
                "%(people)s cannot sign for %(maker)s: name people of that company who have the portal role Signatory.",
                people=", ".join(wrong.mapped("name")), maker=self.partner_id.display_name))

    def _get_end_refusal(self):
        return self.env._("Say why the contract maker no longer gives the production release.")

    def action_appoint(self):
        return self._mdq_sign_action("appoint", self.env._("Agree to Release by Contract Maker"), "approved")

    def action_end(self):
        return self._mdq_sign_action("end", self.env._("End Release by Contract Maker"), "rejected", reason_required=True)

    # ------------------------------------------------------------------------------------- the gate

    def _get_able_people(self):
        return self.user_ids.filtered(
            lambda user: user.active and user.has_group(SIGNATORY) and user.commercial_partner_id in self.partner_id)

    def _find_for_lots(self, lots):
        """Of a lot, what was agreed with the company that made it."""
        found = super()._find_for_lots(lots)
        if not any(found.values()):
            return found  # mostly nothing was agreed, and then nobody asks who made what
        makers = lots._mdq_get_makers()
        return {lot_id: agreed.filtered(lambda each, maker=makers[lot_id]: each.partner_id == maker) for lot_id, agreed in found.items()}

    @api.model
    def _find_waiting(self, partner):
        """Return the lots that this company made, that wait for their production release, and that its signatories may release."""
        # What waits for a company does not depend on which of its people asks.
        agreed = self.sudo().search(self._get_in_force_domain() & fields.Domain("partner_id", "=", partner.id))
        lots, domain = self.env["stock.lot"].sudo(), fields.Domain("mdq_release_stage", "in", ["production"])  # the same
        if not agreed:
            return lots
        if all(each.product_tmpl_ids for each in agreed):
            domain &= fields.Domain("product_id.product_tmpl_id", "in", agreed.product_tmpl_ids.ids)
        lots = lots.search(domain, order="id")
        found = self._find_for_lots(lots)
        return lots.filtered(lambda lot: partner in found[lot.id].partner_id)
