from odoo import api, fields, models


class MdqInForceMixin(models.AbstractModel):
    """What somebody may do for a time: in force while its state is active, from a moment on and until another, if one is named."""

    _name = "mdq.in.force.mixin"
    _description = "In Force for a Time"

    _mdq_period = ("valid_from", "valid_to")

    is_in_force = fields.Boolean("In Force", compute="_compute_is_in_force", search="_search_is_in_force")

    @api.depends(lambda self: ("state", *self._mdq_period))
    def _compute_is_in_force(self):
        current = self.filtered_domain(self._get_in_force_domain())
        for record in self:
            record.is_in_force = record in current

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_in_force_domain()
        return domain if True in value else ~domain

    def _get_in_force_domain(self):
        (begin, end), now = self._mdq_period, fields.Datetime.now()
        return (fields.Domain("state", "=", "active") & fields.Domain(begin, "<=", now)
                & (fields.Domain(end, "=", False) | fields.Domain(end, ">", now)))
