from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

TAKERS = ("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
SOON = 30  # days


class MdqRetainedSample(models.Model):
    """A quantity of a lot that is kept as evidence: where, until when, and what was done with it."""

    _name = "mdq.retained.sample"
    _description = "Retained Sample"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "keep_until, id"
    _mdq_server_written = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="lot_id.product_id", store=True, index=True, precompute=True)
    lot_status = fields.Selection(related="lot_id.mdq_status", string="Lot Status")
    purpose = fields.Selection(
        [("retained", "Retained sample"), ("reference", "Reference sample"), ("referee", "Referee sample")], default="retained",
        required=True, readonly=True,
    )
    quantity = fields.Float("Quantity Taken", digits="Product Unit", required=True, readonly=True)
    left = fields.Float("Still There", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="lot_id.product_uom_id")
    source_id = fields.Many2one("stock.location", "Taken From", required=True, readonly=True, ondelete="restrict")
    location_id = fields.Many2one("stock.location", "Kept In", required=True, readonly=True, ondelete="restrict")
    shelf = fields.Char("Shelf or Box", readonly=True)
    condition = fields.Char("Storage Condition", readonly=True)
    keep_until = fields.Date("Sample Kept Until", required=True, readonly=True, index=True)
    is_due = fields.Boolean("Due", compute="_compute_is_due", search="_search_is_due")
    taken_by = fields.Many2one("res.users", "Taken By", required=True, readonly=True, ondelete="restrict")
    taken_on = fields.Datetime("Taken On", required=True, readonly=True)
    note = fields.Text("Remarks", readonly=True)
    use_ids = fields.One2many("mdq.retained.sample.use", "sample_id", "What Was Done With It", readonly=True)
    move_ids = fields.One2many("stock.move", "mdq_sample_id", "Movements", readonly=True)
    state = fields.Selection(
        [("kept", "Kept"), ("used", "Used Up"), ("destroyed", "Destroyed")], default="kept", required=True, readonly=True, index=True
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A sample is more than nothing.")

    @api.depends("keep_until", "state")
    def _compute_is_due(self):
        today = self.env.company._mdq_today()
        for sample in self:
            sample.is_due = sample.state == "kept" and bool(sample.keep_until) and sample.keep_until < today

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = fields.Domain([("state", "=", "kept"), ("keep_until", "<", self.env.company._mdq_today())])
        return due if True in value else ~due

    def _get_transitions(self):
        return {"kept": {"used", "destroyed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"left"}

    # ------------------------------------------------------------------------------------- public

    @api.model
    def take(self, lot_id, quantity, location_id, values=None):
        """Take a sample of a lot out of stock and keep it; return its id.

        :param location_id: the place that it is taken from
        :param values: {purpose, keep_until, shelf, condition, note, package_id}
        """
        self.env.user._mdq_require(*TAKERS)
        lot = self.env["stock.lot"].browse(lot_id).exists()
        lot.check_access("read")
        lot._mdq_check_controlled()
        values = self._check_values(values or {})
        part = {"location_id": location_id, "package_id": values.pop("package_id", False), "quantity": quantity}
        lines = lot._mdq_read_parts([part])
        if not lines:
            raise UserError(self.env._("Say how many are taken."))
        # Stock and samples are written by the server, for the role that was checked above.
        sample = self.sudo().create({**self._prepare_sample_vals(lot, lines[0]), **values})
        sample._write_guarded({"left": quantity})
        sample._move(lines[0], lines[0]["location"], sample.location_id, quantity)
        return sample.id

    def use(self, kind, quantity, reason):
        """Record what was done with a sample: examine it, use some of it up, or destroy what is left."""
        self.ensure_one()
        self.check_access("read")
        self._check_use(kind, quantity, reason)
        # Nobody edits samples; who may record what was checked above.
        sample = self.sudo()
        leaving = 0.0 if kind == "examined" else sample.left if kind == "destroyed" else quantity
        sample.env["mdq.retained.sample.use"].create({
            "sample_id": sample.id, "kind": kind, "quantity": quantity if kind == "examined" else leaving, "reason": reason,
            "used_by": self.env.uid, "used_on": fields.Datetime.now(),
        })
        if leaving:
            sample._give_out(kind, leaving, reason)
        return True

    # ------------------------------------------------------------------------------------- checks

    def _check_values(self, values):
        """Return what the caller may say of a sample; refuse the rest."""
        unknown = set(values) - {"purpose", "keep_until", "shelf", "condition", "note", "package_id"}
        if unknown:
            raise UserError(self._get_guarded_refusal(unknown & set(self._fields)) if unknown & set(self._fields) else self.env._(
                "Not understood of a sample: %s.", ", ".join(sorted(unknown))
            ))
        return {name: value for name, value in values.items() if value}

    def _check_use(self, kind, quantity, reason):
        self.env.user._mdq_require(*(TAKERS[1:] if kind == "destroyed" else TAKERS))
        if kind not in dict(self.env["mdq.retained.sample.use"]._fields["kind"].selection):
            raise UserError(self.env._("A sample is examined, used or destroyed; nothing else."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the sample was examined, used or destroyed for."))
        if self.state != "kept":
            raise UserError(self.env._("Nothing is left of sample %s.", self.name))
        if kind == "destroyed":
            return self._check_may_be_destroyed()
        if not quantity or quantity < 0 or self.uom_id.compare(quantity, self.left) > 0 or self.lot_id._mdq_is_divided(quantity):
            raise UserError(self.env._(
                "Sample %(sample)s still has %(left)g %(unit)s: name how many of them, in whole pieces.", sample=self.name,
                left=self.left, unit=self.uom_id.name,
            ))
        return None

    def _check_may_be_destroyed(self):
        if self.keep_until >= self.company_id._mdq_today():
            raise UserError(self.env._(
                "Sample %(sample)s is kept until %(date)s: it is destroyed after that day.", sample=self.name, date=self.keep_until
            ))
        if self.lot_id.mdq_status in ("hold", "recalled"):
            raise UserError(self.env._(
                "Lot %(lot)s is %(status)s: its samples are kept while that is open.", lot=self.lot_id.name,
                status=self.lot_id._mdq_get_status_words(self.lot_id.mdq_status),
            ))

    # -------------------------------------------------------------------------------------- deeds

    def _prepare_sample_vals(self, lot, line):
        company = self.env.company
        return {
            "company_id": company.id, "lot_id": lot.id, "quantity": line["quantity"], "source_id": line["location"].id,
            "location_id": self.env["stock.location"]._mdq_get_sample_place(company).id, "taken_by": self.env.uid,
            "taken_on": fields.Datetime.now(), "keep_until": lot._mdq_get_sample_end(),
        }

    def _move(self, line, source, destination, quantity):
        return self.env["stock.move"]._mdq_move_for({"mdq_sample_id": self.id}, [{
            "lot": self.lot_id, "quantity": quantity, "source": source, "destination": destination, "owner": line["owner"],
            "package": line["package"], "company": self.company_id, "name": self.name,
        }])

    def _give_out(self, kind, quantity, reason):
        lines = self.move_ids.move_line_ids
        owner, package = lines.owner_id[:1], self.env["stock.package"]
        self._move({"owner": owner, "package": package}, self.location_id, self._get_used_place(), quantity)
        self._write_guarded({"left": self.uom_id.round(self.left - quantity)})
        if self.uom_id.is_zero(self.left):
            self._move_to("destroyed" if kind == "destroyed" else "used", reason)

    def _get_used_place(self):
        """Samples leave stock as what is scrapped does."""
        return self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "in", [self.company_id.id, False])], order="company_id", limit=1
        )

    def _mdq_retention_date(self):
        return {sample.id: sample.keep_until for sample in self}


class MdqRetainedSampleUse(models.Model):
    """What was done with a sample, by whom and why."""

    _name = "mdq.retained.sample.use"
    _description = "Use of a Retained Sample"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "sample_id"
    _order = "sample_id, id"
    _rec_name = "kind"
    _mdq_server_written = True

    sample_id = fields.Many2one("mdq.retained.sample", "Retained Sample", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="sample_id.company_id", store=True, precompute=True)
    kind = fields.Selection(
        [("examined", "Examined"), ("used", "Used"), ("destroyed", "Destroyed")], "What Was Done", required=True, readonly=True
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reason = fields.Text("What For", required=True, readonly=True)
    used_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    used_on = fields.Datetime("On", required=True, readonly=True)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    mdq_sample_months = fields.Integer(
        "Keep Samples for (Months)", help="After the lot expires; without an expiration date, after the sample was taken. Empty: 12 months.",
    )
    mdq_sample_quantity = fields.Float("Retained Sample of Each Lot", digits="Product Unit")

    _mdq_sample_months_not_negative = models.Constraint("CHECK (mdq_sample_months >= 0)", "Samples are not kept for less than no months.")


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_sample_ids = fields.One2many("mdq.retained.sample", "lot_id", "Retained Samples", readonly=True, groups="base.group_user")

    def _mdq_get_sample_end(self):
        """Return until when a sample of this lot is kept: so long after its life, or after today."""
        company = self.company_id or self.env.company
        end = company._mdq_get_day(self.expiration_date) if self.expiration_date else company._mdq_today()
        return end + relativedelta(months=self.product_id.mdq_sample_months or 12)
