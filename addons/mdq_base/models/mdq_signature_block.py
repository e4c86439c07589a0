"""What a reader sees of a signature: on screens, on paper, and behind the QR code."""

import base64
import io

import pytz
import qrcode
from odoo import fields, models
from odoo.tools import consteq, hmac


class MdqSignature(models.Model):
    _inherit = "mdq.signature"

    role_names = fields.Char("Roles When Signing", compute="_compute_role_names", help="What the person was in the suite when signing.")

    def _compute_role_names(self):
        for signature in self:
            signature.role_names = signature._get_role()

    def get_block(self):
        """Return what a signature block on a screen shows, one dict a signature, oldest first."""
        self.check_access("read")
        return self._get_facts()

    def _get_block(self):
        """The same for paper and pages, with the code to scan."""
        signatures = self.sudo().sorted("id")  # reason: as for the facts
        return [{**facts, "qr_code": signature._get_qr_code()}
                for signature, facts in zip(signatures, signatures._get_facts(), strict=True)]

    def _get_facts(self):
        """Return what a signature block shows, one dict a signature, oldest first.

        Whoever may read a record may see who signed it: the caller has been let in to the record.
        """
        signatures = self.sudo().sorted("id")  # reason: see above
        meanings = dict(self._fields["meaning"]._description_selection(self.env))
        return [{
            "id": signature.id, "name": signature.printed_name, "role": signature._get_role(),
            "meaning": meanings[signature.meaning], "reason": signature.reason or "", "digest": signature.digest,
            "local_time": signature._get_local_time(), "utc_time": f"{signature.signed_at:%Y-%m-%d %H:%M:%S} UTC",
            "state": signature.state, "page": f"/mdq/signature/{signature.id}",
        } for signature in signatures]

    def _mdq_report_header(self):
        return {"title": self._mdq_get_kind(), "number": str(self.id), "revision": ""}

    def _get_paper_block(self):
        """The same for paper, which says everything in English and in Chinese."""
        signatures = self.sudo().sorted("id")  # reason: see above
        return [{
            **shown, "role": signature._mdq_both(lambda s: s._get_role()),
            "meaning": signature._mdq_both(lambda s: dict(s._fields["meaning"]._description_selection(s.env))[s.meaning]),
        } for signature, shown in zip(signatures, signatures._get_block(), strict=True)]

    def _get_role(self):
        """The person's roles at the time of signing, named in the reader's language."""
        self.ensure_one()
        groups = [self.env.ref(code, raise_if_not_found=False) or code for code in (self.role or "").split()]
        return ", ".join(group if isinstance(group, str) else group.sudo().name for group in groups)  # names are no secret

    def _get_local_time(self):
        """The clock on the signer's wall, with its zone and the distance from UTC."""
        self.ensure_one()
        zone = pytz.timezone(self.timezone) if self.timezone in pytz.all_timezones_set else pytz.utc
        local = pytz.utc.localize(self.signed_at).astimezone(zone)
        offset = local.strftime("%z")
        return f"{local:%Y-%m-%d %H:%M:%S} {zone} (UTC{offset[:3]}:{offset[3:]})"

    # ------------------------------------------------------------------------------ verification page

    def _get_token(self):
        """What only somebody who holds the paper, or reads the record, can know."""
        self.ensure_one()
        return hmac(self.env(su=True), "mdq-signature", self.id)[:32]  # the key of the database is nobody's to read

    def _is_token(self, token):
        return consteq(self._get_token(), token or "")

    def _get_verification_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/mdq/signature/{self.id}/{self._get_token()}"

    def _get_qr_code(self):
        """Return the address of the verification page as a picture that a template can show."""
        buffer = io.BytesIO()
        qrcode.make(self._get_verification_url(), box_size=4, border=2).save(buffer, "PNG")
        return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
