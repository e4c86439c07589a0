from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_event_count = fields.Integer("Quality Events", compute="_compute_mdq_event_count", groups="base.group_user")

    def _compute_mdq_event_count(self):
        if not self.env["mdq.event"].has_access("read"):
            self.mdq_event_count = 0
            return
        partners = self.with_context(active_test=False).search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        groups = self.env["mdq.event"]._read_group([("partner_id", "in", partners.ids)], ["partner_id"], ["__count"])
        self.mdq_event_count = 0
        for partner, count in groups:
            while partner:
                if partner in self:
                    partner.mdq_event_count += count
                partner = partner.parent_id

    def action_mdq_view_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_capa.mdq_event_action")
        action.update(
            domain=[("partner_id", "child_of", self.ids)],
            context={"default_partner_id": self[:1].id},
        )
        return action
