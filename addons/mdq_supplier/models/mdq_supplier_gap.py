from datetime import timedelta

from odoo import api, fields, models

from ..core import scope as scope_core

AHEAD = 90  # days


class MdqSupplierGap(models.TransientModel):
    """Days on which a scope that had been approved allowed nothing, and the orders that were open on them."""

    _name = "mdq.supplier.gap"
    _description = "Gap In A Qualification"
    _order = "order_count desc, date_from desc, id"

    qualification_id = fields.Many2one("mdq.supplier.qualification", "Approved Before By", readonly=True)
    partner_id = fields.Many2one(related="qualification_id.partner_id", store=True)
    process_id = fields.Many2one(related="qualification_id.process_id", store=True)
    product_id = fields.Many2one(related="qualification_id.product_id", store=True)
    site_id = fields.Many2one(related="qualification_id.site_id", store=True)
    scope = fields.Char(related="qualification_id.scope")
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True, help="Empty: it lasts, or nothing is approved for the time after.")
    days = fields.Integer(readonly=True, help="Up to today.")
    kind = fields.Selection(
        [("past", "Closed"), ("now", "Open today"), ("ahead", "Ahead")], "When", readonly=True,
        help="Ahead: the approval ends within 90 days and none follows.",
    )
    order_ids = fields.Many2many("purchase.order", string="Open Orders", readonly=True)
    order_count = fields.Integer("Orders Open Meanwhile", readonly=True)

    @api.model
    def action_open(self):
        """Reckon the gaps of the company, and show them."""
        self.env["mdq.supplier.qualification"].check_access("read")
        gaps = self._reckon(self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_gap_action")
        return {**action, "domain": [("id", "in", gaps.ids)]}

    def _reckon(self, company):
        today = company._mdq_today()
        qualifications = self.env["mdq.supplier.qualification"]
        scopes = {record.id: record._get_scope() for record in qualifications.search(
            [("company_id", "=", company.id), ("decision_ids", "!=", False)])}
        partners = qualifications.browse(scopes).grouped("partner_id")
        found = [gap for records in partners.values()
                 for gap in scope_core.gaps([scopes[record.id] for record in records], today + timedelta(days=AHEAD))]
        lines = self._get_lines(qualifications.browse(gap.scope for gap in found).partner_id, company)
        # Results of this reckoning are shown to who asked, and written by nobody.
        return self.sudo().create([self._prepare_vals(gap, scopes[gap.scope], lines, today) for gap in found]).sudo(False)

    def _get_lines(self, partners, company):
        """Return {commercial partner id: [(case, line)]} of all confirmed lines that need a qualification."""
        # Orders are closed to most roles of quality; that one was open without an approval concerns them all.
        lines = self.env["purchase.order.line"].sudo().search([
            ("order_id.state", "=", "purchase"), ("company_id", "=", company.id),
            ("order_id.partner_id.commercial_partner_id", "in", partners.ids),
        ])
        found, judge, asked = {}, self.env["mdq.supplier.qualification"], lines._mdq_get_cases()
        goods = lines.product_id.browse({case[1] for cases in asked.values() for case in cases})._mdq_get_goods()
        for line, cases in asked.items():
            place = line.order_id.partner_id
            for triple in cases:
                case = judge._get_case(triple, {place.id: place}, goods)
                found.setdefault(place.commercial_partner_id.id, []).append((case, line))
        return found

    def _prepare_vals(self, gap, scope, lines, today):
        last = self.env["mdq.supplier.qualification"].browse(gap.scope)
        orders = self.env["purchase.order.line"].concat(*(
            line for case, line in lines.get(last.partner_id.id, ()) if scope_core.fits(scope, case) and self._was_open(line, gap)
        )).order_id
        return {
            "qualification_id": last.id, "date_from": gap.start, "date_to": gap.end,
            "days": max((min(gap.end or today, today) - gap.start).days + 1, 0),
            "kind": "ahead" if gap.start > today else "past" if gap.end and gap.end < today else "now",
            "order_ids": [fields.Command.set(orders.ids)], "order_count": len(orders),
        }

    def _was_open(self, line, gap):
        """Whether a line was confirmed by the end of the gap, and not received in full when it began."""
        order = line.order_id
        confirmed = (order.date_approve or order.date_order).date()
        if gap.end and confirmed > gap.end:
            return False
        if line.qty_received < line.product_qty:
            return True
        return bool(order.effective_date and order.effective_date.date() >= gap.start)

    def action_open_orders(self):
        self.ensure_one()
        return self.order_ids._get_records_action(name=self.env._("Orders Open Meanwhile"))

    def action_renew(self):
        self.ensure_one()
        return self.qualification_id.action_renew()
