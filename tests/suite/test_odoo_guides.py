"""The guides lead to menus that are there, by the names that the reader sees."""

import re

from odoo.tests import TransactionCase, tagged
from repository import PROJECT, none_of

PATH = re.compile(r"\*([^*\n]+ → [^*]+?)\*")  # *Quality → Inspections*


@tagged("post_install", "-at_install")
class TestGuides(TransactionCase):
    def _get_menus(self, lang):
        """Return {name on the bar of the app: names of all menus below it}."""
        Menu = self.env["ir.ui.menu"].with_context(lang=lang, **{"ir.ui.menu.full_list": True})
        app = self.env.ref("mdq_base.mdq_menu_root").with_env(Menu.env)
        return app.name, {top.name: set(Menu.search([("id", "child_of", top.id)]).mapped("name")) for top in app.child_id}

    def test_every_path_is_a_path(self):
        wrong = []
        for lang, mark in (("en_US", ""), ("zh_CN", ".zh_CN")):
            app, menus = self._get_menus(lang)
            files = [PROJECT / f"README{mark}.md", *(path for path in (PROJECT / "docs").glob("*.md") if ("zh_CN" in path.name) == bool(mark))]
            for path in files:
                wrong += [f"{path.name}: {text}" for text in PATH.findall(path.read_text()) if not self._leads(text, app, menus)]
        none_of(f"{sentence}: no such menu" for sentence in wrong)

    def _leads(self, text, app, menus):
        names = [name.strip(" .。") for name in " ".join(text.split()).split("→")]
        if names[0] == app:
            names = names[1:]
            if names[0] not in menus:
                return False
        # What does not begin on the bar is a button, or a menu of Odoo.
        return names[0] not in menus or len(names) == 1 or names[1] in menus[names[0]]
