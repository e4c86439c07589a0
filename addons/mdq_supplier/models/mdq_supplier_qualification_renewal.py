from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import scope as scope_core


class MdqSupplierQualification(models.Model):
    """One qualification after the other: renewals, overlaps, and what is odd about a scope before it is decided."""

    _inherit = "mdq.supplier.qualification"

    previous_id = fields.Many2one(
        "mdq.supplier.qualification", "Renews", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        check_company=True,
    )
    renewal_ids = fields.One2many("mdq.supplier.qualification", "previous_id", "Renewals", readonly=True)
    is_renewed = fields.Boolean("Renewal Exists", compute="_compute_is_renewed", search="_search_is_renewed")
    overlap_ids = fields.Many2many("mdq.supplier.qualification", compute="_compute_overlap_ids", string="Overlaps With")
    scope_warning = fields.Text(compute="_compute_scope_warning")
    barriers = fields.Text(
        "Does Not Count Today", compute="_compute_barriers",
        help="What keeps an approved qualification from counting: a certificate that ended, an agreement that is missing, a limit that is used up.",
    )

    @api.depends("renewal_ids.state")
    def _compute_is_renewed(self):
        for record in self:
            record.is_renewed = bool(record.renewal_ids.filtered(lambda renewal: renewal.state != "withdrawn"))

    def _search_is_renewed(self, operator, value):
        if operator != "in":
            return NotImplemented
        renewed = self.search([("previous_id", "!=", False), ("state", "!=", "withdrawn")]).previous_id
        return [("id", "in" if True in value else "not in", renewed.ids)]

    @api.depends("partner_id", "site_id", "process_id", "product_id", "categ_id", "valid_from", "valid_to", "state")
    def _compute_overlap_ids(self):
        in_force = self._get_in_force()
        for record in self:
            others = in_force.get((record.company_id, record.partner_id), self.browse()) - record._origin
            record.overlap_ids = others.filtered(record._overlaps) if record._is_dated() else False

    def _is_dated(self):
        return bool(self.valid_from and self.valid_to)

    def _overlaps(self, other):
        return scope_core.overlap(self._get_scope(), other._get_scope())

    @api.depends("process_id", "product_id", "categ_id", "company_id")
    def _compute_scope_warning(self):
        for record in self:
            record.scope_warning = record._get_scope_warning()

    def _get_scope_warning(self):
        """Return what is odd about the scope, in a sentence, or False."""
        process = self.product_id and self.product_id._mdq_get_process(self.company_id)
        if process and not self.process_id:
            return self.env._(
                "%(product)s is bought as process %(process)s: without that process this qualification lets no order of it pass.",
                product=self.product_id.display_name, process=process.display_name,
            )
        if not (self.process_id or self.product_id or self.categ_id):
            return self.env._("This scope covers the purchase of every product. Name a process, a product or a category to narrow it.")
        return False

    @api.depends_context("lang")
    @api.depends("state", "valid_from", "valid_to", "use_ids")
    def _compute_barriers(self):
        found = self._origin._get_barriers_now()
        for record in self:
            record.barriers = "\n".join(barrier.why for barrier in found.get(record._origin.id, ())) or False

    def _get_barriers_now(self):
        """Return {qualification id: [barrier]} of what the screens show as barred, asked for a company at a time."""
        found = {}
        for company, records in self.grouped("company_id").items():
            found.update(records._get_barriers_today(company))
        return found

    def _get_barriers_today(self, company):
        """Return {qualification id: [barrier]} of those among these that are approved and do not count today."""
        today = company._mdq_today()
        scopes = [record._get_scope() for record in self if record.state in scope_core.PERMITS]
        return self._get_barriers_of({0: scopes}, today, limits=True)

    # ------------------------------------------------------------------------------------- actions

    def action_renew(self):
        """Open the draft that follows this qualification: the same scope, from the day after, for as long again."""
        self.ensure_one()
        waiting = self.renewal_ids.filtered(lambda renewal: renewal.state == "draft")[:1]
        return (waiting or self._renew())._get_records_action()

    def _renew(self):
        if self.state not in ("approved", "conditional", "suspended"):
            raise UserError(self.env._("%s was not approved, or was withdrawn: make a new qualification instead.", self.display_name))
        begin = max(self.valid_to + timedelta(days=1), self.company_id._mdq_today())
        renewal = self.copy({
            "valid_from": begin, "valid_to": begin + (self.valid_to - self.valid_from), "basis": False, "document_ids": False,
        })
        renewal.previous_id = self
        return renewal

    def action_open_renewals(self):
        return self.renewal_ids._get_records_action(name=self.env._("Renewals"))
