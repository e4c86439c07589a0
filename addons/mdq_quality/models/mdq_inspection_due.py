"""When an inspection is due: so many days after what it inspects came in."""

from odoo import api, fields, models

DAYS = 3


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    date_due = fields.Datetime("Due", compute="_compute_date_due", store=True, precompute=True, readonly=False, index=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    @api.depends("product_id", "company_id")
    def _compute_date_due(self):
        now = fields.Datetime.now()
        for inspection in self:
            if not inspection.date_due:
                inspection.date_due = inspection._get_due(inspection.product_id, inspection.company_id, min(inspection.create_date or now, now))

    @api.model
    def _add_precomputed_values(self, vals_list):
        # How many days there are does not depend on what the opener may read.
        companies, now, known = self.env["res.company"].sudo(), fields.Datetime.now(), {}
        for vals, product in zip(vals_list, self._find_products(vals_list), strict=True):
            key = (product, vals.get("company_id"))
            if key not in known:
                known[key] = self._get_due(product, companies.browse(vals.get("company_id")), now)
            vals.setdefault("date_due", known[key])
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _get_due(self, product, company, begin):
        return fields.Datetime.add(begin, days=product.mdq_inspection_days or company.mdq_inspection_days or DAYS)

    @api.depends("name", "lot_id")
    @api.depends_context("mdq_lot_first")
    def _compute_display_name(self):
        """On a calendar the lot says more than the number of its inspection."""
        super()._compute_display_name()
        if self.env.context.get("mdq_lot_first"):
            for inspection in self:
                inspection.display_name = f"{inspection.lot_id.name or ''} {inspection.name or ''}".strip()

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for inspection in self:
            inspection.is_late = inspection.state == "open" and bool(inspection.date_due) and inspection.date_due < now

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain([("state", "=", "open"), ("date_due", "<", fields.Datetime.now())])
        return late if True in value else ~late


class ProductTemplate(models.Model):
    _inherit = "product.template"

    mdq_inspection_days = fields.Integer("Days to Inspect", help="From receipt until the inspection is due. Empty: as the company says.")


class ResCompany(models.Model):
    _inherit = "res.company"

    mdq_inspection_days = fields.Integer("Days to Inspect", default=DAYS, help="From receipt until an inspection is due, where the product says nothing.")
