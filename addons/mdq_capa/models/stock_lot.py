from odoo import api, fields, models

from .mdq_disposition import REMOVING
from .mdq_event import OPEN_STATES

LEAVING = ("scrap", "return_supplier")


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_event_line_ids = fields.One2many(
        "mdq.event.line", "lot_id", "Quality Events", groups="base.group_user", export_string_translation=False
    )
    mdq_event_count = fields.Integer(
        "Number of Quality Events", compute="_compute_mdq_event_count", groups="base.group_user"
    )

    def _compute_mdq_event_count(self):
        groups = self.env["mdq.event.line"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"])
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.mdq_event_count = counts.get(lot.id, 0)

    def _mdq_move_blockers(self, operation):
        """What a quality event concerns is scrapped or returned by its signed disposition alone."""
        blockers = super()._mdq_move_blockers(operation)
        if operation in LEAVING:
            for lot, events in self._mdq_get_undecided_events().items():
                blockers.setdefault(lot.id, []).append(
                    self.env._(
                        "Lot %(lot)s is part of %(events)s: it leaves the stock by a disposition that quality signs there.",
                        lot=lot.name,
                        events=", ".join(events.mapped("name")),
                    )
                )
        return blockers

    def _mdq_get_undecided_events(self):
        """{lot: open events that have no signed disposition by which it leaves}"""
        # Every open event counts, whatever the mover may read.
        groups = self.env["mdq.event.line"].sudo()._read_group(
            [
                ("lot_id", "in", self.ids),
                ("event_id.state", "in", ("open", "in_review")),
                ("disposition_ids", "not any", [("state", "=", "decided"), ("kind", "in", REMOVING)]),
            ],
            ["lot_id"],
            ["event_id:recordset"],
        )
        return dict(groups)

    def _mdq_release_checks(self):
        """No lot is released while a quality event on it is open."""
        checks = super()._mdq_release_checks()
        # Every open event counts, also one that the releaser may not read.
        groups = self.env["mdq.event.line"].sudo()._read_group(
            [("lot_id", "in", self.ids), ("event_id.state", "in", OPEN_STATES)], ["lot_id"], ["event_id:recordset"]
        )
        events = dict(groups)
        for lot in self:
            checks[lot.id].append(lot._mdq_check_events(events.get(lot)))
        return checks

    @api.model
    def _mdq_get_check_names(self):
        return {**super()._mdq_get_check_names(), "quality_event": self.env._("No quality event of it is open")}

    def _mdq_check_events(self, events):
        if not events:
            return self._mdq_prepare_check("quality_event", True, self.env._("No open quality event."))
        why = self.env._("Close %(events)s first: a quality event of this lot is open.", events=", ".join(events.mapped("name")))
        return self._mdq_prepare_check("quality_event", False, why, events)

    def action_mdq_view_events(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_capa.mdq_event_action")
        action.update(
            domain=[("line_ids.lot_id", "in", self.ids)],
            context={"default_line_ids": [fields.Command.create({"lot_id": lot.id}) for lot in self]},
        )
        return action
