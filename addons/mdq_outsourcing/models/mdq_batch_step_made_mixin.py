from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqBatchStepMadeMixin(models.AbstractModel):
    """What a batch step makes itself and stays bound to: nobody else says which step it belongs to."""

    _name = "mdq.batch.step.made.mixin"
    _description = "Made by a Batch Step"

    mdq_batch_step_id = fields.Many2one(
        "mdq.batch.step", "Batch Step", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        groups="base.group_user",
    )

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | {"mdq_batch_step_id"}

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("mdq_batch_step_id") for vals in vals_list):
            raise UserError(self._mdq_get_step_refusal())
        records = super(MdqBatchStepMadeMixin, self._mdq_without_defaults({"mdq_batch_step_id"})).create(vals_list)
        return records.with_env(self.env)

    def write(self, vals):
        if "mdq_batch_step_id" in vals:
            raise UserError(self._mdq_get_step_refusal())
        return super().write(vals)

    def _mdq_get_step_refusal(self):
        """Return the sentence that leads to the button of the step. Extend."""
        return self.env._("What belongs to a batch step is made on the step: open it and use its buttons.")

    def _mdq_link_step(self, step):
        """Link records to the step that asked for them: for the server's own code; above the guard of `write`."""
        return super().write({"mdq_batch_step_id": step.id})
