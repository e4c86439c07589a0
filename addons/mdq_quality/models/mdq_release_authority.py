from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MdqReleaseAuthority(models.Model):
    """A person whom the registrant has named to release lots to the market. It is his own: no delegation passes it on."""

    _name = "mdq.release.authority"
    _description = "Market Releaser"
    _inherit = ["mdq.release.authority.mixin"]
    _check_company_auto = True

    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict", index=True, check_company=True,
                              domain=[("share", "=", False)], tracking=True)
    basis = fields.Text("Named By", required=True, help="The document by which the registrant names the person: number, date, who signed.")

    @api.depends("user_id", "name")
    def _compute_display_name(self):
        for authority in self:
            # The name of a person is no secret to those who read what he may sign.
            person, number = authority.sudo().user_id.name, authority.name
            authority.display_name = f"{person} ({number})" if person and number else person or number or self.env._("New")

    def _check_may_appoint(self):
        super()._check_may_appoint()
        if self.user_id == self.env.user:
            raise AccessError(self.env._("Nobody names himself: another quality manager signs that you release to the market."))
        # Who holds which role is read for the check only.
        if not self.user_id.sudo().has_group("mdq_base.group_releaser"):
            raise UserError(self.env._(
                "%s does not have the role Releaser. An administrator gives it first.", self.user_id.name))

    def _get_end_refusal(self):
        return self.env._("Say why the person no longer releases to the market.")

    def _get_able_people(self):
        return self.user_id.filtered("active")

    def action_appoint(self):
        return self._mdq_sign_action("appoint", self.env._("Name Market Releaser"), "approved")

    def action_end(self):
        return self._mdq_sign_action("end", self.env._("End Market Releaser"), "rejected", reason_required=True)
