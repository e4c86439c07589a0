"""Who may reach what: each model of the suite has its access lines, its company rule and its portal rule."""

from odoo.tests import TransactionCase, tagged
from our_models import (
    PORTAL_ROLES,
    access_lines,
    file_of,
    is_server_written,
    our_models,
    role_group,
    rules,
    stored_models,
)
from repository import allowed, none_of


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    """Requirement: MDQ-APP-003"""

    def test_every_model_has_access_lines(self):
        none_of(
            f"{file_of(model)} has no access line: nobody can use it. Add lines by role to security/ir.model.access.csv."
            for model in our_models(self.env)
            if not model._abstract and not access_lines(self.env, model)
        )

    def test_every_line_names_a_group(self):
        none_of(
            f"{file_of(model)}: the access line {line.name} names no group, so everybody has it."
            for model in our_models(self.env)
            for line in access_lines(self.env, model)
            if not line.group_id
        )

    def test_auditor_reads_everything_and_writes_nothing(self):
        """Requirement: MDQ-BAS-050"""
        auditor = role_group(self.env, "auditor")
        reached = auditor | auditor.all_implied_ids
        findings = []
        for model in stored_models(self.env):
            lines = access_lines(self.env, model).filtered(lambda line: line.group_id in reached)
            if not any(lines.mapped("perm_read")):
                findings.append(f"{file_of(model)}: the auditor may not read it; add access_…_auditor with 1,0,0,0.")
            findings += [
                f"{file_of(model)}: {line.name} lets the auditor write, create or delete."
                for line in lines
                if line.perm_write or line.perm_create or line.perm_unlink
            ]
        none_of(findings)

    def test_server_written_models_are_written_by_no_role(self):
        """Signatures, ledger, seals, decisions, measurements: only the server writes them, after a named check.

        Requirement: MDQ-BAS-013
        """
        none_of(
            f"{file_of(model)}: {line.name} ({line.group_id.full_name}) may {verb} it; only the server writes it. Set 1,0,0,0."
            for model in stored_models(self.env)
            if is_server_written(model)
            for line in access_lines(self.env, model)
            for verb, given in (("write", line.perm_write), ("create", line.perm_create), ("delete", line.perm_unlink))
            if given
        )

    def test_nobody_may_delete_what_is_kept(self):
        """Only lines of drafts and settings that say so themselves may be deleted."""
        none_of(
            f"{file_of(model)}: {line.name} may delete quality records. Set perm_unlink to 0 (or say in _mdq_deletable or "
            "_mdq_parent when a line may go)."
            for model in stored_models(self.env)
            if model._mdq_ledger and not may_be_deletable(model)
            for line in access_lines(self.env, model)
            if line.perm_unlink
        )

    def test_companies_are_separate(self):
        """Requirement: MDQ-APP-004"""
        findings = []
        for model in stored_models(self.env):
            field = model._fields.get("company_id")
            if field is None or not field.store:
                continue
            everybody = rules(self.env, model).filtered(lambda rule: not rule.groups)
            if not any("company_ids" in (rule.domain_force or "") for rule in everybody):
                findings.append(f"{file_of(model)} has company_id but no company rule for everybody (…_rule_company).")
        none_of(findings)

    def test_business_models_belong_to_a_company(self):
        shared = {name for name, _reason in allowed("without_company")}
        none_of(
            f"{file_of(model)} has no company_id. Give it one (a line: related to its header's, stored), or list it with the "
            "reason in tests/suite/allowed/without_company.txt."
            for model in stored_models(self.env)
            if "company_id" not in model._fields and model._name not in shared and not is_server_written(model)
        )

    def test_portal_sees_its_own_only(self):
        """A portal group that may read a model is narrowed by a rule to its own partner.

        Requirement: MDQ-APP-005
        """
        portal = self.env.ref("base.group_portal")
        groups = portal.union(*(role_group(self.env, role) for role in PORTAL_ROLES))
        findings = []
        for model in our_models(self.env):
            if model._abstract or model._transient:
                continue
            for line in access_lines(self.env, model).filtered(lambda line: line.group_id in groups):
                narrowing = rules(self.env, model).filtered(lambda rule, line=line: narrows(rule, line.group_id))
                if not narrowing:
                    findings.append(
                        f"{file_of(model)}: {line.name} opens it to {line.group_id.name}, and no rule narrows it to the "
                        "supplier's own records (…_rule_portal with user.partner_id.commercial_partner_id)."
                    )
        none_of(findings)


def narrows(rule, group):
    """Whether a rule limits the members of a portal group to what belongs to their partner."""
    applies = not rule.groups or rule.groups & (group | group.all_implied_ids)
    domain = rule.domain_force or ""
    return bool(applies) and ("partner" in domain or "user.id" in domain) and "(1, '=', 1)" not in domain


def may_be_deletable(model):
    """A line of a draft, or a setting that declares itself deletable."""
    overridden = sum("_mdq_deletable" in vars(cls) for cls in type(model).mro()) > 1
    return bool(getattr(model, "_mdq_parent", None)) or overridden
