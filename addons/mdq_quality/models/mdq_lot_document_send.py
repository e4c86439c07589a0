from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_lot_document import WANTED

SENDERS = (
    "mdq_base.group_inspector", "mdq_base.group_quality_engineer", "mdq_base.group_sqe", "mdq_base.group_quality_manager",
    "stock.group_stock_user",
)


class MdqLotDocument(models.Model):
    """The two ways in: the supplier's own in the portal, and one of us who has the paper in his hands."""

    _inherit = "mdq.lot.document"

    @api.model
    def upload(self, values):
        """Send a document that one's own company owes, or one again that was refused.

        :param values: {need_ids: of one kind, number, issuer, issued_on (ISO 8601), files: [{name, data in base64}],
            document_id: one that was refused, then without need_ids}
        :return: id of the document
        """
        self._check_sender()
        values = dict(values)
        files, document_id = values.pop("files", None) or [], values.pop("document_id", None)
        if document_id:
            values.pop("need_ids", None)
            record = self._receive(values, document_id)
            record._check_has_new_file(files)
        else:
            needs = self._get_own_needs(values.pop("need_ids", None) or [])
            record = self.with_company(needs.company_id)._receive({**values, "kind_id": needs.kind_id.id})
            record.write({"need_ids": [(4, need.id) for need in needs], "responsible_id": needs.responsible_id[:1].id})
        record._add_files(files)
        record.action_submit()
        return record.id

    @api.model
    def hand_in(self, need_ids, values):
        """Keep a document that came by mail, with the goods or from our own laboratory; somebody else reviews it.

        :param values: {number, issuer, issued_on, files: [{name, data in base64}]}
        :return: id of the document
        """
        self.env.user._mdq_require(*SENDERS)
        values = dict(values)
        files, needs = values.pop("files", None) or [], self.env["mdq.lot.document.need"].browse(need_ids).exists()
        needs.check_access("read")
        needs._check_one_document()
        values = self._get_checked_values(values)
        # Who hands it in was checked, and may see what it is for; the server writes it.
        record = self.sudo().create({
            **values, "kind_id": needs.kind_id.id, "partner_id": needs.partner_id.id, "company_id": needs.company_id.id,
            "need_ids": [(4, need.id) for need in needs], "responsible_id": needs.responsible_id[:1].id or False,
        })
        record._add_files(files)
        record.action_submit()
        return record.id

    def _get_sent_words(self):
        return {**dict.fromkeys(("number", "issuer", "issued_on")), "kind_id": "mdq.lot.document.kind"}

    def _check_has_new_file(self, files):
        if not files:
            raise UserError(self.env._("Choose the corrected file: the one that was refused stays as it is."))

    def _get_own_needs(self, need_ids):
        # Which rows the sender may name is narrowed here: owed by his company, not settled yet.
        needs = self.env["mdq.lot.document.need"].sudo().search([
            ("id", "in", [int(each) for each in need_ids]), ("partner_id", "=", self.env.user.commercial_partner_id.id),
            ("company_id", "in", self.env.companies.ids), ("state", "in", WANTED),
        ])
        if not needs or len(needs) != len(set(need_ids)):
            raise UserError(self.env._("What you chose is not asked for any more. Open the page again."))
        needs._check_one_document()
        return needs


class MdqLotDocumentNeed(models.Model):
    _inherit = "mdq.lot.document.need"

    def action_hand_in(self):
        """Ask for the file that answers these rows, or for the document that was accepted already."""
        self._check_one_document()
        wizard = self.env["mdq.lot.document.hand.in"].create({"need_ids": [fields.Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window", "res_model": wizard._name, "res_id": wizard.id, "views": [(False, "form")], "target": "new",
            "name": self.env._("Hand In a Document"),
        }

    def _check_one_document(self):
        """Refuse rows that one document cannot be for."""
        if not self:
            raise UserError(self.env._("Say which lots or which delivery the document is for."))
        if len(self.kind_id) > 1 or len(self.partner_id) > 1 or len(self.company_id) > 1:
            raise UserError(self.env._("One document is of one kind and of one company: choose rows that agree in both."))
        settled = self.filtered(lambda need: need.state not in WANTED)
        if settled:
            raise UserError(self.env._("%s was handed in already, or is not needed.", settled[0].display_name))
