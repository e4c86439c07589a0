import datetime

from odoo import models
from odoo.tools import format_date

from ..core.agreement import add_months
from .mdq_supplier_audit import OPEN_STATES

CONCLUDED = ("issued", "closed")
GRAVE = ("critical", "major")
PURPOSES = {"new": "initial", "requalification": "periodic", "resumption": "cause"}  # of an audit, by kind of case


class MdqSupplierCase(models.Model):
    """The audit gate: the newest audit of each scope is concluded, recent enough, and what it found is put right."""

    _inherit = "mdq.supplier.case"

    def _get_gate_gaps(self):
        return [*super()._get_gate_gaps(), *self._get_audit_gaps()]

    def _get_checked_needs(self):
        return super()._get_checked_needs() | {"audit"}

    def _get_gate_facts(self):
        return [*super()._get_gate_facts(), *(self._describe_audit(audit) for audit in self._get_audits_counted())]

    def _get_workers(self):
        """Who audited has seen the supplier at work, and does not sign the last gate on it."""
        return super()._get_workers() | self._get_audits_counted()._get_people()

    # ----------------------------------------------------------------------------------- reckoning

    def _get_audits_of_supplier(self):
        # A gate looks at all audits, whatever the caller may read of them.
        return self.env["mdq.supplier.audit"].sudo().search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "!=", "cancelled")],
            order="date_issued, id")

    def _get_audits_counted(self):
        """Return the newest concluded audit of each scope that is to be admitted."""
        audits = self._get_audits_of_supplier()
        return audits.browse().union(*(line._get_audits(audits, CONCLUDED)[-1:] for line in self._get_lines_to_admit()))

    def _get_audit_gaps(self):
        audits, seen = self._get_audits_of_supplier(), {}
        for line in self._get_lines_to_admit():
            for why, who in self._find_audit_gaps(line, audits):
                seen[why] = who  # a finding of one audit concerns all its scopes, and is named once
        return [self._make_gap("audit", why, who) for why, who in seen.items()]

    def _find_audit_gaps(self, line, audits):
        newest = line._get_audits(audits, CONCLUDED)[-1:]
        if not newest or newest.date_issued < self._get_audit_horizon(line):
            yield self._get_missing_audit(line, line._get_audits(audits, OPEN_STATES)[-1:], newest)
        elif newest.result == "fail":
            yield self.env._("%s found the supplier not suitable: another audit has to show that he is.", newest.name), \
                self._get_role_name("sqe")
        else:
            for finding in newest.finding_ids.filtered(lambda finding: self._is_finding_in_the_way(newest, finding)):
                yield self._get_finding_sentence(finding), self._get_role_name("sqe")

    def _is_finding_in_the_way(self, audit, finding):
        """Grave findings are closed first; “suitable once findings are closed” means each of them."""
        return finding.state != "closed" and (finding.grade in GRAVE or audit.result == "conditional")

    def _get_audit_horizon(self, line):
        """Return the day before which an audit is too old: what its risk class says, and for a suspended scope its suspension."""
        today, months = self.company_id._mdq_today(), self.risk_class_id.with_company(self.company_id).audit_months
        days = [add_months(today, -months)] if months else []
        # When it was suspended is a fact of the scope.
        stops = line.suspended_id.sudo().decision_ids.filtered(lambda decision: decision.status == "suspended")
        return max([*days, *stops.mapped("date")[-1:]], default=datetime.date.min)

    def action_open_audits(self):
        """Open the audits of the supplier, or plan one."""
        self.ensure_one()
        action = self.partner_id.action_open_mdq_audits()
        return {**action, "context": {**action["context"], "default_purpose": PURPOSES[self.kind]}}

    # --------------------------------------------------------------------------------------- words

    def _get_missing_audit(self, line, planned, old):
        if planned:
            state = dict(planned._fields["state"]._description_selection(self.env))[planned.state]
            return self.env._("%(scope)s: the audit %(audit)s is not concluded (%(state)s).", scope=line.scope, audit=planned.name,
                              state=state), planned.lead_id.name
        if old:
            return self.env._("%(scope)s: the last audit, %(audit)s of %(day)s, is too old. Plan another one.", scope=line.scope,
                              audit=old.name, day=format_date(self.env, old.date_issued)), self._get_role_name("sqe")
        return self.env._("%s: no audit was made. Plan it.", line.scope), self._get_role_name("sqe")

    def _get_finding_sentence(self, finding):
        grade = dict(finding._fields["grade"]._description_selection(self.env))[finding.grade]
        return self.env._("Finding %(finding)s of %(audit)s (%(grade)s) is not closed.", finding=finding.name,
                          audit=finding.audit_id.name, grade=grade)

    def _describe_audit(self, audit):
        result = dict(audit._fields["result"]._description_selection(self.env)).get(audit.result, "")
        return self.env._(
            "%(audit)s of %(day)s: %(result)s, findings %(all)s, of them not closed %(open)s", audit=audit.name,
            day=format_date(self.env, audit.date_issued), result=result, all=audit.finding_count, open=audit.open_finding_count)


class MdqSupplierCaseLine(models.Model):
    _inherit = "mdq.supplier.case.line"

    def _get_audits(self, audits, states):
        """Return those of these audits, in these states, that speak about this scope."""
        return audits.filtered(lambda audit: audit.state in states and self._is_audited_by(audit))

    def _is_audited_by(self, audit):
        """An audit names scopes that this one lies in, or it was made of the supplier at its site."""
        if audit.qualification_ids:
            return any(scope == self.suspended_id or self._lies_in(scope) for scope in audit.qualification_ids)
        return not self.site_id or self.site_id == audit._get_place()

    def _lies_in(self, scope):
        """Whether what is wanted is part of a scope: the same process, and goods and site that it includes."""
        category = self.product_id.categ_id or self.categ_id
        return (
            scope.process_id == self.process_id and (not scope.site_id or scope.site_id == self.site_id)
            and (not scope.product_id or scope.product_id == self.product_id)
            and (not scope.categ_id or (category.parent_path or "").startswith(scope.categ_id.parent_path))
        )
