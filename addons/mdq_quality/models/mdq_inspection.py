from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .mdq_inspection_plan import POINTS

# What an inspection is of. Stated when it is made, and not changed afterwards.
IDENTITY = {"lot_id", "product_id", "point", "quantity", "company_id", "picking_id", "move_id", "production_id",
            "partner_id", "process_id"}


class MdqInspection(models.Model):
    """The check of one lot at one point, from sample to decision."""

    _name = "mdq.inspection"
    _description = "Inspection"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="lot_id.product_id", store=True, index=True, precompute=True)
    lot_status = fields.Selection(related="lot_id.mdq_status", string="Lot Status")
    point = fields.Selection(POINTS, "Inspection Point", required=True, default="iqc")
    plan_id = fields.Many2one("mdq.inspection.plan", "Plan", readonly=True, ondelete="restrict", index="btree_not_null",
                              help="The revision that was effective when the inspection was made.")
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    sample_size = fields.Integer("Sample Size", readonly=True, aggregator=None)
    acceptance_number = fields.Integer("Acceptance Number", readonly=True, aggregator=None)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True, ondelete="restrict", index="btree_not_null")
    move_id = fields.Many2one("stock.move", "Stock Move", readonly=True, ondelete="restrict")
    production_id = fields.Many2one(
        "mrp.production", "Manufacturing Order", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    partner_id = fields.Many2one("res.partner", "Supplier", ondelete="restrict", index="btree_not_null")
    process_id = fields.Many2one("mdq.process", "After Process", ondelete="restrict")
    inspector_id = fields.Many2one("res.users", "Inspector", ondelete="restrict", help="Whose task this is.")
    note = fields.Text("Remarks")
    measurement_ids = fields.One2many("mdq.measurement", "inspection_id", "Readings", readonly=True)
    reading_count = fields.Integer("Readings Taken", compute="_compute_progress")
    reading_total = fields.Integer("Readings Needed", compute="_compute_progress")
    failed_units = fields.Integer("Nonconforming Units", compute="_compute_progress")
    state = fields.Selection(
        [("open", "To Inspect"), ("accepted", "Accepted"), ("rejected", "Rejected"), ("cancelled", "Cancelled")],
        "Decision", default="open", required=True, readonly=True, copy=False, index=True,
    )

    _quantity_not_negative = models.Constraint("CHECK (quantity >= 0)", "The quantity of an inspection cannot be negative.")
    _lot_state_index = models.Index("(lot_id, state)")

    def _get_transitions(self):
        return {"open": {"accepted", "rejected", "cancelled"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"name", "plan_id", "sample_size", "acceptance_number"}

    def _get_locked_states(self):
        return {"accepted", "rejected", "cancelled"}

    # ------------------------------------------------------------------------------------ creation

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        inspections._check_lots_controlled()
        plans = self.env["mdq.inspection.plan"].sudo()._find_many(  # plans apply to whoever receives
            [inspection._prepare_plan_case() for inspection in inspections]
        )
        names = self._next_names(len(inspections), inspections.company_id[:1])
        for inspection, plan, name in zip(inspections, plans, names, strict=True):
            inspection._write_guarded({"name": name, **inspection._prepare_plan_vals(plan)})
        return inspections

    def write(self, vals):
        changed = IDENTITY & set(vals)
        if changed:
            raise UserError(self._get_guarded_refusal(changed))
        return super().write(vals)

    def _check_lots_controlled(self):
        for inspection in self:
            if not inspection.product_id.mdq_controlled:
                raise UserError(self.env._(
                    "%(product)s is not controlled, so its lots are not inspected. Set “Controlled” on the product first.",
                    product=inspection.product_id.display_name,
                ))

    def _prepare_plan_case(self):
        return {
            "point": self.point, "product": self.product_id, "company": self.company_id,
            "partner": self.partner_id.commercial_partner_id, "process": self.process_id,
        }

    def _prepare_plan_vals(self, plan):
        if not plan:
            return {"plan_id": False, "sample_size": 0, "acceptance_number": 0}
        return {"plan_id": plan.id, "sample_size": plan._get_sample_size(self.quantity),
                "acceptance_number": plan.acceptance_number}

    @api.model
    def _next_names(self, count, company):
        """Return as many numbers with one query, however many inspections a receipt opens."""
        # Numbers are given by the server, whoever receives.
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences.search(
            [("code", "=", self._name), ("company_id", "in", [company.id, False])], order="company_id", limit=1
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence.next_by_id() if sequence else self.env._("New") for _number in range(count)]
        numbers = self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", f"ir_sequence_{sequence.id:03d}", count
        ))
        return [sequence.get_next_char(number) for number, in numbers]

    @api.model
    def _create_for_lots(self, lots, point, values=None):
        """Open one inspection for each lot.

        :param values: further values, the same for all (quantity, partner_id, picking_id, …)
        """
        return self.create([{"point": point, **(values or {}), "lot_id": lot.id} for lot in lots])

    @api.model
    def _open_for_lines(self, grouped):
        """Open the inspections of stock move lines, as {(lot, picking, production): lines}; add to those still open."""
        known = self._find_open(grouped)
        created = []
        for key, lines in grouped.items():
            inspection = known.get(key)
            if inspection:
                inspection._add_quantity(sum(lines.mapped("quantity_product_uom")))
            else:
                created.append(lines)
        productions = [lines for lines in created if lines.move_id.production_id]
        points = self._get_production_points(productions)
        return self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True).create([
            lines._prepare_mdq_inspection_vals(points.get(lines.product_id, "iqc")) for lines in created
        ])

    def _find_open(self, grouped):
        lots = self.env["stock.lot"].union(*(lot for lot, _picking, _production in grouped))
        inspections = self.search([("lot_id", "in", lots.ids), ("state", "=", "open")])
        return {(i.lot_id, i.picking_id, i.production_id): i for i in inspections if i.picking_id or i.production_id}

    def _add_quantity(self, quantity):
        """More of the same receipt: the sample grows with it."""
        self._write_guarded({"quantity": self.quantity + quantity})
        self._write_guarded(self._prepare_plan_vals(self.plan_id))

    def _get_production_points(self, groups):
        """Return {product: point} of what was made here: in process where a plan says so, otherwise final."""
        products = list({lines.product_id for lines in groups})
        plans = self.env["mdq.inspection.plan"]._find_many([
            {"point": "ipqc", "product": product, "company": groups[0].company_id} for product in products
        ])
        return {product: "ipqc" if plan else "fqc" for product, plan in zip(products, plans, strict=True)}

    # --------------------------------------------------------------------------------------- plan

    def action_find_plan(self):
        """Take the effective plan now, for inspections that were opened before there was one."""
        self.check_access("write")
        for inspection in self:
            inspection._check_plan_may_change()
            plan = self.env["mdq.inspection.plan"]._find_many([inspection._prepare_plan_case()])[0]
            if not plan:
                raise UserError(self.env._(
                    "No effective inspection plan fits %(product)s at %(point)s. A quality engineer writes one; once it is"
                    " approved and effective, find it again.", product=inspection.product_id.display_name,
                    point=dict(self._fields["point"]._description_selection(self.env))[inspection.point],
                ))
            inspection._write_guarded(inspection._prepare_plan_vals(plan))
        return True

    def _check_plan_may_change(self):
        if self.state != "open" or self.measurement_ids:
            raise UserError(self.env._(
                "%(inspection)s keeps its plan: it has readings or is decided. Cancel it and open a new one instead.",
                inspection=self.name,
            ))

    # ----------------------------------------------------------------------------------- decision

    def action_cancel(self):
        """Cancel inspections that are not needed; quality engineers only, as a cancelled one decides nothing."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        return self._move_to("cancelled")

    def _after_move_to_rejected(self):
        """The lot is rejected with its inspection. Addons above raise their event here."""
        for inspection in self:
            lots = inspection.lot_id.filtered(lambda lot: lot.mdq_status in ("quarantine", "released", "hold"))
            lots._mdq_set_status("rejected", self.env._("Inspection %s rejected it.", inspection.name))

    def _get_inspectors(self):
        """Return everybody who had a hand in these inspections: they may not release the lots."""
        # All inspections count, also those that the caller may not read.
        inspections = self.sudo()
        decided = inspections.filtered(lambda inspection: inspection.state != "open")
        return inspections.inspector_id | inspections.measurement_ids.recorded_by | decided.state_changed_by

    def action_view_lot(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "stock.lot", "res_id": self.lot_id.id,
                "views": [(False, "form")]}
