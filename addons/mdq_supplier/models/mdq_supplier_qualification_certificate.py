from odoo import api, fields, models, tools
from odoo.tools import format_date

from ..core import certificate as certificate_core
from ..core.scope import Barrier
from .mdq_supplier_kind import KINDS


class MdqSupplierQualification(models.Model):
    """The certificates that a scope rests on: those it names, and those that are demanded of scopes of its kind."""

    _inherit = "mdq.supplier.qualification"

    kind = fields.Selection(
        KINDS, "Kind Of Supply", compute="_compute_kind", store=True, readonly=False, precompute=True,
        tracking=True,
        help="What the supplier is to us in this scope: the register of outsourcing and services lists it under this.",
    )
    certificate_ids = fields.Many2many(
        "mdq.supplier.certificate", string="Rests On", check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'effective')]",
        help="Certificates without which this scope does not count; their renewals take their place by themselves.",
    )

    has_certificates = fields.Boolean(
        compute="_compute_has_certificates", store=True, export_string_translation=False)  # the gate reads the names of those alone that name some
    last_review_on = fields.Date("Last Review", compute="_compute_last_review_on", help="The day of the last decision on it.")

    @api.depends("decision_ids")
    def _compute_last_review_on(self):
        for record in self:
            record.last_review_on = record.decision_ids[-1:].date

    @api.depends("certificate_ids")
    def _compute_has_certificates(self):
        for record in self:
            record.has_certificates = bool(record.certificate_ids)

    @api.depends("process_id")
    def _compute_kind(self):
        for record in self:
            record.kind = record.kind or ("processing" if record.process_id else "goods")

    # ----------------------------------------------------------------------------------- barriers

    def _get_barriers(self, on):
        """A scope does not count on days on which a certificate that it rests on did not."""
        barriers = {number: list(found) for number, found in super()._get_barriers(on).items()}
        for record, gaps in self._get_certificate_gaps(on).items():
            for gap, certificate_type in gaps:
                barriers.setdefault(record.id, []).append(self._make_certificate_barrier(gap, certificate_type))
        return barriers

    def _get_certificate_gaps(self, on, mandatory=True):
        """Return {qualification: [(gap, type)]} of the certificates missing on a day, with a constant number of queries."""
        # A gate looks at all facts, whatever the caller may read.
        records = self.sudo()
        demands, gaps, scopes = records._get_demands(mandatory, on), {}, records._get_certificate_scopes(on)
        needs = {record: record._get_needs(demands, scope, on, mandatory) for record, scope in scopes.items()}
        papers = records._get_papers() if any(needs.values()) else {}
        for record, needed in needs.items():
            known = papers.get((record.partner_id, record.company_id), [])
            for need, certificate_type in needed:
                gap = certificate_core.find_gap([p for p in known if certificate_core.meets(p, need, scopes[record])], need, on)
                if gap:
                    gaps.setdefault(record, []).append((gap, certificate_type))
        return gaps

    def _get_demands(self, mandatory, on):
        """Return [(core demand, company id, ids of the categories above the one it names on a day)] of these companies."""
        known = self.env["mdq.supplier.certificate.demand"]._get_all()
        tree, categories = self.env["mdq.category.past"]._get_tree(on), self.env["product.category"]
        return [
            (demand, company, set(tree.get_path(categories.browse(demand.category or ()))[1:]))
            for demand, company, is_mandatory in known if company in self.company_id.ids and is_mandatory == mandatory
        ]

    def _get_papers(self):
        """Return {(supplier, company): [core paper]} of all that was ever accepted."""
        found = self.env["mdq.supplier.certificate"].search([
            ("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids), ("accepted_on", "!=", False)])
        return {
            key: [record._get_paper() for record in records]
            for key, records in found.grouped(lambda record: (record.partner_id, record.company_id)).items()
        }

    def _get_needs(self, demands, scope, on, mandatory):
        """Return [(need, type)]: by demand, each type once; and the certificates that the scope itself names."""
        asked, types = {}, self.env["mdq.supplier.certificate.type"]
        for demand, company, above in demands:
            if company == self.company_id.id and certificate_core.asks(demand, scope, on, above):
                kind = types.browse(demand.type)
                since = min(demand.since, asked[kind].since) if kind in asked else demand.since
                asked[kind] = certificate_core.Need(max(since, self.valid_from), type=demand.type)
        named = [
            (certificate_core.Need(self.valid_from, root=record._get_root().id), record.type_id) for record in self.certificate_ids
        ] if mandatory and self.has_certificates else []
        return [(need, certificate_type) for certificate_type, need in asked.items()] + named

    def _rests_on(self, paper, demands, on):
        """Whether a paper is one of those that this scope needs on a day."""
        scope = self._get_certificate_scopes(on)[self]
        return any(certificate_core.meets(paper, need, scope) for need, _type in self._get_needs(demands, scope, on, True))

    def _get_certificate_scopes(self, on):
        """Return {qualification: what a certificate may have to carry of it}, by the goods and categories of a day."""
        known, tree = self.product_id._mdq_get_goods(on), self.env["mdq.category.past"]._get_tree(on)
        return {record: record._get_certificate_scope(known, tree) for record in self}

    def _get_certificate_scope(self, known, tree):
        product = self.product_id
        path = known[product.id].categories if product else tree.get_path(self.categ_id)
        # A product without a category lies in none: that is not the same as all goods.
        goods = path or ((0,) if product else ())
        return certificate_core.Scope(self.site_id.id or None, self.process_id.id or None, goods, self.kind)

    # ---------------------------------------------------------------------------------- sentences

    def _make_certificate_barrier(self, gap, certificate_type):
        certificate = self.env["mdq.supplier.certificate"].browse(gap.paper or ())
        return Barrier(
            why=self._get_gap_sentence(gap, certificate, certificate_type),
            remedy=self.env._(
                "The supplier sends the valid certificate “%s” in the portal, or a supplier quality engineer enters it; another person"
                " of supplier quality accepts it.", certificate_type.name),
            ref=(certificate._name, certificate.id) if certificate else None,
        )

    def _get_gap_sentence(self, gap, certificate, certificate_type):
        values = {"certificate": certificate.display_name, "type": certificate_type.name, "day": format_date(self.env, gap.since)}
        return {
            "missing": self.env._("The certificate “%(type)s” that it needs is missing since %(day)s.", **values),
            "expired": self.env._("It is barred since %(day)s, because certificate %(certificate)s ended.", **values),
            "withdrawn": self.env._("It is barred since %(day)s, because certificate %(certificate)s was withdrawn.", **values),
            "superseded": self.env._(
                "It is barred since %(day)s, because the renewal of certificate %(certificate)s does not cover it.", **values),
        }[gap.why]


class MdqSupplierCertificateDemand(models.Model):
    _inherit = "mdq.supplier.certificate.demand"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _get_all(self):
        """Return ((core demand, company id, whether it is mandatory), …) of all companies, kept as every order asks."""
        # A gate looks at all facts, whatever the caller may read.
        return tuple((record._get_demand(), record.company_id.id, record.is_mandatory) for record in self.sudo().search([]))

    def _get_demand(self):
        """Return this demand as the core knows it."""
        return certificate_core.Demand(
            self.type_id.id, self.since, until=self.until or None, process=self.process_id.id or None,
            category=self.categ_id.id or None, kind=self.kind or None)
