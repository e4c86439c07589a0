from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..core import scope as scope_core


class MdqSupplierQualification(models.Model):
    """The question that every gate asks: may we buy this, from there, on that day, and who said so?"""

    _inherit = "mdq.supplier.qualification"

    @api.model
    @api.readonly
    def check(self, partner_id, product_id, process_id=None, site_id=None, date=None):
        """Say whether a product, or a process of it, may be bought from a partner on a day.

        :param process_id: the process bought; None for the purchase of the product, with the outside process that it has
        :param site_id: an address of the partner; None for its main address
        :param date: ISO 8601; None for today at the company
        :return: {allowed, qualification_id, reasons: [sentence]}
        """
        case = {"partner_id": partner_id, "product_id": product_id, "process_id": process_id, "site_id": site_id}
        return self.check_many([case], date)[0]

    @api.model
    @api.readonly
    def check_many(self, cases, date=None):
        """Answer many questions of `check` for one day, with a constant number of queries.

        :param cases: [{partner_id, product_id, process_id or None, site_id or None}]; the last two may be left out
        :param date: ISO 8601; None for today at the company
        :return: [{allowed, qualification_id, reasons}], in the order of the cases
        """
        self.check_access("read")
        self._check_cases(cases)
        date = self._parse_day(date)
        processes = self._get_own_processes(cases, date)
        triples = [(case.get("site_id") or case["partner_id"], case["product_id"],
                    case.get("process_id") or processes[case["product_id"]]) for case in cases]
        answers = self._check_many(triples, date)
        return [answers[triple] for triple in triples]

    @api.model
    def _parse_day(self, date):
        try:
            return fields.Date.to_date(date)
        except ValueError as error:
            raise ValidationError(self.env._("Write dates as 2026-05-31: %s", error)) from error

    def _get_own_processes(self, cases, date):
        """Return {product id: id of the process that is always bought with it, as on an order of that day, or False}."""
        known = self.env["product.product"].browse({case["product_id"] for case in cases})._mdq_get_goods(date)
        # Which company a process belongs to is a fact, whatever the caller may read.
        processes = self.env["mdq.process"].sudo().browse({goods.process for goods in known.values() if goods.process})
        ours = set(processes.filtered(lambda process: process.company_id == self.env.company).ids)
        return {number: goods.process if goods.process in ours else False for number, goods in known.items()}

    def _check_cases(self, cases):
        """The caller may read what he asks about, and a site belongs to its supplier."""
        for number, case in enumerate(cases, 1):
            if not (isinstance(case, dict) and case.get("partner_id") and case.get("product_id")):
                raise ValidationError(self.env._("Case %s: say which supplier (partner_id) and which product (product_id).", number))
        for name, model in (("partner_id", "res.partner"), ("site_id", "res.partner"), ("product_id", "product.product")):
            self.env[model].browse({case[name] for case in cases if case.get(name)}).check_access("read")
        for case in cases:
            if case.get("site_id"):
                self._check_site(*self.env["res.partner"].browse((case["partner_id"], case["site_id"])))

    def _check_site(self, partner, site):
        if site.commercial_partner_id != partner.commercial_partner_id:
            raise ValidationError(self.env._(
                "%(site)s is not a site of %(partner)s.", site=site.display_name, partner=partner.display_name
            ))

    @api.model
    def _check_many(self, triples, date=None, company=None):
        """Answer many questions with a constant number of queries.

        :param triples: (partner id, product id, process id or False); the partner may be an address: the site
        :return: {triple: {allowed, qualification_id, reasons}}
        """
        company = company or self.env.company
        date = date or company._mdq_today()
        verdicts = self._judge_many(triples, date, company)
        # The sentences name what was asked for and what decided, whatever the caller may read of it.
        deciding = self.sudo().browse({verdict.scope for verdict in verdicts.values() if verdict.scope})
        records = {record.id: record for record in deciding}
        names, remaining = self._get_case_names(triples), deciding._get_left_sentences(date)
        return {
            triple: {
                "allowed": verdict.allowed, "qualification_id": verdict.scope or False,
                "reasons": self._explain(names[triple], verdict, records.get(verdict.scope, deciding.browse()), date)
                + (remaining.get(verdict.scope, []) if verdict.allowed else []),
            }
            for triple, verdict in verdicts.items()
        }

    @api.model
    def _judge_many(self, triples, date, company, limits=True):
        """Return {triple: verdict}, without sentences: what a gate needs when all is well.

        :param limits: whether a limit that is used up bars; the gate of orders counts line by line itself
        """
        # A gate looks at all facts, whatever the caller may read.
        partners = {p.id: p for p in self.env["res.partner"].sudo().browse({triple[0] for triple in triples})}
        goods = self.env["product.product"].browse({triple[1] for triple in triples})._mdq_get_goods(date)
        suppliers = {number: partner.commercial_partner_id for number, partner in partners.items()}
        scopes = self._get_scopes_by_partner(suppliers.values(), company)
        barriers = self._get_barriers_of(scopes, date, limits)
        verdicts = {}
        for triple in dict.fromkeys(triples):
            case = self._get_case(triple, partners, goods)
            if not case.process and not goods[triple[1]].is_controlled:
                verdicts[triple] = scope_core.Verdict(True, None, "free")
                continue
            verdicts[triple] = scope_core.judge(scopes.get(suppliers[triple[0]].id, []), case, date, barriers)
        return verdicts

    def _get_barriers_of(self, scopes, date, limits):
        """Return the barriers of all scopes that would allow, asked for once."""
        # A gate looks at all facts, whatever the caller may read.
        permitted = self.sudo().browse(scope_core.permitted([scope for found in scopes.values() for scope in found], date))
        if not permitted:
            return {}
        barriers = dict(permitted._get_barriers(date))
        for number, spent in (permitted._get_spent(date) if limits else {}).items():
            barriers[number] = [*barriers.get(number, ()), *spent]
        return barriers

    def _get_barriers(self, on):
        """Return {qualification id: [core.scope.Barrier]} of what bars these scopes on a day, although their own decisions allow them.

        Called in superuser mode, in the language of the caller; a barrier carries its sentence, who can clear it, and the record.
        Extended by certificates, agreements and audits; dated facts only, so a past day is answered as it was; a
        constant number of queries.
        """
        return {}

    def _get_scopes_by_partner(self, partners, company):
        """Return {commercial partner id: [scope]} of all that was ever decided."""
        # A gate looks at all facts, whatever the caller may read.
        records = self.sudo().search_fetch(
            [("company_id", "=", company.id), ("history", "!=", False), ("partner_id", "in", [partner.id for partner in partners])],
            ["company_id", "partner_id", "site_id", "process_id", "product_id", "categ_id", "valid_from", "valid_to", "kind",
             "history", "has_certificates", "limit_quantity", "limit_value", "audit_months", "audit_bars_after"],
        )
        return {partner.id: [record._get_scope() for record in found] for partner, found in records.grouped("partner_id").items()}

    def _get_scope(self):
        """Return this qualification as the core knows it."""
        self.ensure_one()
        return scope_core.Scope(
            self.id, self.valid_from, self.valid_to, history=scope_core.read_history(self.history or ""),
            site=self.site_id.id or None, process=self.process_id.id or None,
            product=self.product_id.id or None, category=self.categ_id.id or None,
        )

    def _get_case(self, triple, partners, goods):
        """Return a triple as the core knows it: {partner id: partner}, {product id: its goods as on the day asked about}."""
        partner_id, product_id, process_id = triple
        return scope_core.Case(product_id, process_id or None, partners[partner_id]._mdq_get_site().id, goods[product_id].categories)

    # ---------------------------------------------------------------------------------- sentences

    def _explain(self, names, verdict, record, date):
        """Return sentences that name the case, the record that decided, and who can clear a refusal."""
        if verdict.status == "free":
            return [self.env._("%(goods)s is not controlled: any supplier may deliver it.", goods=names["goods"])]
        if verdict.allowed:
            return self._explain_allowed(names, record, date)
        return [
            self.env._("Supplier qualification: %(goods)s from %(partner)s is not allowed on %(date)s. %(why)s",
                       date=format_date(self.env, date), why=self._get_why(verdict, record), **names),
            *self._get_remedies(verdict, record),
        ]

    def _get_case_names(self, triples):
        """Return {triple: {goods, partner}} in words."""
        # Names of what the caller asked for, whatever he may read of it.
        asked = [self.env[model].sudo().browse({triple[number] for triple in triples if triple[number]})
                 for number, model in enumerate(("res.partner", "product.product", "mdq.process"))]
        places, products, processes = ({record.id: record for record in records} for records in asked)
        names = {}
        for partner_id, product_id, process_id in triples:
            goods = products[product_id].display_name
            if process_id:
                goods = self.env._("process %(process)s of %(product)s",
                                   process=processes[process_id].display_name, product=goods)
            names[partner_id, product_id, process_id] = {"goods": goods, "partner": places[partner_id]._mdq_get_place_name()}
        return names

    def _explain_allowed(self, names, record, date):
        sentences = [self.env._(
            "%(goods)s from %(partner)s is allowed by qualification %(name)s, valid from %(start)s to %(end)s.",
            name=record.name, start=format_date(self.env, record.valid_from),
            end=format_date(self.env, record.valid_to), **names,
        )]
        if record.conditions:
            sentences.append(self.env._("Under these conditions: %s", record.conditions))
        return sentences

    def _get_why(self, verdict, record):
        day = format_date(self.env, verdict.since) if verdict.since else ""
        reason = record.decision_ids.filtered(lambda made: (made.status, made.date) == (verdict.status, verdict.since))[-1:].reason or ""
        if verdict.status == "suspended":
            return self.env._("Qualification %(name)s is suspended since %(day)s: %(reason)s.",
                              name=record.name, day=day, reason=reason.rstrip("."))
        if verdict.status == "withdrawn":
            return self.env._("Qualification %(name)s was withdrawn on %(day)s: %(reason)s.",
                              name=record.name, day=day, reason=reason.rstrip("."))
        if verdict.status == "expired":
            return self.env._("Qualification %(name)s ended on %(day)s.", name=record.name, day=day)
        if verdict.status == "future":
            return self.env._("Qualification %(name)s begins on %(day)s.", name=record.name, day=day)
        if verdict.status == "barred":
            return self.env._("Qualification %(name)s is approved, but does not count: %(barriers)s", name=record.name,
                              barriers=" ".join(barrier.why for barrier in verdict.barriers))
        return self.env._("No approved qualification covers this scope.")

    def _get_remedies(self, verdict, record):
        """Return who can clear a refusal, and how."""
        if verdict.status == "barred":
            remedies = dict.fromkeys(barrier.remedy for barrier in verdict.barriers)
            return [*remedies, self.env._("Or a quality manager can sign a concession.")]
        if verdict.status == "suspended":
            return [self.env._(
                "A supplier quality engineer or quality manager can lift the suspension of %s;"
                " a quality manager can sign a concession.", record.name,
            )]
        return [self.env._(
            "A supplier quality engineer or quality manager can approve a qualification for this scope;"
            " a quality manager can sign a concession."
        )]
