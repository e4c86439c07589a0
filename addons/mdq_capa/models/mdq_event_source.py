from odoo import api, models
from odoo.fields import Command


class MdqEvent(models.Model):
    """Where an event came from, and the hold on its lots."""

    _inherit = "mdq.event"

    # Containment

    def _get_active_holds(self):
        # Holds are looked at on behalf of the rule, whoever adds a lot.
        return self.env["mdq.hold"].sudo().search([("event_id", "in", self.ids), ("state", "=", "active")])

    def _place_hold(self, lots):
        """One hold a lot, as each ends with the dispositions of its own lot."""
        reason = self.env._("%(event)s: %(title)s", event=self.name, title=self.title)
        for lot in lots:
            # Whoever finds something wrong must be able to stop it: raising an event holds its lots for any role.
            hold = self.env["mdq.hold"].sudo().with_company(self.company_id)._place(lot.sudo(), reason)
            hold._write_guarded({"event_id": self.id})

    # Where it came from.

    @api.depends("res_model", "res_id")
    def _compute_source_name(self):
        for event in self:
            event.source_name = event._get_source().display_name if event._get_source() else False

    def _get_source(self):
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return None
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record if record and record.has_access("read") else None

    @api.model
    def _raise_for(self, record, lots=None, **values):
        """Open an event on what `record` shows, with its lots contained. For modules that find something wrong."""
        event = self._create_guarded(
            [{"res_model": record._name, "res_id": record.id, "company_id": record.company_id.id, **values}]
        )
        event.line_ids = [Command.create({"lot_id": lot.id}) for lot in lots or ()]
        event._move_to("open")
        return event

    @api.model
    def _get_default_owner(self, company):
        """Who takes up what a machine or an inspection raised: the longest-serving quality engineer of the company."""
        # Users are looked up by role, whoever raised the event.
        group = self.env.ref("mdq_base.group_quality_engineer").sudo()
        owners = group.all_user_ids.filtered(lambda user: user.active and company in user.company_ids)
        return owners.sorted("id")[:1]

    def action_open_source(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "view_mode": "form"}

    def action_view_capa(self):
        """Open the CAPA of these events, or a new one for them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_capa.mdq_capa_action")
        action["context"] = {"default_event_ids": self.ids, "default_title": self[:1].title}
        if len(self.capa_ids) < 2:
            return {**action, "views": [(False, "form")], "res_id": self.capa_ids.id}
        return {**action, "domain": [("event_ids", "in", self.ids)]}
