from odoo import api, models

from ..core import skip_lot

POOR = ("C", "D")  # grades with which a supplier is watched


class MdqSamplingSkip(models.Model):
    """The choice of the lots that are inspected, and the conditions that must hold for the others to be skipped."""

    _inherit = "mdq.sampling.skip"

    @api.model
    def _choose(self, inspections):
        """Return those of these new inspections that are skipped; each that was considered says why."""
        known, skipped = self._find(inspections), inspections.browse()
        offered = {known.get(key, self.browse()): group for key, group in inspections.grouped(lambda i: i._get_skip_key()).items()}
        skips = self.union(*offered).filtered(lambda skip: skip.status == "skipping")
        barriers = skips._get_skip_conditions() if skips else {}
        for skip in skips:
            skipped |= skip._choose_among(offered[skip], barriers[skip.id])
        return skipped

    def _choose_among(self, inspections, barriers):
        """Return those of these lots that are skipped, in the order in which they came."""
        today = self.company_id._mdq_today()
        if self.last_lot_on and skip_lot.is_idle((today - self.last_lot_on).days):
            self._take(*skip_lot.disqualify(self._get_state(), "idle"), inspections[:1])
            return inspections.browse()
        self._follow_barriers(barriers, inspections[:1])
        if barriers:
            inspections._write_guarded({"skip_id": self.id, "skip_barrier": " ".join(barriers)})
            return inspections.browse()
        inspected = {number: skip_lot.is_inspected(self.seed, number, self.frequency)
                     for number in range(self.lot_no + 1, self.lot_no + 1 + len(inspections))}
        self.write({"last_lot_on": today, "lot_no": self.lot_no + len(inspections)})
        for number, inspection in zip(inspected, inspections, strict=True):
            inspection._write_guarded({"skip_id": self.id, "skip_no": number, "skip_frequency": self.frequency})
        return inspections.filtered(lambda inspection: not inspected[inspection.skip_no])

    def _follow_barriers(self, barriers, inspection):
        """Note when conditions stop to hold, and when they hold again: once, not at every lot."""
        text = "\n".join(barriers or ()) or False
        if text == (self.barrier or False):
            return
        state = self._get_state()
        move = skip_lot.Move(state, state, "barrier" if text else "cleared")
        row = self.env["mdq.sampling.skip.event"].create(self._prepare_event_vals(move, inspection, reason=text))
        self.barrier = text
        self.message_post(body=row.sentence)

    # ------------------------------------------------------------------------------------- conditions

    def _get_skip_conditions(self):
        """Return {id: [why lots are not skipped at this moment]}: sentences; with one, the next lot is inspected.

        Addons above extend it: call super and append. It is called once for all series, so look things up for all of them.
        """
        reasons = {skip.id: [] for skip in self}
        for company, skips in self.grouped("company_id").items():
            skips._add_scope_reasons(reasons, company)
            skips._add_risk_reasons(reasons, company)
            skips._add_grade_reasons(reasons, company)
        self._add_severity_reasons(reasons)
        self._add_plan_reasons(reasons)
        return reasons

    def _add_scope_reasons(self, reasons, company):
        """The supplier is admitted for this product today, which its certificates are part of."""
        bought = self.filtered("partner_id")
        triples = {skip: (skip.partner_id.id, skip.product_id.id, skip.product_id._mdq_get_process(company).id) for skip in bought}
        # The gate looks at all facts, whoever receives.
        answers = self.env["mdq.supplier.qualification"].sudo()._check_many(list(triples.values()), company=company)
        for skip, triple in triples.items():
            if not answers[triple]["allowed"]:
                reasons[skip.id] += answers[triple]["reasons"]

    def _add_risk_reasons(self, reasons, company):
        """A supply whose risk class asks for level III is looked at closely, lot by lot."""
        scopes = {
            skip.id: (skip.partner_id, skip.product_id._mdq_get_process(company), skip.product_id, self.env["product.category"])
            for skip in self.filtered("partner_id")
        }
        # What class a supply has is no secret to who inspects it.
        for key, (found, why) in self.env["mdq.supplier.risk.rule"].sudo()._assess_scopes(scopes, company).items():
            if found.with_company(company).inspection_level == "III":
                reasons[key].append(self.env._("The risk class of the supply asks for level III: %s", why))

    def _add_grade_reasons(self, reasons, company):
        """A supplier whose last scorecard was poor is looked at again, lot by lot."""
        # The grade counts, whoever may read scorecards.
        cards = self.env["mdq.supplier.scorecard"].sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "=", company.id), ("state", "=", "current")], order="date_to, id"
        )
        last = {card.partner_id: card for card in cards}
        for skip in self:
            card = last.get(skip.partner_id)
            if card and card.grade in POOR:
                reasons[skip.id].append(self.env._("The last scorecard of %(supplier)s is graded %(grade)s.",
                                                   supplier=skip.partner_id.name, grade=card.grade))  # fmt: skip

    def _add_severity_reasons(self, reasons):
        """Only normal and reduced inspection go with skipping."""
        series = self.env["mdq.sampling.series"].search([
            ("product_id", "in", self.product_id.ids), ("plan_code", "in", self.mapped("plan_code")),
            ("severity", "in", ("tightened", "discontinued")),
        ])
        strict = {each._get_key()[:4]: each for each in series}
        for skip in self:
            if skip._get_key() in strict:
                reasons[skip.id].append(self.env._("%s is inspected tightened.", strict[skip._get_key()].display_name))

    def _add_plan_reasons(self, reasons):
        """The plan in force still allows it."""
        plans = self.env["mdq.inspection.plan"].search([
            ("code", "in", self.mapped("plan_code")), ("company_id", "in", self.company_id.ids), ("state", "=", "effective"),
            ("skip_lot", "=", True),
        ])
        allowed = {(plan.company_id.id, plan.code) for plan in plans}
        for skip in self:
            if (skip.company_id.id, skip.plan_code) not in allowed:
                reasons[skip.id].append(self.env._("No effective revision of plan %s allows skip-lot.", skip.plan_code))
