"""Which revision says what: the difference of two revisions, on the screen, over RPC and on paper."""

from lxml import etree
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import diff


class MdqRevisionMixin(models.AbstractModel):
    _inherit = "mdq.revision.mixin"

    revision_count = fields.Integer("Number of Revisions", compute="_compute_revision_count")

    @api.depends("code", "company_id")
    def _compute_revision_count(self):
        groups = self._read_group([("code", "in", self.mapped("code"))], ["company_id", "code"], ["__count"])
        counts = {(company, code): count for company, code, count in groups}
        for record in self:
            record.revision_count = counts.get((record.company_id, record.code), 0)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Every form of revisions offers their comparison."""
        arch, view = super()._get_view(view_id, view_type, **options)
        box = arch.find(".//div[@name='button_box']") if view_type == "form" else None
        if box is not None:
            box.append(etree.Element("button", {
                "name": "action_compare", "type": "object", "class": "oe_stat_button", "icon": "fa-columns",
                "string": self.env._("Compare"), "invisible": "revision_count < 2",
            }))
        return arch, view

    # ------------------------------------------------------------------------------------- public

    @api.readonly
    def compare(self, other_id=None):
        """Return how this revision differs from another one of the same code, by default the one before it.

        :return: {"old", "new": {"id", "name", "revision", "state", "date"}, "revisions": all of them,
            "fields", "tables", "files", "counts": see `core.diff`}; "old" is None when there is no other
        """
        self.ensure_one()
        self.check_access("read")
        revisions = self._get_revisions()
        other = self._get_compared(revisions, other_id)
        old, new = (other | self).sorted("revision") if other else (other, self)
        return {
            "old": old._mdq_get_revision_card() if old else None, "new": new._mdq_get_revision_card(),
            "revisions": [revision._mdq_get_revision_card() for revision in revisions], **new._mdq_diff(old),
        }

    def action_compare(self):
        """Open the comparison with the revision before."""
        return self._mdq_diff_action()

    def action_print_comparison(self, other_id):
        """Return the action that prints the comparison with another revision."""
        self.ensure_one()
        self.check_access("read")
        other = self._get_compared(self._get_revisions(), other_id)
        comparison = self.env["mdq.revision.comparison"].create(
            {"res_model": self._name, "res_id": self.id, "other_id": other.id}
        )
        return self.env.ref("mdq_base.mdq_revision_comparison_report_action").report_action(comparison, config=False)

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_diff(self, other, paper=False):
        """Return what changed from `other` (may be empty: nothing was there) to this revision."""
        self.ensure_one()
        return diff.compare(
            other._mdq_get_content(signed=True, paper=paper) if other else diff.EMPTY,
            self._mdq_get_content(signed=True, paper=paper),
        )

    def _mdq_diff_action(self, other=None):
        """Return the client action that shows this revision beside another one (by default the one before)."""
        self.ensure_one()
        return {
            "type": "ir.actions.client", "tag": "mdq_diff", "name": self.env._("Compare %s", self.code),
            "params": {"model": self._name, "res_id": self.id, "other_id": other.id if other else None},
        }

    def _get_revisions(self):
        """Return all revisions of this code that the reader may see, the newest first."""
        domain = [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        return self.with_context(active_test=False).search(domain, order="revision desc")

    def _get_compared(self, revisions, other_id):
        if not other_id:
            return revisions.filtered(lambda revision: revision.revision < self.revision)[:1]
        other = revisions.filtered(lambda revision: revision.id == other_id and revision != self)
        if not other:
            raise UserError(self.env._(
                "Choose two revisions of %(code)s to compare: the other one is not of this code, or you may not read it.",
                code=self.code,
            ))
        return other

    def _mdq_get_revision_card(self):
        return {
            "id": self.id, "name": self.display_name, "revision": self.revision, "state": self._mdq_get_state_label(),
            "date": fields.Datetime.to_string(self.effective_date) if self.effective_date else None,
        }

    def _mdq_report_header(self):
        return {"title": self._mdq_get_kind(), "number": self.code, "revision": str(self.revision)}
