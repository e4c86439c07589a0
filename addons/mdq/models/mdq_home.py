import re

from odoo import api, models
from odoo.tools.safe_eval import safe_eval

ROLES = (
    "group_planner", "group_sqe", "group_inspector", "group_quality_engineer", "group_quality_manager",
    "group_releaser", "group_change_board", "group_auditor", "group_admin",
)  # fmt: skip


class MdqHome(models.AbstractModel):
    """The first page: what waits for the roles of whoever looks, counted under his own rights."""

    _name = "mdq.home"
    _description = "Home Page"

    @api.model
    @api.readonly
    def get_roles(self):
        """Return the names of the caller's roles, in the order of the work."""
        # Names of groups are no secret, and employees do not read the model.
        groups = [self.env.ref(f"mdq_base.{role}").sudo() for role in ROLES if self.env.user.has_group(f"mdq_base.{role}")]
        implied = {group for other in groups for group in other.all_implied_ids - other}
        groups = [group for group in groups if group not in implied]
        return [re.split(r"\s*[(（]", group.name)[0] for group in groups]

    @api.model
    @api.readonly
    def get_tiles(self):
        """Return the caller's tiles in the order of the work.

        :return: [{key, section, section_title, title, hint, count, tone, own, action}]; own: the work of one of the
            caller's roles, not only shown to him as an auditor
        """
        titles = self._get_sections()
        order = list(titles)
        tiles = [self._prepare_tile(tile, titles) for tile in self._get_tiles() if self._is_for_caller(tile)]
        return sorted(tiles, key=lambda tile: order.index(tile["section"]))

    def _is_for_caller(self, tile):
        is_shown = self._is_own(tile) or self.env.user.has_group("mdq_base.group_auditor")
        return is_shown and self.env[tile["model"]].has_access("read")

    def _is_own(self, tile):
        return any(self.env.user.has_group(f"mdq_base.group_{role}") for role in tile["roles"])

    def _prepare_tile(self, tile, section_titles):
        return {
            "key": tile["key"],
            "section": tile["section"],
            "section_title": section_titles[tile["section"]],
            "title": tile["title"],
            "hint": tile["hint"],
            "count": self.env[tile["model"]].search_count(tile["domain"]),
            "tone": tile["tone"],
            "own": self._is_own(tile),
            "action": self._prepare_action(tile),
        }

    def _prepare_action(self, tile):
        """The list behind the count: the action of the menu, with the filter of the tile and nothing else."""
        action = self.env["ir.actions.act_window"]._for_xml_id(tile["action"])
        return {
            "type": "ir.actions.act_window",
            "name": tile["title"],
            "res_model": tile["model"],
            "views": action["views"],
            "search_view_id": action["search_view_id"],
            "domain": tile["domain"],
            "context": self._get_context_without_filters(action),
            "help": action["help"],
        }

    def _get_context_without_filters(self, action):
        """What the view needs stays; a filter of the menu would make the list shorter than the count."""
        context = safe_eval(action["context"] or "{}", {"uid": self.env.uid})
        return {key: value for key, value in context.items() if not key.startswith("search_default_")}

    # Hooks: an addon above adds its own sections and tiles.

    @api.model
    def _get_sections(self):
        """Return {key: title} in the order of the work."""
        _ = self.env._
        return {
            "mine": _("Waiting for me"),
            "supplier": _("Suppliers"),
            "outsourcing": _("Outsourcing"),
            "inspection": _("Inspection"),
            "release": _("Lots and release"),
            "event": _("Events and CAPA"),
            "change": _("Change"),
            "document": _("Documents"),
            "record": _("Records"),
        }

    @api.model
    def _get_tiles(self):
        """Return what may be shown: dicts with key, section, title, hint, model, domain, action, roles, tone.

        `roles` are names of the groups of mdq_base without "group_"; the auditor sees every tile.
        `tone`: danger (stops work), warning (runs out), info (to be done by this role), neutral (only counts).
        """
        return [
            *self._get_tiles_mine(),
            *self._get_tiles_supplier(),
            *self._get_tiles_outsourcing(),
            *self._get_tiles_quality(),
            *self._get_tiles_event(),
            *self._get_tiles_change(),
            *self._get_tiles_document(),
            *self._get_tiles_record(),
        ]
