from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..core import scorecard as core

MEASURES = [
    ("keep", "No change"), ("watch", "Watch"), ("restrict", "Approve on conditions"), ("suspend", "Suspend"),
    ("clear", "End the measures"),
]
PROPOSED = MEASURES[:4]


class MdqSupplierScorecardScheme(models.Model):
    """How suppliers of one kind are scored: metrics with their weights, the bands of the grades, and what a grade leads to."""

    _name = "mdq.supplier.scorecard.scheme"
    _description = "Scorecard Scheme"
    _inherit = ["mdq.shipped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, code, revision desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=False, default=False, help="Empty: for all companies.")
    sequence = fields.Integer("Priority", default=10, help="Of several schemes that fit, the lowest number is taken.")
    partner_category_ids = fields.Many2many(
        "res.partner.category", string="Supplier Categories", help="Empty: suppliers with any tag.",
    )
    product_categ_ids = fields.Many2many(
        "product.category", string="Product Categories",
        help="For suppliers with a qualification for these products, or for categories below. Empty: all suppliers.",
    )
    weight_ids = fields.One2many("mdq.supplier.scorecard.weight", "scheme_id", "Metrics", copy=True)
    weight_total = fields.Float("Sum of Weights", compute="_compute_weight_total")
    least_rated = fields.Float(
        "Least Rated Weight (%)", default=50,
        help="When the metrics that can be rated weigh less than this together, the supplier is not rated.",
    )
    grade_a = fields.Float("A From", default=90)
    grade_b = fields.Float("B From", default=75)
    grade_c = fields.Float("C From", default=60)
    measure_b = fields.Selection(PROPOSED, "Grade B Proposes", default="keep", required=True)
    measure_c = fields.Selection(PROPOSED, "Grade C Proposes", default="watch", required=True)
    measure_d = fields.Selection(PROPOSED, "Grade D Proposes", default="restrict", required=True)

    _revision_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code, revision)", "This code and revision exist already. Revise the existing one instead."
    )
    _one_effective = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE state = 'effective'", "Only one revision of a code can be effective."
    )

    @api.depends("weight_ids.weight")
    def _compute_weight_total(self):
        for scheme in self:
            scheme.weight_total = core.weights_sum(scheme.weight_ids.mapped("weight"))

    # ------------------------------------------------------------------------------------- checks

    @api.constrains("grade_a", "grade_b", "grade_c", "least_rated")
    def _check_bands(self):
        for scheme in self:
            if not 100 >= scheme.grade_a > scheme.grade_b > scheme.grade_c > 0:
                raise ValidationError(self.env._(
                    "The grades of %s must follow each other: 100 ≥ A > B > C > 0 points.", scheme.display_name
                ))
            if not 0 < scheme.least_rated <= 100:
                raise ValidationError(self.env._(
                    "The least rated weight of %s lies above 0 %% and not above 100 %%.", scheme.display_name
                ))

    def _check_move_to_in_review(self):
        self._check_weights()

    def _check_move_to_effective(self):
        super()._check_move_to_effective()
        self._check_weights()

    def _check_weights(self):
        for scheme in self:
            if scheme.weight_total != 100:
                raise UserError(self.env._(
                    "The weights of %(scheme)s come to %(sum)g, not to 100. Change them until they do.",
                    scheme=scheme.display_name, sum=scheme.weight_total,
                ))
            scheme.weight_ids._check_known()

    # ------------------------------------------------------------------------------------- finding

    @api.model
    def _find_many(self, partners, company):
        """Return {partner: scheme}: by the supplier's tags, then by what it is qualified for, then the one for all."""
        schemes = self._get_in_force_for(company)
        if not schemes:
            raise UserError(self.env._(
                "No scorecard scheme is effective. A supplier quality engineer writes one; once it is approved and"
                " effective, suppliers are scored by it."
            ))
        return schemes._choose_many(partners, company)

    @api.model
    def _get_in_force_for(self, company):
        # Which scheme counts for a supplier is a fact, whatever the caller may read.
        return self.sudo().search([("state", "=", "effective"), ("company_id", "in", [False, company.id])])

    def _choose_many(self, partners, company):
        """Return {partner: the one of these schemes that counts for it, or none}."""
        supplied = self._get_supplied_categories(partners, company) if self.product_categ_ids else {}
        # Tags of suppliers say which scheme counts, whatever the caller may read of them.
        return {partner: self._choose(partner.sudo(), supplied.get(partner.id, ())) for partner in partners}

    def _choose(self, partner, categories):
        fitting = self.filtered(lambda scheme: scheme._fits(partner, categories))
        return fitting.sorted(lambda scheme: (
            not scheme.partner_category_ids, not scheme.product_categ_ids, not scheme.company_id, scheme.sequence, scheme.id
        ))[:1]

    def _fits(self, partner, categories):
        tags = self.partner_category_ids
        goods = set(self.product_categ_ids.ids)
        return (not tags or bool(tags & partner.category_id)) and (not goods or bool(goods.intersection(categories)))

    def _get_supplied_categories(self, partners, company):
        """Return {partner id: ids of the product categories it is qualified for, with all above them}."""
        # Whatever the caller may read of qualifications, see `_find_many`.
        scopes = self.env["mdq.supplier.qualification"].sudo().search([
            ("company_id", "=", company.id), ("partner_id", "in", partners.ids),
            ("state", "in", ("approved", "conditional", "suspended")),
        ])
        found = {}
        for scope in scopes:
            path = (scope.categ_id or scope.product_id.categ_id).parent_path or ""
            found.setdefault(scope.partner_id.id, set()).update(int(part) for part in path.split("/") if part)
        return found

    # ------------------------------------------------------------------------------------- reading

    def _get_rules(self):
        """Return the metrics as the core knows them."""
        self.ensure_one()
        kinds = {metric["code"]: metric["kind"] for metric in self.env["mdq.supplier.scorecard"]._get_metrics()}
        return [
            core.Rule(line.code, line.weight, line.best, line.worst, line.minimum, kinds.get(line.code, "share"))
            for line in self.weight_ids
        ]

    def _get_bands(self):
        return (("A", self.grade_a), ("B", self.grade_b), ("C", self.grade_c), ("D", 0))

    def _get_measure(self, grade):
        return {"B": self.measure_b, "C": self.measure_c, "D": self.measure_d}.get(grade, "keep")

    # ------------------------------------------------------------------------------------- shipped

    def _check_before_in_force(self):
        self._check_weights()

    def _put_in_force_with_addon(self):
        """An update of the addon comes here again: what people decided since then stays as it is."""
        return super(MdqSupplierScorecardScheme, self.filtered(
            lambda scheme: scheme.state == "draft" and scheme.revision == 1
        ))._put_in_force_with_addon()

    def _put_in_force_as_shipped(self, addon):
        """With what a higher addon measures its scheme takes the place of the one that a lower addon shipped."""
        lower = self.search(
            Domain("shipped_with", "!=", False) & Domain("state", "=", "effective") & Domain("id", "not in", self.ids)
        )
        lower._move_to_superseded()
        super()._put_in_force_as_shipped(addon)


class MdqSupplierScorecardWeight(models.Model):
    """One metric of a scheme: its weight, and the line on which its value becomes points."""

    _name = "mdq.supplier.scorecard.weight"
    _description = "Metric of a Scorecard Scheme"
    _inherit = ["mdq.audited.mixin"]
    _order = "scheme_id, sequence, id"
    _rec_name = "code"
    _mdq_parent = "scheme_id"

    scheme_id = fields.Many2one("mdq.supplier.scorecard.scheme", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    code = fields.Selection(selection="_get_codes", string="Metric", required=True)
    weight = fields.Float(required=True)
    best = fields.Float("100 Points At", compute="_compute_line", store=True, readonly=False, precompute=True)
    worst = fields.Float("0 Points At", compute="_compute_line", store=True, readonly=False, precompute=True)
    minimum = fields.Integer(
        "Least Number", compute="_compute_line", store=True, readonly=False, precompute=True,
        help="With fewer records than this in the period the metric is not rated.",
    )
    unit = fields.Char(compute="_compute_formula")
    formula = fields.Text(compute="_compute_formula", help="What is counted, in words.")

    _one_a_scheme = models.Constraint("UNIQUE (scheme_id, code)", "A metric stands once in a scheme.")
    _weight_positive = models.Constraint("CHECK (weight > 0)", "A weight is above 0. Take out the metric that shall not count.")
    _minimum_positive = models.Constraint("CHECK (minimum > 0)", "The least number of records is at least 1.")
    _line_not_flat = models.Constraint("CHECK (best <> worst)", "The values for 100 and for 0 points must differ.")

    @api.model
    def _get_codes(self):
        return [(metric["code"], metric["name"]) for metric in self.env["mdq.supplier.scorecard"]._get_metrics()]

    def _get_metric(self):
        metrics = {metric["code"]: metric for metric in self.env["mdq.supplier.scorecard"]._get_metrics()}
        return metrics.get(self.code, {})

    @api.depends("code")
    def _compute_line(self):
        for line in self:
            metric = line._get_metric()
            line.best, line.worst = metric.get("best", 1), metric.get("worst", 0)
            line.minimum = metric.get("minimum", 1)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_formula(self):
        for line in self:
            metric = line._get_metric()
            line.unit, line.formula = metric.get("unit", ""), metric.get("formula", "")

    @api.constrains("code", "best", "worst")
    def _check_direction(self):
        for line in self:
            up = line._get_metric().get("direction") == "up"
            if up != (line.best > line.worst):
                raise ValidationError(self.env._(
                    "%(metric)s: %(rule)s The values for 100 and for 0 points stand the wrong way round.",
                    metric=line._get_metric().get("name", line.code),
                    rule=self.env._("the more the better.") if up else self.env._("the less the better."),
                ))

    def _check_known(self):
        known = {metric["code"] for metric in self.env["mdq.supplier.scorecard"]._get_metrics()}
        for line in self:
            if line.code not in known:
                raise UserError(self.env._("Nothing measures “%s” here. Take this metric out of the scheme.", line.code))
