from odoo import fields, models

from ..core import resilience as core


class MdqSupplierResilience(models.TransientModel):
    """Dependence: who had which share of what was ordered, by product and process."""

    _inherit = "mdq.supplier.resilience"

    def _prepare_shares(self):
        """Return values of one line a product, process and supplier, with a constant number of queries."""
        ordered = self._get_ordered()
        alternates = self._get_allowed_by_case(ordered)
        durations = self._get_durations()
        return [
            {**self._prepare_share(case, partner, share), "amount": amounts[partner], "hhi": core.get_hhi(amounts),
             "is_sole": core.is_sole(amounts), "supplier_count": len(core.get_shares(amounts)),
             **self._prepare_alternates(
                 alternates[case].filtered(lambda place, p=partner: place.commercial_partner_id != p), durations, case)}
            for case, amounts in ordered.items() for partner, share in core.get_shares(amounts).items()
        ]

    def _prepare_share(self, case, partner, share):
        product, process = case
        return {"product_id": product.id, "process_id": process.id, "partner_id": partner.id, "share": share}

    def _prepare_alternates(self, alternates, durations, case):
        days = core.get_typical_days(durations.get(case[1], []))
        return {"alternate_ids": [fields.Command.set(alternates.ids)], "alternate_count": len(alternates),
                "days_to_qualify": days or 0, "is_time_known": days is not None}

    def _get_ordered(self):
        """Return {(product, process): {supplier: quantity in the product's unit}} of the orders confirmed in the period."""
        begin, end = self._get_bounds()
        lines = self._get_lines([("order_id.date_approve", ">=", begin), ("order_id.date_approve", "<", end)])
        ordered = {}
        for line in lines:
            amounts = ordered.setdefault((line.product_id, line.mdq_process_id), {})
            supplier = line.order_id.partner_id.commercial_partner_id
            amounts[supplier] = amounts.get(supplier, 0) + line.product_uom_qty
        return ordered

    def _get_lines(self, domain):
        # How much we depend on whom concerns those who keep supply going, whatever they may read of each order.
        lines = self.env["purchase.order.line"].sudo().search([
            ("order_id.state", "=", "purchase"), ("company_id", "=", self.company_id.id), ("product_id", "!=", False), *domain])
        lines.fetch(["order_id", "product_id", "mdq_process_id", "product_uom_qty", "product_qty", "qty_received", "product_uom_id"])
        lines.order_id.fetch(["partner_id"])
        return lines.filtered(lambda line: line.product_id.mdq_controlled or line.mdq_process_id)

    def _get_allowed_by_case(self, cases):
        """Return {(product, process): suppliers, or sites of them, qualified today}, asked for all together."""
        company, scopes = self.company_id, self.env["mdq.supplier.qualification"]
        # Who is qualified is what a planner needs; the decisions themselves stay closed.
        places = scopes.sudo().search([("company_id", "=", company.id), ("validity", "in", ("valid", "soon"))])
        by_process = {}
        for scope in places:
            by_process.setdefault(scope.process_id, set()).add((scope.site_id or scope.partner_id).id)
        asked = {(place, product.id, process.id) for product, process in cases for place in by_process.get(process, ())}
        verdicts = scopes._judge_many(sorted(asked, key=str), company._mdq_today(), company)
        # Names of who is qualified, as above.
        partners = self.env["res.partner"].sudo()
        return {
            (product, process): partners.browse(
                place for place in by_process.get(process, ()) if verdicts[place, product.id, process.id].allowed
            )
            for product, process in cases
        }

    def _get_durations(self):
        """Return {process: [days from the beginning to the end of the admissions that were closed with an approval]}."""
        # How long admissions took is no secret; the cases themselves stay closed.
        cases = self.env["mdq.supplier.case"].sudo().search([
            ("company_id", "=", self.company_id.id), ("state", "in", ("approved", "conditional")), ("closed_on", "!=", False)])
        durations = {}
        for case in cases:
            for process in case.line_ids.process_id or self.env["mdq.process"]:
                durations.setdefault(process, []).append((case.closed_on - case.create_date).days)
            if any(not line.process_id for line in case.line_ids):
                durations.setdefault(self.env["mdq.process"], []).append((case.closed_on - case.create_date).days)
        return durations


class MdqSupplierResilienceShare(models.TransientModel):
    """The share of one supplier in one product and process."""

    _name = "mdq.supplier.resilience.share"
    _description = "Dependence On A Supplier"
    _inherit = ["mdq.supplier.resilience.line.mixin"]
    _order = "hhi desc, product_id, share desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Supplier")
    amount = fields.Float("Ordered", digits="Product Unit")
    share = fields.Float(digits=(6, 4), help="Quantity ordered from the supplier ÷ quantity ordered from all, in the period.")
    hhi = fields.Integer("HHI", aggregator="max", help="Sum of the squared shares in per cent: 10 000 with one supplier.")
    supplier_count = fields.Integer("Suppliers", aggregator="max")
    is_sole = fields.Boolean("Sole Source")

    def _get_orders_title(self):
        return self.env._("Orders Behind The Share")

    def _get_orders_domain(self):
        begin, end = self.resilience_id._get_bounds()
        return [("partner_id", "child_of", self.partner_id.id), ("date_approve", ">=", begin), ("date_approve", "<", end)]
