from odoo import api, fields, models

from .mdq_lot_document import WANTED


class MdqConcession(models.Model):
    """A signed concession lets lots come in and be released without a document that they should have."""

    _inherit = "mdq.concession"

    gate = fields.Selection(
        selection_add=[("document", "Receipt or release without a required document")], ondelete={"document": "cascade"})
    document_kind_id = fields.Many2one(
        "mdq.lot.document.kind", "Document", ondelete="restrict", help="Only documents of this kind. Empty: all that these lots should have.")
    document_need_ids = fields.One2many("mdq.lot.document.need", "concession_id", "Documents Waived", readonly=True)

    def _get_open_fields(self):
        return super()._get_open_fields() | {"document_need_ids"}

    def _after_move_to_active(self):
        self._follow_documents()

    def _after_move_to_withdrawn(self):
        super()._after_move_to_withdrawn()
        self._follow_documents()

    def _follow_documents(self):
        """What it waives is waived from now on, or asked for again."""
        conceding = self.filtered(lambda concession: concession.gate == "document")
        if conceding:
            # Rows follow the concession that was signed, whoever signed it.
            needs = self.env["mdq.lot.document.need"].sudo()
            needs.search([("company_id", "in", conceding.company_id.ids), ("state", "in", WANTED)])._follow_concessions()

    @api.model
    def _find_for_documents(self, needs):
        """Return {need id: signed concession in force}, with one search for all of them."""
        if not needs:
            return {}
        now = fields.Datetime.now()
        # What is conceded does not depend on what the reader may see.
        signed = self.sudo().search([
            ("gate", "=", "document"), ("state", "=", "active"), ("valid_from", "<=", now), ("valid_to", ">", now),
            ("company_id", "in", needs.company_id.ids)])
        found = {need.id: signed.filtered(lambda each, need=need: each._covers_document(need))[:1] for need in needs} if signed else {}
        return {need_id: concession for need_id, concession in found.items() if concession}

    def _covers_document(self, need):
        return (
            self.company_id == need.company_id and (not self.document_kind_id or self.document_kind_id == need.kind_id)
            and self._covers(need.partner_id, need.product_id, need.lot_id)
        )
