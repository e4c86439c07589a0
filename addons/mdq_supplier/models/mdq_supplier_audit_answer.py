from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .mdq_supplier_audit_finding import ANSWER

ANSWERERS = ("mdq_base.group_supplier_quality", "mdq_base.group_supplier_signatory")
VERIFIERS = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")


class MdqSupplierAuditFinding(models.Model):
    """The supplier answers, we accept or send back, and close what was seen to work."""

    _inherit = "mdq.supplier.audit.finding"

    # ---------------------------------------------------------------------------------- the supplier

    def answer(self, values):
        """Answer a finding of one's own company.

        :param values: {cause, correction, action, action_date (ISO 8601), files: [{name, data in base64}]}
        """
        self.ensure_one()
        finding = self._get_for_supplier()
        files = values.get("files") or ()
        # Looked at before anything is written: a file that is not taken loses none of the text.
        vals_list = [self.env["mdq.supplier.audit.file"]._prepare_upload_vals(file.get("name"), file.get("data")) for file in files]
        finding.write(self._get_answer_vals(values))
        finding.env["mdq.supplier.audit.file"].create([{**vals, "finding_id": finding.id} for vals in vals_list])
        finding._move_to("answered")
        return True

    def _get_answer_vals(self, values):
        vals = {name: values.get(name) or False for name in ANSWER}
        try:
            vals["action_date"] = fields.Date.to_date(vals["action_date"])
        except ValueError:
            raise UserError(self.env._("%s is not a date. Write it as year-month-day.", vals["action_date"])) from None
        return vals

    def _get_for_supplier(self):
        """Return the finding, opened to the supplier's person who asks; what is not his looks as if it were not there."""
        user = self.env.user
        # The model is closed to suppliers; here they act on their own findings alone.
        finding = self.sudo().exists()
        if not user.share or finding.partner_id != user.commercial_partner_id or finding.state == "draft" or not finding:
            raise AccessError(self.env._("There is no such finding for your company."))
        user._mdq_require(*ANSWERERS)
        if finding.state != "open":
            raise UserError(self.env._("%s is answered already. It is looked at now.", finding.name))
        return finding

    def action_record_answer(self):
        """Enter an answer that came by letter or mail, in the name of who enters it."""
        self._move_to("answered")
        return True

    def _check_move_to_answered(self):
        for finding in self:
            missing = [self._fields[name]._description_string(self.env) for name in ANSWER if not (finding[name] or "")]
            if missing:
                raise UserError(self.env._(
                    "%(finding)s is not answered yet. Still missing: %(fields)s.", finding=finding.name, fields=", ".join(missing)
                ))

    def _after_move_to_answered(self):
        self._write_guarded({"answered_by": self.env.uid, "answered_on": fields.Datetime.now()})
        for finding in self:
            finding.message_post(body=self.env._(
                "Answered. Cause: %(cause)s Correction: %(correction)s Action: %(action)s", cause=finding.cause,
                correction=finding.correction, action=finding.action,
            ))
            speaker = finding.with_context(lang=finding.audit_id.lead_id.lang)
            finding.activity_schedule(
                "mail.mail_activity_data_todo", user_id=finding.audit_id.lead_id.id, summary=speaker.env._("Look at the answer to %s", finding.name)
            )

    # --------------------------------------------------------------------------------------- replies

    def accept(self, note=None):
        """Accept the answer; the finding stays until the action was seen to work."""
        self.env.user._mdq_require(*VERIFIERS)
        self._move_to("accepted")
        self._reply(note)
        return True

    def send_back(self, note):
        """Return the answer, saying what is missing; the supplier is told."""
        self.env.user._mdq_require(*VERIFIERS)
        if not (note or "").strip():
            raise UserError(self.env._("Say what is missing: the supplier needs to know."))
        self._move_to("open")
        self._reply(note)
        self._tell_supplier_returned()
        return True

    def _reply(self, note):
        self._write_guarded({"review_note": note or False})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    # -------------------------------------------------------------------------------------- closing

    def verify(self, credential, reason=None):
        """Sign that the action was done and works."""
        self.env.user._mdq_require(*VERIFIERS)
        self.check_access("write")
        for finding in self:
            finding._check_may_verify()
        signatures = self.env["mdq.signature"]._sign(self, "verified", credential, reason)
        self._move_to("closed")
        return signatures.ids

    def action_verify(self):
        for finding in self:
            finding._check_may_verify()
        return self._mdq_sign_action("verify", self.env._("Verify and Close"), "verified")

    def _check_may_verify(self):
        if self.state != "accepted":
            raise UserError(self.env._("%s: the answer is accepted first.", self.name))
        if not (self.verification or "").strip():
            raise UserError(self.env._("Say how it was seen that the action was done and works."))
        if self.env.user == self.answered_by:
            raise AccessError(self.env._("Who entered the answer does not verify it. Somebody else does."))

    def _check_move_to_closed(self):
        for finding in self:
            if finding.signature_ids.filtered(lambda signature: signature.meaning == "verified")[-1:].state != "valid":
                raise UserError(self.env._("A finding is closed with the signature of who verified it."))

    # ---------------------------------------------------------------------------------------- events

    def _mdq_create_event(self):
        """Open a quality event for this finding and return it; nothing where no addon keeps events. Extend."""

    def action_create_event(self):
        """One click from the finding to its quality event."""
        self.ensure_one()
        self.check_access("write")
        event = self._mdq_create_event()
        if not event:
            raise UserError(self.env._("Quality events are kept by the addon MDQ CAPA, which is not installed."))
        return {"type": "ir.actions.act_window", "res_model": event._name, "res_id": event.id, "views": [(False, "form")]}
