from odoo import fields, models
from odoo.exceptions import UserError, ValidationError


class ResPartner(models.Model):
    """A supplier's agreements, its sites, and its people in the portal."""

    _inherit = "res.partner"

    mdq_agreement_count = fields.Integer("Agreements", compute="_compute_mdq_agreement_count", groups="base.group_user")

    def _compute_mdq_agreement_count(self):
        counts = self._mdq_count_by_supplier("mdq.quality.agreement", [("state", "in", ("draft", "in_review", "effective"))])
        for partner in self:
            partner.mdq_agreement_count = counts.get(partner.commercial_partner_id, 0)

    def _mdq_count_by_supplier(self, model, domain):
        """Return {supplier: how many records}, as far as the caller may read them."""
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        suppliers = [("partner_id", "in", self.commercial_partner_id.ids)]
        return dict(records._read_group([*suppliers, *domain], ["partner_id"], ["__count"]))

    def action_open_mdq_agreements(self):
        """Open the quality agreements with the supplier."""
        self.ensure_one()
        partner = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_quality_agreement_action")
        return {**action, "domain": [("partner_id", "=", partner.id)], "context": {"default_partner_id": partner.id}}

    # ---------------------------------------------------------------------------------------- sites

    def _mdq_check_is_main(self):
        """Refuse an address where the supplier itself is meant."""
        for partner in self:
            main = partner.commercial_partner_id
            if partner != main:
                raise ValidationError(
                    self.env._(
                        "%(partner)s belongs to %(company)s. Choose %(company)s, and name the address as its site.",
                        partner=partner.display_name,
                        company=main.display_name,
                    )
                )

    def _mdq_check_sites(self, sites):
        """Refuse sites that are not of this supplier, or not places."""
        for site in sites:
            if site.commercial_partner_id != self:
                raise ValidationError(
                    self.env._("%(site)s is not a site of %(partner)s.", site=site.display_name, partner=self.display_name)
                )
            if site != site._mdq_get_site():
                raise ValidationError(self.env._("%s is a person, not a site. Name the address where the work is done.", site.display_name))

    # --------------------------------------------------------------------------------------- people

    def _mdq_find_portal_people(self, *groups):
        """Return the supplier's people in the portal who are in one of these groups (external ids)."""
        wanted = [self.env.ref(group).id for group in groups]
        # Accounts of suppliers are closed to most roles; only their addresses are used.
        accounts = self.env["res.users"].sudo().search([
            ("commercial_partner_id", "in", self.commercial_partner_id.ids), ("share", "=", True), ("all_group_ids", "in", wanted)])
        return accounts.partner_id

    def _mdq_check_answers_in_portal(self):
        """Refuse suppliers of whom nobody answers for quality in the portal."""
        for partner in self:
            if not partner._mdq_find_portal_people("mdq_base.group_supplier_quality"):
                raise UserError(
                    self.env._(
                        "Nobody at %s can answer in the portal yet. Invite a person there, with the role Quality; or ask outside the portal and record the answer.",
                        partner.display_name,
                    )
                )

    def _mdq_tell(self, record, subject, text, path):
        """Write to each of these people in his own language, with the address where he finds it.

        :param subject: function of the record, which speaks the reader's language; `text` too
        """
        for person in self:
            spoken = record.with_context(lang=person.lang)
            body = spoken.env["ir.qweb"]._render(
                "mdq_supplier.mdq_supplier_email",
                {
                    "text": text(spoken),
                    "url": f"{record.get_base_url()}{path}",
                    "person": person,
                },
            )
            spoken.env["mail.thread"].message_notify(partner_ids=person.ids, subject=subject(spoken), body=body)
