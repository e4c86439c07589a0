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

        :param process_id: the process bought; None for the purchase of the product itself
        :param site_id: an address of the partner; None for its main address
        :param date: ISO 8601; None for today at the company
        :return: {allowed, qualification_id, reasons: [sentence]}
        """
        self.check_access("read")
        partner = self.env["res.partner"].browse(partner_id)
        product = self.env["product.product"].browse(product_id)
        for record in (partner, product):
            record.check_access("read")
        if site_id:
            partner = self._get_checked_site(partner, site_id)
        case = (partner.id, product.id, process_id or False)
        return self._check_many([case], fields.Date.to_date(date))[case]

    def _get_checked_site(self, partner, site_id):
        site = self.env["res.partner"].browse(site_id)
        site.check_access("read")
        if site.commercial_partner_id != partner.commercial_partner_id:
            raise ValidationError(self.env._(
                "%(site)s is not a site of %(partner)s.", site=site.display_name, partner=partner.display_name
            ))
        return site

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
        names = self._get_case_names(triples)
        return {
            triple: {
                "allowed": verdict.allowed, "qualification_id": verdict.scope or False,
                "reasons": self._explain(names[triple], verdict, records.get(verdict.scope, deciding.browse()), date),
            }
            for triple, verdict in verdicts.items()
        }

    @api.model
    def _judge_many(self, triples, date, company):
        """Return {triple: verdict}, without sentences: what a gate needs when all is well."""
        # A gate looks at all facts, whatever the caller may read.
        partners = {p.id: p for p in self.env["res.partner"].sudo().browse({triple[0] for triple in triples})}
        products = {p.id: p for p in self.env["product.product"].sudo().browse({triple[1] for triple in triples})}
        suppliers = {number: partner.commercial_partner_id for number, partner in partners.items()}
        scopes = self._get_scopes_by_partner(suppliers.values(), company)
        verdicts = {}
        for triple in dict.fromkeys(triples):
            product, case = products[triple[1]], self._get_case(triple, partners, products)
            if not case.process and not product.mdq_controlled:
                verdicts[triple] = scope_core.Verdict(True, None, "free")
                continue
            verdicts[triple] = scope_core.judge(scopes.get(suppliers[triple[0]].id, []), case, date)
        return verdicts

    def _get_scopes_by_partner(self, partners, company):
        """Return {commercial partner id: [scope]} of all that was ever decided."""
        # A gate looks at all facts, whatever the caller may read.
        records = self.sudo().search([
            ("company_id", "=", company.id), ("decision_ids", "!=", False),
            ("partner_id", "in", [partner.id for partner in partners]),
        ])
        records.fetch(["partner_id", "site_id", "process_id", "product_id", "categ_id", "valid_from", "valid_to"])
        return {
            partner.id: [record._get_scope() for record in found]
            for partner, found in records.grouped("partner_id").items()
        }

    def _get_scope(self):
        """Return this qualification as the core knows it."""
        self.ensure_one()
        return scope_core.Scope(
            self.id, self.valid_from, self.valid_to,
            history=tuple((decision.date, decision.status) for decision in self.decision_ids),
            site=self.site_id.id or None, process=self.process_id.id or None,
            product=self.product_id.id or None, category=self.categ_id.id or None,
        )

    def _get_case(self, triple, partners, products):
        partner_id, product_id, process_id = triple
        path = products[product_id].categ_id.parent_path or ""
        categories = tuple(int(part) for part in reversed(path.split("/")) if part)
        return scope_core.Case(product_id, process_id or None, partners[partner_id]._mdq_get_site().id, categories)

    # ---------------------------------------------------------------------------------- sentences

    def _explain(self, names, verdict, record, date):
        """Return sentences that name the case, the record that decided, and who can clear a refusal."""
        if verdict.status == "free":
            return [self.env._("%(goods)s is not controlled: any supplier may deliver it.", goods=names["goods"])]
        if verdict.allowed:
            return self._explain_allowed(names, record)
        return [
            self.env._("Supplier qualification: %(goods)s from %(partner)s is not allowed on %(date)s. %(why)s",
                       date=format_date(self.env, date), why=self._get_why(verdict, record), **names),
            self._get_remedy(verdict, record),
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

    def _explain_allowed(self, names, record):
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
        reason = record.decision_ids.filtered(lambda decision: decision.status == verdict.status)[-1:].reason or ""
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
        return self.env._("No approved qualification covers this scope.")

    def _get_remedy(self, verdict, record):
        if verdict.status == "suspended":
            return self.env._(
                "A supplier quality engineer or quality manager can lift the suspension of %s;"
                " a quality manager can sign a concession.", record.name,
            )
        return self.env._(
            "A supplier quality engineer or quality manager can approve a qualification for this scope;"
            " a quality manager can sign a concession."
        )
