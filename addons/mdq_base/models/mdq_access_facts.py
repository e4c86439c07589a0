from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import access
from . import ledger_past

SYSTEM_GROUPS = ("base.group_system", "base.group_erp_manager")
ADMINS = ("base.group_system", "mdq_base.group_admin")


class MdqAccessFacts(models.AbstractModel):
    """One person in one role at a moment, as the ledger tells it."""

    _name = "mdq.access.facts"
    _description = "Person in a Role"

    user_id = fields.Many2one("res.users", "Account", required=True, readonly=True, ondelete="restrict", index=True)
    login = fields.Char(readonly=True)
    person = fields.Char(readonly=True)
    supplier = fields.Char("Outside Company", readonly=True)
    group_id = fields.Many2one("res.groups", "Role", readonly=True, ondelete="restrict")
    role = fields.Char("Role Name", readonly=True)
    via = fields.Char("Comes With", readonly=True, help="The role that brings this one along; empty: given itself.")
    is_share = fields.Boolean("Portal", readonly=True)
    is_admin = fields.Boolean("Administrator", readonly=True)
    last_login = fields.Datetime("Last Login", readonly=True)
    second_factor = fields.Selection(
        [("none", "None"), ("totp", "Code"), ("passkey", "Passkey")], "Second Factor Today", readonly=True
    )
    conflict = fields.Char("Conflict of Duties", readonly=True)

    @api.model
    def _get_facts(self, moment, groups=None, company=None):
        """Return one dict for each active person and role (of `groups`, or all) at a moment."""
        self.env.user._mdq_require(
            "mdq_base.group_quality_manager", "mdq_base.group_auditor", "mdq_base.group_admin", "base.group_system"
        )
        self.env.flush_all()
        after = moment + timedelta(seconds=1)  # the second that was named is part of it
        self._check_in_ledger(after)
        people = self._get_people_at(after, company)
        given = {(link["uid"], link["gid"]) for link in ledger_past.links_at(self.env.cr, "res_groups_users_rel", after)
                 if link["uid"] in people}
        found = access.memberships(given, self._get_implied_at(after))
        # Accounts and roles are shown to those whose role was checked above.
        return self.sudo()._prepare_facts(people, found, groups, moment)

    def _check_in_ledger(self, moment):
        first = ledger_past.first_page(self.env.cr, "res_groups_users_rel")
        if not first or moment <= first:
            raise UserError(self.env._(
                "The audit ledger of accounts and roles begins on %s. Choose a later moment.",
                fields.Datetime.to_string(first) if first else "–",
            ))

    def _get_people_at(self, moment, company):
        """{id: image} of the accounts that were active, and belonged to the company, at a moment."""
        people = ledger_past.rows_at(self.env.cr, "res_users", moment)
        people = {number: image for number, image in people.items() if image.get("active")}
        if not company:
            return people
        links = ledger_past.links_at(self.env.cr, "res_company_users_rel", moment)
        members = {link["user_id"] for link in links if link["cid"] == company.id}
        return {number: image for number, image in people.items() if number in members}

    def _get_implied_at(self, moment):
        """{role: roles it brings along directly}: from the ledger as far back as it goes, else as they are now."""
        field = self.env["res.groups"]._fields["implied_ids"]
        first = ledger_past.first_page(self.env.cr, field.relation)
        if first and first < moment:
            pairs = [(link[field.column1], link[field.column2])
                     for link in ledger_past.links_at(self.env.cr, field.relation, moment)]
        else:
            # What roles bring along is the same for all who may see roles.
            groups = self.env["res.groups"].sudo().search([])
            pairs = [(group.id, implied.id) for group in groups for implied in group.implied_ids]
        implied = defaultdict(set)
        for group, brought in pairs:
            implied[group].add(brought)
        return implied

    def _prepare_facts(self, people, found, groups, moment):
        users = self.env["res.users"].with_context(active_test=False).browse(people).exists()
        about = {user.id: facts for user, facts in zip(users, users._mdq_get_account_facts(moment), strict=True)}
        roles = defaultdict(set)
        for user, group in found:
            roles[user].add(group)
        conflicts = self.env["mdq.access.conflict"]._explain_all(roles)
        admins = {self.env.ref(name).id for name in ADMINS}
        known = self.env["res.groups"].browse({group for _user, group in found}).exists()
        names = {group.id: group._mdq_get_role_name() for group in known}
        shown = set(groups.ids if groups is not None else known.ids)
        return [
            {**about[user], "user_id": user, "login": people[user].get("login"), "group_id": group, "role": names[group],
             "via": names.get(via, False), "is_share": bool(people[user].get("share")),
             "is_admin": bool(roles[user] & admins), "conflict": conflicts.get(user, False)}
            for (user, group), via in found.items() if group in shown and group in names and user in about
        ]


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mdq_get_account_facts(self, moment):
        """What an access review shows of each account beside its roles, in the order of `self`."""
        self.env.cr.execute(
            "SELECT create_uid, max(create_date) FROM res_users_log WHERE create_uid = ANY(%s) AND create_date <= %s"
            " GROUP BY create_uid", [self.ids, moment])
        logins = dict(self.env.cr.fetchall())
        with_passkey = self.env["auth.passkey.key"].search([("create_uid", "in", self.ids)]).create_uid
        with_code = self.search([("totp_enabled", "=", True), ("id", "in", self.ids)])
        return [
            {"person": user.name, "last_login": logins.get(user.id, False),
             "supplier": user.share and user.partner_id.commercial_partner_id.name,
             "second_factor": "passkey" if user in with_passkey else "totp" if user in with_code else "none"}
            for user in self
        ]


class ResGroups(models.Model):
    _inherit = "res.groups"

    def _mdq_get_role_name(self):
        """The roles of the suite say all by their name; others need the name of what they are a role in."""
        ours = self.privilege_id.category_id == self.env.ref("mdq_base.module_category_mdq")
        return self.name if ours else self.full_name
