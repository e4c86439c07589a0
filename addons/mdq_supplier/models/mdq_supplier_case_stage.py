from odoo import fields, models
from odoo.addons.mdq_base.models.mdq_signature import MEANINGS

KINDS = [("new", "New scope"), ("requalification", "Requalification"), ("resumption", "After suspension")]


class MdqSupplierCaseNeed(models.Model):
    """Something that the gate of a stage may demand. Its code is what `_get_gate_gaps` of a case answers with."""

    _name = "mdq.supplier.case.need"
    _description = "What a Gate Demands"
    _inherit = ["mdq.audited.mixin"]
    _order = "sequence, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint("UNIQUE(code)", "This code exists already.")


class MdqSupplierCaseStage(models.Model):
    """A stage of admission: how long it may take, what its gate demands, and the one role that signs it.

    A case copies its stages when it begins; a change here is for the cases to come.
    """

    _name = "mdq.supplier.case.stage"
    _description = "Admission Stage"
    _inherit = ["mdq.audited.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    target_days = fields.Integer("Target (Days)", default=14, required=True)
    group_id = fields.Many2one(
        "res.groups", "Signed By", required=True, ondelete="restrict",
        domain=[("share", "=", False), ("privilege_id.category_id.name", "!=", False)], help="The one role that signs the gate.",
    )
    meaning = fields.Selection(MEANINGS, default="reviewed", required=True)
    need_ids = fields.Many2many("mdq.supplier.case.need", string="The Gate Demands")
    risk_class_ids = fields.Many2many(
        "mdq.supplier.risk.class", string="Only For Risk Classes",
        help="Empty: for every class. A case of another class may skip the stage; the reason is recorded.",
    )
    for_new = fields.Boolean("New Scope", default=True)
    for_requalification = fields.Boolean("Requalification", default=True)
    for_resumption = fields.Boolean("After Suspension", default=True)
    note = fields.Text("Instructions", translate=True, help="What is done in this stage.")
    fold = fields.Boolean("Folded in the Board")

    _days_positive = models.Constraint("CHECK (target_days > 0)", "Give a stage at least one day.")

    def _prepare_step_vals(self):
        """The stage as a case keeps it."""
        return {
            "stage_id": self.id, "sequence": self.sequence, "target_days": self.target_days, "group_id": self.group_id.id,
            "meaning": self.meaning, "need_ids": [fields.Command.set(self.need_ids.ids)],
            "risk_class_ids": [fields.Command.set(self.risk_class_ids.ids)],
        }
