"""What no policy keeps any longer: nothing happens to it by itself."""

from odoo import fields, models

READERS = ("mdq_base.group_quality_manager", "mdq_base.group_admin", "mdq_base.group_auditor")


class MdqRetentionPolicy(models.Model):
    _inherit = "mdq.retention.policy"

    def action_open_past(self):
        """Open the records whose last day has passed: of the policy's kind, or first a list of all kinds."""
        self.env.user._mdq_require(*READERS)
        if self.model_id:
            return self.env["mdq.retention.past"]._open(self.model_id.model)
        pasts = self.env["mdq.retention.past"]._make()
        return {"type": "ir.actions.act_window", "res_model": "mdq.retention.past", "name": self.env._("Past Their Last Day"),
                "views": [(False, "list")], "domain": [("id", "in", pasts.ids)],
                "help": self.env._("No record is past the last day on which it must be there.")}


class MdqRetentionPast(models.TransientModel):
    """How many records of a kind are past the last day on which they must be there."""

    _name = "mdq.retention.past"
    _description = "Records Past Their Last Day"
    _order = "kind"

    res_model = fields.Char("Model", required=True, readonly=True)
    kind = fields.Char("Kind of Record", required=True, readonly=True)
    count = fields.Integer("Records", readonly=True)

    def _make(self):
        """One line for each kind that has such records, as far as the reader may read them."""
        today, lines = self.env.company._mdq_today(), []
        for name in self.env["ir.actions.report"]._mdq_get_copied_models():
            model = self.env[name].with_context(active_test=False)
            count = model.search_count([("mdq_keep_until", "<", today)]) if model.has_access("read") else 0
            lines += [{"res_model": name, "kind": model._mdq_get_kind_here(), "count": count}] if count else []
        # Only the server writes these lines; they are shown to who asked.
        return self.sudo().create(lines).sudo(False)

    def action_open(self):
        return self._open(self.res_model)

    def _open(self, name):
        return {
            "type": "ir.actions.act_window", "res_model": name, "name": self.env._("Past Their Last Day"),
            "views": [(False, "list"), (False, "form")], "domain": [("mdq_keep_until", "<", fields.Date.to_string(self.env.company._mdq_today()))],
            "context": {"active_test": False},
            "help": self.env._("No record of this kind is past the last day on which it must be there."),
        }
