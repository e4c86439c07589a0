from odoo import api, fields, models
from odoo.exceptions import UserError

WANTED = ("missing", "refused", "waived")  # states of rows that a document may answer
PRINTED = ("number", "issuer", "issued_on")  # what stands on the paper; whoever reviews it completes it


class MdqLotDocument(models.Model):
    """A document of lots, as it was handed in: it counts when somebody who did not send it accepted it, signed."""

    _name = "mdq.lot.document"
    _description = "Lot Document"
    _inherit = ["mdq.supplier.sent.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "kind_id", "partner_id"]
    _check_company_auto = True

    partner_id = fields.Many2one(string="Comes From")
    kind_id = fields.Many2one("mdq.lot.document.kind", "Document", required=True, ondelete="restrict", index=True, tracking=True)
    number = fields.Char("Document No.", copy=False, tracking=True, help="As printed on it.")
    issuer = fields.Char("Issued By", tracking=True, help="The mill, the laboratory, the steriliser.")
    issued_on = fields.Date("Issued On", tracking=True)
    need_ids = fields.Many2many(
        "mdq.lot.document.need", "mdq_lot_document_need_rel", "document_id", "need_id", "Handed In For", readonly=True, copy=False)
    covered_ids = fields.One2many("mdq.lot.document.need", "document_id", "Counts For", readonly=True)
    lot_names = fields.Char("Lots", compute="_compute_lot_names")
    released_count = fields.Integer("Released Lots", compute="_compute_released_count", help="Lots that were released and rest on it.")
    file_ids = fields.One2many("mdq.lot.document.file", "document_id", "Files", readonly=True)
    state = fields.Selection(
        [("uploaded", "Uploaded"), ("in_review", "In Review"), ("returned", "Refused"), ("effective", "Accepted"), ("withdrawn", "Withdrawn")],
        string="Status", default="uploaded", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    # ----------------------------------------------------------------------------------- computed

    @api.depends_context("lang")
    @api.depends("kind_id", "number")
    def _compute_display_name(self):
        for record in self:
            # What kind of document it is, is part of the name of one that one may read.
            record.display_name = f"{record.sudo().kind_id.name or ''} {record.number or ''}".strip()

    @api.depends("need_ids", "covered_ids")
    def _compute_lot_names(self):
        # For which lots it was handed in is known to whoever may read it.
        for record in self.sudo():
            names = (record.need_ids | record.covered_ids).sorted("id").mapped(lambda need: need.lot_id.name or need.picking_id.name)
            shown = list(dict.fromkeys(filter(None, names)))
            record.lot_names = ", ".join(shown[:5]) + (" …" if len(shown) > 5 else "")

    def _compute_released_count(self):
        # A fact about lots, whatever the reader may see of them.
        counts = dict(self.env["mdq.lot.document.need"].sudo()._read_group(
            [("document_id", "in", self.ids), ("lot_id.mdq_status", "=", "released")], ["document_id"], ["lot_id:count_distinct"]))
        for record in self:
            record.released_count = counts.get(record, 0)

    # -------------------------------------------------------------------------------------- hooks

    def _get_review_roles(self):
        return (*super()._get_review_roles(), "mdq_base.group_quality_engineer")

    def _get_senders(self):
        # A guard sees who sent each file, whatever the caller may read.
        return super()._get_senders() | self.sudo().file_ids.uploaded_by

    def _get_portal_path(self):
        return "/my/mdq/lot-documents"

    def _get_letter_note(self):
        return self.lot_names

    def _get_review_task(self):
        return self.env._("Compare with the paper: %s", self.display_name)

    def _check_not_locked(self, vals):
        """Whoever reviews it writes down what is printed on it."""
        reviewed = self.filtered(lambda record: record.state == "in_review") if set(vals) <= set(PRINTED) else self.browse()
        return super(MdqLotDocument, self - reviewed)._check_not_locked(vals)

    # ------------------------------------------------------------------------------------- checks

    def _check_move_to_in_review(self):
        for record in self:
            if not record.file_ids:
                raise UserError(self.env._("Add the file: who reviews %s compares it with the goods.", record.kind_id.name))
            if not record.need_ids:
                raise UserError(self.env._("Say which lots or which delivery %s is for.", record.display_name))

    def _check_move_to_effective(self):
        for record in self:
            missing = [self._fields[name]._description_string(self.env) for name in PRINTED if not record[name]]
            if missing:
                raise UserError(self.env._(
                    "Write down what stands on %(document)s before you accept it: %(missing)s.",
                    document=record.display_name, missing=", ".join(missing)))
            if record.issued_on > record.company_id._mdq_today():
                raise UserError(self.env._("%s was issued on a day that is still ahead: compare the date with the paper.", record.display_name))

    def action_accept(self):
        """Say what is missing before anybody signs."""
        self._check_move_to_effective()
        return super().action_accept()

    # ------------------------------------------------------------------------------- what follows

    def _after_move_to_in_review(self):
        super()._after_move_to_in_review()
        for record in self:
            # No role writes what was handed in for what; the server does, after the checks above.
            record.sudo().need_ids.filtered(lambda need: need.state in WANTED)._take_document(record)

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        self._get_covered("in_review")._move_to("accepted")

    def _after_move_to_returned(self):
        super()._after_move_to_returned()
        self._get_covered("in_review")._move_to("refused")

    def _after_move_to_withdrawn(self):
        super()._after_move_to_withdrawn()
        self._get_covered("in_review", "refused", "accepted")._lose_document()

    def _get_covered(self, *states):
        # The rows follow the document, whatever its reviewer may write of them.
        return self.sudo().covered_ids.filtered(lambda need: need.state in states)

    def action_view_lots(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.stock_lot_quality_action")
        return {**action, "domain": [("id", "in", self.covered_ids.lot_id.ids)], "context": {}}


class MdqLotDocumentFile(models.Model):
    """A page of a document, as it was sent."""

    _name = "mdq.lot.document.file"
    _description = "File Of A Lot Document"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"
    _mdq_parent = "document_id"

    document_id = fields.Many2one("mdq.lot.document", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    partner_id = fields.Many2one(related="document_id.partner_id", store=True, index=True)
