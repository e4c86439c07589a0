from odoo import fields, models


class MdqLotDocumentKind(models.Model):
    """A kind of document that comes with goods: what it shows, in the words that whoever owes it reads."""

    _name = "mdq.lot.document.kind"
    _description = "Kind Of Lot Document"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    shows = fields.Text("What It Shows", translate=True, help="Whoever owes it reads this: what must stand on it, and by which standard.")
    rule_ids = fields.One2many("mdq.lot.document.rule", "kind_id", "Asked For By")
    need_ids = fields.One2many("mdq.lot.document.need", "kind_id", "Documents", readonly=True)

    _code_unique = models.Constraint("UNIQUE(code)", "This code exists already.")
