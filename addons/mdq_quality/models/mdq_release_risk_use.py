"""The gate for lots that are used under risk: within quantity, time and destination, and counted."""

from odoo import fields, models

from ..core import movement
from .mdq_release_risk import OPERATIONS

USES = [("consume", "Used in production"), ("process_out", "Sent out for processing"), ("ship", "Delivered")]


class MdqReleaseRiskUse(models.Model):
    """One movement under a release under risk."""

    _name = "mdq.release.risk.use"
    _description = "Use Under Risk"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "risk_id"
    _mdq_server_written = True

    risk_id = fields.Many2one("mdq.release.risk", "Release Under Risk", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="risk_id.company_id", store=True, precompute=True)
    lot_id = fields.Many2one(related="risk_id.lot_id")
    move_line_id = fields.Many2one("stock.move.line", "Movement", readonly=True, ondelete="set null", index="btree_not_null")
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, ondelete="restrict")
    production_id = fields.Many2one("mrp.production", "Manufacturing Order", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "To Whom", readonly=True, ondelete="restrict")
    operation = fields.Selection(USES, "What", required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    used_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    used_on = fields.Datetime("On", required=True, readonly=True)


class MdqReleaseRisk(models.Model):
    _inherit = "mdq.release.risk"

    def _allows_operation(self, operation):
        return operation in OPERATIONS.get(self.allows, ())

    def _get_refusal(self, operation):
        """Return why no piece of the lot makes this operation under the signature any more, or nothing."""
        words = {"lot": self.lot_id.name, "risk": self.name, "operation": self.lot_id._mdq_get_operation_words(operation)}
        if self.stopped_on:
            return self.env._(
                "Lot %(lot)s cannot be %(operation)s: release under risk %(risk)s was stopped. %(why)s A quality manager signs another one"
                " once that is clear.", why=self.stopped_why, **words)
        if self.valid_until <= fields.Datetime.now():
            return self.env._(
                "Lot %(lot)s cannot be %(operation)s: release under risk %(risk)s ended on %(date)s UTC. It waits for its result, or a"
                " quality manager decides anew.", date=fields.Datetime.to_string(self.valid_until), **words)
        return ""

    def _get_line_refusal(self, line, needed, left):
        """Return why this movement goes beyond what was signed for, or nothing. Extend."""
        words = {"lot": self.lot_id.name, "risk": self.name}
        if line.company_id and line.company_id != self.company_id:
            return self.env._(
                "Release under risk %(risk)s of lot %(lot)s is for %(company)s alone.", company=self.company_id.name, **words)
        if self.uom_id.compare(needed, left) > 0:
            return self.env._(
                "Lot %(lot)s is used under risk %(risk)s for %(limit)g %(unit)s, of which %(left)g are left: %(needed)g are too many. It"
                " waits for its result, or a quality manager decides anew.", limit=self.quantity, unit=self.uom_id.name, left=left,
                needed=needed, **words)
        return self._get_destination_refusal(line, words)

    def _get_destination_refusal(self, line, words):
        partner, made = line.picking_id.partner_id.commercial_partner_id, line.move_id.raw_material_production_id.product_id
        outside = line.location_id._mdq_get_kind() == movement.OUTSIDE  # it went there within the limits
        if self.partner_id and partner != self.partner_id.commercial_partner_id and not outside:
            return self.env._(
                "Lot %(lot)s goes only to %(partner)s under risk %(risk)s.", partner=self.partner_id.display_name, **words)
        if self.for_product_id and made and made != self.for_product_id:
            return self.env._(
                "Lot %(lot)s is used only to make %(product)s under risk %(risk)s.", product=self.for_product_id.display_name, **words)
        return ""


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_status_reasons(self, status, operation):
        """A signed release under risk lets a lot in quarantine pass; each line is then weighed and counted."""
        risk = self.mdq_risk_id
        if status != "quarantine" or not risk._allows_operation(operation):
            return super()._mdq_get_status_reasons(status, operation)
        refusal = risk._get_refusal(operation)
        return [refusal] if refusal else []


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_take_from_risks(self, operation):
        """Count what these lines use under risk. Return {line: [why]} of those that go beyond what was signed for."""
        refused = super()._mdq_take_from_risks(operation)
        lines = self.filtered(lambda line: line.lot_id.mdq_status == "quarantine" and line.lot_id.mdq_risk_id._allows_operation(operation))
        if not lines:
            return refused
        counted = lines._mdq_get_counted_under_risk()
        left = {risk: risk.left_quantity for risk in lines.lot_id.mdq_risk_id}
        uses = []
        for line in lines:
            risk = line.lot_id.mdq_risk_id
            needed = line._mdq_get_needed_under_risk(counted)
            refusal = risk._get_line_refusal(line, needed, left[risk])
            if refusal:
                refused[line] = [refusal]
            elif needed > 0:
                left[risk] -= needed
                uses.append(line._prepare_mdq_risk_use_vals(risk, needed, operation))
        for risk, rest in left.items():
            risk._write_guarded({"used_quantity": risk.quantity - rest})
        self.env["mdq.release.risk.use"].create(uses)
        return refused

    def _mdq_get_counted_under_risk(self):
        """Return {line: what was counted of it before}: a done line that grows counts for what is added."""
        groups = self.env["mdq.release.risk.use"]._read_group([("move_line_id", "in", self.ids)], ["move_line_id"], ["quantity:sum"])
        return dict(groups)

    def _mdq_get_needed_under_risk(self, counted):
        """What goes on from a subcontractor's place was counted when it went there."""
        if self.location_id._mdq_get_kind() == movement.OUTSIDE:
            return 0.0
        return self.quantity_product_uom - counted.get(self, 0.0)

    def _prepare_mdq_risk_use_vals(self, risk, quantity, operation):
        return {
            "risk_id": risk.id, "move_line_id": self.id, "picking_id": self.picking_id.id, "operation": operation, "quantity": quantity,
            "production_id": self.move_id.raw_material_production_id.id, "partner_id": self.picking_id.partner_id.id,
            "used_by": self.env.uid, "used_on": fields.Datetime.now(),
        }

    def _mdq_requarantine(self):
        """Goods that come in were not among those that the risk was taken for."""
        result = super()._mdq_requarantine()
        # Facts of the lines, whoever moves them.
        lots = self.sudo()._mdq_filter_incoming(*movement.UNPROVEN_SOURCES).lot_id
        lots.mdq_risk_id._stop(self._mdq_both(lambda lines: lines.env._("Goods of this lot came in: to be inspected.")))
        return result
