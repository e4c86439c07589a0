from odoo import Command, api, models
from odoo.exceptions import UserError


class MdqSupplierCertificate(models.Model):
    """What a certificate needs to be sent and accepted, and what follows from its acceptance."""

    _inherit = "mdq.supplier.certificate"

    # ------------------------------------------------------------------------------------- public

    @api.model
    def upload(self, values):
        """Send a certificate of one's own company into review, or one again that was sent back.

        :param values: {type_id, number, issuer, valid_from, valid_to (ISO 8601), site_id, renews_id, scope_note,
            files: [{name, data in base64}], certificate_id: one that was sent back}
        :return: id of the certificate
        """
        values = dict(values)
        files = values.pop("files", None) or []
        record = self._receive(values, values.pop("certificate_id", None))
        record._add_files(files)
        record.action_submit()
        return record.id

    def _receive(self, values, res_id=None):
        """What the supplier does not say of a renewal follows from what it renews: who looks after it, and what it covers."""
        record = super()._receive(values, res_id)
        earlier = record.renews_id
        if earlier and not record.responsible_id:
            record.write({
                "responsible_id": earlier.responsible_id.id, "process_ids": [Command.set(earlier.process_ids.ids)],
                "categ_ids": [Command.set(earlier.categ_ids.ids)],
            })
        return record

    def _get_sent_words(self):
        return {
            **dict.fromkeys(("number", "issuer", "valid_from", "valid_to", "scope_note")),
            "type_id": "mdq.supplier.certificate.type", "site_id": "res.partner", "renews_id": self._name,
        }

    def action_renew(self):
        """Open a new certificate that renews this one, with what stays the same filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "name": self.env._("Renewal"), "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id, "default_site_id": self.site_id.id, "default_type_id": self.type_id.id,
                "default_issuer": self.issuer, "default_renews_id": self.id, "default_number": self.number,
                "default_valid_from": self.valid_to and self._next_day(self.valid_to),
                "default_process_ids": self.process_ids.ids, "default_categ_ids": self.categ_ids.ids,
                "default_scope_note": self.scope_note, "default_responsible_id": self.responsible_id.id,
            },
        }

    # -------------------------------------------------------------------------------------- hooks

    def _get_senders(self):
        # A guard sees who sent each file, whatever the caller may read.
        return super()._get_senders() | self.sudo().file_ids.uploaded_by

    def _get_portal_path(self):
        return "/my/mdq/certificates"

    def _get_letter_note(self):
        return self.countdown

    def _is_urgent(self):
        return self.validity in ("soon", "expired")

    def _get_review_task(self):
        return self.env._("Compare with the paper: %s", self.display_name)

    # ------------------------------------------------------------------------------------- checks

    def _check_move_to_in_review(self):
        self._refuse_known_numbers()  # one that was sent back takes up its number again
        for record in self:
            if not record.file_ids:
                raise UserError(self.env._("Add a scan of %s first: who reviews it compares it with the paper.", record.display_name))

    def _check_move_to_effective(self):
        for record in self:
            if record._get_last_day() < record.company_id._mdq_today():
                raise UserError(self.env._(
                    "%(certificate)s ended on %(day)s already. Send it back, and ask for the one that is valid now.",
                    certificate=record.display_name, day=record.valid_to))
            if record.renews_id._get_renewals_in_force() - record:
                raise UserError(self.env._(
                    "%s was renewed already. Send this one back, or withdraw the other renewal first.", record.renews_id.display_name))

    def _get_renewals_in_force(self):
        """The renewals that took, or will take, the place of these; one that was withdrawn leaves the place to another."""
        return self.renewal_ids.filtered(lambda renewal: renewal.state == "effective")

    # ------------------------------------------------------------------------------- what follows

    def _after_move_to_in_review(self):
        super()._after_move_to_in_review()
        for record in self:
            record._write_guarded({"root_id": record._get_root().id})

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        for record in self.filtered(lambda record: record.renews_id and not record.renews_id.superseded_on):
            # The earlier one counts until the day before, so that nothing is without a certificate in between; one that an
            # earlier renewal ended, withdrawn since, stays ended on its day.
            record.renews_id._write_guarded({"superseded_on": max(record.valid_from, record.accepted_on)})
        self.renews_id.activity_feedback(["mail.mail_activity_data_todo"])  # the renewal was got

    def _after_move_to_withdrawn(self):
        super()._after_move_to_withdrawn()
        for record in self:
            earlier = record.renews_id
            if earlier.superseded_on and earlier.superseded_on >= record.company_id._mdq_today():
                earlier._write_guarded({"superseded_on": False})  # its renewal never took over
