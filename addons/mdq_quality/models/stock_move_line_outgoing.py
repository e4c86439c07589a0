from odoo import api, models
from odoo.tools import float_compare

from ..core import movement
from .stock_move_line import STRANGERS

FOLLOWED = {"lot_id", "lot_name", "quantity", "product_uom_id", "location_dest_id", "picking_id", "move_id", "result_package_id"}


class StockMoveLine(models.Model):
    """Goods that leave are looked at once more where a plan for outgoing inspection says so, and stay here until they are accepted."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mdq_filter_outgoing().picking_id._mdq_follow_outgoing()
        return lines

    def write(self, vals):
        if FOLLOWED.isdisjoint(vals):
            return super().write(vals)
        before = self._mdq_filter_outgoing().picking_id
        result = super().write(vals)
        (before | self._mdq_filter_outgoing().picking_id)._mdq_follow_outgoing()
        return result

    def unlink(self):
        pickings = self._mdq_filter_outgoing().picking_id
        result = super().unlink()
        pickings._mdq_follow_outgoing()
        return result

    def _mdq_filter_outgoing(self, also_done=False):
        """Lines of controlled lots that are to leave us for a customer."""
        # Where a place lies does not depend on what the mover may read.
        return self._mdq_filter_controlled().sudo().filtered(
            lambda line: line.lot_id and line.picking_id and (also_done or line.state not in ("done", "cancel"))
            and line.location_dest_id._mdq_get_kind() == movement.CUSTOMER and line.location_id._mdq_get_kind() not in STRANGERS
        )

    def _mdq_get_outgoing_reasons(self):
        """Return {line: [why]} of those lines whose outgoing inspection is not accepted for all that leaves."""
        leaving = self._mdq_filter_outgoing(also_done=True)
        if not leaving:
            return {}
        wanted = leaving.picking_id._mdq_get_outgoing_wanted()
        inspections = leaving.env["mdq.inspection"]._find_outgoing(leaving.picking_id)
        reasons = {}
        for want, lines in wanted.items():
            have = inspections.get(want.key(), leaving.env["mdq.inspection"])
            accepted = sum(have.filtered(lambda inspection: inspection.state != "open").mapped("quantity"))
            if lines & leaving and float_compare(accepted, sum(lines.mapped("quantity_product_uom")), precision_rounding=want.product.uom_id.rounding) < 0:
                reasons |= {line: [line._mdq_get_outgoing_refusal(have)] for line in lines & leaving}
        return reasons

    def _mdq_get_outgoing_refusal(self, inspections):
        waiting = inspections.filtered(lambda inspection: inspection.state == "open")
        words = {"lot": self.lot_id.name, "product": self.product_id.display_name, "picking": self.picking_id.name}
        if waiting:
            return self.env._(
                "Lot %(lot)s of %(product)s leaves only after its outgoing inspection %(inspections)s: an inspector accepts it first.",
                inspections=", ".join(waiting.mapped("name")), **words)
        return self.env._(
            "Lot %(lot)s of %(product)s has no accepted outgoing inspection for all that leaves with %(picking)s. Press “Check"
            " Availability” to have it opened; an inspector accepts it first.", **words)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_assign(self):
        """Also where everything is reserved already: a plan may be in force only since then."""
        result = super().action_assign()
        self.move_line_ids._mdq_filter_outgoing().picking_id._mdq_follow_outgoing()
        return result

    def _mdq_get_outgoing_wanted(self):
        """Return {Wanted: lines} of what leaves with these deliveries and has a plan for outgoing inspection."""
        lines = self.move_line_ids.with_prefetch()._mdq_filter_outgoing(also_done=True)
        inspections = self.env["mdq.inspection"]
        points = {move: found for move, found in inspections._find_points(lines, ("oqc",)).items() if found[1]} if lines else {}
        return inspections._group_wanted(lines.filtered(lambda line: line.move_id in points), points)

    def _mdq_follow_outgoing(self):
        """Open outgoing inspections for what is reserved now, add to them, and take back what is no longer needed."""
        # Whoever reserves need not be an inspector.
        pickings = self.sudo().filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not pickings:
            return
        pickings.invalidate_recordset(["move_line_ids"])
        inspections = pickings.env["mdq.inspection"]
        wanted, found = pickings._mdq_get_outgoing_wanted(), inspections._find_outgoing(pickings)
        missing = {}
        for want, lines in wanted.items():
            have = found.pop(want.key(), inspections)
            lacking = sum(lines.mapped("quantity_product_uom")) - sum(have.mapped("quantity"))
            if float_compare(lacking, 0, precision_rounding=want.product.uom_id.rounding) > 0:
                missing[want] = (lines, lacking)
            else:
                have._take_back(-lacking)
        inspections.union(*found.values())._take_back()
        inspections._open_missing(missing)


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    @api.model
    def _find_outgoing(self, pickings):
        """Return {key: outgoing inspections of some deliveries that wait or were accepted}."""
        found = self.search([("point", "=", "oqc"), ("picking_id", "in", pickings.ids), ("state", "not in", ("rejected", "cancelled"))], order="id")
        return found.grouped(lambda inspection: inspection._get_wanted_key())

    def _take_back(self, quantity=None):
        """Less leaves: the newest inspections that nobody has begun are made smaller or cancelled; all of them without a quantity."""
        rest = sum(self.mapped("quantity")) if quantity is None else quantity
        waiting = self.filtered(lambda inspection: inspection.state == "open" and not inspection._find_results()[inspection.id])
        for inspection in waiting.sorted("id", reverse=True):
            taken = min(rest, inspection.quantity)
            if taken <= 0:
                break
            rest -= taken
            if taken == inspection.quantity:
                inspection._move_to("cancelled", self.env._("These goods no longer leave with this delivery."))
            else:
                inspection._write_guarded({"quantity": inspection.quantity - taken})
                inspection._apply_plans([inspection.plan_id])
