from typing import NamedTuple

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..core import canonical


class Claim(NamedTuple):
    """What the caller may decide on a request now: a step, for whom; or why nothing."""

    step: object = None
    principal: object = None
    delegation: object = None
    why_not: str = ""


class MdqApprovalRequest(models.Model):
    """Who may decide now, in whose name, and what a decision leads to."""

    _inherit = "mdq.approval.request"

    # ------------------------------------------------------------------------------------- claims

    def _get_claims(self):
        """Return {id: Claim} of the caller."""
        # Steps and delegations are closed to some roles; a claim is reckoned on all of them, for the caller alone.
        requests = self.sudo()
        delegations = requests.env["mdq.delegation"]._get_for(self.env.user)
        return {request.id: request._get_claim(delegations) for request in requests}

    def _get_claim(self, delegations):
        user = self.env.user
        why_not = self._why_excluded(user)
        if why_not:
            return Claim(why_not=why_not)
        claim = self._find_claim(user, delegations)
        if not claim:
            return Claim(why_not=self._why_not_for(user, delegations))
        gaps = self._get_competence_gaps(claim.step)
        return Claim(why_not=" ".join(gaps)) if gaps else claim

    def _why_excluded(self, user):
        """Why this person decides nothing on this request, whatever role he has or stands in for."""
        if self.state != "pending":
            return self.env._("This request is already decided.")
        if user in self.author_ids:
            return self.env._("Who made, changed or submitted a record does not approve it. Somebody else decides.")
        if user in self.decision_ids.user_id:
            return self.env._("You have already decided on this request. Another person decides this step.")
        if user in self.decision_ids.on_behalf_of_id:
            return self.env._("Your delegate has already decided for you. Another person decides this step.")
        return self._get_record()._mdq_why_not_decide(user)

    def _find_claim(self, user, delegations):
        for step in self._get_open_steps():
            if step._is_for(user):
                return Claim(step, user)
        for step in self._get_open_steps():
            for delegation in delegations:
                principal = delegation.user_id
                if delegation._covers(self, step) and step._is_for(principal) and not self._why_excluded(principal):
                    return Claim(step, principal, delegation)
        return None

    def _why_not_for(self, user, delegations):
        names = self._get_open_steps()._get_deciders_text()
        ended = self.env["mdq.delegation"]._get_ended_for(user).filtered(
            lambda delegation: any(step._is_for(delegation.user_id) for step in self._get_open_steps())
        )[:1]
        if ended and not delegations:
            return self.env._(
                "This step is for %(roles)s. The delegation of %(person)s to you is not in force now.",
                roles=names, person=ended.user_id.name,
            )
        return self.env._("This step is for %(roles)s.", roles=names)

    def _get_open_steps(self):
        return self.line_ids.filtered(lambda step: step.state == "open")

    def _get_competence_gaps(self, step):
        if not step.competence_act:
            return []
        return self.env.user._mdq_get_competence_gaps(self._get_record(), step.competence_act)

    def _get_claim_domain(self):
        """Requests that could be for the caller: what `_get_claims` then looks at one by one."""
        user = self.env.user
        # The caller's own roles, and those of the people he stands in for: accounts are closed to most roles.
        people = user.sudo() | self.env["mdq.delegation"].sudo()._get_for(user).user_id
        groups, supplier = people.all_group_ids.ids, people[0].commercial_partner_id
        mine = Domain("group_id", "in", groups) | Domain("user_ids", "in", people.ids)
        mine |= Domain("escalation_group_id", "in", groups) | Domain("partner_id", "=", supplier.id)
        # While addons are being loaded, the models of those above are not there yet.
        known = Domain("state", "=", "pending") & Domain("res_model", "in", list(self.env))
        return known & Domain("line_ids", "any!", Domain("state", "=", "open") & mine)

    # ---------------------------------------------------------------------------------- decisions

    def _decide(self, decision, credential, comment):
        claims = self._get_claims()
        for claim in claims.values():
            if claim.why_not:
                raise AccessError(claim.why_not)
        requests = self.sudo()  # steps and decisions are closed to roles; the caller is still `env.user`
        requests._count_decision()
        records = [request._get_signed_record(claims[request.id]) for request in requests]
        meaning = "rejected" if decision == "rejected" else self._get_meaning(claims)
        reason = self._get_reason(claims, comment)
        signatures = self.env["mdq.signature"]._sign(records, meaning, credential, reason)
        for request, signature in zip(requests, signatures, strict=True):
            request._record_decision(claims[request.id], decision, comment, signature)
        return True

    def _count_decision(self):
        """Two people who decide at the same moment collide here, and the second is tried again on what the first did."""
        for request in self:
            request._check_content_unchanged()
            request._write_guarded({"decision_count": request.decision_count + 1})

    def _get_signed_record(self, claim):
        """The record that the caller signs. A supplier's signatory is entitled by the step, not by a role on the model."""
        record = self._get_record()
        if claim.step.is_portal:
            return record
        record.sudo(False).check_access("read")
        return record.sudo(False)

    def _get_meaning(self, claims):
        meanings = {claim.step.meaning for claim in claims.values()}
        if len(meanings) > 1:
            raise UserError(self.env._("These steps are signed with different meanings. Decide those of one meaning at a time."))
        return meanings.pop() if meanings else "approved"

    def _get_reason(self, claims, comment):
        principals = {claim.principal.name for claim in claims.values() if claim.delegation}
        if not principals:
            return comment
        behalf = self.env._("On behalf of %s", ", ".join(sorted(principals)))
        return f"{behalf}: {comment}" if comment else behalf

    def _is_content_unchanged(self):
        return self._is_content_of(self._get_record())

    def _is_content_of(self, record):
        """Whether the record still is what was submitted."""
        if self.canonical_text:
            return record._mdq_still_is(self.canonical_text)
        # Submitted before texts were kept: fields and lines, by their digest.
        return canonical.digest(canonical.text(record._mdq_as_signed()._mdq_signature_content())) == self.digest

    def _check_content_unchanged(self):
        if self._is_content_unchanged():
            return
        raise UserError(self.env._(
            "%(record)s was changed after it was submitted. Its author submits it again; the route starts anew.",
            record=self.record_name,
        ))

    def _record_decision(self, claim, decision, comment, signature):
        self.env["mdq.approval.decision"].create({
            "request_id": self.id, "step_id": claim.step.id, "user_id": signature.user_id.id,
            "on_behalf_of_id": claim.principal.id if claim.delegation else False,
            "delegation_id": claim.delegation.id if claim.delegation else False,
            "decision": decision, "comment": comment or False, "signature_id": signature.id,
        })
        if decision == "rejected":
            claim.step._move_to("rejected")
            self._move_to("rejected")
            self._get_record()._after_mdq_rejected()
        elif claim.step._has_quorum():
            claim.step._move_to("done")
            self._go_on()

    def _go_on(self):
        """After a step: the steps beside it, then the next stage, then the end."""
        if self._get_open_steps():
            self._notify_approvers()
        elif self.line_ids.filtered(lambda step: step.state == "waiting"):
            self._open_next_stage()
        else:
            self._move_to("approved")
            self._get_record()._after_mdq_approved()

    def _open_next_stage(self):
        waiting = self.line_ids.filtered(lambda step: step.state == "waiting")
        stage = min(waiting.mapped("sequence"))
        waiting.filtered(lambda step: step.sequence == stage)._move_to("open")
        self._notify_approvers()

    # ---------------------------------------------------------------------------------- telling

    def _notify_approvers(self):
        """The people of the open steps get an activity; suppliers a message."""
        self.activity_unlink(["mail.mail_activity_data_todo"])
        people = self._get_open_steps()._get_people() - self.author_ids
        people |= self.env["mdq.delegation"]._get_delegates(people) - self.author_ids
        for user in people.filtered(lambda user: user.active and not user.share)[:20]:
            self.activity_schedule("mail.mail_activity_data_todo", user_id=user.id,
                                   summary=self.env._("Approval: %s", self.record_name))
        suppliers = people.filtered("share").partner_id
        if suppliers:
            self.message_notify(
                partner_ids=suppliers.ids, subject=self.env._("Your signature is asked for: %s", self.record_name),
                body=self.env._("%s waits for your decision in the portal, under Approvals.", self.record_name),
            )

    def _end(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.line_ids.filtered(lambda step: step.state in ("waiting", "open"))._move_to("closed")

    def _after_move_to_approved(self):
        self._end()

    def _after_move_to_rejected(self):
        self._end()

    def _after_move_to_superseded(self):
        self._end()
