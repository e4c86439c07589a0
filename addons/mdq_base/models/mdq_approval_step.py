from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mdq_signature import MEANINGS


class MdqApprovalStep(models.Model):
    """One step of a route: who decides, how many of them, until when, and who if not.

    Steps of the same stage run side by side; a stage opens when the one before it is done.
    """

    _name = "mdq.approval.step"
    _description = "Approval Step"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "route_id"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one("mdq.approval.route", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="route_id.company_id")
    sequence = fields.Integer("Stage", default=10, help="Steps with the same number run side by side.")
    name = fields.Char(required=True, translate=True)
    group_id = fields.Many2one("res.groups", "Role", ondelete="restrict")
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)],
                                help="Named people decide beside the role.")
    is_portal = fields.Boolean("Supplier Signatory", help="Who signs for the supplier of the record, in the portal.")
    quorum = fields.Integer("People Needed", default=1, required=True)
    meaning = fields.Selection(MEANINGS, default="approved", required=True)
    time_limit = fields.Float("Time Limit (Hours)", help="From the opening of the step. 0: none.")
    escalation_group_id = fields.Many2one("res.groups", "Then Tell", ondelete="restrict",
                                          help="Told when the time limit has passed.")
    takeover_limit = fields.Float("May Decide After (Hours)", help="From the time limit on. 0: is only told.")
    competence_act = fields.Char("Competence For", help="The act that a decision needs a valid competence for.")

    _quorum_positive = models.Constraint("CHECK (quorum > 0)", "A step needs at least one person.")
    _limits_not_negative = models.Constraint(
        "CHECK (time_limit >= 0 AND takeover_limit >= 0)", "A time limit cannot be negative."
    )

    @api.constrains("group_id", "user_ids", "is_portal", "quorum")
    def _check_people(self):
        for step in self:
            if step.is_portal and (step.group_id or step.user_ids):
                raise ValidationError(self.env._(
                    "%s: the supplier decides alone in his step. Give the role or the people a step of their own.", step.name
                ))
            if not (step.is_portal or step.group_id or step.user_ids):
                raise ValidationError(self.env._("%s: say who decides: a role, people or the supplier.", step.name))
            if not (step.is_portal or step.group_id) and len(step.user_ids) < step.quorum:
                raise ValidationError(self.env._("%s: fewer people are named than are needed.", step.name))

    @api.constrains("time_limit", "escalation_group_id", "takeover_limit")
    def _check_escalation(self):
        for step in self:
            if (step.escalation_group_id or step.takeover_limit) and not step.time_limit:
                raise ValidationError(self.env._("%s: an escalation needs a time limit to follow from.", step.name))
            if step.takeover_limit and not step.escalation_group_id:
                raise ValidationError(self.env._("%s: name the role that may decide when the step is late.", step.name))

    def _prepare_request_step_vals(self):
        """The step as a request keeps it."""
        return {
            "sequence": self.sequence, "name": self.name, "group_id": self.group_id.id,
            "user_ids": [fields.Command.set(self.user_ids.ids)], "is_portal": self.is_portal, "quorum": self.quorum,
            "meaning": self.meaning, "time_limit": self.time_limit, "takeover_limit": self.takeover_limit,
            "escalation_group_id": self.escalation_group_id.id, "competence_act": self.competence_act,
        }
