from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MdqSupplierResilience(models.TransientModel):
    """How much we depend on whom, and what stops when a supplier or a site stops today."""

    _name = "mdq.supplier.resilience"
    _description = "Supply Resilience"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._mdq_today() - relativedelta(years=1, days=-1))
    date_to = fields.Date("To", required=True, default=lambda self: self.env.company._mdq_today())
    partner_id = fields.Many2one(
        "res.partner", "Supplier Or Site That Stops", domain=["|", ("is_company", "=", True), ("parent_id", "!=", False)],
        help="Empty: only the dependence. A company stops with all its sites; a site alone.")
    share_ids = fields.One2many("mdq.supplier.resilience.share", "resilience_id", "Dependence", readonly=True)
    hit_ids = fields.One2many("mdq.supplier.resilience.hit", "resilience_id", "What Stops", readonly=True)
    sole_count = fields.Integer("Sole Sources", compute="_compute_counts")
    hit_count = fields.Integer("Products Hit", compute="_compute_counts")
    uncovered_count = fields.Integer("Without An Alternate", compute="_compute_counts")
    path_text = fields.Text("Stops With It", readonly=True)

    @api.depends_context("lang")
    @api.depends("partner_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(filter(None, (self.env._("Supply resilience"), record.partner_id.name)))

    @api.depends("share_ids", "hit_ids")
    def _compute_counts(self):
        for record in self:
            record.sole_count = len(record.share_ids.filtered("is_sole"))
            record.hit_count = len(record.hit_ids)
            record.uncovered_count = len(record.hit_ids.filtered(lambda hit: not hit.alternate_count))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for record in self:
            if record.date_from > record.date_to:
                raise ValidationError(self.env._("The period begins on %(from)s and ends on %(to)s: the dates are reversed.",
                                                 **{"from": record.date_from, "to": record.date_to}))

    def _get_bounds(self):
        """The moments between which the period lies: its days are those of the company."""
        return self.company_id._mdq_get_bounds(self.date_from, self.date_to)

    # ------------------------------------------------------------------------------------- public

    def action_compute(self):
        """Reckon both answers from the orders of the period; show them on the same page."""
        self.ensure_one()
        self.check_access("write")
        self.share_ids.unlink()
        self.hit_ids.unlink()
        self.share_ids = [fields.Command.create(vals) for vals in self._prepare_shares()]
        hits, self.path_text = self._prepare_hits() if self.partner_id else ([], False)
        self.hit_ids = [fields.Command.create(vals) for vals in hits]
        return True

    def action_open_shares(self):
        return self._open("mdq.supplier.resilience.share", self.env._("Dependence"), "list,graph,pivot")

    def action_open_hits(self):
        return self._open("mdq.supplier.resilience.hit", self.env._("What Stops"), "list,graph")

    def _open(self, model, name, modes):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": model, "name": name, "view_mode": modes,
                "views": [(False, mode) for mode in modes.split(",")], "domain": [("resilience_id", "=", self.id)]}

    def action_xlsx(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/mdq/resilience/{self.id}/xlsx", "target": "self"}


class MdqSupplierResilienceLineMixin(models.AbstractModel):
    """One product and process of an answer: who could take over, and the orders behind it."""

    _name = "mdq.supplier.resilience.line.mixin"
    _description = "Line Of Supply Resilience"

    resilience_id = fields.Many2one("mdq.supplier.resilience", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="resilience_id.company_id")
    product_id = fields.Many2one("product.product", "Product")
    process_id = fields.Many2one("mdq.process", "Process")
    alternate_ids = fields.Many2many("res.partner", string="Qualified Alternates")
    alternate_count = fields.Integer("Alternates Today", aggregator="min")
    days_to_qualify = fields.Float("Days To Qualify", digits=(6, 1), aggregator="max")
    is_time_known = fields.Boolean(export_string_translation=False)

    def action_open_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("purchase.purchase_form_action")
        return {**action, "name": self._get_orders_title(), "context": {}, "domain": [
            ("state", "=", "purchase"), ("company_id", "=", self.company_id.id), ("order_line.product_id", "=", self._get_ordered_product().id),
            *self._get_orders_domain()]}

    def _get_ordered_product(self):
        return self.product_id
