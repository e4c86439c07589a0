from odoo import fields, models


class MdqDocumentKeyword(models.Model):
    """A word under which documents are found."""

    _name = "mdq.document.keyword"
    _description = "Keyword"
    _inherit = ["mdq.audited.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
