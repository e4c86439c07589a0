from odoo import fields, models


class MdqDocumentUse(models.TransientModel):
    """A line of the answer to “where is this document used?”."""

    _name = "mdq.document.use"
    _description = "Use Of A Document"
    _order = "title, name, id"

    title = fields.Char("Kind", readonly=True)
    name = fields.Char("Record", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", readonly=True)
    blocks = fields.Boolean("Keeps It In Force", readonly=True)

    def action_open(self):
        """Open the record, for whoever may."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "views": [(False, "form")]}
