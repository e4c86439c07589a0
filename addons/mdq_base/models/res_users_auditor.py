"""An auditor's access ends by itself: at its date, by a job and by the first call after it."""

from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.http import request

AUDITOR = "mdq_base.group_auditor"
DAYS = 30  # where nobody said until when


class ResUsers(models.Model):
    _inherit = "res.users"

    _mdq_ledger_columns = ("mdq_auditor_until",)

    mdq_auditor_until = fields.Datetime(
        "Auditor Until", copy=False, help="The role of auditor is taken away at this moment. 30 days from now, if you say nothing."
    )

    @api.constrains("mdq_auditor_until", "group_ids")
    def _check_mdq_auditor_until(self):
        for user in self:
            if user.mdq_auditor_until and user.mdq_auditor_until < fields.Datetime.now() and user._mdq_is_auditor():
                raise ValidationError(self.env._(
                    "The time of the auditor %s is over. Give a later date, or take the role away.", user.name
                ))

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._mdq_limit_auditors()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "group_ids" in vals:
            self._mdq_limit_auditors()
        if vals.get("mdq_auditor_until"):
            self._mdq_schedule_end(vals["mdq_auditor_until"])
        return result

    def _mdq_schedule_end(self, moment):
        job = self.env.ref("mdq_base.ir_cron_mdq_auditor", raise_if_not_found=False)
        if job:
            # Whoever gives the role need not be able to run scheduled jobs.
            job.sudo()._trigger(at=fields.Datetime.to_datetime(moment))

    def _mdq_is_auditor(self):
        auditors = self.env.ref(AUDITOR, raise_if_not_found=False)  # not there yet while the suite is installed
        return bool(auditors) and auditors in self.all_group_ids

    def _mdq_limit_auditors(self):
        """No auditor without an end."""
        self.filtered(lambda user: not user.mdq_auditor_until and user._mdq_is_auditor()).write(
            {"mdq_auditor_until": fields.Datetime.now() + timedelta(days=DAYS)}
        )

    def _check_uid_passwd(self, uid, passwd):
        """XML-RPC and JSON-RPC authenticate here."""
        super()._check_uid_passwd(uid, passwd)
        self.browse(uid)._mdq_end_own_auditor_role()

    def _mdq_end_own_auditor_role(self):
        # The server takes the role; the person whose call this is need not be able to.
        self.with_user(SUPERUSER_ID)._mdq_end_expired_auditors()

    @api.model
    def _cron_end_auditors(self):
        auditors = self.env.ref(AUDITOR).all_user_ids
        auditors._mdq_limit_auditors()
        auditors._mdq_end_expired_auditors()

    def _mdq_end_expired_auditors(self):
        """Take the role from those whose time is over; return them."""
        now = fields.Datetime.now()
        expired = self.filtered(lambda user: user.mdq_auditor_until and user.mdq_auditor_until <= now and user._mdq_is_auditor())
        for user in expired:
            with self._mdq_reason(self.env._("The time of the auditor is over")):
                user.write({"group_ids": [Command.unlink(self.env.ref(AUDITOR).id)], "mdq_auditor_until": False})
        return expired


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        result = super().write(vals)
        if {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            auditors = self.env.ref(AUDITOR, raise_if_not_found=False)
            if auditors:
                auditors.all_user_ids._mdq_limit_auditors()
        return result


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate_explicit(cls, auth):
        """The first call of an auditor whose time is over finds him without the role."""
        super()._authenticate_explicit(auth)
        if request.env.uid and request.env.user._has_group(AUDITOR):
            request.env.user._mdq_end_own_auditor_role()
