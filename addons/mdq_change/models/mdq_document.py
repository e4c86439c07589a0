from odoo import models


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _compute_can_make_effective(self):
        super()._compute_can_make_effective()
        for document in self.filtered("can_make_effective"):
            document.can_make_effective = not document._get_change_refusal()

    def _mdq_get_where_used(self):
        """A change that is on its way keeps the document in force: it says what comes after it."""
        changes = self._get_revisions()._get_change_lines().change_id.filtered(
            lambda change: change.state not in ("implemented", "rejected", "cancelled")
        )
        return super()._mdq_get_where_used() + [
            {"title": self.env._("Changes not yet implemented"), "records": changes, "blocks": True},
        ]

    def _get_revisions(self):
        """All revisions of this document, also those that the caller may not read."""
        # What a change is about is a fact for the gate.
        return self.sudo().search([("company_id", "=", self.company_id.id), ("code", "=", self.code)])

    def _get_readiness_gaps(self):
        """A change is not implemented before people are trained, where the document says so."""
        return super()._get_readiness_gaps() + self._mdq_training_gaps()
