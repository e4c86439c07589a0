from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .mdq_inspection_plan import POINTS

# What an inspection is of. Stated when it is made, and not changed afterwards.
IDENTITY = {"lot_id", "lot_ids", "product_id", "point", "quantity", "company_id", "picking_id", "move_id", "production_id",
            "workorder_id", "package_id", "portion_no", "schedule_id", "due_date", "source", "partner_id", "process_id"}


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
        [("open", "To Inspect"), ("accepted", "Accepted"), ("rejected", "Rejected"), ("skipped", "Skipped"),
         ("cancelled", "Cancelled")],
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
        # The silence is for the inspections, not for what follows from them.
        inspections.with_context(tracking_disable=False)._follow_plans()
        return inspections

    @api.model
    def _prepare_own_vals(self, vals_list):
        """Number, plan and sample: looked for once for what many have in common, and stored with the inspection."""
        vals_list, asked = super()._prepare_own_vals(vals_list), ["lot_id", *sorted(self._get_deciding_fields())]
        defaults = self.default_get(asked)
        drafts = self._draft([{name: vals.get(name, defaults.get(name)) for name in asked} for vals in vals_list])
        planned = self.browse().concat(*dict.fromkeys(drafts))._plan_drafts()
        names = self._next_names(len(vals_list), drafts[0].company_id)
        return [
            {**vals, **planned[draft], "name": name, "pick_seed": name}
            for vals, draft, name in zip(vals_list, drafts, names, strict=True)
        ]

    @api.model
    def _draft(self, vals_list):
        """Return for each an inspection that is not stored: one and the same for all of which a plan says the same."""
        known, drafts = {}, []
        for vals, product in zip(vals_list, self._find_products(vals_list), strict=True):
            key = tuple({**vals, "lot_id": product.id}.items())
            if key not in known:
                known[key] = self.new(vals)
            drafts.append(known[key])
        return drafts

    def _get_deciding_fields(self):
        """Return the names of the fields that decide on plan and sample, beside the product of the lot; extend with `|`."""
        return {"point", "quantity", "company_id", "partner_id", "process_id"}

    def _plan_drafts(self):
        """Return {draft: the values that follow from its plan}."""
        plans = self._find_plans()
        for draft, plan in zip(self, plans, strict=True):
            draft.plan_id = plan
        facts = self._prepare_planning(plans)
        return {draft: draft._prepare_plan_vals(plan, facts) for draft, plan in zip(self, plans, strict=True)}

    @api.model
    def _add_precomputed_values(self, vals_list):
        """What follows from the lot is read of all lots at once, without a record in between for each."""
        for vals, product in zip(vals_list, self._find_products(vals_list), strict=True):
            vals["product_id"] = product.id
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _find_products(self, vals_list):
        """Return the product of each, read of all lots at once."""
        # Which product a lot is of is no secret to whoever opens its inspection.
        lots = self.env["stock.lot"].sudo().browse(dict.fromkeys(vals["lot_id"] for vals in vals_list if vals.get("lot_id")))
        products = {lot.id: lot.product_id for lot in lots}
        return [products.get(vals.get("lot_id"), self.env["product.product"]) for vals in vals_list]

    def write(self, vals):
        changed = IDENTITY & set(vals)
        if changed:
            raise UserError(self._get_guarded_refusal(changed))
        return super().write(vals)

    def _check_lots_controlled(self):
        for product in self.product_id:
            if not product.mdq_controlled:
                raise UserError(self.env._(
                    "%(product)s is not controlled, so its lots are not inspected. Set “Controlled” on the product first.",
                    product=product.display_name,
                ))

    def _find_plans(self):
        """Return the plan of each, looked for once for what many have in common."""
        cases = {inspection: inspection._prepare_plan_case() for inspection in self}
        distinct = {tuple(case.items()): case for case in cases.values()}
        # Plans apply to whoever receives.
        found = dict(zip(distinct, self.env["mdq.inspection.plan"].sudo()._find_many(list(distinct.values())), strict=True))
        return [found[tuple(cases[inspection].items())] for inspection in self]

    def _prepare_plan_case(self):
        return {
            "point": self.point, "product": self.product_id, "company": self.company_id,
            "partner": self.partner_id.commercial_partner_id, "process": self.process_id,
        }

    def _apply_plans(self, plans):
        """Take a plan each."""
        facts = self._prepare_planning(plans)
        for inspection, plan in zip(self, plans, strict=True):
            inspection._write_guarded(inspection._prepare_plan_vals(plan, facts))
        self._follow_plans()

    def _follow_plans(self):
        """Do what a plan means beyond the values of the inspection itself. Extend."""

    def _prepare_planning(self, plans):
        """Return what the values of all these follow from, looked up once. Extended: call super, add keys."""
        return {}

    def _prepare_plan_vals(self, plan, facts):
        """Return what an inspection has from its plan. Extended: call super, add keys.

        :param facts: what `_prepare_planning` looked up
        """
        if not plan:
            return {"plan_id": False, "sample_size": 0, "acceptance_number": 0}
        size = plan._get_sample_size(self.quantity)
        return {"plan_id": plan.id, "sample_size": size, "acceptance_number": plan._get_acceptance_number(size)}

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
        before, after = sequence._get_prefix_suffix()
        return [f"{before}{number:0{sequence.padding}d}{after}" for number, in numbers]

    @api.model
    def _create_for_lots(self, lots, point, values=None):
        """Open one inspection for each lot.

        :param values: further values, the same for all (quantity, partner_id, picking_id, …)
        """
        return self._get_silent().create([{"point": point, **(values or {}), "lot_id": lot.id} for lot in lots]).with_env(self.env)

    def _get_silent(self):
        """What the server opens has its beginning in the ledger: no message for each says so again, and nobody follows all of them."""
        return self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True)

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
            inspection._apply_plans([plan])
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
            lots = inspection.lot_ids.filtered(lambda lot: lot.mdq_status in ("quarantine", "released", "hold"))
            lots._mdq_set_status("rejected", inspection._mdq_both(lambda each: each.env._("Inspection %s rejected it.", each.name)))

    def _get_inspectors(self):
        """Return everybody who had a hand in these inspections: they may not release the lots."""
        # All inspections count, also those that the caller may not read.
        inspections = self.sudo()
        decided = inspections.filtered(lambda inspection: inspection.state != "open")
        return inspections.inspector_id | inspections._find_recorders() | decided.state_changed_by

    def action_view_lot(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "stock.lot", "res_id": self.lot_id.id,
                "views": [(False, "form")]}
