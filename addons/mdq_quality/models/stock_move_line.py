from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core import movement

# What changes the stock of a done line; `quant_id` fills in several of them.
WATCHED = {"lot_id", "quantity", "product_uom_id", "location_id", "location_dest_id", "quant_id", "move_id", "product_id",
           "lot_name", "package_id", "state"}
SHOWN = 10
STRANGERS = (movement.SUPPLIER, movement.CUSTOMER)


class StockMoveLine(models.Model):
    """The gate: no line of a controlled product is done, added or changed unless the status of its lot allows it."""

    _inherit = "stock.move.line"

    _mdq_ledger_columns = (
        "state", "company_id", "product_id", "lot_id", "lot_name", "quantity", "product_uom_id", "location_id",
        "location_dest_id", "package_id", "result_package_id", "owner_id", "move_id", "picking_id", "date",
    )

    mdq_status = fields.Selection(related="lot_id.mdq_status", string="Quality Status", groups="base.group_user")

    # -------------------------------------------------------------------------------------- routes

    def _action_done(self):
        controlled = self._mdq_filter_controlled()
        if not controlled:
            return super()._action_done()
        with_lot = controlled.filtered("lot_id")
        with_lot._mdq_pass_gate()
        result = super()._action_done()
        (controlled - with_lot)._mdq_pass_gate()  # their lots were found or made by name just now
        controlled._mdq_requarantine()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self._mdq_adds_to_done(vals_list):
            return super().create(vals_list)
        with self.env.cr.savepoint():  # stock moves inside `super`: what is refused leaves nothing behind
            lines = super().create(vals_list)
            lines._mdq_filter_controlled().filtered(lambda line: line.move_id.state == "done")._mdq_judge_done()
        return lines

    def write(self, vals):
        done = self._mdq_filter_done() if not WATCHED.isdisjoint(vals) else None
        if not done:
            return super().write(vals)
        with self.env.cr.savepoint():
            before = {line: line._mdq_get_fact() for line in done}
            result = super().write(vals)
            done.filtered(lambda line: line._mdq_has_grown(before[line]))._mdq_judge_done()
        return result

    def _mdq_judge_done(self):
        """Lines that were done without `_action_done`: they pass the same gate, and have the same consequences."""
        if self:
            self._mdq_pass_gate()
            self._mdq_requarantine()
            self._mdq_open_inspections()

    def _mdq_adds_to_done(self, vals_list):
        """Whether lines are created in movements that are done: these move stock at once."""
        named = self._mdq_with_defaults(vals_list)
        moves = self.env["stock.move"].browse({vals["move_id"] for vals in named if vals.get("move_id")})
        pickings = self.env["stock.picking"].browse(
            {vals["picking_id"] for vals in named if vals.get("picking_id") and not vals.get("move_id")}
        )
        return "done" in moves.mapped("state") or "done" in pickings.mapped("state")

    @api.model
    def _mdq_with_defaults(self, vals_list):
        """The values with a movement that a default names: in the context of the call, or one that the caller keeps."""
        defaults = self.default_get(["move_id", "picking_id"])
        return [{**defaults, **vals} for vals in vals_list]

    def _mdq_filter_done(self):
        return self._mdq_filter_controlled(also_empty=True).filtered(lambda line: line.move_id.state == "done")

    def _mdq_filter_controlled(self, also_empty=False):
        """The early exit: products are at hand here, and most are not controlled."""
        if not any(product.mdq_controlled for product in self.product_id):
            return self.browse()
        return self.filtered(lambda line: line.product_id.mdq_controlled and (also_empty or line.quantity))

    def _mdq_get_fact(self):
        return (self.lot_id, self.location_id, self.location_dest_id, self.quantity_product_uom)

    def _mdq_has_grown(self, before):
        """Whether a done line now moves something that it did not move before; less of the same is a correction."""
        after = self._mdq_get_fact()
        return bool(self.quantity) and (after[:3] != before[:3] or after[3] > before[3])

    # ---------------------------------------------------------------------------------------- gate

    def _mdq_get_operation(self):
        """Return what this line does to its lot, in the words of `core.movement`."""
        return self.move_id._mdq_get_operation(self.location_id, self.location_dest_id)

    def _mdq_pass_gate(self):
        """Refuse lines whose lot may not make the movement; a concession for the lot lets it pass, and is counted."""
        # What a lot is and where a place lies does not depend on what the mover may read.
        lines = self.sudo()
        lines._mdq_refuse_without_lot()
        refused = []
        for operation, group in lines.grouped(lambda line: line._mdq_get_operation()).items():
            blockers = group.lot_id._mdq_move_blockers(operation)
            leaving = group._mdq_get_outgoing_reasons() if operation == "ship" else {}
            reasons = {
                line: blockers.get(line.lot_id.id, []) + line._mdq_get_uninspected_reasons(operation) + leaving.get(line, [])
                for line in group
            }
            reasons |= group.filtered(lambda line, reasons=reasons: not reasons[line])._mdq_take_from_risks(operation)
            for line in group:
                if reasons[line] and not line._mdq_pass_with_concession():
                    refused += reasons[line]
        if refused:
            raise UserError("\n".join(list(dict.fromkeys(refused))[:SHOWN]))

    def _mdq_take_from_risks(self, operation):
        """Count what these lines, which pass, take from signed limits. Return {line: [why]} of those that go beyond. Extend."""
        return {}

    def _mdq_get_uninspected_reasons(self, operation):
        """New goods under the number of a released lot were not inspected: they may not pass by our doors."""
        if operation not in ("ship", "process_out") or self.location_id._mdq_get_kind() not in STRANGERS:
            return []
        return [self.env._(
            "Lot %(lot)s of %(product)s comes straight from %(place)s and was not inspected, so it cannot be %(operation)s."
            " Receive and release it first; a quality manager can sign a concession.",
            lot=self.lot_id.name, product=self.product_id.display_name, place=self.location_id.display_name,
            operation=self.lot_id._mdq_get_operation_words(operation),
        )]

    def _mdq_refuse_without_lot(self):
        for line in self:
            if not line.lot_id:
                raise UserError(self.env._(
                    "%(product)s is controlled: name the lot of every quantity that moves (%(quantity)s %(unit)s has none).",
                    product=line.product_id.display_name, quantity=line.quantity, unit=line.product_uom_id.name,
                ))

    def _mdq_pass_with_concession(self):
        self.ensure_one()
        concession = self.env["mdq.concession"]._find(
            "lot_use", partner=self.picking_id.partner_id, product=self.product_id, lot=self.lot_id,
            quantity=self.quantity_product_uom, company=self.company_id,
        )
        if concession:
            record = self.picking_id or self.move_id.raw_material_production_id or self.move_id
            concession._use(record, self.quantity_product_uom)
        return bool(concession)

    # -------------------------------------------------------------------------- what follows from it

    def _mdq_filter_incoming(self, *sources):
        """Lines that bring in goods which were out of our hands, or are new."""
        return self.filtered(
            lambda line: line.lot_id and line.quantity and line.location_id._mdq_get_kind() in sources
            and movement.returns_to_quarantine(line.location_id._mdq_get_kind(), line._mdq_get_operation())
        )

    def _mdq_requarantine(self):
        """Goods that come in (again) are to be inspected (again), and their lot with them."""
        # Facts of the lines, whoever moves them.
        lots = self.sudo()._mdq_filter_incoming(*movement.UNPROVEN_SOURCES).lot_id
        released = lots.filtered(lambda lot: lot.mdq_status == "released")
        if released:
            released._mdq_set_status("quarantine", self._mdq_both(lambda lines: lines.env._("Goods of this lot came in: to be inspected.")))

    def _mdq_open_inspections(self):
        """The inspections that the plans ask for; more of the same delivery adds to their quantity."""
        # Whoever receives need not be an inspector.
        lines = self.sudo()._mdq_filter_incoming(*movement.UNPROVEN_SOURCES).filtered(
            lambda line: line.location_dest_id._mdq_get_kind() == movement.OWN
        )
        if lines:
            lines.env["mdq.inspection"]._open_for_lines(lines)
            lines.env["mdq.inspection"]._open_for_workorders(lines.move_id.production_id.workorder_ids)

    def _mdq_get_points(self):
        """Where what this line brings is inspected, the least particular point first: it is taken when none has a plan."""
        if self.move_id.production_id:
            return ("fqc", "ipqc")
        return ("iqc", "return") if self.location_id._mdq_get_kind() == movement.CUSTOMER else ("iqc",)

    def _prepare_mdq_inspection_vals(self, point):
        """Values of the inspection of these lines, of one receipt, production or delivery."""
        move = self.move_id[:1]
        return {
            "lot_id": self.lot_id[:1].id, "lot_ids": [Command.set(self.lot_id.ids)], "point": point, "company_id": self.company_id[:1].id, "move_id": move.id,
            "picking_id": self.picking_id.id, "production_id": move.production_id.id,
            "quantity": sum(self.mapped("quantity_product_uom")), "partner_id": move._mdq_get_partner().id,
            "process_id": move._mdq_get_process().id,
        }
