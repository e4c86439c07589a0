from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqLotDocumentHandIn(models.TransientModel):
    """Answer owed documents: with a file that came, or with a document that was accepted already."""

    _name = "mdq.lot.document.hand.in"
    _description = "Hand In A Document"

    need_ids = fields.Many2many("mdq.lot.document.need", string="For", required=True)
    kind_id = fields.Many2one("mdq.lot.document.kind", "Document", compute="_compute_what")
    partner_id = fields.Many2one("res.partner", "Comes From", compute="_compute_what")
    way = fields.Selection(
        [("new", "A file that came"), ("known", "A document that was accepted already")], "Answer With", required=True, default="new")
    content = fields.Binary("File", attachment=False)
    name = fields.Char("File Name")
    number = fields.Char("Document No.")
    issuer = fields.Char("Issued By")
    issued_on = fields.Date()
    document_id = fields.Many2one(
        "mdq.lot.document", "Accepted Document",
        domain="[('state', '=', 'effective'), ('kind_id', '=', kind_id), ('partner_id', '=', partner_id)]")

    @api.depends("need_ids")
    def _compute_what(self):
        for wizard in self:
            wizard.kind_id, wizard.partner_id = wizard.need_ids.kind_id[:1], wizard.need_ids.partner_id[:1]

    def action_hand_in(self):
        self.ensure_one()
        if self.way == "known":
            return self._ask_signature()
        if not self.content:
            raise UserError(self.env._("Choose the file: a PDF, or a photo as PNG or JPEG."))
        document = self.env["mdq.lot.document"].hand_in(self.need_ids.ids, {
            "number": self.number, "issuer": self.issuer, "issued_on": self.issued_on,
            "files": [{"name": self.name, "data": (self.with_context(bin_size=False).content or b"").decode()}],
        })
        return {"type": "ir.actions.act_window", "res_model": "mdq.lot.document", "res_id": document, "views": [(False, "form")]}

    def _ask_signature(self):
        if not self.document_id:
            raise UserError(self.env._("Choose the accepted document that covers these lots too."))
        self.need_ids._check_covered_by(self.document_id)
        return self.need_ids._mdq_sign_action(
            "cover", self.env._("Covered By %s", self.document_id.display_name), "verified",
            args={"ids": self.need_ids.ids, "document_id": self.document_id.id})
