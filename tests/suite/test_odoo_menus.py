"""Every menu opens for every role that sees it, and no role sees a menu that it cannot open."""

import re

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval
from our_models import INTERNAL_ROLES
from repository import addons, none_of


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"menu_{role}", groups=f"base.group_user,mdq_base.group_{role}") for role in INTERNAL_ROLES
        }

    def test_every_menu_opens_for_every_role_that_sees_it(self):
        """Views load, and the action's search and a first page of records answer.

        Requirement: MDQ-APP-007
        """
        findings = []
        for role, user in self.users.items():
            for menu in self._visible_menus(user):
                problem = self._open(menu.action, user)
                if problem:
                    findings.append(f"{self._name(menu)} does not open for {role}: {problem}")
        none_of(findings)

    def test_every_role_finds_its_menus(self):
        none_of(
            f"The role {role} sees no menu of the suite: give its groups a menu."
            for role, user in self.users.items()
            if not self._visible_menus(user)
        )

    def test_menus_have_an_action_or_children(self):
        none_of(
            f"{self._name(menu)} leads nowhere: give it an action or take it out."
            for menu in self._our_menus()
            if not menu.action and not menu.child_id
        )

    def _visible_menus(self, user):
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        return self._our_menus().filtered(lambda menu: menu.id in visible and menu.action)

    def _our_menus(self):
        root = self.env.ref("mdq_base.mdq_menu_root")
        below = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        ids = self.env["ir.ui.menu"].search([]).get_external_id()
        added = self.env["ir.ui.menu"].search([]).filtered(lambda menu: ids[menu.id].startswith("mdq"))
        return below | added

    def _name(self, menu):
        return f"The menu “{menu.complete_name}” ({menu.get_external_id()[menu.id]})"

    def _open(self, action, user):
        """Why the action does not open for the user, or None."""
        if action._name == "ir.actions.client":
            return None if action.tag in client_tags() else f"no script registers the client action {action.tag}"
        if action._name != "ir.actions.act_window":
            return None
        try:
            self._open_window(action.with_user(user).sudo(), user)
        except AccessError as error:
            return str(error).splitlines()[0]
        except Exception as error:  # noqa: BLE001 (whatever it is, the menu does not open)
            return f"{type(error).__name__}: {error}"
        return None

    def _open_window(self, action, user):
        context = safe_eval(action.context or "{}", {"uid": user.id, "active_id": False, "active_ids": []})
        model = self.env[action.res_model].with_user(user).with_context(**context)
        views = [(view_id, kind) for view_id, kind in action.views]
        views.append((action.search_view_id.id, "search"))
        loaded = model.get_views(views, {"toolbar": True})
        domain = safe_eval(action.domain or "[]", {"uid": user.id, "context": context, "active_id": False})
        if {"list", "kanban", "form"}.intersection(kind for _view, kind in views):
            names = loaded["models"][action.res_model]["fields"]
            model.web_search_read(domain, {name: {} for name in names}, limit=1)
        for search in re.findall(r"search_default_(\w+)", action.context or ""):
            arch = loaded["views"].get("search", {}).get("arch", "")
            if f'name="{search}"' not in arch:
                raise LookupError(f"the filter search_default_{search} is not in the search view")


def client_tags():
    """The client actions that scripts of the suite register."""
    pattern = re.compile(r"""category\(\s*["']actions["']\s*\)\s*\.add\(\s*["']([\w.]+)["']""")
    return {tag for addon in addons() for path in addon.path.glob("static/src/**/*.js") for tag in pattern.findall(path.read_text())}
