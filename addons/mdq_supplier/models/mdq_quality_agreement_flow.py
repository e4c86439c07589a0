from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

MANAGER = "mdq_base.group_quality_manager"


class MdqQualityAgreement(models.Model):
    """Out for signature, in force once both parties signed, replaced by its next revision or terminated with a reason."""

    _inherit = "mdq.quality.agreement"

    sent_on = fields.Datetime("Sent To the Supplier", readonly=True, copy=False, help="From then on the supplier sees it in the portal.")
    in_force_from = fields.Date("In Force From", readonly=True, copy=False, index="btree_not_null")
    in_force_to = fields.Date("Ended On", readonly=True, copy=False, help="The day on which it was replaced or terminated.")
    end_reason = fields.Char("Why It Ended", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"sent_on", "in_force_from", "in_force_to", "end_reason"}

    # ------------------------------------------------------------------------------------- sending

    def _check_move_to_in_review(self):
        for agreement in self:
            gaps = agreement._get_gaps()
            if gaps:
                raise UserError(
                    self.env._(
                        "%(agreement)s cannot be sent yet:\n%(gaps)s",
                        agreement=agreement.display_name,
                        gaps="\n".join(f"• {gap}" for gap in gaps),
                    )
                )
            if agreement.valid_to < agreement.company_id._mdq_today():
                raise UserError(
                    self.env._("%s has already ended by its dates. Change “Valid Until”, then send it.", agreement.display_name)
                )

    def _after_move_to_draft(self):
        """Taken back: the supplier sees it again when it is sent again."""
        self._write_guarded({"sent_on": False})

    def _mark_sent(self):
        """The supplier's turn to sign has come."""
        self._write_guarded({"sent_on": fields.Datetime.now()})

    # ------------------------------------------------------------------------------------- signing

    def approve(self, credential, reason=None):
        """Sign for the maker, or for the supplier: the open step of the route."""
        return self._mdq_decide(credential, reason)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Sign the Agreement"), "agreed")

    def _get_party_signatures(self):
        """Return what each party is called and the signature it has given for this very content: ours first."""
        self.ensure_one()
        # Who reads the agreement may see who signed it, and a gate looks at every signature.
        known = self.sudo()
        given = known.signature_ids.filtered(lambda signature: signature.meaning in ("agreed", "approved") and self._mdq_is_bound(signature))
        outside = given.filtered(lambda s: s.user_id.share and s.user_id.commercial_partner_id == known.partner_id)
        inside = given.filtered(lambda signature: not signature.user_id.share)
        parties = (("Device maker 委托方（注册人）", self.company_id.name, inside), ("Supplier 供方", self.partner_id.name, outside))
        return [
            {"role": role, "name": name, "signature": found[:1], "signed": found and found[:1]._get_facts()[0]}
            for role, name, found in parties
        ]

    def _get_missing_parties(self):
        """Return the names of those who have not signed, or whose signature no longer holds."""
        return [party["name"] for party in self._get_party_signatures() if party["signature"].state != "valid"]

    def _check_move_to_effective(self):
        super()._check_move_to_effective()
        for agreement in self:
            missing = agreement._get_missing_parties()
            if missing:
                raise UserError(
                    self.env._(
                        "%(agreement)s takes effect when both parties have signed it. Missing: %(parties)s.",
                        agreement=agreement.display_name,
                        parties=", ".join(missing),
                    )
                )
            if agreement._is_early():
                raise UserError(
                    self.env._(
                        "%(agreement)s is valid from %(day)s and takes effect by itself on that day.",
                        agreement=agreement.display_name,
                        day=format_date(self.env, agreement.valid_from),
                    )
                )

    def _is_early(self):
        return self.valid_from > self.company_id._mdq_today()

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self.filtered(lambda agreement: not agreement._is_early())._move_to("effective")

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        for agreement in self:
            agreement._write_guarded({"in_force_from": agreement.company_id._mdq_today()})

    def _after_move_to_superseded(self):
        self._end(self.env._("Replaced by the next revision"))

    def _end(self, reason):
        for agreement in self:
            agreement._write_guarded({"in_force_to": agreement.company_id._mdq_today(), "end_reason": reason})
        self.activity_unlink(["mail.mail_activity_data_todo"])

    # ----------------------------------------------------------------------------------- terminating

    def action_obsolete(self):
        """Drop drafts; an agreement in force ends signed, with its reason."""
        in_force = self.filtered(lambda agreement: agreement.state == "effective")
        if not in_force:
            return super().action_obsolete()
        return in_force._mdq_sign_action("terminate", self.env._("Terminate the Agreement"), "rejected", reason_required=True)

    def terminate(self, credential, reason):
        """End agreements in force, signed: orders that need them are refused from today on; earlier days keep their answer."""
        self.env.user._mdq_require(MANAGER)
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the agreement is terminated: the reason stays with it."))
        for agreement in self:
            if agreement.state != "effective":
                raise UserError(self.env._("%s is not in force.", agreement.display_name))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        self._move_to("obsolete", reason)
        self._end(reason)
        return True

    # --------------------------------------------------------------------------------------- cron

    @api.model
    def _cron_make_effective(self):
        """Put in force what both parties signed for a day that has come."""
        waiting = self.search(Domain("state", "=", "in_review") & Domain("valid_from", "<=", fields.Date.add(self.env.company._mdq_today(), days=1)))
        for agreement in waiting:
            if not agreement._is_early() and agreement._mdq_is_approved() and not agreement._get_missing_parties():
                agreement._move_to("effective")


class MdqApprovalRequestStep(models.Model):
    _inherit = "mdq.approval.request.step"

    def _after_move_to_open(self):
        super()._after_move_to_open()
        for step in self.filtered("is_portal"):
            if step.request_id.res_model == "mdq.quality.agreement":
                step.request_id._get_record()._mark_sent()
