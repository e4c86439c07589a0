import dataclasses

from odoo import api, models, tools
from odoo.tools import SQL, format_date

from ..core import agreement as agreement_core
from ..core import scope as scope_core
from . import agreement_demand

BARRED = "barred"


class MdqSupplierQualification(models.Model):
    """Where a process or its goods ask for a quality agreement, an approved scope allows nothing without one in force."""

    _inherit = "mdq.supplier.qualification"

    # ------------------------------------------------------------------------------- asked by scope

    def _get_barriers_today(self, company):
        """What the screens say of a scope as a whole; orders are asked about case by case."""
        barriers = dict(super()._get_barriers_today(company))
        today = company._mdq_today()
        asking = self.filtered(lambda record: record.validity in ("valid", "soon") and record._asks_for_agreement(today))
        facts = self._get_agreements(asking.partner_id, company) if asking else {}
        for record in asking:
            agreements = facts.get((company.id, record.partner_id.id), ())
            barrier = record._find_agreement_barrier(agreements, record._get_agreement_case(), today)
            if barrier:
                barriers[record.id] = [*barriers.get(record.id, ()), barrier]
        return barriers

    def _asks_for_agreement(self, on):
        """Whether the scope as a whole may only be used under an agreement. Extend."""
        self.ensure_one()
        category = self.categ_id or self.product_id.categ_id
        by_process, by_category = self._get_agreement_marks()
        product = self.product_id
        by_goods = agreement_demand.is_demanded_for_goods(by_category, product, product.mdq_grade, category._mdq_get_path(), on)
        return by_goods or agreement_demand.is_demanded(by_process, self.process_id.id, on)

    @api.model
    @tools.ormcache()
    def _get_agreement_marks(self):
        """Return what asks or asked for an agreement, kept as every order asks: processes and categories, each {id: its mark}.

        A category that is graded and asks for none has a mark without a day.
        """
        for model in ("mdq.process", "product.category"):
            self.env[model].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT true, id, mdq_needs_agreement_since, mdq_agreement_past, false
                 FROM mdq_process WHERE mdq_needs_agreement OR mdq_agreement_past IS NOT NULL
                UNION ALL
               SELECT false, id, mdq_needs_agreement_since, mdq_agreement_past, mdq_grade IS NOT NULL
                 FROM product_category WHERE mdq_needs_agreement OR mdq_agreement_past IS NOT NULL OR mdq_grade IS NOT NULL"""
        ))
        return tuple({number: agreement_demand.Mark(*mark) for is_process, number, *mark in rows if is_process == wanted}
                     for wanted in (True, False))

    @api.model
    def _get_agreement_marks_on(self, on):
        """Return the marks with the grades that categories had on a day."""
        by_process, by_category = self._get_agreement_marks()
        graded = self.env["mdq.category.past"]._get_tree(on).get_grades()
        then = {number: dataclasses.replace(by_category.get(number, agreement_demand.Mark(None)), is_graded=was)
                for number, was in graded.items()}
        return by_process, {**by_category, **then}

    def _get_agreement_case(self):
        category = self.categ_id or self.product_id.categ_id
        return scope_core.Case(self.product_id.id or None, self.process_id.id or None, self.site_id.id or None, category._mdq_get_path())

    # -------------------------------------------------------------------------------- asked by case

    @api.model
    def _judge_many(self, triples, date, company, limits=True):
        """A wide scope may hold goods that ask for an agreement of their own, or that the agreement does not name."""
        verdicts = super()._judge_many(triples, date, company, limits)
        asking = self._get_asking_cases([triple for triple, verdict in verdicts.items() if verdict.allowed and verdict.scope], date)
        if not asking:
            return verdicts
        # A gate looks at all facts, whatever the caller may read.
        partners = self.env["res.partner"].sudo().browse({triple[0] for triple in asking}).commercial_partner_id
        facts = self._get_agreements(partners, company)
        stays = self._get_stays(asking, facts, partners, company, date)
        for triple, (partner, case, implant, is_demanded) in asking.items():
            agreements = facts.get((company.id, partner.id), ())
            barrier = is_demanded and self._find_agreement_barrier(agreements, case, date)
            barrier = barrier or self._find_stay_barrier(agreements, case, implant, stays, date)
            if barrier:
                verdicts[triple] = dataclasses.replace(verdicts[triple], allowed=False, status=BARRED, barriers=(barrier,))
        return verdicts

    @api.model
    def _get_asking_cases(self, triples, on):
        """Return {triple: (supplier, case, the implant if it is one, whether an agreement is demanded)} of what agreements have a say in."""
        # A gate looks at all facts, whatever the caller may read.
        known = self.sudo().env
        partners, products = (
            {record.id: record for record in known[model].browse({triple[number] for triple in triples})}
            for number, model in enumerate(("res.partner", "product.product"))
        )
        goods = known["product.product"].browse(products)._mdq_get_goods(on)
        by_process, by_category = self._get_agreement_marks_on(on)
        asking = {}
        for triple in triples:
            product, case = products[triple[1]], self._get_case(triple, partners, goods)
            is_demanded = agreement_demand.is_demanded(by_process, case.process, on)
            is_demanded = is_demanded or agreement_demand.is_demanded_for_goods(
                by_category, product, goods[product.id].grade, case.categories, on)
            implant = product if goods[product.id].is_implant else product.browse()
            if is_demanded or implant:
                asking[triple] = partners[triple[0]].commercial_partner_id, case, implant, is_demanded
        return asking

    # --------------------------------------------------------------------------------------- facts

    @api.model
    def _get_agreements(self, partners, companies):
        """Return {(company id, partner id): [core Agreement]} of all that was ever in force, in one query."""
        for model in ("mdq.quality.agreement", "mdq.quality.agreement.review"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, partner_id, id, kind, in_force_from, valid_to, in_force_to, COALESCE(review_months, 0), COALESCE(grace_days, 0),
                      ARRAY(SELECT partner_id FROM mdq_quality_agreement_site_rel WHERE agreement_id = a.id),
                      ARRAY(SELECT mdq_process_id FROM mdq_process_mdq_quality_agreement_rel WHERE mdq_quality_agreement_id = a.id),
                      ARRAY(SELECT product_product_id FROM mdq_quality_agreement_product_product_rel WHERE mdq_quality_agreement_id = a.id),
                      ARRAY(SELECT product_category_id FROM mdq_quality_agreement_product_category_rel WHERE mdq_quality_agreement_id = a.id),
                      ARRAY(SELECT done_on FROM mdq_quality_agreement_review WHERE agreement_id = a.id AND state = 'done')
                 FROM mdq_quality_agreement a
                WHERE in_force_from IS NOT NULL AND partner_id = ANY(%s) AND company_id = ANY(%s)""",
                partners.ids,
                companies.ids,
            )
        )
        facts = {}
        for company, partner, number, kind, begins, valid_to, ended, months, grace, *scope, reviews in rows:
            sites, processes, products, categories = map(frozenset, scope)
            facts.setdefault((company, partner), []).append(
                agreement_core.Agreement(
                    number, kind, begins, valid_to, ended, sites, processes, products, categories, months, grace, tuple(reviews)
                )
            )
        return facts

    @api.model
    def _get_stays(self, asking, facts, partners, company, on):
        """Return our people stationed at contract makers, asked for where implants are made."""
        stays = self.env["mdq.supplier.representative"]
        if any(implant for _partner, _case, implant, _demanded in asking.values()) and any(
            agreement.kind == "manufacturing" for found in facts.values() for agreement in found
        ):
            return stays._get_stationed(partners, company, on)
        return stays

    # ------------------------------------------------------------------------------------ barriers

    def _find_agreement_barrier(self, agreements, case, on):
        """Return the barrier of a case without an agreement in force on a day, or None."""
        number, status = agreement_core.find(agreements, case, on)
        if status == "valid":
            return None
        # The refusal names the agreement, whatever the caller may read of it.
        agreement = self.env["mdq.quality.agreement"].sudo().browse(number or ())
        due = agreement_core.review_due(agreement._get_facts(), on) if status == "overdue" else None
        return scope_core.Barrier(
            self._get_agreement_sentence(agreement, status, due),
            self._get_agreement_remedy(agreement, status),
            number and (agreement._name, number),
        )

    def _get_agreement_sentence(self, agreement, status, due):
        names = {"agreement": f"{agreement.code} rev. {agreement.revision}"}
        if status == "none":
            return self.env._("A quality agreement is needed for it, and none in force covers it.")
        if status == "future":
            return self.env._(
                "Quality agreement %(agreement)s is in force only from %(day)s.",
                day=format_date(self.env, agreement.in_force_from),
                **names,
            )
        if status == "ended":
            return self.env._(
                "Quality agreement %(agreement)s ended on %(day)s: %(reason)s.",
                reason=(agreement.end_reason or "").rstrip(".。"),
                day=format_date(self.env, agreement.in_force_to),
                **names,
            )
        if status == "expired":
            return self.env._("Quality agreement %(agreement)s expired on %(day)s.", day=format_date(self.env, agreement.valid_to), **names)
        return self.env._(
            "The review of quality agreement %(agreement)s was due on %(day)s and is not done.", day=format_date(self.env, due), **names
        )

    def _get_agreement_remedy(self, agreement, status):
        if status == "overdue":
            return self.env._("%s concludes the review, signed.", agreement.responsible_id.name or self.env._("The quality manager"))
        return self.env._("A supplier quality engineer drafts the agreement; the quality manager and a signatory of the supplier sign it.")

    def _find_stay_barrier(self, agreements, case, implant, stays, on):
        """Implants of a contract maker are made under the eyes of our representative."""
        number, _status = agreement_core.find(agreements, case, on)
        agreement = self.env["mdq.quality.agreement"].sudo().browse(number or ())  # reason: as above, the gate sees all
        if not (implant and agreement.kind == "manufacturing"):
            return None
        if any(stay.partner_id == agreement.partner_id and (not stay.site_id or stay.site_id.id == case.site) for stay in stays):
            return None
        return scope_core.Barrier(
            self.env._("%s is an implant, and no representative of ours is stationed at the contract maker.", implant.display_name),
            self.env._("A supplier quality engineer or quality manager enters the on-site representative."),
            (agreement._name, number),
        )
