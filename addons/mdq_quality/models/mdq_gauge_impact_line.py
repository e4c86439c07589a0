from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import movement

DECISIONS = [("no_effect", "No effect"), ("inspect_again", "Inspect again"), ("hold", "Hold")]
INSPECTABLE = (movement.OWN, movement.OUTSIDE)


class MdqGaugeImpactLine(models.Model):
    """One lot that a doubtful gauge measured: where it is, and what was decided."""

    _name = "mdq.gauge.impact.line"
    _description = "Lot of a Gauge Impact"
    _inherit = ["mdq.audited.mixin"]
    _order = "impact_id desc, decision desc, id"
    _rec_name = "lot_id"
    _mdq_parent = "impact_id"
    _mdq_server_written = True

    impact_id = fields.Many2one("mdq.gauge.impact", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="impact_id.company_id", store=True, precompute=True)
    gauge_id = fields.Many2one(related="impact_id.gauge_id")
    impact_state = fields.Selection(related="impact_id.state", string="Impact Status")
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    lot_status = fields.Selection(related="lot_id.mdq_status", string="Lot Status")
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True, ondelete="restrict", help="The last one with such readings.")
    reading_count = fields.Integer("Readings", readonly=True)
    first_on = fields.Datetime("First Reading", readonly=True)
    last_on = fields.Datetime("Last Reading", readonly=True)
    places = fields.Char("Where It Is Now", compute="_compute_places")
    decision = fields.Selection(DECISIONS, readonly=True, index=True)
    reason = fields.Text(readonly=True)
    places_then = fields.Char("Where It Was Then", readonly=True, help="When it was decided on.")
    decided_by = fields.Many2one("res.users", "Decided By", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime("Decided On", readonly=True)
    hold_id = fields.Many2one("mdq.hold", "Hold", readonly=True, ondelete="restrict")
    new_inspection_id = fields.Many2one("mdq.inspection", "New Inspection", readonly=True, ondelete="restrict")

    _lot_once = models.Constraint("UNIQUE(impact_id, lot_id)", "A lot stands once in an impact.")

    @api.depends("lot_id")
    @api.depends_context("lang")
    def _compute_places(self):
        places = self.lot_id._mdq_get_places()
        for line in self:
            line.places = line.sudo().lot_id._mdq_get_places_text(places.get(line.lot_id.id, []))  # the lot's unit is no secret

    # -------------------------------------------------------------------------------------- public

    def decide(self, decision, reason):
        """Decide on lots, with the reason: no effect, inspect again (back to quarantine), or hold wherever they are.

        :param decision: "no_effect", "inspect_again" or "hold"
        """
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        self._check_may_decide(decision, reason)
        # No role writes these rows; the role, the state and the reason were checked above.
        lines = self.sudo()
        with self._mdq_reason(reason):
            lines._write_decision(decision, reason.strip(), getattr(lines, f"_apply_{decision}")(reason.strip()))
        return True

    def _check_may_decide(self, decision, reason):
        if not self:
            raise UserError(self.env._("Choose at least one lot to decide on."))
        if decision not in dict(DECISIONS):
            raise UserError(self.env._("A lot is decided as no effect, inspect again, or hold."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: the reason is kept with the decision."))
        closed = self.impact_id.filtered(lambda impact: impact.state != "open")
        if closed:
            raise UserError(self.env._("%s is closed: its decisions stand. Place a hold on the lot itself if it must be stopped.", closed[0].name))

    def _write_decision(self, decision, reason, vals):
        places = self.lot_id._mdq_get_places()
        for line in self:
            line.write({
                "decision": decision, "reason": reason, "decided_by": self.env.uid, "decided_on": fields.Datetime.now(),
                "places_then": line.lot_id._mdq_get_places_text(places.get(line.lot_id.id, [])), **vals.get(line, {}),
            })

    # ------------------------------------------------------------------------------------- effects

    def _apply_no_effect(self, reason):
        return {}

    def _apply_hold(self, reason):
        hold = self.env["mdq.hold"]._place(self.lot_id, self.env._(
            "Gauge %(gauge)s was found out of tolerance (%(impact)s): %(reason)s", gauge=self.gauge_id[:1].display_name,
            impact=", ".join(self.impact_id.mapped("name")), reason=reason,
        ))
        return {line: {"hold_id": hold.id} for line in self}

    def _apply_inspect_again(self, reason):
        """A new inspection each; what was released goes back to quarantine until it is accepted and released again."""
        places = self.lot_id._mdq_get_places()
        gone = self.filtered(lambda line: not any(place["kind"] in INSPECTABLE for place in places[line.lot_id.id]))
        if gone:
            raise UserError(self.env._(
                "Nothing of lot %s is in stock or at a subcontractor, so it cannot be inspected again. Hold it, or say why there is no effect.",
                gone[0].lot_id.name,
            ))
        inspections = self.env["mdq.inspection"].create([line._prepare_inspection_vals(places[line.lot_id.id]) for line in self])
        released = self.lot_id.filtered(lambda lot: lot.mdq_status == "released")
        released._mdq_set_status("quarantine", self._mdq_both(lambda lines: lines.env._("To be inspected again: %s", reason)))
        released._mdq_unreserve_refused()
        return {line: {"new_inspection_id": inspection.id} for line, inspection in zip(self, inspections, strict=True)}

    def _prepare_inspection_vals(self, places):
        former = self.inspection_id
        return {
            "lot_id": self.lot_id.id, "point": former.point, "company_id": self.company_id.id, "partner_id": former.partner_id.id,
            "process_id": former.process_id.id,
            "quantity": sum(place["quantity"] for place in places if place["kind"] in INSPECTABLE),
        }

    # ------------------------------------------------------------------------------------- actions

    def action_no_effect(self):
        return self._ask("no_effect")

    def action_inspect_again(self):
        return self._ask("inspect_again")

    def action_hold(self):
        return self._ask("hold")

    def _ask(self, decision):
        return {"type": "ir.actions.act_window", "res_model": "mdq.gauge.impact.decide", "name": self.env._("Decide on Lots"), "target": "new",
                "views": [(False, "form")], "context": {"default_line_ids": self.ids, "default_decision": decision}}
