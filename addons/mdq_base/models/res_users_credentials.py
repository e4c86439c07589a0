from odoo import models
from odoo.tools.translate import LazyTranslate

PROOFS = {"password", "totp_secret", "auth_passkey_key_ids"}
_lt = LazyTranslate(__name__)


class ResUsers(models.Model):
    """Who changes what another person signs with does not do it unseen."""

    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if PROOFS & set(vals):
            signers = self.filtered(lambda user: user.id != self.env.uid and user._mdq_get_role_codes())
            signers._mdq_tell_proof_changed()
        return result

    def _mdq_tell_proof_changed(self):
        """Record it, and tell the person and the quality manager."""
        for user in self:
            self.env["mdq.signature.attempt"]._record_reset(user)
            self.env["mdq.alert"]._mdq_raise("credential_reset", user.partner_id, _lt(
                "%(by)s changed what %(person)s signs with: password, authenticator app or passkey",
                by=self.env.user.name, person=user.name,
            ))
            # A note to the person himself, whoever acts.
            user.partner_id.sudo().message_post(
                body=self.env._("Your password, authenticator app or passkey was changed by %s. If you did not ask for it, tell"
                                " your quality manager at once: somebody could sign in your name.", self.env.user.name),
                partner_ids=user.partner_id.ids, message_type="notification", subtype_xmlid="mail.mt_note",
            )
