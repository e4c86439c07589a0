"""Which documents goods need: all rules that fit ask for theirs; of two for the same kind the stricter one counts."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

ORIGINS = [
    ("receipt", "Goods of a supplier come in"), ("process", "Goods come back from processing"), ("production", "Lots are made here"),
]
GATES = [("receipt", "Before receipt"), ("release", "Before release")]


class MdqLotDocumentRule(models.Model):
    """A kind of document that lots need before they come in or are released, and who owes it."""

    _name = "mdq.lot.document.rule"
    _description = "Required Document"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "kind_id, id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True, tracking=True)
    kind_id = fields.Many2one("mdq.lot.document.kind", "Document", required=True, ondelete="restrict", index=True, tracking=True)
    product_id = fields.Many2one(
        "product.product", "Product", ondelete="restrict", check_company=True, tracking=True, domain="[('mdq_controlled', '=', True)]",
        help="Empty: all controlled products.")
    categ_id = fields.Many2one(
        "product.category", "Product Category", ondelete="restrict", tracking=True, help="With all categories below it. Empty: all.")
    process_id = fields.Many2one(
        "mdq.process", "After Process", ondelete="restrict", check_company=True, tracking=True,
        help="Only goods to which this process was done. Empty: whatever was done.")
    partner_id = fields.Many2one(
        "res.partner", "Supplier", ondelete="restrict", check_company=True, tracking=True, help="Only goods that this company delivers. Empty: all.")
    origin = fields.Selection(ORIGINS, "When", tracking=True, help="Empty: whenever a lot comes in or is made.")
    gate = fields.Selection(
        GATES, "Needed", required=True, default="release", tracking=True,
        help="Before receipt: the transfer is refused until the document was handed in, and the lot is released only when it was accepted."
             " Before release: goods may come in, and wait in quarantine for it.")
    owed_by = fields.Selection(
        [("partner", "Whoever delivers"), ("company", "We ourselves")], required=True, default="partner", tracking=True)
    days = fields.Integer("Due Within (Days)", default=0, tracking=True, help="Counted from the day on which the goods come in; 0: on the same day.")
    responsible_id = fields.Many2one(
        "res.users", "Looked After By", domain=[("share", "=", False)], help="Hears of what is overdue.", tracking=True)
    need_count = fields.Integer("Documents Asked For", compute="_compute_need_count")

    _days_not_negative = models.Constraint("CHECK (days >= 0)", "A document is not due before the goods come in.")

    def _compute_need_count(self):
        counts = dict(self.env["mdq.lot.document.need"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"]))
        for rule in self:
            rule.need_count = counts.get(rule, 0)

    @api.depends_context("lang")
    @api.depends("kind_id", "product_id", "categ_id", "process_id", "partner_id")
    def _compute_display_name(self):
        for rule in self:
            named = filter(None, (rule.product_id, rule.categ_id, rule.process_id, rule.partner_id))
            rule.display_name = " · ".join([rule.kind_id.name or "", *(record.display_name for record in named)])

    @api.constrains("gate", "origin")
    def _check_gate(self):
        for rule in self:
            if rule.gate == "receipt" and rule.origin == "production":
                raise ValidationError(self.env._(
                    "%s: what is made here is not received. Ask for the document before release.", rule.display_name))

    # ------------------------------------------------------------------------------------ matching

    @api.model
    def _find_many(self, cases):
        """Return the rules of each case, with one search for all of them.

        :param cases: dicts with company, product, partner, process and origin (a key of ORIGINS, or None)
        """
        rules, known = self._find_candidates(cases), {}
        for case in cases:
            key = tuple(case.values())
            if key not in known:
                known[key] = rules.filtered(lambda rule, case=case: rule._fits(case))
        return [known[tuple(case.values())] for case in cases]

    @api.model
    def _find_candidates(self, cases):
        if not cases:
            return self.browse()
        # The rule that counts for a kind is the first: the stricter and the earlier one.
        return self.search(
            Domain("company_id", "in", list({case["company"].id for case in cases}))
            & Domain("product_id", "in", [False, *{case["product"].id for case in cases}]), order="gate, days, id")

    def _fits(self, case):
        return (
            self.company_id == case["company"] and (not self.product_id or self.product_id == case["product"])
            and (not self.process_id or self.process_id == case["process"])
            and (not self.partner_id or self.partner_id.commercial_partner_id == case["partner"])
            and (not self.origin or self.origin == case["origin"])
            and (case["product"].categ_id.parent_path or "").startswith(self.categ_id.parent_path or "")
        )

    def _get_strictest(self):
        """Return one rule a kind, of rules in the order of `_find_candidates`."""
        first = {}
        for rule in self:
            first.setdefault(rule.kind_id, rule)
        return list(first.values())

    # ------------------------------------------------------------------------------------- actions

    def action_ask(self):
        """Ask for the documents of lots that came in before the rule was written, as far as they still wait in quarantine."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_quality_manager")
        self.check_access("write")
        asked = self.env["mdq.lot.document.need"]._ask_for_waiting(self)
        return self._get_needs_action([("id", "in", asked.ids)] if asked else [("rule_id", "in", self.ids)])

    def action_view_needs(self):
        return self._get_needs_action([("rule_id", "in", self.ids)])

    def _get_needs_action(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_lot_document_need_action")
        return {**action, "domain": domain, "context": {}}
