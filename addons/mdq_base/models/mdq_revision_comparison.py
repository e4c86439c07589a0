from odoo import fields, models
from odoo.exceptions import ValidationError


class MdqRevisionComparison(models.TransientModel):
    """Two revisions laid side by side on paper."""

    _name = "mdq.revision.comparison"
    _description = "Comparison Of Revisions"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    other_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    def _get_revisions(self):
        """Return the older and the newer revision, when the reader may read both."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if not hasattr(model, "_mdq_diff"):
            raise ValidationError(self.env._("Records of %s have no revisions to compare.", self.res_model))
        revisions = model.browse(filter(None, [self.res_id, self.other_id])).sorted("revision")
        revisions.check_access("read")
        return (revisions[0] if len(revisions) > 1 else model), revisions[-1:]

    def _get_difference(self):
        old, new = self._get_revisions()
        return new._mdq_diff(old, paper=True)

    def _mdq_report_header(self):
        old, new = self._get_revisions()
        numbers = [str(revision.revision) for revision in (old, new) if revision]
        return {"title": f"Comparison of revisions 版本对比: {new._mdq_get_kind()}", "number": new.code,
                "revision": " → ".join(numbers)}

    def _mdq_get_paper_company(self):
        _old, new = self._get_revisions()
        return new._mdq_get_paper_company()
