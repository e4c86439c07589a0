from odoo import fields, models
from odoo.exceptions import UserError


class MdqCapaAction(models.Model):
    """One thing somebody does by a date, and the proof that it was done."""

    _name = "mdq.capa.action"
    _description = "CAPA Action"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _mdq_parent = "capa_id"
    _mdq_reason_fields = ("date_due",)
    _order = "capa_id, sequence, id"
    _check_company_auto = True

    capa_id = fields.Many2one("mdq.capa", "CAPA", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="capa_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Action", required=True)
    kind = fields.Selection(
        [("correction", "Correction"), ("corrective", "Corrective"), ("preventive", "Preventive")],
        required=True,
        default="corrective",
    )
    owner_id = fields.Many2one("res.users", "Owner", required=True, index=True, default=lambda self: self.env.user)
    date_due = fields.Date("Due Date", required=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
    )
    evidence = fields.Text(help="What shows that it was done: document, record, measurement.")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    def _get_locked_states(self):
        return {"done", "cancelled"}

    def _get_signed_fields(self):
        return ["name", "kind", "owner_id", "date_due", "state", "evidence"]

    def _get_transitions(self):
        return {"open": {"done", "cancelled"}}

    def _mdq_deletable(self):
        return all(action.state == "open" and action.capa_id.state in ("draft", "analysis") for action in self)

    def action_done(self):
        self._move_to("done")

    def _check_move_to_done(self):
        for action in self:
            if action.capa_id.state != "implementation":
                raise UserError(
                    self.env._("%(capa)s is not being implemented, so its actions are not finished yet.", capa=action.capa_id.name)
                )
            if not action.evidence:
                raise UserError(
                    self.env._("The action “%(action)s” needs its evidence before it is done.", action=action.name)
                )

    def action_cancel(self):
        self._move_to("cancelled")

    def _check_move_to_cancelled(self):
        self.env.user._mdq_require("mdq_base.group_quality_engineer")

    def _remind(self):
        for action in self.filtered(lambda action: action.state == "open"):
            action.capa_id.activity_schedule(
                "mail.mail_activity_data_todo",
                action.date_due,
                summary=action.name,
                user_id=action.owner_id.id,
            )
