from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    _mdq_ledger_columns = (
        "order_id", "partner_id", "company_id", "product_id", "product_qty", "product_uom_id", "date_planned",
        "mdq_process_id", "mdq_date_promised",
    )
    _mdq_timeline_parent = "order_id"

    mdq_process_id = fields.Many2one(
        "mdq.process", "Process", compute="_compute_mdq_process_id", store=True, readonly=False, precompute=True,
        ondelete="restrict", index="btree_not_null", domain="[('company_id', '=', company_id)]",
        help="The process that this line buys. The supplier must be qualified for it.",
    )
    mdq_is_refused = fields.Boolean("Not Covered", compute="_compute_mdq_is_refused")

    @api.depends("product_id")
    def _compute_mdq_process_id(self):
        for line in self:
            company = line.order_id.company_id
            line.mdq_process_id = line.product_id._mdq_get_process(company) if line.product_id else False

    @api.depends("product_id", "mdq_process_id", "order_id.partner_id", "order_id.state")
    def _compute_mdq_is_refused(self):
        open_lines = self.filtered(lambda line: line.state not in ("purchase", "cancel"))
        uncovered = open_lines._mdq_get_refused()
        refused = open_lines._mdq_use_concessions(uncovered, count=False, quantities=None) if uncovered else {}
        for line in self:
            line.mdq_is_refused = line in refused

    # ------------------------------------------------------------------------------------ the gate

    @api.constrains("product_id", "order_id", "mdq_process_id")
    def _check_mdq_qualification(self):
        """Lines that join, or change on, a confirmed order pass the same gate as the order did."""
        for line in self:
            if line.mdq_process_id and line.mdq_process_id.company_id != line.company_id:
                raise ValidationError(self.env._(
                    "Process %(process)s belongs to another company than the order.",
                    process=line.mdq_process_id.display_name,
                ))
        self.filtered(lambda line: line.order_id.state == "purchase")._mdq_pass_gate(count=True)

    def write(self, vals):
        before = {}
        if "product_qty" in vals or "product_uom_id" in vals:
            before = {line: line.product_uom_qty for line in self if line.order_id.state == "purchase"}
        result = super().write(vals)
        if before:
            self._mdq_check_raised(before)
        return result

    def _mdq_check_raised(self, before):
        """More of it is a new purchase; less of it is not."""
        raised = {
            line: line.product_uom_qty - quantity for line, quantity in before.items()
            if float_compare(line.product_uom_qty, quantity, precision_rounding=line.product_id.uom_id.rounding or 0.01) > 0
        }
        self.browse().concat(*raised)._mdq_pass_gate(count=True, quantities=raised)

    def _mdq_pass_gate(self, count, quantities=None):
        """Refuse lines that no qualification and no concession covers; count what a concession or a limit lets pass."""
        judged = self._mdq_judge()
        refused = self._mdq_get_refused(judged)
        remaining = self._mdq_use_concessions(refused, count, quantities) if refused else {}
        if remaining:
            raise UserError(self.env._(
                "Order %(order)s cannot be confirmed, or extended, with these lines:\n%(why)s",
                order=", ".join(self.order_id.mapped("name")), why="\n".join(self._mdq_explain(remaining)),
            ))
        if count:
            self._mdq_book(judged, self.browse().concat(*(line for line in judged if line not in refused)))

    def _mdq_use_concessions(self, refused, count, quantities):
        """Return what no concession covers; count each use."""
        remaining, counted = {}, self.env["mdq.concession"]._get_counted(self)
        for line, reasons in refused.items():
            if not quantities and line._mdq_is_counted(counted.get(line.id)):
                continue
            quantity = (quantities or {}).get(line, line.product_uom_qty)
            concession = line._mdq_find_concession(quantity)
            if not concession:
                remaining[line] = reasons
            elif count:
                concession._use(line, quantity)
        return remaining

    def _mdq_is_counted(self, uses):
        """Whether concessions for what the line buys now were counted for all of it: a line passes once, not once a check."""
        if not uses:
            return False
        fitting = uses.filtered(
            lambda use: use.concession_id._covers(self.order_id.partner_id.commercial_partner_id, self.product_id, None)
        )
        return float_compare(sum(fitting.mapped("quantity")), self.product_uom_qty,
                             precision_rounding=self.product_id.uom_id.rounding or 0.01) >= 0

    def _mdq_find_concession(self, quantity):
        return self.env["mdq.concession"]._find(
            "purchase", partner=self.order_id.partner_id._origin, product=self.product_id._origin, quantity=quantity,
            company=self.order_id.company_id._origin,
        )

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_get_goods(self):
        """Return the goods that wait for this line. Extend where a service is bought for goods of ours."""
        return self.product_id

    def _mdq_get_cases(self):
        """Return what the suppliers of these lines must be qualified for: {line: [case]}.

        A process chosen on the line comes on top of the one of the product, never in its place.
        """
        cases = {}
        for line in self:
            product, partner = line.product_id, line.order_id.partner_id
            if line.display_type or not product or not partner:
                continue
            processes = line.mdq_process_id | product._mdq_get_process(line.order_id.company_id)
            if processes:
                cases[line] = [(partner._origin.id, product._origin.id, process._origin.id) for process in processes]
            elif product.mdq_controlled:
                cases[line] = [(partner._origin.id, product._origin.id, False)]
        return cases

    def _mdq_judge(self):
        """Return {line: {case: verdict}}, with the same number of queries for one line and for fifty.

        What is left of limits is not judged here: it depends on all lines together.
        """
        cases, judged = self._mdq_get_cases(), {}
        for company, lines in self.browse().concat(*cases).grouped(lambda line: line.order_id.company_id).items():
            asked = [case for line in lines for case in cases[line]]
            verdicts = self.env["mdq.supplier.qualification"]._judge_many(asked, company._mdq_today(), company, limits=False)
            judged.update({line: {case: verdicts[case] for case in cases[line]} for line in lines})
        return judged

    def _mdq_get_refused(self, judged=None):
        """Return {line: [(case, what is left)]}: cases without a qualification (None), or beyond the limit of theirs."""
        judged = self._mdq_judge() if judged is None else judged
        refused = self._mdq_get_short(judged)
        for line, verdicts in judged.items():
            wrong = [(case, None) for case, verdict in verdicts.items() if not verdict.allowed]
            if wrong:
                refused[line] = wrong + refused.get(line, [])
        return refused

    def _mdq_explain(self, refused):
        """Return the sentences for refused lines, each once."""
        sentences = {}
        for line, reasons in refused.items():
            company = line.order_id.company_id
            answers = self.env["mdq.supplier.qualification"]._check_many([case for case, _left in reasons], company=company)
            for case, remaining in reasons:
                answer = answers[case]
                told = line._mdq_tell_short(answer["qualification_id"], remaining) if remaining else answer["reasons"]
                sentences.setdefault("- " + " ".join(told))
        return list(sentences)

    def _mdq_tell_short(self, qualification_id, remaining):
        # The sentence names what decided, whatever the caller may read of it.
        record = self.env["mdq.supplier.qualification"].sudo().browse(qualification_id)
        return [self._mdq_get_short_sentence(record, remaining), record._get_limit_remedy()]
