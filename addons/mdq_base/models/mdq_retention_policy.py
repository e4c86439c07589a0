from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import retention


class MdqRetentionPolicy(models.Model):
    """For how long records must be kept, and by which law; of all that apply, the longest counts."""

    _name = "mdq.retention.policy"
    _description = "Retention Policy"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "name, id"
    _mdq_reason_fields = ("years", "uses_lifetime", "from_last_device", "only_implants")

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    jurisdiction = fields.Selection(
        [("us", "United States"), ("eu", "European Union"), ("cn", "China"), ("own", "Own rule")],
        default="own", required=True,
    )
    reference = fields.Char("Law or Clause")
    years = fields.Integer("Years at Least", required=True)
    uses_lifetime = fields.Boolean("Or the Device's Lifetime", help="The product's lifetime counts where it is longer.")
    from_last_device = fields.Boolean(
        "From the Last Device", help="Years count from the last delivery of the product, not from the record."
    )
    only_implants = fields.Boolean("Implants Only")
    model_id = fields.Many2one("ir.model", "Records Of", ondelete="cascade", help="Empty: all quality records.")
    category_id = fields.Many2one("product.category", "Product Category", ondelete="restrict")

    _years_not_negative = models.Constraint("CHECK (years >= 0)", "Records cannot be kept for less than no years.")

    @api.constrains("years", "uses_lifetime", "model_id")
    def _check_policy(self):
        for policy in self:
            if not policy.years and not policy.uses_lifetime:
                raise ValidationError(self.env._("Say for how many years records are kept, or that the lifetime counts."))
            model = policy.model_id.model
            if model and not self.env[model]._mdq_ledger:
                raise ValidationError(self.env._("“%s” is not a kind of quality record.", policy.model_id.name))

    # ---------------------------------------------------------------------------------- keep-until

    @api.model
    def _get_keep_until(self, records):
        """Return {id: last day on which it must be there, or None} of quality records.

        A record whose product is not known is kept as if it were about any product.
        """
        # How long a record is kept does not depend on who looks at it.
        records, policies = records.sudo(), self.sudo().search(
            [("active", "=", True), "|", ("model_id", "=", False), ("model_id.model", "=", records._name)])
        starts, products = records._mdq_retention_date(), records._mdq_retention_product()
        about = self.env["product.template"].sudo().union(*products.values())  # the same: facts of products
        last_devices = about._mdq_get_last_device_date()
        companies = records.grouped("company_id") if "company_id" in records._fields else {None: records}
        found = {}
        for company, group in companies.items():
            rules = policies.filtered(lambda policy: not policy.company_id or not company or policy.company_id == company)  # noqa: B023
            for record in group:
                product = products.get(record.id, about.browse())
                found[record.id] = rules._keep(starts.get(record.id), product, last_devices)
        return found

    def _keep(self, start, products, last_devices):
        if not start:
            return None
        ends = [retention.keep_until([policy._get_rule() for policy in self if policy._applies_to(product)], start,
                                     product.mdq_lifetime_years, last_devices.get(product.id))
                for product in products or [products]]
        return max(filter(None, ends), default=None)

    def _applies_to(self, product):
        if not product:
            return True
        if self.only_implants and not product.mdq_is_implant:
            return False
        return not self.category_id or product.categ_id.parent_path.startswith(self.category_id.parent_path)

    def _get_rule(self):
        return retention.Rule(self.years, self.uses_lifetime, self.from_last_device)

    # -------------------------------------------------------------------------------------- ledger

    @api.model
    def _get_ledger_floor(self):
        """Return the date before which no record that must still be there has an entry in the ledger.

        Partitions that end before it may be detached. None: everything must stay.
        """
        policies = self.sudo().search([("active", "=", True)])  # a fact of the system, not of who asks
        if not policies:
            return None
        floor = retention.add_years(fields.Date.today(), -self._get_longest_years(policies))
        for model in self.env.values():
            if model._mdq_ledger and model._auto and not model._abstract and hasattr(model, "_mdq_retention_date"):
                floor = min(floor, model._mdq_get_oldest_kept() or floor)
        return floor

    def _get_longest_years(self, policies):
        years = max(policies.mapped("years"))
        if not any(policies.mapped("uses_lifetime")):
            return years
        # The longest lifetime of any product, whoever asks.
        lifetime = self.env["product.template"].sudo().with_context(active_test=False).search(
            [("mdq_lifetime_years", ">", 0)], order="mdq_lifetime_years desc", limit=1).mdq_lifetime_years
        return max(years, lifetime)
