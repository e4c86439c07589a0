from odoo import fields, models


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    event_count = fields.Integer("Quality Events", compute="_compute_event_count")

    def _compute_event_count(self):
        groups = self.env["mdq.event"]._read_group(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"], ["__count"]
        )
        counts = dict(groups)
        for inspection in self:
            inspection.event_count = counts.get(inspection.id, 0)

    def _after_move_to_rejected(self):
        """A rejected lot never stands alone: it gets its event, and the event holds it."""
        super()._after_move_to_rejected()
        for inspection in self:
            # The inspector concludes; that the event follows is the rule of the house, not his decision.
            self.env["mdq.event"].sudo()._raise_for(inspection, inspection.lot_ids, **inspection._prepare_event_vals())

    def _prepare_event_vals(self):
        self.ensure_one()
        return {
            "title": self.env._("%(lot)s rejected at %(inspection)s", lot=self.lot_id.name, inspection=self.name),
            "event_type": "nonconformance",
            "severity": "major",
            "partner_id": self.partner_id.id,
            "owner_id": self.env["mdq.event"]._get_default_owner(self.company_id).id,
        }

    def action_view_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_capa.mdq_event_action")
        action.update(domain=[("res_model", "=", self._name), ("res_id", "in", self.ids)], context={"create": False})
        return action
