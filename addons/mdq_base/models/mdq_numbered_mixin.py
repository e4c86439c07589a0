from odoo import api, fields, models


class MdqNumberedMixin(models.AbstractModel):
    """A reference from the number series of the record's company, given when the record is saved."""

    _name = "mdq.numbered.mixin"
    _description = "Numbered Record"
    _inherit = ["mdq.transition.mixin"]

    name = fields.Char("Reference", readonly=True, copy=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"name"}

    def _get_number_series(self):
        """Return the code of the series; extend where a model has several."""
        return self._name

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Whoever may create the record takes its number; users do not read the series themselves.
        series = self.env["ir.sequence"].sudo()
        for record in records:
            number = series.with_company(record.company_id).next_by_code(record._get_number_series())
            record._write_guarded({"name": number})
        return records
