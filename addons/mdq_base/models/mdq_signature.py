import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import canonical
from . import ledger_table

MEANINGS = [
    ("authored", "Authored"), ("reviewed", "Reviewed"), ("approved", "Approved"), ("performed", "Performed"),
    ("verified", "Verified"), ("released", "Released"), ("received", "Received"), ("agreed", "Agreed"),
    ("rejected", "Rejected"), ("lifted", "Lifted"), ("understood", "Read and Understood"),
]
METHODS = [("password", "Password"), ("totp", "Password and code"), ("webauthn", "Passkey")]
VERSION = "mdq-content-1"


class MdqSignature(models.Model):
    """An electronic signature: one person, one record, one meaning, bound to the content it was given for.

    Rows are written by `_sign` alone and never changed: the database refuses it.
    """

    _name = "mdq.signature"
    _description = "Electronic Signature"
    _order = "id desc"
    _log_access = False
    _rec_name = "printed_name"
    _mdq_ledger = True
    _mdq_server_written = True

    user_id = fields.Many2one("res.users", "Account", required=True, readonly=True, ondelete="restrict")
    printed_name = fields.Char("Signed By", required=True, readonly=True)
    login = fields.Char(required=True, readonly=True)
    role = fields.Char("Role Then", readonly=True, help="What the person was in the suite when signing.")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    meaning = fields.Selection(MEANINGS, required=True, readonly=True)
    reason = fields.Char(readonly=True)
    signed_at = fields.Datetime("Signed On", required=True, readonly=True)
    timezone = fields.Char(readonly=True)
    method = fields.Selection(METHODS, "Proved By", required=True, readonly=True)
    act = fields.Char("Signing Act", required=True, readonly=True, help="Signatures given with one proof share it.")
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char("Record", required=True, readonly=True)
    canonical_text = fields.Text("Signed Content", required=True, readonly=True)
    digest = fields.Char("SHA-256", required=True, readonly=True)
    version = fields.Char("Content Version", required=True, readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("broken", "Broken")], compute="_compute_state", string="Check"
    )

    _record_index = models.Index("(res_model, res_id)")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def _compute_state(self):
        for signature in self:
            signature.state = "broken" if signature._why_broken() else "valid"

    def _get_worst_state(self):
        if not self:
            return "none"
        return "broken" if "broken" in self.mapped("state") else "valid"

    # -------------------------------------------------------------------------------------- public

    @api.model
    def sign(self, model, res_ids, meaning, credential, reason=None):
        """Sign records with one proof.

        :param credential: the caller's own: {"type": "password", "password": …},
            {"type": "totp", "password": …, "token": …} or {"type": "webauthn", "webauthn_response": …};
            with "accepts": version it also accepts the accountability statement, at the first signature
        :return: ids of the signatures, one a record
        :raise AccessError: no such right; UserError: wrong credential or locked
        """
        if model not in self.env or not hasattr(self.env[model], "_mdq_signature_content"):
            raise ValidationError(self.env._("Records of %s are not made to be signed.", model))
        records = self.env[model].browse(res_ids).exists()
        if not records or len(records) != len(set(res_ids)):
            raise ValidationError(self.env._("Name at least one record to sign; a record may also be gone."))
        records.check_access("write")  # a signature freezes the record: it is a change of it
        return self._sign(records, meaning, credential, reason).ids

    def verify(self):
        """Return [{id, valid, why}] for these signatures, against the records as they are now."""
        self.check_access("read")
        reasons = {signature: signature._why_broken() for signature in self}
        return [{"id": s.id, "valid": not why, "why": why or False} for s, why in reasons.items()]

    # --------------------------------------------------------------------------------- the one way

    @api.model
    def _sign(self, records, meaning, credential, reason=None):
        """Verify the caller's credential in this very call, and write one signature a record."""
        if meaning not in dict(MEANINGS):
            raise ValidationError(self.env._("%s is not a meaning of a signature.", meaning))
        user = self._check_signer()
        user._mdq_require_competence(records, meaning)
        pending = self.env["mdq.signature.statement"]._get_pending(user, credential)
        method = self._check_credential(user, credential)
        pending._record_acceptance(user, method)
        act = str(uuid.uuid4())
        self.env.flush_all()
        # Roles never write signatures; this is the server writing what it has just verified.
        signatures = self.sudo().create([
            self._prepare_signature_vals(record, user, meaning, method, act, reason) for record in records
        ])
        return signatures.sudo(False)

    def _prepare_signature_vals(self, record, user, meaning, method, act, reason):
        text = record._mdq_canonical_text()
        company = record.company_id if "company_id" in record._fields else self.env.company
        return {
            "user_id": user.id, "printed_name": user.name, "login": user.login, "role": user._mdq_get_role_codes(),
            "meaning": meaning, "method": method, "reason": reason or False, "signed_at": fields.Datetime.now(),
            "timezone": user.tz or "UTC", "act": act,
            "company_id": company.id, "res_model": record._name, "res_id": record.id,
            "record_name": record.display_name, "canonical_text": text, "digest": canonical.digest(text),
            "version": VERSION,
        }

    def _why_broken(self):
        """Return why this signature no longer holds, or ''."""
        self.ensure_one()
        if canonical.digest(self.canonical_text or "") != self.digest:
            return self.env._("The stored content does not belong to its SHA-256.")
        # Whether a signature holds does not depend on what the reader may see of the record.
        record = self.env[self.res_model].browse(self.res_id).sudo() if self.res_model in self.env else None
        if not record or not record.exists():
            return self.env._("The signed record is gone.")
        if record._mdq_canonical_text() != self.canonical_text and record._mdq_is_bound(self):
            return self.env._("The record was changed after it was signed.")
        return ""

    def unlink(self):
        self.env["mdq.deletion.attempt"]._refuse(self[:1], self.env._("Signatures are never deleted."))
