"""What every model in the ledger gets for its history: a button on its forms, and how its rows are named."""

from lxml import etree
from odoo import api, models

ROLES = ",".join(f"mdq_base.group_{role}" for role in (
    "inspector", "quality_engineer", "releaser", "sqe", "planner", "change_board", "auditor", "admin",
))
HISTORY = "action_mdq_history"


class Base(models.AbstractModel):
    _inherit = "base"

    _mdq_timeline_parent = None  # lines outside of mdq.audited.mixin: the many2one to the record that tells of them

    def action_mdq_history(self):
        """Open the history of the record, as the ledger has it."""
        self.ensure_one()
        return self._mdq_get_history_action(self.display_name)

    def _mdq_get_history_action(self, name):
        return {
            "type": "ir.actions.client", "tag": "mdq_history", "target": "new",
            "name": self.env._("History of %s", name),
            "params": {"model": self._name, "res_id": self.id}, "context": {"dialog_size": "extra-large"},
        }

    def _mdq_get_told_records(self):
        """Return recordsets of other documents whose history is told with this record's, signatures too. Extend."""
        return []

    def _mdq_get_reviewed_records(self):
        """Return those told records whose later change makes a review of this record's trail stale. Extend."""
        return []

    @api.model
    def _mdq_get_name_then(self, image):
        """Return the name of a record from an image of its row.

        (model, id) says that the name stands on another record, None that the image does not tell it.
        """
        field = self._fields.get(self._rec_name or "")
        if field is None:
            return None
        if field.inherited:
            parent = self._fields[field.related.split(".")[0]]
            return (parent.comodel_name, image[parent.name]) if image.get(parent.name) else None
        value = image.get(field.name)
        if field.type == "many2one":
            return (field.comodel_name, value) if value else None
        if field.translate and isinstance(value, dict):
            return value.get(self.env.lang) or value.get("en_US")
        return str(value) if value else None

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Every form of a model in the ledger offers its history; Odoo's own where they have a box for it."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self._mdq_in_ledger() and not arch.findall(f".//button[@name='{HISTORY}']"):
            box = arch.find(".//div[@name='button_box']")
            if box is None and self._mdq_ledger:
                box = _make_button_box(arch)
            if box is not None:
                box.insert(0, self._mdq_make_history_button())
        return arch, view

    def _mdq_make_history_button(self):
        return etree.Element("button", {
            "name": HISTORY, "type": "object", "class": "oe_stat_button", "icon": "fa-history",
            "string": self.env._("History"), "invisible": "not id", "groups": ROLES,
        })


def _make_button_box(arch):
    box = etree.Element("div", {"name": "button_box", "class": "oe_button_box"})
    sheet = arch.find("sheet")
    place = arch if sheet is None else sheet
    header = place.find("header")
    place.insert(0 if header is None else place.index(header) + 1, box)
    return box
