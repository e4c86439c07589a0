import json
import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ..core import canonical
from . import ledger_table
from .mdq_audited_content import FILES

MEANINGS = [
    ("authored", "Authored"), ("reviewed", "Reviewed"), ("approved", "Approved"), ("performed", "Performed"),
    ("verified", "Verified"), ("released", "Released"), ("received", "Received"), ("agreed", "Agreed"),
    ("rejected", "Rejected"), ("lifted", "Lifted"), ("understood", "Read and Understood"),
]
METHODS = [("password", "Password"), ("totp", "Password and code"), ("webauthn", "Passkey")]
VERSION = "mdq-content-2"  # 1: fields and lines; 2: files too


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
    file_ids = fields.One2many("mdq.signature.file", "signature_id", "Files Signed With It", readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("broken", "Broken")], compute="_compute_state", string="Check"
    )

    _record_index = models.Index("(res_model, res_id)")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

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

    # --------------------------------------------------------------------------------- the one way

    @api.model
    def _sign(self, records, meaning, credential, reason=None):
        """Verify the caller's credential in this very call, and write one signature a record: one act, one proof.

        :param records: a recordset, or a list of records of any models
        :param meaning: one for all, or a list with one for each record
        """
        meanings = [meaning] * len(records) if isinstance(meaning, str) else meaning
        user = self._check_signer()
        self._check_meanings(user, records, meanings)
        pending = self.env["mdq.signature.statement"]._get_pending(user, credential)
        method = self._check_credential(user, credential)
        pending._record_acceptance(user, method)
        self.env.flush_all()
        texts = self._get_texts(records)
        act = self._prepare_act_vals(user, method, reason)
        # Roles never write signatures; this is the server writing what it has just verified.
        signatures = self.sudo().create([
            {**act, **self._prepare_signature_vals(record, texts[record._name, record.id]), "meaning": record_meaning}
            for record, record_meaning in zip(records, meanings, strict=True)
        ])
        return signatures.sudo(False)

    def _check_meanings(self, user, records, meanings):
        for meaning in dict.fromkeys(meanings):
            if meaning not in dict(MEANINGS):
                raise ValidationError(self.env._("%s is not a meaning of a signature.", meaning))
            same = [record for record, other in zip(records, meanings, strict=True) if other == meaning]
            user._mdq_require_competence(same, meaning)

    def _get_texts(self, records):
        by_model = self.env.user._mdq_group_by_model(records)
        return {(same._name, res_id): text for same in by_model for res_id, text in same._mdq_canonical_texts().items()}

    def _prepare_act_vals(self, user, method, reason):
        return {
            "user_id": user.id, "printed_name": user.name, "login": user.login, "role": user._mdq_get_role_codes(),
            "method": method, "reason": reason or False, "signed_at": fields.Datetime.now(),
            "timezone": user.tz or "UTC", "act": str(uuid.uuid4()), "version": VERSION,
        }

    def _prepare_signature_vals(self, record, text):
        company = record.company_id if "company_id" in record._fields else self.env.company
        return {
            "company_id": company.id, "res_model": record._name, "res_id": record.id,
            "record_name": record.display_name, "canonical_text": text, "digest": canonical.digest(text),
            "file_ids": [
                Command.create({"attachment_id": file["id"], "name": file["name"], "digest": file["sha256"]})
                for file in json.loads(text)[FILES]
            ],
        }

    def unlink(self):
        self.env["mdq.deletion.attempt"]._refuse(self[:1], self.env._("Signatures are never deleted."))
