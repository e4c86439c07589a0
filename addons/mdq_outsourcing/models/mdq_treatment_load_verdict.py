from odoo import models
from odoo.exceptions import AccessError, UserError

REPORTERS = ("mdq_base.group_inspector", "mdq_base.group_planner", "mdq_base.group_quality_engineer")


class MdqTreatmentLoad(models.Model):
    """What a load proved, and the verdict that releases or holds its lots."""

    _inherit = "mdq.treatment.load"

    # -------------------------------------------------------------------------------------- public

    def report(self, values):
        """Report parameters and the certificate of one load.

        :param values: {parameters: [{code or name, value}], certificate: {name, data in base64}, reason}
        :return: {state, out_of_limits: [code], missing: [code], certificate_ids}
        """
        self.ensure_one()
        self.env["mdq.batch.result"]._check_shape(values)
        self._check_may_report(values)
        # The caller was checked; the server writes what he reports.
        load = self.sudo()
        no_lot = self.env["stock.lot"]
        self.env["mdq.batch.result"]._report(
            load, no_lot, load._get_parameters(), values.get("parameters") or [], values.get("reason")
        )
        if values.get("certificate"):
            self.env["mdq.batch.file"]._store(load, no_lot, values["certificate"])
        results = load._get_current_results()
        return {
            "state": load.state, "certificate_ids": load.file_ids.ids,
            "out_of_limits": results.filtered(lambda result: not result.passed).mapped("code"),
            "missing": [parameter.code for parameter in load._get_missing_parameters()],
        }

    def accept(self, credential, reason=None):
        """Sign that the load did what it should; its lots may be released."""
        self._check_judge()
        for load in self:
            problems = load._get_problems()
            if problems:
                raise UserError(self.env._("%(load)s cannot be accepted:\n%(why)s", load=load.display_name,
                                           why="\n".join(problems)))
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        return self._move_to("accepted", reason)

    def reject(self, credential, reason):
        """Sign that the load failed; all its lots are put on hold."""
        self._check_judge()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the load is rejected."))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        self._move_to("rejected", reason)
        for load in self.filtered("line_ids"):
            hold = self.env["mdq.hold"].place(
                load.line_ids.lot_id.ids,
                self.env._("Treatment load %(load)s was rejected: %(reason)s", load=load.display_name, reason=reason),
            )
            load._write_guarded({"hold_id": hold})
        return True

    def action_accept(self):
        return self._mdq_sign_action("accept", self.env._("Accept Load"), "approved")

    def action_reject(self):
        return self._mdq_sign_action("reject", self.env._("Reject Load"), "rejected", reason_required=True)

    # ------------------------------------------------------------------------------------- checks

    def _check_may_report(self, values):
        user = self.env.user
        self.check_access("read")
        if user.share:
            user._mdq_require("mdq_base.group_supplier_quality" if values.get("certificate") else "mdq_base.group_supplier_user")
            # Whose load it is decides, whatever rules somebody may have added for the portal.
            if self.sudo().partner_id.commercial_partner_id != user.partner_id.commercial_partner_id:
                raise AccessError(self.env._("This load is not one of your company."))
        else:
            user._mdq_require(*REPORTERS)
        unknown = set(values) - {"parameters", "certificate", "reason"}
        if unknown:
            raise UserError(self.env._("Not understood in a report: %s.", ", ".join(sorted(unknown))))
        if self.state != "draft":
            raise UserError(self.env._("%s is judged: nothing more is reported of it.", self.display_name))

    def _check_judge(self):
        """A quality engineer, and nobody who reported of the load."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        for load in self:
            # Every report counts, whatever the judge may read.
            known = load.sudo()
            if self.env.user in known.result_ids.reported_by | known.file_ids.uploaded_by:
                raise AccessError(self.env._(
                    "You reported of %s. Who reports does not judge: another quality engineer does.", load.display_name
                ))

    def _get_current_results(self):
        """The values of the load, and those that the supplier reported with its steps."""
        own = self.result_ids.filtered("is_current")
        steps = self.line_ids.step_id.result_ids.filtered(
            lambda result: result.is_current and (not result.lot_id or result.lot_id in self.line_ids.lot_id)
        )
        return own | steps

    def _get_missing_parameters(self):
        reported = self._get_current_results().mapped("code")
        return self._get_parameters().filtered(lambda parameter: parameter.required and parameter.code not in reported)

    def _get_problems(self):
        """Return what keeps the load from being accepted, one sentence each."""
        self.ensure_one()
        problems = [self.env._("%s is not reported.", parameter.name) for parameter in self._get_missing_parameters()]
        problems += [
            self.env._("%(parameter)s was %(value)s, outside %(range)s.", parameter=result.parameter_id.name,
                       value=result.value, range=result.parameter_id._get_range())
            for result in self._get_current_results() if not result.passed
        ]
        steps = self.line_ids.step_id
        if any(steps.mapped("requires_certificate")) and not (self.file_ids | steps.file_ids):
            problems.append(self.env._("Its certificate is missing."))
        if not self.line_ids:
            problems.append(self.env._("No lot is in it."))
        return problems
