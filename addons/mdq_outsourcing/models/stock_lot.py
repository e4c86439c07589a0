from odoo import api, fields, models
from odoo.exceptions import AccessError


class StockLot(models.Model):
    """A lot knows the steps that it goes through: they bar its shipping until done, and its release until proved."""

    _inherit = "stock.lot"

    mdq_step_line_ids = fields.One2many("mdq.batch.step.lot", "lot_id", "Process Steps", groups="base.group_user")
    mdq_step_count = fields.Integer(
        "Number of Process Steps", compute="_compute_mdq_step_count", groups="base.group_user"
    )
    mdq_move_line_ids = fields.One2many("stock.move.line", "lot_id", "Movements", groups="base.group_user")

    def _compute_mdq_step_count(self):
        counts = dict(self.env["mdq.batch.step.lot"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"]))
        for lot in self:
            lot.mdq_step_count = counts.get(lot, 0)

    @api.readonly
    def action_view_mdq_batch_steps(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_outsourcing.mdq_batch_step_action")
        return {**action, "domain": [("line_ids.lot_id", "in", self.ids)], "context": {}}

    # -------------------------------------------------------------------------------------- shipping

    def _mdq_move_blockers(self, operation):
        blockers = super()._mdq_move_blockers(operation)
        if operation == "ship":
            for lot, sentences in self._mdq_get_open_step_reasons().items():
                blockers.setdefault(lot, []).extend(sentences)
        return blockers

    def _mdq_get_open_step_reasons(self):
        """Return {lot id: [why]} for lots of which a required step, of theirs or of a lot in them, is not done."""
        # What must be done to a lot does not depend on who ships it.
        controlled = self.sudo().filtered("mdq_status")
        if not controlled:
            return {}
        ancestors = controlled._mdq_get_ancestor_ids()
        lines = self.env["mdq.batch.step.lot"].sudo().search(  # the same: facts of the lots
            [("lot_id", "in", list(set().union(*ancestors.values())))]
        )
        by_lot = lines.grouped("lot_id")
        reasons = {}
        for lot in controlled:
            inner = [found for found in by_lot if found.id in ancestors[lot.id]]
            sentences = lot._mdq_get_open_step_sentences(sorted(inner, key=lambda found: found != lot), by_lot)
            if sentences:
                reasons[lot.id] = sentences
        return reasons

    def _mdq_get_open_step_sentences(self, inner, by_lot):
        """Each open step is named once, at the lot itself before a lot that is in it."""
        sentences = {}
        for found in inner:
            for step in found._mdq_get_open_steps(by_lot[found]):
                sentences.setdefault(step, self._mdq_get_open_step_sentence(found, step))
        return list(sentences.values())

    def _mdq_get_open_steps(self, lines):
        """Return the required steps of the orders of a lot that were not done to it."""
        self.ensure_one()
        steps = lines.step_id
        done = steps.filtered(lambda step: step.state == "done").process_id
        return steps.order_id.step_ids.filtered(
            lambda step: step.required and step.process_id not in done and not step._is_done_for(self)
        )

    def _mdq_get_open_step_sentence(self, found, step):
        values = {"lot": self.name, "product": self.product_id.display_name, "step": step.display_name, "inner": found.name}
        if found == self:
            return self.env._(
                "Lot %(lot)s of %(product)s cannot be shipped: required step %(step)s is not done. The planner has it done;"
                " a quality manager can sign a concession.", **values,
            )
        return self.env._(
            "Lot %(lot)s of %(product)s cannot be shipped: required step %(step)s of lot %(inner)s in it is not done. The"
            " planner has it done; a quality manager can sign a concession.", **values,
        )

    # --------------------------------------------------------------------------------------- release

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        # What must hold does not depend on what the asker may read.
        lines = self.env["mdq.batch.step.lot"].sudo().search([
            ("lot_id", "in", self.ids), ("step_id.state", "in", ("at_supplier", "reported", "done")),
        ])
        for lot, own in lines.grouped("lot_id").items():
            for code, problems, fine in own.step_id._get_release_facts(lot):
                checks[lot.id].append(lot._mdq_prepare_check(
                    code, not problems, " ".join(problems) or fine, own.step_id
                ))
        return checks

    @api.model
    def _mdq_get_check_names(self):
        return {
            **super()._mdq_get_check_names(), "step_open": self.env._("Its process steps are finished"),
            "step_parameters": self.env._("Process parameters are within their limits"),
            "step_certificate": self.env._("Certificates of its process steps are there"),
            "step_load": self.env._("Its treatment load is accepted"),
        }

    # ------------------------------------------------------------------------------------- suppliers

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.user.share and not self.env.su:
            clean = [self._mdq_clean_supplier_vals(vals) for vals in vals_list]
            # A supplier names the lots of his own orders; which product it is of was checked just now.
            return super(StockLot, self.sudo()).create(clean).with_env(self.env)
        return super().create(vals_list)

    def _mdq_clean_supplier_vals(self, vals):
        product = self.env["product.product"].browse(vals.get("product_id") or ())
        refused = {name for name, value in vals.items() if value and name not in ("name", "product_id", "company_id")}
        if refused or product not in self._mdq_get_supplier_products():
            raise AccessError(self.env._(
                "Suppliers name lots of products that they are making for an open order, and nothing else."
            ))
        # Whether lots are shared between companies is a setting of the product.
        company = product.sudo().company_id
        return {"name": vals.get("name"), "product_id": product.id, "company_id": company.id}

    @api.model
    def _mdq_get_supplier_products(self):
        """What this supplier is making now; and components as far as they are not controlled."""
        company = self.env.user.partner_id.commercial_partner_id
        # His own orders, as the rules of the portal say; their components he need not be able to read.
        orders = self.env["mrp.production"].sudo().search([
            ("subcontractor_id", "=", company.id), ("state", "not in", ("done", "cancel")),
        ])
        components = orders.move_raw_ids.product_id.filtered(lambda product: not product.mdq_controlled)
        return (orders.product_id | components).sudo(False)

    @api.model
    def _mdq_check_own(self, ids):
        """Refuse lots that a supplier may not see."""
        lots = self.browse(ids).exists()
        if len(lots) != len(set(ids)) or lots._filtered_access("read") != lots:
            raise AccessError(self.env._("Name a lot of your own orders."))
