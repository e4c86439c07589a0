from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")


class MdqSupplierCase(models.Model):
    """The gates: one role signs each, for what the case rested on then; who did the work does not sign the last one."""

    _inherit = "mdq.supplier.case"

    is_mine_to_sign = fields.Boolean("Waits For My Signature", compute="_compute_is_mine_to_sign")
    is_skippable = fields.Boolean(compute="_compute_is_mine_to_sign")

    @api.depends_context("uid")
    @api.depends("step_ids.state", "risk_class_id")
    def _compute_is_mine_to_sign(self):
        # Which roles the reader has is no secret to himself.
        groups = self.env.user.sudo().all_group_ids
        for case in self:
            case.is_mine_to_sign = bool(case.step_id and case.step_id.group_id in groups)
            case.is_skippable = bool(case.step_id) and case._is_skippable()

    # -------------------------------------------------------------------------------------- public

    def sign_gate(self, credential, reason=None):
        """Sign the gates of the stages that these cases are in; the next stage opens, or the case closes."""
        self.check_access("write")
        for case in self:
            case._check_open()
            case._check_signer()
            case._check_gaps()
            case._check_stated(reason)
        self._sign_steps("done", credential, reason)
        for case in self:
            if not case._enter_next():
                case._close()
        return True

    def skip_stage(self, credential, reason):
        """Pass by a stage that does not apply to the risk class of the case; signed, with its reason."""
        self.check_access("write")
        self._require_reason(reason)
        for case in self:
            case._check_open()
            case._check_signer()
            if not case._is_skippable():
                raise UserError(self.env._(
                    "The stage “%(stage)s” applies to %(case)s and cannot be skipped. Only a stage that is set up for other risk"
                    " classes can be; set the risk class first.", stage=case.stage_id.name, case=case.display_name,
                ))
        self._sign_steps("skipped", credential, reason)
        for case in self:
            case._enter_next()
        return True

    def refuse(self, credential, reason):
        """Refuse the admission where it stands; signed by the role of the stage."""
        self.check_access("write")
        self._require_reason(reason)
        for case in self:
            case._check_open()
            case._check_signer()
        self._sign_steps("refused", credential, reason, "rejected")
        return self._end("refused", reason)

    def cancel(self, credential, reason):
        """End a case that is not needed any more; signed, with its reason."""
        self.env.user._mdq_require(*ROLES)
        self.check_access("write")
        self._require_reason(reason)
        self._check_open()
        self._sign_steps("cancelled", credential, reason, "rejected")
        return self._end("cancelled", reason)

    def reopen(self, credential, reason):
        """Take a closed case up again, in the stage where it ended; signed, with its reason."""
        self.env.user._mdq_require(*ROLES)
        self.check_access("write")
        self._require_reason(reason)
        for case in self:
            if case.state == "open":
                raise UserError(self.env._("%s is open already.", case.display_name))
        steps = [case._get_last_step() for case in self]
        self.env["mdq.signature"]._sign(steps, "lifted", credential, reason)
        for case, step in zip(self, steps, strict=True):
            case._reopen_step(step, reason)
        return True

    def action_sign_gate(self):
        stated = any(case._get_stated_needs() for case in self)
        return self._mdq_sign_action("sign_gate", self.env._("Sign the Gate"), self.step_id[:1].meaning or "reviewed",
                                     reason_required=stated)

    def action_skip_stage(self):
        return self._mdq_sign_action("skip_stage", self.env._("Skip the Stage"), "reviewed", reason_required=True)

    def action_refuse(self):
        return self._mdq_sign_action("refuse", self.env._("Refuse the Admission"), "rejected", reason_required=True)

    def action_cancel(self):
        return self._mdq_sign_action("cancel", self.env._("Cancel the Case"), "rejected", reason_required=True)

    def action_reopen(self):
        return self._mdq_sign_action("reopen", self.env._("Reopen the Case"), "lifted", reason_required=True)

    # -------------------------------------------------------------------------------------- checks

    def _check_signer(self):
        """One role signs the gate; at the last one, somebody who did not work on the case."""
        user, step = self.env.user, self.step_id
        # Which roles a person has, and how they are called, is no secret to him.
        if step.group_id not in user.sudo().all_group_ids:
            raise AccessError(self.env._(
                "The gate of “%(stage)s” is signed by the role %(role)s.", stage=step.stage_id.name,
                role=step.group_id.sudo().name,  # as above
            ))
        if self._is_last_stage() and user in self._get_workers():
            raise AccessError(self.env._(
                "You worked on %(case)s, so you do not sign its last gate. Somebody else with the role %(role)s does.",
                case=self.display_name, role=step.group_id.sudo().name,  # for the reason above
            ))

    def _get_workers(self):
        """Return who did the work of this case: who opened it, looks after it, signed a gate or reviewed. Extend."""
        # Who worked on it is a fact of the case, whatever the signer may read.
        case = self.sudo()
        people = case.create_uid | case.responsible_id | case.step_ids.signed_by
        return people | case.answer_ids.reviewed_by | case.document_ids.reviewed_by

    def _check_gaps(self):
        gaps = self._get_gaps_of_gate()
        if gaps:
            raise UserError(self.env._(
                "The gate “%(stage)s” of %(case)s cannot be signed yet:\n%(gaps)s", stage=self.stage_id.name,
                case=self.display_name, gaps="\n".join(f"• {gap['why']} ({gap['who']})" for gap in gaps),
            ))

    def _check_stated(self, reason):
        """What nothing here checks is stated by the signer, in words that stay with the signature."""
        stated = self._get_stated_needs()
        if stated and not (reason or "").strip():
            raise UserError(self.env._(
                "Say in the reason how this was shown, as nothing here checks it: %s.", ", ".join(stated.mapped("name"))
            ))

    def _is_skippable(self):
        classes = self.step_id.risk_class_ids
        return bool(classes and self.risk_class_id and self.risk_class_id not in classes and not self._is_last_stage())

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the case."))

    # --------------------------------------------------------------------------------------- doing

    def _sign_steps(self, state, credential, reason, meaning=None):
        """Write down what the gates rest on, sign it, and stop the clocks."""
        # Steps are written by the server alone, for the person that the checks let in.
        for case in self:
            facts = case._get_gate_facts() + (case._get_stated_facts() if state == "done" else [])
            case.step_id.sudo().write({"facts": "\n".join(facts)})  # for the reason above
        steps = [case.step_id for case in self]
        self.env["mdq.signature"]._sign(steps, [meaning or step.meaning for step in steps], credential, reason)
        for step in steps:
            step.sudo()._leave(state, reason)  # for the reason above

    def _close(self):
        """Every gate is signed: the outcome follows from the decisions on the scopes."""
        decisions = set(self.line_ids.mapped("decision"))
        outcome = "conditional" if "conditional" in decisions else "approved" if "approve" in decisions else "refused"
        return self._end(outcome)

    def _end(self, state, reason=None):
        self._move_to(state, reason)
        self._write_guarded({"closed_on": fields.Datetime.now(), "due_date": False})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        for case in self:
            case._tell_closed(reason)
        return True

    def _tell_closed(self, reason):
        labels = dict(self._fields["state"]._description_selection(self.env))
        body = self.env._("%(case)s is closed: %(state)s.", case=self.name, state=labels[self.state])
        self.message_post(body=f"{body} {reason or ''}".strip())

    def _get_last_step(self):
        left = self.step_ids.filtered(lambda step: step.state not in ("waiting", "open"))
        return left.sorted(lambda step: (step.left_on, step.id))[-1:]

    def _reopen_step(self, step, reason):
        """The stage begins anew, with a clock of its own; what was signed stays as it was signed."""
        # As for all steps: the server writes them.
        self.env["mdq.supplier.case.step"].sudo().create({
            "case_id": self.id, "stage_id": step.stage_id.id, "sequence": step.sequence, "target_days": step.target_days,
            "group_id": step.group_id.id, "meaning": step.meaning, "need_ids": [fields.Command.set(step.need_ids.ids)],
            "risk_class_ids": [fields.Command.set(step.risk_class_ids.ids)],
        })
        self._move_to("open", reason)
        self._write_guarded({"closed_on": False})
        self._enter_next()
