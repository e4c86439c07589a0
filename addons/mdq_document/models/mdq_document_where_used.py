from odoo import fields, models


class MdqDocument(models.Model):
    """Where a document is used: what a change of it, or its end, touches."""

    _inherit = "mdq.document"

    where_used_count = fields.Integer("Uses", compute="_compute_where_used_count")

    def _compute_where_used_count(self):
        for document in self:
            document.where_used_count = sum(len(use["records"]) for use in document._origin._mdq_get_where_used())

    def _mdq_get_where_used(self):
        """Return where this document is used: [{"title": in words, "records": recordset, "blocks": bool}].

        `blocks` keeps the document from being taken out of use as long as there are such records. Extend with `+`.
        """
        # A hook of facts: who may see the document may see how many records rest on it.
        return [{"title": self.env._("Products"), "records": self.sudo().product_ids, "blocks": False}]

    def _get_uses(self):
        return [use for use in self._mdq_get_where_used() if use["records"]]

    def _get_where_used_text(self):
        return "\n".join(f"{use['title']}: {', '.join(use['records'].mapped('display_name'))}" for use in self._get_uses())

    def _get_blocking_uses(self):
        return [f"{use['title']}: {', '.join(use['records'].mapped('display_name'))}" for use in self._get_uses() if use["blocks"]]

    def action_open_where_used(self):
        """Open the list of all records that rest on this document."""
        self.ensure_one()
        lines = self.env["mdq.document.use"].create([
            {"title": use["title"], "res_model": record._name, "res_id": record.id, "name": record.display_name,
             "blocks": use["blocks"]}
            for use in self._get_uses() for record in use["records"]
        ])
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.document.use", "view_mode": "list", "views": [(False, "list")],
            "name": self.env._("Where Used: %s", self.display_name), "domain": [("id", "in", lines.ids)],
            "context": {"group_by": "title"},
        }
