from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = {"sample": "sample_inspection_ids", "trial": "trial_inspection_ids"}


class MdqSupplierCase(models.Model):
    """Samples, first articles and trial lots of an admission: what counts is their real inspection."""

    _inherit = "mdq.supplier.case"

    sample_inspection_ids = fields.Many2many(
        "mdq.inspection", "mdq_supplier_case_sample_rel", "case_id", "inspection_id", "Samples and First Articles", copy=False,
        help="The inspections of samples and first articles. The newest one counts; the earlier ones stay with the case.",
    )
    trial_inspection_ids = fields.Many2many(
        "mdq.inspection", "mdq_supplier_case_trial_rel", "case_id", "inspection_id", "Trial Lots", copy=False,
        help="The inspections of trial lots. The newest one counts; the earlier ones stay with the case.",
    )

    @api.constrains("sample_inspection_ids", "trial_inspection_ids", "partner_id")
    def _check_inspections_of_supplier(self):
        for case in self:
            for inspection in case.sample_inspection_ids | case.trial_inspection_ids:
                supplier = inspection.partner_id.commercial_partner_id
                if supplier and supplier != case.partner_id:
                    raise ValidationError(self.env._(
                        "%(inspection)s is of a lot from %(other)s, not from %(supplier)s.", inspection=inspection.name,
                        other=supplier.name, supplier=case.partner_id.name,
                    ))

    def _get_gate_gaps(self):
        return [*super()._get_gate_gaps(), *self._get_inspection_gaps("sample"), *self._get_inspection_gaps("trial")]

    def _get_checked_needs(self):
        return super()._get_checked_needs() | set(KINDS)

    def _get_inspection_gaps(self, code):
        why = self._why_not_inspected(code)
        return [self._make_gap(code, why, self._get_role_name("inspector"))] if why else []

    def _why_not_inspected(self, code):
        """What is missing until the newest inspection of a kind has accepted, in words; "" for nothing."""
        # Who may read the case may know how its samples were judged.
        inspections = self.sudo()[KINDS[code]].filtered(lambda inspection: inspection.state != "cancelled").sorted("id")
        newest = inspections[-1:]
        if not newest:
            return {
                "sample": self.env._("No sample or first article was inspected: add its inspection."),
                "trial": self.env._("No trial lot was inspected: add its inspection."),
            }[code]
        undecided = inspections.filtered(lambda inspection: inspection.state == "open")[:1] or newest
        if undecided.state == "accepted":
            return ""
        state = dict(undecided._fields["state"]._description_selection(self.env))[undecided.state]
        return self.env._("%(inspection)s of lot %(lot)s: %(state)s", inspection=undecided.name, lot=undecided.lot_id.name,
                          state=state)

    def _get_gate_facts(self):
        # As above: the judgement is part of what the gate rests on.
        inspections = (self.sudo().sample_inspection_ids | self.sudo().trial_inspection_ids).sorted("id")
        labels = dict(inspections._fields["state"]._description_selection(self.env))
        return [*super()._get_gate_facts(), *(
            f"{inspection.name} · {inspection.product_id.display_name} · {inspection.lot_id.name}: {labels[inspection.state]}"
            for inspection in inspections
        )]
