from odoo import api, fields, models

ALWAYS = {"decision", "finding"}  # no case is approved without its decisions, or with an open finding


class MdqSupplierCase(models.Model):
    """What still keeps a case from passing the gate of its stage, and what a signed gate rested on."""

    _inherit = "mdq.supplier.case"

    gate_text = fields.Text("Missing For This Gate", compute="_compute_gate_text")
    gap_count = fields.Integer("Gaps", compute="_compute_gate_text")
    stated_text = fields.Char("Stated By the Signer", compute="_compute_gate_text")
    is_last = fields.Boolean("In the Last Stage", compute="_compute_is_last")

    def _compute_gate_text(self):
        for case in self:
            gaps = case._get_gaps_of_gate() if case.state == "open" else []
            case.gap_count = len(gaps)
            case.stated_text = ", ".join(case._get_stated_needs().mapped("name")) or False
            case.gate_text = "\n".join(f"• {gap['why']} ({gap['who']})" for gap in gaps) or False

    @api.depends("step_ids.state")
    def _compute_is_last(self):
        for case in self:
            case.is_last = bool(case.id) and case._is_last_stage()  # one that is being written has no stage yet

    # --------------------------------------------------------------------------------------- hooks

    def _get_gate_gaps(self):
        """Return what this case lacks, whatever stage it is in: [{code, why, who}].

        `code` names what a gate demands (`mdq.supplier.case.need`), `why` says what is missing, `who` can do it. Extended by
        audits, agreements, certificates and inspections; a stage asks only for the codes that it demands.
        """
        self.ensure_one()
        return [
            *self._get_scope_gaps(), *self._get_risk_gaps(), *self._get_document_gaps(), *self._get_questionnaire_gaps(),
            *self._get_decision_gaps(),
        ]

    def _get_checked_needs(self):
        """Return the codes that `_get_gate_gaps` answers; what a gate demands beyond them, its signer states. Extend with the gaps."""
        return {"scope", "risk", "document", "questionnaire", "decision"}

    def _get_gate_facts(self):
        """Return in sentences what the case rests on: they are signed with the gate. Extend."""
        self.ensure_one()
        facts = [line.scope for line in self.line_ids]
        facts += [f"{self.risk_class_id.display_name}: {self.risk_why}"] if self.risk_class_id else []
        facts += [self._describe_document(document) for document in self.document_ids]
        facts += [self._describe_answer(answer) for answer in self.answer_ids]
        facts += [self._describe_decision(line) for line in self.line_ids if line.decision]
        return facts

    # ------------------------------------------------------------------------------------- reckoning

    def _get_gaps_of_gate(self):
        """The gaps that bar the gate of the present stage."""
        self.ensure_one()
        asked = set(self.step_id.need_ids.mapped("code")) | (ALWAYS if self._is_last_stage() else set()) | {"scope"}
        return [gap for gap in self._get_gate_gaps() if gap["code"] in asked]

    def _get_stated_needs(self):
        """What the gate demands and nothing here checks: whoever signs states in the reason how it was shown."""
        self.ensure_one()
        checked = self._get_checked_needs()
        return self.step_id.need_ids.filtered(lambda need: need.code not in checked)

    def _get_lines_to_admit(self):
        """The scopes that are not proposed to be refused: what a gate asks is asked for them."""
        return self.line_ids.filtered(lambda line: line.decision != "refuse")

    def _get_stated_facts(self):
        return [self.env._("Stated by the signer: %s", need.name) for need in self._get_stated_needs()]

    def _make_gap(self, code, why, who):
        return {"code": code, "why": why, "who": who}

    def _get_role_name(self, role):
        # Names of roles are no secret, and the reader must know whom to ask.
        return self.env.ref(f"mdq_base.group_{role}").sudo().name

    def _get_scope_gaps(self):
        if self.line_ids:
            return []
        return [self._make_gap("scope", self.env._("No scope is named: for what shall the supplier be admitted?"),
                               self._get_role_name("sqe"))]

    def _get_risk_gaps(self):
        if self.risk_class_id:
            return []
        return [self._make_gap("risk", self.env._("The risk class is not set."), self._get_role_name("sqe"))]

    def _get_document_gaps(self):
        open_documents = self.document_ids.filtered(lambda document: document.state not in ("accepted", "waived"))
        return [self._make_gap("document", self.env._(
            "%(document)s: %(state)s", document=document.name,
            state=dict(document._fields["state"]._description_selection(self.env))[document.state].lower(),
        ), document._get_next_person()) for document in open_documents]

    def _get_questionnaire_gaps(self):
        live = self._get_last_answers()
        if not live:
            return [self._make_gap("questionnaire", self.env._("No questionnaire was sent, or what was sent is rejected."),
                                   self._get_role_name("sqe"))]
        labels = dict(live._fields["state"]._description_selection(self.env))
        return [self._make_gap("questionnaire", self.env._(
            "%(questionnaire)s: %(state)s", questionnaire=answer.display_name, state=labels[answer.state].lower(),
        ), answer._get_next_person()) for answer in live if answer.state != "accepted"]

    def _get_last_answers(self):
        """The sheets that count: a rejected one until the same questionnaire was sent again, and none of those alone."""
        sent = self.answer_ids.filtered(lambda answer: answer.state != "cancelled").sorted("id")
        live = sent.filtered(lambda answer: answer.state != "rejected")
        if not live:
            return live
        again = set(live.mapped("questionnaire_id.code"))
        return live | (sent - live).filtered(lambda answer: answer.questionnaire_id.code not in again)

    def _get_decision_gaps(self):
        gaps = []
        for line in self.line_ids:
            why = self._why_undecided(line)
            if why:
                gaps.append(self._make_gap("decision", f"{line.scope}: {why}", self._get_role_name(
                    "quality_manager" if line.qualification_id else "sqe")))
        return gaps

    def _why_undecided(self, line):
        if not line.decision:
            return self.env._("no decision is proposed")
        if line.decision == "refuse":
            return self._why_not_refused(line)
        if not line.qualification_id:
            return self.env._("the decision is not submitted as a qualification")
        if line.qualification_id.state == "suspended":
            return self.env._("the suspension of %s is not lifted yet: lift it on the qualification", line.qualification_id.name)
        if line.qualification_id.state not in ("approved", "conditional"):
            return self.env._("%s is not approved", line.qualification_id.name)
        return ""

    def _why_not_refused(self, line):
        if line.qualification_id.state in ("draft", "approved", "conditional"):
            return self.env._("it is to be refused, and %s was proposed: withdraw or suspend that", line.qualification_id.name)
        return ""

    # ----------------------------------------------------------------------------------------- words

    def _describe_document(self, document):
        label = dict(document._fields["state"]._description_selection(self.env))[document.state]
        prints = ", ".join(f"{file.name} (SHA-256 {file.sha256})" for file in document.file_ids)
        return f"{document.name}: {label}" + (f", {prints}" if prints else "")

    def _describe_answer(self, answer):
        label = dict(answer._fields["state"]._description_selection(self.env))[answer.state]
        points = f", {answer.score:.1f} %" if answer.has_score else ""
        return f"{answer.name} {answer.questionnaire_id.display_name}: {label}{points}"

    def _describe_decision(self, line):
        label = dict(line._fields["decision"]._description_selection(self.env))[line.decision]
        parts = [f"{line.scope}: {label}", line.conditions or "", line.qualification_id.name or ""]
        return " · ".join(part for part in parts if part)
